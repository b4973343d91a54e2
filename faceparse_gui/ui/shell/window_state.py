"""Keeps the window's geometry, its docks and the choices of parsing from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.shell.on_screen import OnScreen


class WindowState:
    """Stores what is kept in ``QSettings``, and restores it."""

    def __init__(self, window: QMainWindow, on_screen: OnScreen, models: ModelUse, aligned: QAction) -> None:
        self._window = window
        self._on_screen = on_screen
        self._models = models
        self._aligned = aligned

    def restore(self) -> None:
        """Set what was stored last."""
        settings, window = QSettings(), self._window
        for restore, name in ((window.restoreGeometry, "geometry"), (window.restoreState, "docks")):
            value = settings.value(f"window/{name}")
            if isinstance(value, QByteArray):
                restore(value)
        self._on_screen.restore(str(settings.value("window/place", "")))
        self._models.restore(str(settings.value("parse/model", "default")))
        self._aligned.setChecked(bool(settings.value("parse/aligned", False, bool)))

    def store(self) -> None:
        """Store what is set now."""
        settings = QSettings()
        settings.setValue("window/geometry", self._window.saveGeometry())
        settings.setValue("window/place", self._on_screen.place)
        settings.setValue("window/docks", self._window.saveState())
        settings.setValue("parse/model", self._models.choice)
        settings.setValue("parse/aligned", self._aligned.isChecked())
