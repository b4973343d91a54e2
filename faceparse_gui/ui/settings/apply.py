"""What the settings do to the window: its theme, the undo's memory, parsing what is opened."""

from __future__ import annotations

from PySide6.QtCore import QObject

from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenImage
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.widgets.theme import Theme

_MEGABYTE = 2**20


class SettingsInUse(QObject):
    """Applies changed settings to theme, undo memory and parsing."""

    def __init__(self, settings: AppSettings, session: Session, parsing: Parsing) -> None:
        super().__init__(session)
        self._settings, self._session, self._parsing = settings, session, parsing
        settings.changed.connect(self._apply)
        session.current.opened.connect(self._opened)
        self._apply("theme")

    def _apply(self, name: str) -> None:
        if name == "theme":
            Theme.current().set_preference(self._settings.theme)
        elif name == "undo_megabytes":
            self._limit(self._session.image)

    def _opened(self, image: OpenImage | None) -> None:
        self._limit(image)
        if image is None or not self._settings.parse_opened:
            return
        if self._session.photos.record(image.key).status == "new":
            self._parsing.parse_open(asked_for=False)

    def _limit(self, image: OpenImage | None) -> None:
        if image is not None:
            image.work.document.history.limit = self._settings.undo_megabytes * _MEGABYTE
