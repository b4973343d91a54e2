"""What the mouse does to the label map: one tool a file."""

from __future__ import annotations

from faceparse_gui.ui.tools.add_face import AddFaceTool
from faceparse_gui.ui.tools.fill import FillTool
from faceparse_gui.ui.tools.lasso import LassoTool
from faceparse_gui.ui.tools.pick import PickTool
from faceparse_gui.ui.tools.push import PushTool
from faceparse_gui.ui.tools.scribble import ScribbleTool
from faceparse_gui.ui.tools.smart_select import SmartSelectTool
from faceparse_gui.ui.tools.strokes import BrushTool, EraserTool
from faceparse_gui.ui.tools.tool import Tool
from faceparse_gui.ui.tools.tool_context import ToolContext

_TOOLS: tuple[type[Tool], ...] = (
    BrushTool,
    EraserTool,
    FillTool,
    PickTool,
    LassoTool,
    PushTool,
    SmartSelectTool,
    ScribbleTool,
    AddFaceTool,
)


def make_tools(context: ToolContext) -> dict[str, Tool]:
    """Every tool by its name, in the order of menus and toolbars."""
    return {tool.name: tool(context) for tool in _TOOLS}
