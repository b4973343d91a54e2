"""The offer to let the network get used to a folder's photos, as soon as these are parsed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.notification_bar import Notification
from faceparse_training.finetune.manifest import FEWEST_PHOTOS

_KEY = "familiarise"  # of the notification


class FamiliariseOffer(QObject):
    """Once a project, while nothing is corrected and no version exists; ``begin`` starts the run."""

    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # the key of a notification

    def __init__(self, session: Session, models: ModelUse, begin: Callable[[], object]) -> None:
        super().__init__(session)
        self._session = session
        self._models = models
        self._begin = begin
        self._offered = set[Path]()

    def offer(self) -> None:
        """Offer it, if it is worth a word."""
        project, versions = self._session.project, self._models.versions
        if project is None or versions is None or project.store in self._offered or versions.all():
            return
        statuses = [record.status for record in project.records()]
        if statuses.count("parsed") < FEWEST_PHOTOS or {"edited", "accepted"} & set(statuses):
            return
        self._offered.add(project.store)
        text = self.tr(
            "Before you correct anything, the network can get used to the light and camera of these photos. "
            "It is used only if that helps."
        )
        action = (self.tr("Get used to these photos"), self._begin)
        self.notified.emit(Notification(_KEY, text, (action,)))

    def withdraw(self) -> None:
        """It was begun another way."""
        self.withdrawn.emit(_KEY)
