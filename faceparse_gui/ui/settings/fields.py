"""A control for a setting, made from its declaration, that follows the setting and sets it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from annotated_types import Ge, Le
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from faceparse_gui.ui.settings.schema import Values, about, translated
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.widgets.spin import WholeBox


def field(settings: AppSettings, name: str) -> QWidget:
    """A check box (with its title), a choice or a number, by the setting's type; named after the setting."""
    kind = Values.model_fields[name].annotation
    text = about(name)
    control: QWidget
    if kind is bool:
        control = _check(settings, name)
    elif kind is int:
        control = _number(settings, name)
    else:
        control = _choice(settings, name, get_args(kind))
    control.setObjectName(name)
    control.setAccessibleName(translated(text.title))
    control.setToolTip(translated(text.help))
    control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # single keys stay the canvas's
    return control


def _check(settings: AppSettings, name: str) -> QCheckBox:
    box = QCheckBox(translated(about(name).title))
    _Follower(settings, name, box, box.setChecked)
    box.toggled.connect(partial(settings.set, name))
    return box


def _choice(settings: AppSettings, name: str, values: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    for value, title in zip(values, about(name).choices, strict=True):
        box.addItem(translated(title), value)
    _Follower(settings, name, box, lambda value: box.setCurrentIndex(box.findData(value)))
    box.currentIndexChanged.connect(lambda index: settings.set(name, box.itemData(index)))
    return box


def _number(settings: AppSettings, name: str) -> WholeBox:
    low, high = limits(name)
    box = WholeBox()
    box.setRange(low, high)
    _Follower(settings, name, box, box.setValue)
    box.valueChanged.connect(partial(settings.set, name))
    return box


def limits(name: str) -> tuple[int, int]:
    """The smallest and the largest value of a number."""
    bounds = Values.model_fields[name].metadata
    low = next(each.ge for each in bounds if isinstance(each, Ge))
    high = next(each.le for each in bounds if isinstance(each, Le))
    return int(low), int(high)  # type: ignore[call-overload]


class _Follower(QObject):
    """Shows a setting in a control for as long as that lives."""

    def __init__(
        self, settings: AppSettings, name: str, control: QWidget, show: Callable[[Any], object]
    ) -> None:
        super().__init__(control)
        self._settings, self._name, self._show = settings, name, show
        settings.changed.connect(self._follow)
        show(getattr(settings, name))

    def _follow(self, changed: str) -> None:
        if changed == self._name:
            self._show(getattr(self._settings, self._name))
