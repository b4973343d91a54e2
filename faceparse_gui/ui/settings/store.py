"""The settings as they are now: read at the start, written when one is chosen."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, QSettings, Signal

from faceparse_gui.ui.settings.schema import Values

_GROUP = "settings"


class AppSettings(QObject):
    """Each setting is an attribute; see ``Values``."""

    changed = Signal(str)
    """The name of a setting that has another value now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values = Values()
        stored = QSettings()
        for name in Values.model_fields:
            value = stored.value(f"{_GROUP}/{name}")
            if value is not None:
                self._try(name, value)

    def __getattr__(self, name: str) -> Any:
        """The value of a setting, a field of ``Values``.

        Raises:
            AttributeError: if there is no such setting.
        """
        if name in Values.model_fields:
            return getattr(self._values, name)
        raise AttributeError(name)

    def set(self, name: str, value: object) -> None:
        """Choose a setting.

        Raises:
            ValidationError: if it cannot have that value.
        """
        if getattr(self._values, name) != value:
            setattr(self._values, name, value)
            QSettings().setValue(f"{_GROUP}/{name}", getattr(self._values, name))
            self.changed.emit(name)

    def reset(self) -> None:
        """All as they were at first."""
        for name, field in Values.model_fields.items():
            self.set(name, field.default)

    def _try(self, name: str, value: object) -> None:
        """A value that was stored by another version, or by hand, may be none that can be had."""
        try:
            setattr(self._values, name, value)
        except ValidationError:
            return
