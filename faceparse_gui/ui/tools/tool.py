"""What a tool is: it turns the mouse's positions into calls of the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_core.labels import BACKGROUND
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.tools.tool_context import ToolContext

TAKE_AWAY = str(QT_TRANSLATE_NOOP("Tools", "Erase class"))
"""The text of the undo steps of all tools that take the active class away."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse or the pen is, in photo pixels.

    ``takes_away``: the right button, or Ctrl, was held on press; ``shift``: Shift was. ``pressure``: 0 to 1,
    1 for a mouse. ``erases``: a pen's other end is used.
    """

    x: float
    y: float
    takes_away: bool = False
    pressure: float = 1.0
    shift: bool = False
    erases: bool = False


class Tool:
    """A tool in the hand; what it does not override does nothing."""

    name: ClassVar[str]
    title: ClassVar[str]
    """Its name, and that of its undo steps, in the context "Tools"."""
    has_ring: ClassVar[bool] = False
    """Whether the cursor is the brush's outline, and the brush's size matters."""

    def __init__(self, context: ToolContext) -> None:
        self.context = context

    @property
    def text(self) -> str:
        """The tool's title in the user's language; what its undo steps are called as well."""
        return QCoreApplication.translate("Tools", self.title)

    @property
    def pending(self) -> str:
        """What waits for Enter, in plain words; empty when nothing does."""
        return ""

    @property
    def can_confirm(self) -> bool:
        """Whether Enter does what waits now."""
        return True

    @property
    def can_turn(self) -> bool:
        """Whether there are other proposals than the one that is shown."""
        return False

    @property
    def proposes(self) -> bool:
        """Whether something is proposed, or will be soon: Tab is the tool's then."""
        return False

    def turn(self, steps: int) -> bool:
        """Tab: show another proposal, so many further on; False if there is none."""
        return False

    def caution(self, layers: LayerState) -> str:
        """What would surprise the user if the tool were used now, in plain words; else empty."""
        return class_caution(layers.active, layers)

    def press(self, at: Pointer) -> None:
        """A button, or the pen, goes down ``at`` a place; ``release``, ``finish`` or ``cancel`` follows."""

    def move(self, at: Pointer) -> None:
        """The mouse or the pen moves while it is pressed."""

    def release(self, at: Pointer) -> None:
        """The button that was pressed goes up over the canvas."""

    def line(self, at: Pointer) -> None:
        """Shift and a click: a straight line from where the tool was last."""

    def hover(self, at: Pointer) -> None:
        """The mouse moves with no button pressed."""

    def double_click(self, at: Pointer) -> None:
        """A double click with the left button: follows its second ``press``."""

    def confirm(self) -> bool:
        """Enter: do what waits; False if nothing did."""
        return False

    def remove(self) -> bool:
        """Delete: take away what is chosen; False if nothing is."""
        return False

    def cancel(self) -> bool:
        """Escape: take back what is under way; False if nothing was."""
        return False

    def step_back(self) -> bool:
        """Undo in mid-use: take back the last part of what is under way; False if nothing was."""
        return self.cancel()

    def finish(self) -> None:
        """The button is released elsewhere, or the tool is put away: keep what was done, drop what waits."""

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw what is under way on top of the photo."""


def class_caution(class_id: int, layers: LayerState) -> str:
    """Why painting this class would not show; empty where it would."""
    text = ""
    if class_id in layers.locked:
        text = QCoreApplication.translate(
            "Tools", "“{name}” is locked. Unlock it in the class list to paint it."
        )
    elif class_id != BACKGROUND and not layers.is_visible(class_id):
        text = QCoreApplication.translate(
            "Tools", "“{name}” is hidden. Show it in the class list to see what you paint."
        )
    return text.format(name=class_title(class_id))


def nothing_to_take(class_id: int) -> str:
    """Why taking away changed nothing."""
    text = QCoreApplication.translate(
        "Tools", "There is no “{name}” here to erase. The eraser erases any class."
    )
    return text.format(name=class_title(class_id))
