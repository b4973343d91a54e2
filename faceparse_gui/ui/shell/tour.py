"""Three notes for who opens a photo for the first time: parse, correct, accept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolBar, QVBoxLayout, QWidget

from faceparse_gui.ui.i18n.words import sentences
from faceparse_gui.ui.keys.key_hints import key_of
from faceparse_gui.ui.shell.actions import Actions
from faceparse_gui.ui.shell.command_bar import CommandBar
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, Theme

_SETTING = "tour/seen"
_ARROW = 8
_WIDTH = 300


@dataclass(frozen=True, slots=True)
class TourStep:
    """A note that points at a widget. ``done``: who does one of these has read it, and the next comes."""

    at: QWidget
    title: str
    text: str
    done: Sequence[QAction] = ()


class Tour(QObject):
    """Begins by itself once, when the first photo is shown, and on request."""

    def __init__(self, window: QWidget, steps: Callable[[], Sequence[TourStep]]) -> None:
        """``steps`` is asked each time it begins: keys may have changed."""
        super().__init__(window)
        self._window = window
        self._find_steps = steps
        self._steps: Sequence[TourStep] = ()
        self._number = 0
        self._note: _Note | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape that nothing else had a use for closes the notes."""
        if (
            self._note is not None
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.end()
            return True
        return False

    def begin_once(self, shown: object) -> None:
        """Show the notes with the first photo, unless they were shown on this machine before."""
        if shown is not None and not QSettings().value(_SETTING, False, bool):
            self.begin()

    def begin(self) -> None:
        """Show the first hint."""
        self.end()
        QSettings().setValue(_SETTING, True)
        self._number, self._steps = 0, self._find_steps()
        QTimer.singleShot(0, self, self._show)  # when the widgets lie where they will

    def end(self) -> None:
        """Stop showing hints."""
        note, self._note = self._note, None
        if note is not None:
            for action in self._steps[self._number].done:
                action.triggered.disconnect(self._next)
            note.hide()
            note.deleteLater()

    def _show(self) -> None:
        self.end()
        if self._number >= len(self._steps):
            return
        step = self._steps[self._number]
        self._note = _Note(self._window, step, self._number + 1, len(self._steps))
        self._note.next.clicked.connect(self._next)
        self._note.skip.clicked.connect(self.end)
        for action in step.done:
            action.triggered.connect(self._next)
        self._note.show()
        self._note.raise_()

    def _next(self) -> None:
        self.end()
        self._number += 1
        self._show()


def first_steps(bar: CommandBar, strip: QToolBar, a: Actions) -> list[TourStep]:
    """What a new user is shown."""
    parse, keys = key_of(a.parse), key_of(a.shortcuts)
    press = QCoreApplication.translate("Tour", "Press {0} or click here.").format(parse)
    here = QCoreApplication.translate("Tour", "Click here.")
    all_keys = QCoreApplication.translate("Tour", "{0} shows all shortcuts.").format(keys)
    return [
        TourStep(
            bar.shown(a.parse),
            QCoreApplication.translate("Tour", "Parse the photo"),
            sentences(
                QCoreApplication.translate(
                    "Tour", "The network labels each face with 19 classes: skin, hair, eyes and so on."
                ),
                press if parse else here,
            ),
            (a.parse, a.parse_all),
        ),
        TourStep(
            strip,
            QCoreApplication.translate("Tour", "Correct what is wrong"),
            QCoreApplication.translate(
                "Tour",
                "Choose a class on the right and paint. Every step can be undone, and everything is saved.",
            ),
        ),
        TourStep(
            bar.shown(a.accept),
            QCoreApplication.translate("Tour", "Accept, then export or fine-tune"),
            sentences(
                QCoreApplication.translate("Tour", "Accepted photos are exported and used for fine-tuning."),
                all_keys if keys else "",
            ),
        ),
    ]


class _Note(QWidget):
    """A card with an arrow to the widget it describes; it keeps to that as the window changes its size."""

    def __init__(self, window: QWidget, step: TourStep, number: int, count: int) -> None:
        super().__init__(window)
        self._window, self._at = window, step.at
        title = QLabel(step.title)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        text = QLabel(step.text)
        text.setWordWrap(True)
        place = QLabel(self.tr("{0} of {1}").format(number, count))
        place.setProperty("muted", True)
        self.skip = QPushButton(self.tr("Skip"))
        self.next = QPushButton(self.tr("Done") if number == count else self.tr("Next"))
        self.next.setProperty("primary", True)
        for button in (self.skip, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if number == count:
            self.skip.hide()
        row = QHBoxLayout()
        row.addWidget(place)
        row.addStretch()
        row.addWidget(self.skip)
        row.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L + _ARROW, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        for widget in (title, text):
            column.addWidget(widget)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(step.title)
        self.setAccessibleDescription(step.text)
        window.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """Under the widget, or beside it where there is no room."""
        self.adjustSize()
        window = self._window
        around = QRect(self._at.mapTo(window, QPoint()), self._at.size())
        x = min(max(around.center().x() - _WIDTH // 2, SPACE_M), window.width() - _WIDTH - SPACE_M)
        y = around.bottom() + 2
        if y + self.height() > window.height():
            x, y = around.right() + SPACE_M, max(SPACE_M, around.top())
            if x + _WIDTH > window.width():
                x = around.left() - _WIDTH - SPACE_M
        x = max(SPACE_M, min(x, window.width() - _WIDTH - SPACE_M))
        y = max(0, min(y, window.height() - self.height()))
        self.move(x, y)
        self._tip = min(max(around.center().x() - x, SPACE_L), _WIDTH - SPACE_L)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = Theme.current().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.accent), 1))
        painter.setBrush(QColor(colors.panel))
        painter.drawRoundedRect(self.rect().adjusted(1, _ARROW, -1, -1), 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.accent))
        tip = self._tip
        painter.drawPolygon(
            QPolygon([QPoint(tip, 0), QPoint(tip - _ARROW, _ARROW), QPoint(tip + _ARROW, _ARROW)])
        )
