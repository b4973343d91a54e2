"""Commands over the classes: make one active, and lock, hide or fade the active one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from faceparse_core.labels import CLASSES, NUM_CLASSES
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.keys.commands import command

_FADE = 0.2


class ClassCommands(QObject):
    """The keys 0 to 9 make the classes of these ids active, with Alt those from 10 on."""

    def __init__(self, layers: LayerState, window: QWidget) -> None:
        super().__init__(window)
        self._layers, self._window = layers, window
        self.active_group = QActionGroup(self)
        self.takes = [self._take(class_id) for class_id in range(NUM_CLASSES)]
        self.lock = self._add(self.tr("Lock active class"), "Shift+L", self._toggle_lock, "lock")
        self.hide = self._add(self.tr("Hide active class"), "V", self._toggle_visible, "eye-off")
        self.fade = self._add(self.tr("Decrease class opacity"), "T", partial(self._fade, -_FADE))
        self.strengthen = self._add(self.tr("Increase class opacity"), "Shift+T", partial(self._fade, _FADE))
        self.show_all = self._add(self.tr("Show all classes"), "", layers.show_all)
        for switch in (self.lock, self.hide):
            switch.setCheckable(True)
        for signal in (layers.active_changed, layers.appearance_changed, layers.locks_changed):
            signal.connect(self._show)
        self._show()

    def commands(self) -> dict[str, QAction]:
        """All, by names that stay the same."""
        takes = {f"take_{each.name}": take for each, take in zip(CLASSES, self.takes, strict=True)}
        return takes | {name: getattr(self, name) for name in _OTHERS}

    def for_class(self) -> list[QAction]:
        """What can be done with the active class."""
        return [self.lock, self.hide, self.fade, self.strengthen]

    def _take(self, class_id: int) -> QAction:
        key = str(class_id) if class_id < 10 else f"Alt+{class_id - 10}"
        take = self._add(class_title(class_id), key, partial(self._layers.set_active, class_id))
        take.setIconText(self.tr("Class {0}").format(class_title(class_id)))
        take.setCheckable(True)
        self.active_group.addAction(take)
        return take

    def _add(self, text: str, key: str, run: Callable[[], object], icon_name: str | None = None) -> QAction:
        return command(self._window, text, [key] if key else [], run, icon_name)

    def _toggle_lock(self) -> None:
        layers = self._layers
        layers.set_locked(layers.active, layers.active not in layers.locked)

    def _toggle_visible(self) -> None:
        layers = self._layers
        layers.set_visible(layers.active, not layers.is_visible(layers.active))

    def _fade(self, by: float) -> None:
        layers = self._layers
        layers.set_opacity(layers.active, round(min(max(layers.opacity(layers.active) + by, 0.0), 1.0), 2))

    def _show(self) -> None:
        layers = self._layers
        self.takes[layers.active].setChecked(True)
        self.lock.setChecked(layers.active in layers.locked)
        self.hide.setChecked(not layers.is_visible(layers.active))


_OTHERS = ("lock", "hide", "fade", "strengthen", "show_all")
