"""The commands that go from photo to photo, and accept them."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell.actions import Actions


class Stepping(QObject):
    """Steps through the listed photos."""

    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, settings: AppSettings, actions: Actions) -> None:
        super().__init__(session)
        self._session = session
        self._settings = settings
        actions.previous.triggered.connect(partial(self.step, -1))
        actions.next.triggered.connect(partial(self.step, 1))
        actions.previous_unreviewed.triggered.connect(partial(self.step, -1, unreviewed=True))
        actions.next_unreviewed.triggered.connect(partial(self.step, 1, unreviewed=True))
        actions.accept.triggered.connect(lambda: self.accept())

    def step(self, by: int, *, unreviewed: bool = False) -> None:
        """Show the next (1) or the previous (-1) photo; ``unreviewed``: pass over accepted ones."""
        if not self._session.current.step(by, unreviewed):
            text = self.tr("That was the last photo.") if by > 0 else self.tr("This is the first photo.")
            self.notice.emit("info", text)

    def accept(self, classes: Collection[str] = ()) -> None:
        """Accept the labels on the canvas, and go to the next photo if the settings say so.

        Args:
            classes: Names of those that are accepted; none for all.
        """
        if self._session.statuses.accept(classes=classes) and self._settings.accept_moves_on:
            self.step(1)
