"""How the tools work: what the user chose, kept from one start to the next."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QObject, QSettings, Signal

_GROUP = "tools"


class _Values(BaseModel):
    model_config = ConfigDict(validate_assignment=True)

    shape: Literal["round", "square"] = "round"
    smooth: bool = True
    pressure: bool = True
    """A pen's pressure sets the brush's size."""
    erase_to: Literal["background", "prediction"] = "background"
    fill_by: Literal["class", "color"] = "class"
    tolerance: int = Field(24, ge=0, le=255)
    """How far a channel may lie from the colour under the click, 0 to 255."""
    at_once: bool = False
    """Smart selections are applied without waiting for Enter."""


class ToolSettings(QObject):
    changed = Signal(str)
    """The name of a setting that has another value now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values = _Values()
        stored = QSettings()
        for name in _Values.model_fields:
            value = stored.value(f"{_GROUP}/{name}")
            if value is not None:
                self._try(name, value)

    def __getattr__(self, name: str) -> Any:
        if name in _Values.model_fields:
            return getattr(self._values, name)
        raise AttributeError(name)

    def set(self, name: str, value: object) -> None:
        """Choose a setting. :raises ValidationError: if it cannot have that value."""
        if getattr(self._values, name) != value:
            setattr(self._values, name, value)
            QSettings().setValue(f"{_GROUP}/{name}", getattr(self._values, name))
            self.changed.emit(name)

    def _try(self, name: str, value: object) -> None:
        """A value that was stored by another version, or by hand, may be none that can be had."""
        try:
            setattr(self._values, name, value)
        except ValidationError:
            return
