"""How far the work is: accepted photos of all, how many an hour, and the time that is left."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from faceparse_gui.ui.i18n.words import duration
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_LAST = 20
_LEAST = 10
_LEAST_SECONDS = 120.0
"""So many photos must have been accepted one by one, and for so long, before a pace is shown."""
_NO_BREAK = "\u00a0"
"""A space at which no line ends: a figure stays with what it counts."""
_BREAK = 600.0
"""Seconds: who rests for longer has not worked on a photo meanwhile."""


class Pace:
    """Seconds a photo, over the last ones accepted; ``now`` is a clock that is never set back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seconds: deque[float] = deque(maxlen=_LAST)
        self._last: float | None = None
        self._accepted = 0
        self._worked = 0.0

    def accepted(self) -> None:
        """Note that a photo was accepted just now."""
        now = self._now()
        if self._last is not None and now - self._last < _BREAK:
            self._seconds.append(now - self._last)
            self._worked += now - self._last
        self._last = now
        self._accepted += 1

    @property
    def seconds(self) -> float | None:
        """None until there are enough photos to tell."""
        if self._accepted < _LEAST or self._worked < _LEAST_SECONDS:
            return None
        return sum(self._seconds) / len(self._seconds)


class ProgressSummary(QWidget):
    """Shows how many photos are accepted, and how long the rest takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = Pace()
        self._accepted: int | None = None
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("muted", True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Accepted photos"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_S)
        column.setSpacing(SPACE_S)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        self.show_counts(0, 0)

    @property
    def text(self) -> str:
        """The words that are shown, with plain spaces."""
        return self._text.text().replace(_NO_BREAK, " ")

    def start(self) -> None:
        """Another folder: its accepted photos were not accepted just now."""
        self._pace, self._accepted = Pace(), None

    def show_counts(self, accepted: int, photos: int, no_face: int = 0) -> None:
        """Tell how many of the photos are accepted now. One more than before counts for the pace.

        Args:
            accepted: How many are accepted.
            photos: How many there are.
            no_face: How many of them are without a face: nothing is to be done in them.
        """
        if self._accepted is not None and accepted == self._accepted + 1:
            self._pace.accepted()
        self._accepted = accepted
        self._bar.setVisible(photos > 0)
        self._bar.setMaximum(max(photos, 1))
        self._bar.setValue(accepted)
        self._text.setText(self._words(accepted, photos, no_face))
        self._text.setToolTip(self.text)

    def _words(self, accepted: int, photos: int, no_face: int) -> str:
        if not photos:
            return self.tr("No photos open")
        parts = [self.tr("{0:,} of {1:,} accepted").format(accepted, photos)]
        if no_face:
            parts.append(self.tr("{0:,} without a face").format(no_face))
        seconds, rest = self._pace.seconds, photos - no_face - accepted
        if seconds is not None and rest > 0:
            parts.append(self.tr("{0:,.0f} per hour").format(3600 / max(seconds, 0.1)))
            parts.append(self.tr("{0} left").format(duration(seconds * rest)))
        return " · ".join(part.replace(" ", _NO_BREAK) for part in parts)
