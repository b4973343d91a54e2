"""Accepts the photo on the canvas for some classes only."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from faceparse_core.labels import NAMES
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.touched import touched_classes
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.photos.accept_dialog import AcceptDialog
from faceparse_gui.ui.photos.stepping import Stepping
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.actions import Actions


class AcceptingSome(QObject):
    """Asks for the classes, and offers those that were changed."""

    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, stepping: Stepping, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._stepping = stepping
        self._window = window
        self.dialog: AcceptDialog | None = None
        actions.accept_some.triggered.connect(self.ask)

    def ask(self) -> None:
        """Open the dialog."""
        open_photo = self._session.open_photo
        if open_photo is None or self.dialog is not None:
            return
        record = self._session.photos.record(open_photo.key)
        if record.status == "new":
            self.notice.emit("info", self.tr("Parse or paint this photo before accepting it."))
            return
        open_photo.work.document.end_stroke()
        if record.accepted_only:
            self._open(open_photo.key, record.accepted_only)
            return
        work = partial(_touched, open_photo.work.document.snapshot(), open_photo.prediction)
        Background(self, work).success(partial(self._open, open_photo.key)).start()

    def _open(self, key: str, touched: tuple[str, ...]) -> None:
        open_photo = self._session.open_photo
        if open_photo is None or open_photo.key != key or self.dialog is not None:
            return
        name = self._session.photos.record(key).path.name
        self.dialog = dialog = AcceptDialog(name, touched, self._window)
        dialog.accepted.connect(lambda: self._accept(key, dialog.names))
        dialog.finished.connect(self._closed)
        dialog.open_soon()

    def _accept(self, key: str, names: tuple[str, ...]) -> None:
        if self._session.open_photo is not None and self._session.open_photo.key == key:
            self._stepping.accept(names)

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _touched(labels: PackedMap, predicted: PackedMap | None) -> tuple[str, ...]:
    """In a thread: the names of the classes that were changed; none where there is no prediction."""
    if predicted is None or predicted.shape != labels.shape:
        return ()
    return tuple(NAMES[each] for each in touched_classes(labels.whole(), predicted.whole()))
