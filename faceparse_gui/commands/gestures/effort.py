"""What a gesture is worth with each tool, and what it takes to correct most of a face."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from faceparse_core.parsing.parser import Parser
from faceparse_gui.commands.gestures.face import DONE, Face, correct
from faceparse_gui.commands.gestures.tools import TOOLS, Gesture
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.doubted import Said
from faceparse_training.data.held_out import HeldOutPhoto

LARGE, OF_A_FACE = 250, 5
"""Pixels of 512²: a gesture is judged on areas at least so large; and on so many of a face at most."""


@dataclass
class ToolFigures:
    """Of one tool: three values for each gesture on a large area, then three for each face."""

    first: list[float] = field(default_factory=list)
    """By how much of the area less is wrong with the first proposal; negative where more is."""
    best: list[float] = field(default_factory=list)
    """The same with the best proposal; 0 where none is better than before, so that none is accepted."""
    pixels: list[int] = field(default_factory=list)
    """The size of the area."""
    seconds: list[float] = field(default_factory=list)
    """The time in which ``DONE`` of the work on a face is done."""
    gestures: list[int] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    """Which share of all its wrong pixels, thin edges and crumbs included, is wrong then."""

    @property
    def median(self) -> float:
        """Of what the first proposal corrects of an area."""
        return float(np.median(self.first)) if self.first else 0.0

    @property
    def harms(self) -> float:
        """The share of the gestures after whose first proposal more is wrong than before."""
        return float(np.mean(np.array(self.first) < 0)) if self.first else 0.0

    def by_pixels(self, best: bool = False) -> float:
        """The mean of what the first or the best proposal corrects, weighed by the sizes of the areas."""
        return (
            float(np.average(self.best if best else self.first, weights=self.pixels)) if self.first else 0.0
        )


@dataclass(frozen=True)
class Effort:
    """The figures of each tool over ``images`` faces."""

    images: int
    tools: dict[str, ToolFigures]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def measure(
    parser: Parser,
    examples: Iterable[HeldOutPhoto],
    seed: int = 0,
    on_done: Callable[[], None] = lambda: None,
) -> Effort:
    """Measure all tools on every example; ``on_done`` is called an example."""
    tools = {name: ToolFigures() for name in TOOLS}
    images = 0
    for example in examples:
        parsed = parser.parse(example.photo, "whole")
        said = Said(PackedMap(parsed.labels), PackedMap(parsed.confidence))
        for name, gesture in TOOLS.items():
            hand = np.random.default_rng((seed, zlib.crc32(example.stem.encode())))
            face = Face(example.photo, said, parsed.labels, example.truth)
            _judge(tools[name], gesture, face, hand)
            _finish(tools[name], gesture, face, hand)
        images += 1
        on_done()
    return Effort(images, tools)


def _judge(figures: ToolFigures, gesture: Gesture, face: Face, hand: np.random.Generator) -> None:
    """One gesture on each of the largest areas of the prediction as it is."""
    for area in face.areas[:OF_A_FACE]:
        if area.pixels < LARGE:
            return
        attempt = gesture(face.picture, face.labels, area, 0, hand)
        gains = [face.gain(after) / area.pixels for after in attempt.proposals] or [0.0]
        figures.first.append(gains[0])
        figures.best.append(max(0.0, *gains) if attempt.asks else gains[0])
        figures.pixels.append(area.pixels)


def _finish(figures: ToolFigures, gesture: Gesture, face: Face, hand: np.random.Generator) -> None:
    wrong = face.wrong
    spent = correct(face, gesture, hand, DONE)
    figures.seconds.append(spent.seconds)
    figures.gestures.append(spent.gestures)
    figures.left.append(face.wrong / wrong if wrong else 0.0)
