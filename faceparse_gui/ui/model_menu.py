"""The menu that chooses the network: those that ship and those in the user's folder."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from faceparse_gui.jobs.parse_service import ParseService


class ModelMenu(QMenu):
    """The models by name, the one in use checked; unusable until the parser told which there are."""

    def __init__(self, service: ParseService, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Network"))
        self.setEnabled(False)
        self._service = service
        self._group = QActionGroup(self)
        service.models.connect(self._show_models)
        service.ready.connect(self._show_in_use)

    def _show_models(self, names: list[str]) -> None:
        for action in self._group.actions():
            self._group.removeAction(action)
        self.clear()
        for name in names:
            action = QAction(name, self._group)
            action.setCheckable(True)
            action.triggered.connect(partial(self._use, name))
            self.addAction(action)
        self.setEnabled(bool(names))

    def _use(self, name: str) -> None:
        self._service.use(name)
        self._service.start()  # the one before may not have loaded

    def _show_in_use(self, name: str) -> None:
        for action in self._group.actions():
            action.setChecked(action.text() == name)
