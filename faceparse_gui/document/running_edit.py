"""The state of an edit between press and release."""

from __future__ import annotations

from dataclasses import dataclass

from faceparse_gui.document.areas import Areas
from faceparse_gui.document.brush import Brush, Point
from faceparse_gui.document.free_classes import Table
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.surroundings import Around
from faceparse_gui.document.tiles import Box, TileBackup


@dataclass(slots=True)
class RunningEdit:
    """An edit between press and release. ``areas`` and ``revision`` are as they were on press."""

    text: str
    backup: TileBackup
    areas: Areas
    revision: int
    stroke: Stroke | None = None
    box: Box | None = None


@dataclass(slots=True)
class Stroke:
    """The brush of a running edit; ``restore`` holds what is painted where that is not one class."""

    brush: Brush
    at: tuple[float, float]
    class_id: int
    restore: PackedMap | Around | None
    covered: tuple[Brush, Point] | None = None
    """Where the tip lay last: what it covered there has been painted, by ``editable``."""
    editable: Table | None = None
