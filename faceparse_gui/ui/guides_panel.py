"""Under the list of classes: what may be wrong in the labels, each with its mend."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.document.checks import Finding
from faceparse_gui.ui.guides import Guides, sentence
from faceparse_gui.ui.icons import icon
from faceparse_gui.ui.theme import SPACE_M, SPACE_S

_ROW = 32
_ROWS = 3
"""So many rows are seen at once; the others are scrolled to."""


class GuidesPanel(QWidget):
    def __init__(self, guides: Guides, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guides = guides
        self._title = QLabel()
        self._title.setProperty("muted", True)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self._title)
        column.addWidget(self._scroll)
        guides.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        findings = self._guides.findings
        for finding in findings:
            row = _Row(finding)
            row.chosen.connect(partial(self._guides.show, finding))
            row.mend.clicked.connect(partial(self._guides.mend, finding))
            row.ignore.clicked.connect(partial(self._guides.ignore, finding))
            self._column.addWidget(row)
        self._column.addStretch()
        self._title.setText(
            self.tr("Nothing to mend") if not findings else self.tr("To look at: {0}").format(len(findings))
        )
        self._scroll.setVisible(bool(findings))
        self._scroll.setFixedHeight(_ROW * min(len(findings), _ROWS))


class _Row(QWidget):
    chosen = Signal()

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        text = sentence(finding)
        self.setFixedHeight(_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("{0}. Click to see the place (N: the next one).").format(text))
        sign = QLabel()
        sign.setPixmap(icon("info" if finding.is_hint else "alert").pixmap(16, 16))
        label = QLabel(text)
        label.setMinimumWidth(40)
        self.mend = QPushButton(self.tr("Mend"))
        self.mend.setProperty("small", True)
        self.mend.setAccessibleName(self.tr("Mend: {0}").format(text))
        self.ignore = QToolButton()
        self.ignore.setIcon(icon("cancel"))
        self.ignore.setIconSize(QSize(12, 12))
        self.ignore.setToolTip(self.tr("Ignore in this photo"))
        self.ignore.setAccessibleName(self.tr("Ignore: {0}").format(text))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(sign)
        row.addWidget(label, 1)
        for button in (self.mend, self.ignore):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
