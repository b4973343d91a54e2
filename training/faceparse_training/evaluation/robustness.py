"""How much of a model's per-image F is left when the photos are harmed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.losses import IGNORE
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.parser import FaceMode, Parser, ParseResult
from faceparse_core.parsing.paste import paste
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.corruptions import CORRUPTIONS, Corruption

GOAL = 0.05  # no row may lose more


@dataclass(frozen=True)
class RobustnessRow:
    """Per-image F under one corruption: ``whole`` takes the photo for a crop, ``auto`` finds the face.

    ``moved`` is the score of the prediction for the clean photo after the same move (in ``whole`` mode):
    cutting parts of a face off changes F by itself. ``auto`` and ``moved`` are ``None`` where the corruption
    moves nothing.
    """

    name: str
    title: str
    whole: float
    auto: float | None
    moved: float | None


@dataclass(frozen=True)
class Robustness:
    """The table: the clean photos' F both ways, and a row for each corruption."""

    images: int
    clean: RobustnessRow
    rows: tuple[RobustnessRow, ...]

    def losses(self, row: RobustnessRow) -> tuple[float, float | None]:
        """By how much ``row`` lies below the clean photos, ``whole`` and ``auto``."""
        assert self.clean.auto is not None
        return self.clean.whole - row.whole, None if row.auto is None else self.clean.auto - row.auto


def measure(
    parser: Parser,
    examples: Iterable[HeldOutPhoto],
    corruptions: Sequence[Corruption] = CORRUPTIONS,
    on_done: Callable[[], None] = lambda: None,
) -> Robustness:
    """Score ``parser`` on every example, clean and under each corruption; ``on_done`` is called an image.

    A corruption's seed follows from the example's name alone, so a subset of the images is harmed as in the
    whole.

    Raises:
        ValueError: if there is no example.
    """
    scores: dict[tuple[str, str], list[float]] = {}
    images = 0
    for example in examples:
        images += 1
        clean = parser.parse(example.photo, "whole").labels
        _note(scores, "clean", "whole", example.truth, clean)
        _note(scores, "clean", "auto", example.truth, parser.parse(example.photo, "auto").labels)
        seed = zlib.crc32(example.stem.encode())
        for corruption in corruptions:
            photo, truth = corruption(example.photo, example.truth, seed)
            modes: tuple[FaceMode, ...] = ("whole", "auto") if corruption.moves else ("whole",)
            for mode in modes:
                labels = labels_at(truth.shape, parser.parse(photo, mode))
                _note(scores, corruption.name, mode, truth, labels)
            if corruption.moves:
                moved = corruption(example.photo, clean, seed)[1]
                _note(scores, corruption.name, "moved", truth, np.where(moved == IGNORE, BACKGROUND, moved))
        on_done()
    if not images:
        raise ValueError("no image to score")
    mean = {key: float(np.mean(values)) for key, values in scores.items()}

    def row(name: str, title: str) -> RobustnessRow:
        return RobustnessRow(
            name, title, mean[name, "whole"], mean.get((name, "auto")), mean.get((name, "moved"))
        )

    return Robustness(images, row("clean", "clean"), tuple(row(c.name, c.title) for c in corruptions))


def labels_at(shape: tuple[int, ...], result: ParseResult) -> LabelMap:
    """The label map of ``result`` for a photo of that shape: its crops pasted at another size."""
    height, width = result.labels.shape
    if shape == (height, width):
        return result.labels
    ratio = np.array([[shape[1] / width], [shape[0] / height]])
    crops = [replace(crop, frame=crop.frame * ratio) for crop in result.crops]
    return paste((shape[0], shape[1]), crops)


def _note(
    scores: dict[tuple[str, str], list[float]], name: str, way: str, truth: LabelMap, labels: LabelMap
) -> None:
    scores.setdefault((name, way), []).append(mean_f(confusion(truth, labels)))
