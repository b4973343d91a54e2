"""What an import will find, in figures and names."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QVBoxLayout, QWidget

from faceparse_gui.exchange import ImportLook
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.widgets.captions import heading, muted
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme


class ImportPreview(QWidget):
    """Shows what an import would do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = QLabel()
        self.problem = QLabel()
        self._listed = muted()
        self.strangers = QListWidget()
        self.strangers.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.strangers.setIconSize(QSize(16, 16))  # as in the export's tree
        self.strangers.setAccessibleName(self.tr("Masks without a photo"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(heading(self.tr("Import preview")))
        for label in (self.summary, self.problem):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addSpacing(SPACE_M)
        column.addWidget(self._listed)
        column.addWidget(self.strangers, 1)
        column.addStretch()
        self.say("")

    def say(self, text: str, problem: str = "") -> None:
        """Words instead of figures."""
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
        self._warn(problem)
        self._listed.hide()
        self.strangers.hide()

    def show_look(self, look: ImportLook, adds_photos: bool) -> None:
        parts = [self._count(look)]
        if look.worked_on:
            parts.append(self.tr("Already edited: {0:,}.").format(look.worked_on))
        if adds_photos and look.photos:
            parts.append(self.tr("Masks with a photo to copy: {0:,}.").format(look.photos))
        if look.guessed:
            text = self.tr("Matched by part of the name: {0:,}, for example {1}.")
            parts.append(text.format(look.guessed, ", ".join(look.guesses)))
        if look.scaled:
            text = self.tr("Masks of another size will be scaled to their photos, for example {0} px.")
            parts.append(text.format(look.scaled))
        self.summary.setText("\n".join(parts))
        self.summary.show()
        self._warn(look.problem)
        missing = look.total - look.matching
        self._listed.setText(
            self.tr("Without a matching photo:")
            if missing <= len(look.strangers)
            else self.tr("Without a matching photo (first {0:,} of {1:,}):").format(
                len(look.strangers), missing
            )
        )
        self.strangers.clear()
        for name in look.strangers:
            self.strangers.addItem(name)
            self.strangers.item(self.strangers.count() - 1).setIcon(icon("file"))
        for part in (self._listed, self.strangers):
            part.setVisible(bool(look.strangers))

    def _count(self, look: ImportLook) -> str:
        if look.total == 1:
            if look.matching:
                return self.tr("1 label map, matching a photo in this folder.")
            return self.tr("1 label map, matching no photo in this folder.")
        if look.matching == look.total:
            return self.tr("{0:,} label maps, all matching photos in this folder.").format(look.total)
        return self.tr("{0:,} label maps, {1:,} matching photos in this folder.").format(
            look.total, look.matching
        )

    def _warn(self, text: str) -> None:
        self.problem.setText(localise(text))
        self.problem.setStyleSheet(f"color: {Theme.current().colors.error};")
        self.problem.setVisible(bool(text))
