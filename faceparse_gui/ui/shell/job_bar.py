"""The bar at the window's foot: running jobs with progress and cancel, short news, and the cursor's place."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from faceparse_gui.ui.i18n.words import duration
from faceparse_gui.ui.widgets.elided import ElidedLabel
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_NOTICE_MS = 8000
_BAR = 160  # px, where there is room
_NETWORK = 220  # px at most for its name
_PACE_SECONDS = 1.0
"""What a job's pace is computed from."""


class JobStrip(QWidget):
    """One kind of job; hidden while nothing of it runs."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._waits_for = ""
        self._began: tuple[float, int] | None = None  # when, and how many were done then
        self._text = _taking_its_width()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setMinimumWidth(_BAR // 3)
        self._bar.setMaximumWidth(_BAR)
        self._bar.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        cancel = QToolButton(autoRaise=True)
        cancel.setIcon(icon("cancel"))
        cancel.setToolTip(self.tr("Cancel"))
        cancel.setAccessibleName(self.tr("Cancel {0}").format(title))
        cancel.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addWidget(cancel)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Hides itself once all is done, or nothing is left to do."""
        if done >= total:
            self.hide()
            self._began = None
            return
        if self._waits_for or total == 1:
            self._began = None
            self._text.setText(self._waits_for or self._title)
            self._bar.setRange(0, 0)
        else:
            self._text.setText(f"{self._title} {done:,} / {total:,}{self._time_left(done, total)}")
            self._bar.setRange(0, total)
            self._bar.setValue(done)
        self.show()

    def _time_left(self, done: int, total: int) -> str:
        """At the pace since the job began; empty until that is known."""
        now = time.monotonic()
        if self._began is None or done < self._began[1]:
            self._began = now, done
        seconds, steps = now - self._began[0], done - self._began[1]
        if not steps or seconds < _PACE_SECONDS:
            return ""
        return " · " + self.tr("{0} left").format(duration(seconds / steps * (total - done)))

    def show_share(self, text: str, share: float) -> None:
        """A job measured by time: ``share`` from 0 to 1, below 0 while nobody knows; at 1 it hides itself."""
        self._text.setText(f"{self._title} {text}".rstrip())
        self._bar.setRange(0, 0 if share < 0 else 1000)
        self._bar.setValue(round(1000 * share))
        self.setVisible(share < 1)

    def follow(self, progress: SignalInstance, cancel: Callable[[], object]) -> None:
        """Show the progress ``(done, total)`` of a job; the button calls ``cancel``."""
        progress.connect(self.show_progress)
        self.cancelled.connect(cancel)

    def wait_for(self, what: str) -> None:
        """From the next progress on, show what the jobs wait for instead of the count; "": nothing."""
        self._waits_for = what


class JobBar(QStatusBar):
    """Progress of jobs, short notices, and facts of the photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.parse = JobStrip(self.tr("Parsing"))
        self.export = JobStrip(self.tr("Exporting"))
        self.import_ = JobStrip(self.tr("Importing"))
        self.cleaning = JobStrip(self.tr("Cleaning up"))
        self.rules = JobStrip(self.tr("Applying rule"))
        self.undoing = JobStrip(self.tr("Undoing"))
        self.finetune = JobStrip(self.tr("Fine-tuning"))
        self._notice = ElidedLabel()  # not showMessage, which would hide the jobs
        self._notice.setProperty("muted", True)
        self._notice.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        self._place = _taking_its_width()
        self._size = QLabel()
        self._size.setToolTip(self.tr("Width and height of the photo in pixels"))
        self._scale = QLabel()
        self._is_of_photo = False
        self._title = ""
        self.network = QToolButton(autoRaise=True)
        self.network.setObjectName("network")
        self.network.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.network.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        corrections = self.cleaning, self.rules, self.undoing
        for strip in (self.parse, self.export, self.import_, *corrections, self.finetune):
            self.addWidget(strip)
        self.addWidget(self._notice, 1)
        self._forget = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._forget.timeout.connect(self._notice.clear)
        for label in (self._place, self._size, self._scale):
            label.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        for part in (self._place, self.network, self._size, self._scale):
            self.addPermanentWidget(part)

    def minimumSizeHint(self) -> QSize:
        """Whatever runs, the window stays as wide as it is: the texts end in …"""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the network's name to the room there is."""
        super().resizeEvent(event)
        self._show_network()

    def show_notice(self, text: str, of_photo: bool = False) -> None:
        """Show a notice that needs no answer; it goes away by itself.

        Args:
            text: What is shown; empty: nothing.
            of_photo: Whether it is of the open photo, and goes with that.
        """
        self._notice.setText(text)
        self._is_of_photo = of_photo
        self._forget.start()

    def withdraw_of_photo(self) -> None:
        """Remove a notice of the photo that was open: another one is now."""
        if self._is_of_photo:
            self.show_notice("")

    @property
    def notice(self) -> str:
        """The notice that is shown now."""
        return self._notice.text()

    def show_network(self, title: str) -> None:
        """Which network parses now."""
        self._title = title
        text = self.tr("Network: {0}").format(title)
        self.network.setAccessibleName(text)
        self._show_network()
        self.network.setToolTip(text + "\n" + self.tr("Network for parsing. Click to change."))

    def _show_network(self) -> None:
        most = min(_NETWORK, self.width() // 4)
        short = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideMiddle, most)
        self.network.setText(self.tr("Network: {0}").format(short).replace("&", "&&"))

    def show_place(self, text: str) -> None:
        """Show what is under the cursor."""
        self._place.setText(text)

    def show_size(self, shape: tuple[int, ...] | None) -> None:
        """``shape`` of the photo, ``(H, W, …)``; None without one."""
        self._size.setText(f"{shape[1]:,} × {shape[0]:,} px" if shape is not None else "")

    def show_scale(self, scale: float) -> None:
        """Show the zoom factor; 0: no photo is open."""
        self._scale.setText(f"{100 * scale:.0f} %" if scale else "")


def _taking_its_width() -> ElidedLabel:
    """It takes no more than its text, and less where there is no room."""
    label = ElidedLabel()
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return label
