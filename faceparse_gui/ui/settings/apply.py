"""What the settings do to the window: its theme, the undo's memory, parsing what is opened."""

from __future__ import annotations

from PySide6.QtCore import QObject

from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenPhoto
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
            self._limit(self._session.open_photo)

    def _opened(self, open_photo: OpenPhoto | None) -> None:
        self._limit(open_photo)
        if open_photo is None or not self._settings.parse_opened:
            return
        if self._session.photos.record(open_photo.key).status == "new":
            self._parsing.parse_open(asked_for=False)

    def _limit(self, open_photo: OpenPhoto | None) -> None:
        if open_photo is not None:
            open_photo.work.document.history.limit = self._settings.undo_megabytes * _MEGABYTE
