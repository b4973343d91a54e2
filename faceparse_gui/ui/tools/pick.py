"""Makes the class under the cursor the active one."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.tools.tool import Pointer, Tool


class PickTool(Tool):
    """Makes the class under the cursor the active one."""

    name = "pick"
    title = str(QT_TRANSLATE_NOOP("Tools", "Pick"))

    def caution(self, layers: LayerState) -> str:
        """Empty: picking a locked or hidden class surprises nobody."""
        return ""

    def press(self, at: Pointer) -> None:
        """Make the class under the pointer active; outside the photo nothing happens."""
        picked = self.context.label_at(at.x, at.y)
        if picked is not None:
            self.context.layers.set_active(picked)

    def move(self, at: Pointer) -> None:
        """Pick again at each place of a drag."""
        self.press(at)
