"""What the person does to versions: the dialog on one side, the files on the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from faceparse_gui.project.versions.version import Version
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.finetune.versions_dialog import VersionsDialog


class Versioning(QObject):
    """Does what the dialog of versions asks for; ``show_requested`` asks for a version's verdict."""

    notice = Signal(str, object)  # as Session.notice
    show_requested = Signal(object)  # Version

    def __init__(self, models: ModelUse, window: QWidget) -> None:
        super().__init__(window)
        self._models = models
        self._window = window
        self.dialog: VersionsDialog | None = None
        models.changed.connect(self._refresh)

    def open(self) -> None:
        """Show the versions of the open project, or bring their dialog to the front."""
        if self._models.versions is None:
            return
        if self.dialog is None:
            self.dialog = dialog = VersionsDialog(self._window)
            dialog.finished.connect(self._closed)
            dialog.use_requested.connect(lambda chosen: self._models.use(chosen or None))
            dialog.go_back_requested.connect(self._models.go_back)
            dialog.show_requested.connect(self._show)
            dialog.renamed.connect(self._rename)
            dialog.delete_requested.connect(self._delete)
            dialog.export_requested.connect(self._export)
            dialog.import_requested.connect(self._import)
            self._refresh()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _closed(self) -> None:
        self.dialog = None

    def _refresh(self) -> None:
        versions, active = self._models.versions, self._models.active
        if self.dialog is None:
            return
        if versions is None:
            self.dialog.close()
        else:
            active_id = active.id if active is not None else None
            self.dialog.show_versions(versions.all(), active_id, self._models.title_of(None))

    def _show(self, id: str) -> None:
        version = self._models.versions.get(id) if self._models.versions is not None else None
        if version is not None:
            self.show_requested.emit(version)

    def _rename(self, id: str, name: str, note: str) -> None:
        if self._models.versions is not None:
            self._models.change(partial(self._models.versions.rename, id, name, note))

    def _delete(self, id: str) -> None:
        if self._models.versions is not None:
            self._models.change(partial(self._models.versions.delete, id))

    def _export(self, id: str, file: str) -> None:
        if self._models.versions is not None:
            said = self.tr("{0} exported to {1}.").format(self._models.title_of(id), file)
            export = partial(self._models.versions.export, id, Path(file))
            self._models.change(export, lambda _: self.notice.emit("info", said))

    def _import(self, file: str) -> None:
        if self._models.versions is not None:
            self._models.change(partial(self._models.versions.import_file, Path(file)), self._imported)

    def _imported(self, version: Version) -> None:
        self.notice.emit("info", self.tr("{0} imported. Choose Use to parse with it.").format(version.name))
