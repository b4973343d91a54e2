"""What is asked when files that an export would write are there already."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from faceparse_gui.exchange import Existing, ExportPreview

_NAMED = 5


def ask_about_existing(
    window: QWidget, seen: ExportPreview, on_answer: Callable[[Existing], object]
) -> QMessageBox:
    """Open the question; ``on_answer`` is called with the answer, and not at all after Cancel."""
    paths = seen.in_the_way
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(QCoreApplication.translate("ExportQuestion", "Export"))
    text = QCoreApplication.translate("ExportQuestion", "{0:,} files already exist in {1}.").format(
        len(paths), seen.target
    )
    if len(paths) == 1:
        text = QCoreApplication.translate("ExportQuestion", "{0} already exists in {1}.").format(
            paths[0].name, paths[0].parent
        )
    box.setText(text)
    if len(paths) > 1:
        names = "\n".join(path.name for path in paths[:_NAMED])
        box.setInformativeText(names + ("\n…" if len(paths) > _NAMED else ""))
    replace = box.addButton(
        QCoreApplication.translate("ExportQuestion", "Replace"), QMessageBox.ButtonRole.AcceptRole
    )
    keep = None
    if seen.can_keep:
        keep = box.addButton(
            QCoreApplication.translate("ExportQuestion", "Keep"), QMessageBox.ButtonRole.AcceptRole
        )
        keep.setToolTip(
            QCoreApplication.translate("ExportQuestion", "Keep existing files and write only new ones")
        )
    cancel = box.addButton(
        QCoreApplication.translate("ExportQuestion", "Cancel"), QMessageBox.ButtonRole.RejectRole
    )
    box.setEscapeButton(cancel)
    box.setDefaultButton(cancel)

    def answered() -> None:
        if box.clickedButton() is replace:
            on_answer("replace")
        elif keep is not None and box.clickedButton() is keep:
            on_answer("keep")

    box.finished.connect(answered)
    box.open()
    return box
