"""The menu that chooses the network: the shipped ones, those in the user's folder, the project's versions.

Its last line names the face detector.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from faceparse_core.model_files.detector_file import is_own
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.ui.finetune.model_use import ModelUse


class ModelMenu(QMenu):
    """The models, the one in use checked; unusable until the parser reported which there are."""

    def __init__(self, service: ParseService, models: ModelUse, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Network"))
        self.setEnabled(False)
        self._models = models
        self._names: list[str] = []
        self._in_use = ""
        self._service = service
        self._detector = QAction(self)
        self._detector.setEnabled(False)
        self.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        service.models.connect(self._show_models)
        service.ready.connect(self._show_in_use)
        models.changed.connect(self._fill)

    def _show_models(self, names: list[str]) -> None:
        self._names = names
        self.setEnabled(bool(names))
        self._fill()

    def _show_in_use(self, name: str) -> None:
        self._in_use = name
        self._show_detector()
        for action in self._group.actions():
            action.setChecked(action.data() == name)

    def _show_detector(self) -> None:
        file = self._service.detector_file
        if file is not None:
            own = self.tr("Face detector: {0} (your own)")
            installed = self.tr("Face detector: {0} (installed)")
            self._detector.setText((own if is_own(file) else installed).format(file.stem.replace("&", "&&")))
            self._detector.setToolTip(str(file))
        self._detector.setVisible(file is not None)

    def _fill(self) -> None:
        self.removeAction(self._detector)
        for action in self._group.actions():
            self._group.removeAction(action)
        self.clear()
        for name in self._names:
            self._add(name, name).triggered.connect(partial(self._models.choose, name))
        versions = self._models.versions.all() if self._models.versions is not None else []
        if versions:
            self.addSeparator()
        for version in reversed(versions):
            action = self._add(version.id, version.name)
            action.setEnabled(not version.is_missing)
            action.triggered.connect(partial(self._models.use, version.id))
        self.addSeparator()
        self.addAction(self._detector)
        self._show_in_use(self._in_use)

    def _add(self, model: str, text: str) -> QAction:
        action = QAction(text.replace("&", "&&"), self._group)
        action.setData(model)
        action.setCheckable(True)
        self.addAction(action)
        return action
