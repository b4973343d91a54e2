"""The canvas's commands as actions with names, icons and keys, for menus and the toolbar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.hold import Hold
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.keys.commands import command


class CanvasActions(QObject):
    """Each action works at once when its key is pressed anywhere in the canvas's window."""

    def __init__(self, canvas: Canvas, layers: LayerState) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.tools = QActionGroup(self)
        self._tools: dict[str, QAction] = {}
        self.brush = self._tool("brush", self.tr("Brush"), "B")
        self.eraser = self._tool("eraser", self.tr("Eraser"), "E")
        self.fill = self._tool("fill", self.tr("Fill"), "F")
        self.pick = self._tool("pick", self.tr("Pick class"), "L")
        self.lasso = self._tool("lasso", self.tr("Lasso"), "Q")
        self.push = self._tool("push", self.tr("Move edge"), "M")
        self.smart_select = self._tool("smart-select", self.tr("Smart select"), "W")
        self.scribble = self._tool("scribble", self.tr("Scribble fix"), "R")
        self.pick.triggered.disconnect()
        self.pick.triggered.connect(self._pick)
        self.smaller = self._action(
            "smaller", self.tr("Smaller brush"), ["["], lambda: canvas.step_brush_size(-1)
        )
        self.larger = self._action(
            "larger", self.tr("Larger brush"), ["]"], lambda: canvas.step_brush_size(1)
        )
        self.swap = self._action("swap", self.tr("Swap with background"), ["X"], layers.swap_background)
        only_background = self.tr("Paint only over background")
        self.preserve = self._toggle("preserve", only_background, "K", layers.set_preserve)
        layers.locks_changed.connect(lambda: self.preserve.setChecked(layers.preserve))
        self.zoom_in = self._action(
            "zoom-in", self.tr("Zoom in"), ["Ctrl++", "Ctrl+=", "+", "="], canvas.zoom_in
        )
        self.zoom_out = self._action("zoom-out", self.tr("Zoom out"), ["Ctrl+-", "-"], canvas.zoom_out)
        self.fit = self._action("fit", self.tr("Fit to window"), ["Ctrl+0"], canvas.fit)
        self.actual_size = self._action("actual-size", self.tr("Actual size"), ["Ctrl+1"], canvas.actual_size)
        self.outlines = self._toggle("outlines", self.tr("Outlines"), "Z", canvas.set_outlines)
        self.bare = self._action("bare", self.tr("Photo only (hold)"), ["H"])
        Hold(self.bare, canvas.set_bare)
        for repeating in (self.smaller, self.larger, self.zoom_in, self.zoom_out):
            repeating.setAutoRepeat(True)
        canvas.outlines_changed.connect(self.outlines.setChecked)
        canvas.tool_changed.connect(self._show_tool)
        self._show_tool(canvas.tool)

    def all(self) -> list[QAction]:
        """Every action, in the order of a menu."""
        return [
            *self.tools.actions(),
            self.smaller,
            self.larger,
            self.swap,
            self.preserve,
            self.zoom_in,
            self.zoom_out,
            self.fit,
            self.actual_size,
            self.outlines,
            self.bare,
        ]

    def _action(
        self, icon_name: str, text: str, keys: list[str], run: Callable[[], object] | None = None
    ) -> QAction:
        return command(self._canvas, text, keys, run, icon_name)

    def _toggle(self, icon_name: str, text: str, key: str, run: Callable[[bool], object]) -> QAction:
        action = self._action(icon_name, text, [key], lambda: run(action.isChecked()))
        action.setCheckable(True)
        return action

    def _tool(self, name: str, text: str, key: str) -> QAction:
        action = self._action(name, text, [key], lambda: self._canvas.set_tool(name))
        action.setCheckable(True)
        self.tools.addAction(action)
        self._tools[name] = action
        return action

    def _pick(self) -> None:
        self._canvas.pick()
        self._show_tool(self._canvas.tool)

    def _show_tool(self, name: str) -> None:
        if name in self._tools:  # others are in the hand for a moment
            self._tools[name].setChecked(True)
