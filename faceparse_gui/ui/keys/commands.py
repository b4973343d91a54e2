"""Commands of a part of the window: actions with a text, an icon, keys and a tooltip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.widgets.icons import icon


def command(
    widget: QWidget,
    text: str,
    keys: Sequence[str],
    run: Callable[[], object] | None = None,
    icon_name: str | None = None,
) -> QAction:
    """An action of ``widget`` whose keys work anywhere in its window."""
    action = QAction(text, widget)
    if icon_name is not None:
        action.setIcon(icon(icon_name))
    action.setIconText(text.removesuffix("…"))
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setAutoRepeat(False)
    native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{action.iconText()} ({native})" if keys else action.iconText())
    if run is not None:
        action.triggered.connect(lambda: run())
    widget.addAction(action)
    return action


def toggle(
    widget: QWidget, text: str, keys: Sequence[str], icon_name: str | None = None, on: bool = False
) -> QAction:
    """A command that is switched on and off; ``toggled`` reports it."""
    action = command(widget, text, keys, icon_name=icon_name)
    action.setCheckable(True)
    action.setChecked(on)
    return action
