"""What the tools share whose gestures have several proposals."""

from __future__ import annotations

from faceparse_gui.ui.tools.preview import Preview
from faceparse_gui.ui.tools.tool import Tool
from faceparse_gui.ui.tools.tool_context import ToolContext


class ProposingTool(Tool):
    """A tool whose proposals are shown in ``_preview``, one at a time."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._preview = Preview(context)

    @property
    def can_turn(self) -> bool:
        """Whether there are several proposals."""
        return self._preview.can_turn

    @property
    def proposes(self) -> bool:
        """Whether an area is shown or being searched for, or others can still take a painted one's place."""
        return self._waits or self._preview.is_exchangeable

    @property
    def _waits(self) -> bool:
        """Whether an area waits for Enter, or will soon."""
        return self._preview.exists or self._preview.is_searching

    def turn(self, steps: int) -> bool:
        """Show another proposal, so many further on; False if there is none."""
        return self._preview.turn(steps)
