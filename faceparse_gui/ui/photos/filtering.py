"""Which photos the list shows: those whose name holds some words, and those in some state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from faceparse_gui.project import PhotoRecord
from faceparse_gui.ui.session.session import Session

FILTERS: dict[str, Callable[[PhotoRecord], bool]] = {
    "all": lambda record: True,
    "open": lambda record: record.status != "accepted",
    "new": lambda record: record.status == "new",
    "no-face": lambda record: record.status == "no-face",
    "parsed": lambda record: record.status == "parsed",
    "edited": lambda record: record.status == "edited",
    "accepted": lambda record: record.status == "accepted",
    "warned": lambda record: bool(record.issues),
    "changed": lambda record: record.changed,
}


class Filter(QObject):
    """Chosen anew when the words or the state change; in between no row goes, whatever happens to a photo."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.words = ""
        self.kind = "all"
        session.projects.opened.connect(self.clear)

    @property
    def is_on(self) -> bool:
        """Whether the filter leaves out photos."""
        return bool(self.words.strip()) or self.kind != "all"

    def set_words(self, words: str) -> None:
        """Show the photos whose file name holds each of these words, in any case."""
        if words != self.words:
            self.words = words
            self.apply()

    def set_kind(self, kind: str) -> None:
        """Show the photos in one of ``STATES``."""
        if kind != self.kind:
            self.kind = kind
            self.apply()

    def clear(self) -> None:
        """List all photos."""
        self.words, self.kind = "", "all"
        self.apply()

    def apply(self) -> None:
        """Choose among the photos as they are now."""
        if not self.is_on:
            if self._session.photos.is_part_shown:
                self._session.photos.show_only(None)
        else:
            words, fits = self.words.casefold().split(), FILTERS[self.kind]
            self._session.photos.show_only(
                [
                    record.key
                    for record in self._session.photos.records()
                    if fits(record) and all(word in record.path.name.casefold() for word in words)
                ]
            )
        self.changed.emit()
