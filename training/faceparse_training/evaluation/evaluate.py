"""Score predictions, a network's or a folder's, against label maps at their own size."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from faceparse_core.labels import NAMES, LabelMap, swap_left_right
from faceparse_core.metrics import Scores, confusion, score
from faceparse_core.parsing.photo_loop import Notice, PhotoFailed, parse_each
from faceparse_core.parsing.pipeline import prefetch
from faceparse_core.photos.imaging import Photo, photo_size, read_label_map, read_photo
from faceparse_training.data.datasets import DataError, Pair, fit_photo, is_mirrored

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import Parser

T = TypeVar("T")
R = TypeVar("R")

_DEPTH = 4  # files read ahead


class NoFaceError(DataError):
    """Faces were looked for in a photo, and there is none: nothing was predicted."""


@dataclass(frozen=True)
class EvaluationResult:
    """The figures, how many of the label maps have left and right exchanged, and what is not scored."""

    scores: Scores
    mirrored: int
    no_face: tuple[Pair, ...] = ()
    """In whose photos no face was found."""


def evaluate(
    pairs: Sequence[Pair],
    predictions: Iterable[LabelMap | Exception],
    *,
    repair: bool = False,
    on_done: Callable[[], None] = lambda: None,
    on_error: Callable[[Pair, Exception], object] | None = None,
) -> EvaluationResult:
    """Score ``predictions``, one for each of ``pairs`` in their order; an error where there could be none.

    A photo in which no face was found (``NoFaceError``) is counted, and not scored.

    Batch-32 F pools the pairs 32 at a time in this order.

    Args:
        repair: put mirrored label maps right before scoring; otherwise they are taken as published.
        on_done: called after each image.
        on_error: called with a pair that cannot be scored, which is then left out, unless there is no other;
            without it, the error is raised.

    Raises:
        DataError: if a prediction has not its label map's size, ``pairs`` is empty, or no photo has a face.
        faceparse_core.photos.imaging.ImageError: if a photo or label map cannot be read.
    """
    if not pairs:
        raise DataError("There is no image to score. Give a folder that holds some.")
    matrices, no_face = [], []
    mirrored = 0
    first: Exception | None = None
    with closing(_tried(lambda pair: read_label_map(pair.labels), pairs)) as truths:
        for pair, truth, predicted in zip(pairs, truths, predictions, strict=True):
            on_done()
            if isinstance(predicted, NoFaceError):
                no_face.append(pair)
                continue
            try:
                truth = _checked(pair, truth, predicted)
                if swapped := is_mirrored(truth):
                    truth = swap_left_right(truth) if repair else truth
                matrices.append(confusion(truth, _or_raised(predicted)))
                mirrored += swapped
            except Exception as error:
                if on_error is None:
                    raise
                first = first or error
                on_error(pair, error)
    if first and not matrices:
        raise first
    if not matrices:
        raise DataError("No face was found in any of the photos. Use --faces whole for aligned crops.")
    return EvaluationResult(score(matrices, NAMES), mirrored, tuple(no_face))


def _checked(pair: Pair, truth: LabelMap | Exception, predicted: LabelMap | Exception) -> LabelMap:
    truth, predicted = _or_raised(truth), _or_raised(predicted)
    if predicted.shape != truth.shape:
        raise DataError(
            f"{pair.labels.name} is {_size(truth)} pixels, the prediction for {pair.photo.name} "
            f"{_size(predicted)}. Scale the masks or the predictions to one size."
        )
    return truth


def _or_raised(tried: R | Exception) -> R:
    if isinstance(tried, Exception):
        raise tried
    return tried


def parsed(
    pairs: Iterable[Pair], parser: Parser, faces: Literal["auto", "whole"]
) -> Generator[LabelMap | Exception, None, None]:
    """What ``parser`` makes of the photos, each scaled to its mask's size; an error where it can not."""
    with closing(parse_each(parser, pairs, _photo_at_mask_size, faces, depth=_DEPTH)) as answers:
        for each in answers:
            if isinstance(each, PhotoFailed):
                yield each.error
            elif each.result.no_face:
                yield NoFaceError(f"No face was found in {each.item.photo.name}.")
            else:
                yield each.result.labels


def _photo_at_mask_size(pair: Pair, notice: Notice) -> Photo:
    return fit_photo(pair, read_photo(pair.photo, notice=notice), photo_size(pair.labels))


def stored(pairs: Iterable[Pair], folder: Path) -> Generator[LabelMap | Exception, None, None]:
    """The label maps ``folder/<stem>.png`` made earlier or by another program; an error for a damaged one.

    Raises:
        DataError: at once, if one is missing.
    """
    paths = [folder / f"{pair.stem}.png" for pair in pairs]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise DataError(
            f"{missing[0]}{more} is not there. Each photo needs a prediction <its name>.png; "
            "faceparse parse writes none where no face is found, unless --write-empty is given."
        )
    return _tried(read_label_map, paths)


def _tried(read: Callable[[T], R], items: Iterable[T]) -> Generator[R | Exception, None, None]:
    """What ``read`` gives of each, or the error that it raises, read ahead."""
    with closing(prefetch(read, items, _DEPTH)) as started:
        for _, future in started:
            yield future.exception() or future.result()  # type: ignore[misc]


def _size(labels: LabelMap) -> str:
    height, width = labels.shape
    return f"{width} × {height}"
