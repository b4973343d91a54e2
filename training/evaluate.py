"""Score predictions, a network's or a folder's, against label maps at their own size."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from core.imaging import Photo, photo_size, read_label_map, read_photo
from core.labels import NAMES, LabelMap, swap_left_right
from core.metrics import Scores, confusion, score
from core.pipeline import ahead
from training.datasets import DataError, Pair, fit_photo, is_mirrored

if TYPE_CHECKING:
    from core.parser import Parser

T = TypeVar("T")
R = TypeVar("R")

_DEPTH = 4  # files read ahead


@dataclass(frozen=True)
class Evaluation:
    """The figures, and how many of the label maps have left and right exchanged."""

    scores: Scores
    mirrored: int


def evaluate(
    pairs: Sequence[Pair],
    predictions: Iterable[LabelMap],
    *,
    repair: bool = False,
    on_done: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Score ``predictions``, one for each of ``pairs`` in their order.

    Batch-32 F pools the pairs 32 at a time in this order.

    Args:
        repair: put mirrored label maps right before scoring; otherwise they are taken as published.
        on_done: called after each image.

    Raises:
        DataError: if a prediction has not its label map's size, or ``pairs`` is empty.
        core.imaging.ImageError: if a label map cannot be read.
    """
    if not pairs:
        raise DataError("There is no image to score. Give a folder that holds some.")
    matrices = []
    mirrored = 0
    with closing(_read_ahead(lambda pair: read_label_map(pair.labels), pairs)) as truths:
        for pair, truth, predicted in zip(pairs, truths, predictions, strict=True):
            if predicted.shape != truth.shape:
                raise DataError(
                    f"{pair.labels.name} is {_size(truth)} pixels, the prediction for {pair.photo.name} "
                    f"{_size(predicted)}. Scale the masks or the predictions to one size."
                )
            if is_mirrored(truth):
                mirrored += 1
                truth = swap_left_right(truth) if repair else truth
            matrices.append(confusion(truth, predicted))
            on_done()
    return Evaluation(score(matrices, NAMES), mirrored)


def parsed(
    pairs: Iterable[Pair], parser: Parser, faces: Literal["auto", "whole"]
) -> Generator[LabelMap, None, None]:
    """What ``parser`` makes of the photos, each scaled to its mask's size.

    Raises:
        core.imaging.ImageError: if a photo or mask cannot be read.
        DataError: if a mask has another shape than its photo.
    """
    with closing(_read_ahead(_photo_at_mask_size, pairs)) as photos:
        for result in parser.parse_many(photos, faces=faces):
            yield result.labels


def _photo_at_mask_size(pair: Pair) -> Photo:
    return fit_photo(pair, read_photo(pair.photo), photo_size(pair.labels))


def stored(pairs: Iterable[Pair], folder: Path) -> Generator[LabelMap, None, None]:
    """The label maps ``folder/<stem>.png`` made earlier or by another program.

    Raises:
        DataError: at once, if one is missing.
        core.imaging.ImageError: if one cannot be read.
    """
    paths = [folder / f"{pair.stem}.png" for pair in pairs]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise DataError(f"{missing[0]}{more} is not there. Each photo needs a prediction <its name>.png.")
    return _read_ahead(read_label_map, paths)


def _read_ahead(read: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
    with closing(ahead(read, items, _DEPTH)) as started:
        for _, future in started:
            yield future.result()


def _size(labels: LabelMap) -> str:
    height, width = labels.shape
    return f"{width} × {height}"
