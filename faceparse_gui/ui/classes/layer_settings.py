"""How the classes are shown and which are locked, kept from one start to the next."""

from __future__ import annotations

import logging
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.classes.palettes import PALETTES

_KEY = "layers/look"
_WAIT_MS = 300
"""A slider in motion is written once it rests."""

_Share = Annotated[float, Field(ge=0, le=1)]
_Id = Annotated[int, Field(ge=0, lt=NUM_CLASSES)]
_Level = Annotated[int, Field(ge=0, le=255)]


class _StoredLayers(BaseModel):
    """What is kept; a missing part stays as it is."""

    model_config = ConfigDict(extra="ignore")
    palette: str | None = None
    overall: _Share | None = None
    opacity: dict[_Id, _Share] = {}
    hidden: frozenset[_Id] | None = None
    locked: frozenset[_Id] = frozenset()
    colors: dict[_Id, tuple[_Level, _Level, _Level]] = {}


class LayerSettings(QObject):
    """Restores a ``LayerState`` when made, then writes down what changes in it."""

    def __init__(self, layers: LayerState) -> None:
        super().__init__(layers)
        self._layers = layers
        self._settings = QSettings()
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.save)
        self._restore()
        layers.appearance_changed.connect(self._timer.start)
        layers.locks_changed.connect(self._timer.start)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.save)

    def save(self) -> None:
        """Store how the classes are shown."""
        layers, ids = self._layers, range(NUM_CLASSES)
        stored = _StoredLayers(
            palette=layers.palette,
            overall=layers.overall,
            opacity={i: layers.opacity(i) for i in ids if layers.opacity(i) != 1},
            hidden=frozenset(i for i in ids if not layers.is_visible(i)),
            locked=layers.locked,
            colors=layers.own_colors,
        )
        self._settings.setValue(_KEY, stored.model_dump_json())

    def _restore(self) -> None:
        text = self._settings.value(_KEY)
        if text is None:
            return
        try:
            stored = _StoredLayers.model_validate_json(str(text))
        except ValidationError:
            logging.getLogger(__name__).warning(
                "The kept look of the classes cannot be read and is not used."
            )
            return
        layers = self._layers
        if stored.palette in PALETTES:
            layers.set_palette(stored.palette)
        if stored.overall is not None:
            layers.set_overall(stored.overall)
        for class_id in range(NUM_CLASSES):
            layers.set_opacity(class_id, stored.opacity.get(class_id, 1.0))
            if stored.hidden is not None:
                layers.set_visible(class_id, class_id not in stored.hidden)
            layers.set_locked(class_id, class_id in stored.locked)
            layers.set_color(class_id, stored.colors.get(class_id))
