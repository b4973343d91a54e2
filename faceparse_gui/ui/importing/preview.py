"""What an import will find, in figures and names."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QVBoxLayout, QWidget

from faceparse_gui.exchange import ImportScan, Use
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
        self.show_text("")

    def show_text(self, text: str, problem: str = "") -> None:
        """Words instead of figures."""
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
        self._warn(problem)
        self._listed.hide()
        self.strangers.hide()

    def show_scan(self, scan: ImportScan, adds_photos: bool, use: Use, coming: int) -> None:
        """Show what was found.

        Args:
            adds_photos: Missing photos are copied along.
            use: What the label maps become.
            coming: How many are imported.
        """
        parts = [self._count(scan)]
        if scan.worked_on:
            parts.append(self.tr("Already edited or accepted: {0:,}.").format(scan.worked_on))
        if coming:
            becomes = {
                "edited": self.tr("To be imported as edited labels: {0:,}."),
                "accepted": self.tr("To be imported as accepted labels: {0:,}."),
                "prediction": self.tr("To be imported as predictions: {0:,}."),
            }
            parts.append(becomes[use].format(coming))
        if adds_photos and scan.photos:
            parts.append(self.tr("Masks with a photo to copy: {0:,}.").format(scan.photos))
        if scan.guessed:
            text = self.tr("Matched by part of the name: {0:,}, for example {1}.")
            parts.append(text.format(scan.guessed, ", ".join(scan.guesses)))
        if scan.scaled:
            text = self.tr("Masks of another size will be scaled to their photos, for example {0} px.")
            parts.append(text.format(scan.scaled))
        self.summary.setText("\n".join(parts))
        self.summary.show()
        self._warn(scan.problem)
        missing = scan.total - scan.matching
        self._listed.setText(
            self.tr("Without a matching photo:")
            if missing <= len(scan.strangers)
            else self.tr("Without a matching photo (first {0:,} of {1:,}):").format(
                len(scan.strangers), missing
            )
        )
        self.strangers.clear()
        for name in scan.strangers:
            self.strangers.addItem(name)
            self.strangers.item(self.strangers.count() - 1).setIcon(icon("file"))
        for part in (self._listed, self.strangers):
            part.setVisible(bool(scan.strangers))

    def _count(self, scan: ImportScan) -> str:
        if scan.total == 1:
            if scan.matching:
                return self.tr("1 label map, matching a photo in this folder.")
            return self.tr("1 label map, matching no photo in this folder.")
        if scan.matching == scan.total:
            return self.tr("{0:,} label maps, all matching photos in this folder.").format(scan.total)
        text = self.tr("{0:,} label maps, {1:,} matching photos in this folder.")
        if scan.matching == 1:
            text = self.tr("{0:,} label maps, 1 matching a photo in this folder.")
        return text.format(scan.total, scan.matching)

    def _warn(self, text: str) -> None:
        self.problem.setText(localise(text))
        self.problem.setStyleSheet(f"color: {Theme.current().colors.error};")
        self.problem.setVisible(bool(text))
