"""Commands of the view: view modes, jumps, colours, and what of them is remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.canvas.view_mode_actions import ViewModeActions
from faceparse_gui.ui.classes.class_color import choose_color
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.classes.layer_settings import LayerSettings
from faceparse_gui.ui.keys.commands import command
from faceparse_gui.ui.keys.key_hints import follow_key
from faceparse_gui.ui.review.cut_clothes import CutClothes
from faceparse_gui.ui.review.go_to import GoTo
from faceparse_gui.ui.shell.tool_state import ToolState


class Viewing(QObject):
    """Makes the commands of the view and connects them with the canvas and the class panel."""

    notice = Signal(str, object)

    def __init__(self, canvas: Canvas, panel: ClassPanel) -> None:
        super().__init__(canvas)
        layers = canvas.layers
        self._panel = panel
        self.settings = LayerSettings(layers)
        ToolState(canvas)
        self.view_modes = ViewModeActions(canvas)
        self.go_to = GoTo(canvas)
        self.cut_clothes = CutClothes(canvas)
        self.color = command(
            canvas,
            self.tr("Active class colour…"),
            ["Ctrl+Shift+C"],
            lambda: choose_color(layers.active, layers, canvas),
            "palette",
        )
        self.solo = command(
            canvas, self.tr("Show only active class"), ["O"], lambda: layers.solo(layers.active), "eye"
        )
        self.paint_over = command(
            canvas, self.tr("Paint only over…"), ["Shift+K"], panel.paint_over.choose, "paint-over"
        )
        follow_key(self.paint_over, panel.paint_over.show_key)
        for part in (self.go_to, self.cut_clothes):
            part.notice.connect(lambda text: self.notice.emit("info", text))
        canvas.hovered.connect(self._remember_class)

    def _remember_class(self, hover: Hover | None) -> None:
        if hover is not None:
            self._panel.paint_over.under = hover.class_id
