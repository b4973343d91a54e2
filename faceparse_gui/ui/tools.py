"""What the mouse does to the label map: brush, eraser, fill, pick turn positions into document calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.labels import BACKGROUND
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document
from faceparse_gui.ui.class_model import LayerState, class_title


@dataclass(slots=True)
class Target:
    """What a tool works on; positions are photo pixels as floats."""

    document: Document
    layers: LayerState
    brush: Brush


class Tool(Protocol):
    """A tool in the hand. ``text`` names its edits in the undo menu."""

    @property
    def text(self) -> str: ...
    @property
    def has_ring(self) -> bool:
        """Whether the cursor is the brush's outline."""
        ...

    def painted(self, layers: LayerState) -> int | None:
        """The class this tool puts down; None when it changes no pixel."""
        ...

    def press(self, target: Target, x: float, y: float) -> None: ...
    def move(self, target: Target, x: float, y: float) -> None: ...
    def release(self, target: Target) -> None: ...


@dataclass(frozen=True, slots=True)
class StrokeTool:
    """Paints with the round tip: the active class, or background where it erases."""

    source: str
    erases: bool = False
    has_ring: bool = True

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Tools", self.source)

    def painted(self, layers: LayerState) -> int:
        return BACKGROUND if self.erases else layers.active

    def press(self, target: Target, x: float, y: float) -> None:
        target.document.begin_stroke(x, y, self.painted(target.layers), target.brush, self.text)

    def move(self, target: Target, x: float, y: float) -> None:
        target.document.stroke_to(x, y)

    def release(self, target: Target) -> None:
        target.document.end_stroke()


@dataclass(frozen=True, slots=True)
class FillTool:
    """Gives the connected area under the click the active class."""

    source: str
    has_ring: bool = False

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Tools", self.source)

    def painted(self, layers: LayerState) -> int:
        return layers.active

    def press(self, target: Target, x: float, y: float) -> None:
        if label_at(target.document, x, y) is not None:
            target.document.fill(x, y, target.layers.active, self.text)

    def move(self, target: Target, x: float, y: float) -> None:
        pass

    def release(self, target: Target) -> None:
        pass


@dataclass(frozen=True, slots=True)
class PickTool:
    """Makes the class under the cursor the active one."""

    source: str
    has_ring: bool = False

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Tools", self.source)

    def painted(self, layers: LayerState) -> None:
        return None

    def press(self, target: Target, x: float, y: float) -> None:
        picked = label_at(target.document, x, y)
        if picked is not None:
            target.layers.set_active(picked)

    def move(self, target: Target, x: float, y: float) -> None:
        self.press(target, x, y)

    def release(self, target: Target) -> None:
        pass


TOOLS: dict[str, Tool] = {
    "brush": StrokeTool(str(QT_TRANSLATE_NOOP("Tools", "Brush"))),
    "eraser": StrokeTool(str(QT_TRANSLATE_NOOP("Tools", "Eraser")), erases=True),
    "fill": FillTool(str(QT_TRANSLATE_NOOP("Tools", "Fill"))),
    "pick": PickTool(str(QT_TRANSLATE_NOOP("Tools", "Pick"))),
}


def label_at(document: Document, x: float, y: float) -> int | None:
    """The class id under a position; None beside the photo."""
    height, width = document.labels.shape
    if not (0 <= x < width and 0 <= y < height):
        return None
    return int(document.labels[int(y), int(x)])


def caution(tool: Tool, layers: LayerState) -> str:
    """What would surprise the user if the tool were used now, in plain words; empty when nothing would."""
    painted = tool.painted(layers)
    if painted is None:
        return ""
    text = ""
    if painted in layers.locked:
        text = QCoreApplication.translate(
            "Tools", "“{name}” is locked. Unlock it in the class list to paint it."
        )
    elif painted != BACKGROUND and not layers.is_visible(painted):
        text = QCoreApplication.translate(
            "Tools", "“{name}” is hidden. Show it in the class list to see what you paint."
        )
    return text.format(name=class_title(painted))
