"""The photos of the open project: their records, their order, and which of them are listed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from faceparse_gui.project import PhotoRecord
from faceparse_gui.ui.session.state import SessionState


class PhotoList(QObject):
    """Keys of all photos in their order, and the filter that lists some of them alone."""

    arranged = Signal()
    """Order or filter changed."""

    def __init__(self, state: SessionState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._shown: list[str] | None = None
        self.keys: list[str] = []
        """All photos, in the list's order."""

    def arrange(self, keys: Sequence[str]) -> None:
        """Set the order of the photos; ``keys`` are the same keys in another order."""
        if keys != self.keys:
            self.keys = list(keys)
            self.show_only(self._shown)

    @property
    def shown(self) -> list[str]:
        """The keys of the listed photos, in the list's order."""
        return self.keys if self._shown is None else self._shown

    @property
    def is_part_shown(self) -> bool:
        """Whether a filter lists only some of the photos."""
        return self._shown is not None

    def show_only(self, keys: Sequence[str] | None) -> None:
        """List only these photos, in the order they have; None: all."""
        chosen = None if keys is None else set(keys)
        self._shown = None if chosen is None else [key for key in self.keys if key in chosen]
        self.arranged.emit()

    def record(self, key: str) -> PhotoRecord:
        """The record of a photo of the open project.

        Raises:
            KeyError: The project has no such photo.
        """
        assert self._state.project is not None
        return self._state.project.record(key)

    def records(self) -> list[PhotoRecord]:
        """The records of all photos, in the list's order; empty while no project is open."""
        project = self._state.project
        return [] if project is None else [project.record(key) for key in self.keys]

    def neighbour(self, key: str, by: int, unreviewed: bool = False) -> str | None:
        """The next listed photo after (``by`` > 0) or before a photo; None: there is none.

        Args:
            key: Of the photo from which to go.
            by: Direction, 1 or -1.
            unreviewed: Pass over accepted photos.
        """
        start, shown = self.keys.index(key), set(self.shown)
        for each in self.keys[start + 1 :] if by > 0 else self.keys[:start][::-1]:
            if each in shown and not (unreviewed and self.record(each).status == "accepted"):
                return each
        return None
