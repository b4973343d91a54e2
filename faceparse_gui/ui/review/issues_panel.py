"""Under the list of classes: the issues of the open photo, each with its fix."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.document.review.checks import Issue
from faceparse_gui.ui.keys.key_hints import follow_key, key_of
from faceparse_gui.ui.review.issues import Issues, sentence
from faceparse_gui.ui.widgets.icons import draw_icon, icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_ROW = 34  # px: two lines
_ROWS = 3
"""So many rows are seen at once; the others are scrolled to."""
_SIGN = 16
_FOLDED = "guides/folded"


class IssuesPanel(QWidget):
    """Lists the issues, each with its buttons."""

    def __init__(self, issues: Issues, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._issues = issues
        self._nothing = QLabel(self.tr("No issues"))
        self._nothing.setProperty("muted", True)
        self.fold = QToolButton()
        self.fold.setObjectName("fold")
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.setChecked(not QSettings().value(_FOLDED, False, bool))
        self.fold.toggled.connect(self._unfold)
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
        for part in (self._nothing, self.fold, self._scroll):
            column.addWidget(part)
        issues.changed.connect(self._show)
        follow_key(issues.next, self._show_key)
        self._show()

    def _unfold(self, on: bool) -> None:
        QSettings().setValue(_FOLDED, not on)
        self._show_fold()

    def _show_fold(self) -> None:
        count, is_open = len(self._issues.found), self.fold.isChecked()
        self._nothing.setVisible(self._issues.is_checked and not count)
        self.fold.setVisible(bool(count))
        self.fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        tip = self.tr("Hide issues") if is_open else self.tr("Show issues")
        self.fold.setToolTip(tip)
        self.fold.setText(self.tr("Issues: {0}").format(count))
        self._scroll.setVisible(bool(count) and is_open)
        self._scroll.setFixedHeight(_ROW * min(count, _ROWS))

    def _show_key(self, key: str) -> None:
        for row in self._rows.findChildren(_Row):
            row.show_key(key)

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for issue in self._issues.found:
            row = _Row(issue, self._issues.can_fix(issue), key_of(self._issues.next))
            row.chosen.connect(partial(self._issues.show, issue))
            row.fix.clicked.connect(partial(self._issues.fix, issue))
            row.ignore.clicked.connect(partial(self._issues.ignore, issue))
            self._column.addWidget(row)
        self._column.addStretch()
        self._show_fold()


class _Row(QWidget):
    chosen = Signal()

    def __init__(self, issue: Issue, can_fix: bool, key: str) -> None:
        """``key`` leads to the next issue."""
        super().__init__()
        text = sentence(issue)
        self.setFixedHeight(_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tip = self.tr("{0}. Click to go there.").format(text)
        self.show_key(key)
        label = QLabel(text)
        label.setWordWrap(True)
        self.fix = QPushButton(self.tr("Fix"))
        self.fix.setProperty("small", True)
        self.fix.setEnabled(can_fix)
        self.fix.setToolTip(
            self.tr("Fix automatically") if can_fix else self.tr("No automatic fix: paint it by hand")
        )
        self.fix.setAccessibleName(self.tr("Fix: {0}").format(text))
        self.ignore = QToolButton()
        self.ignore.setIcon(icon("cancel"))
        self.ignore.setIconSize(QSize(12, 12))
        self.ignore.setToolTip(self.tr("Ignore in this photo"))
        self.ignore.setAccessibleName(self.tr("Ignore: {0}").format(text))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(_Sign(issue.is_minor))
        row.addWidget(label, 1)
        for button in (self.fix, self.ignore):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            row.addWidget(button)

    def show_key(self, key: str) -> None:
        next_one = self.tr("{0} goes to the next issue.").format(key) if key else ""
        self.setToolTip(f"{self._tip} {next_one}".strip())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()


class _Sign(QWidget):
    """A triangle for what weighs, an i for the rest; in the theme's colours."""

    def __init__(self, is_minor: bool) -> None:
        super().__init__()
        self._is_minor = is_minor
        self.setFixedSize(_SIGN, _SIGN)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = Theme.current().colors
        name, color = ("info", colors.muted) if self._is_minor else ("alert", colors.warning)
        draw_icon(QPainter(self), QRectF(self.rect()), name, color)
