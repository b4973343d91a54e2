"""The photos that training holds out, with their label maps, read one ahead of the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from faceparse_core.labels import LabelMap, swap_left_right
from faceparse_core.messages import message
from faceparse_core.model_files.checkpoint import ModelInfo
from faceparse_core.parsing.pipeline import prefetch
from faceparse_core.photos.imaging import Photo, read_label_map, read_photo
from faceparse_training.data.datasets import DataError, Pair, find_pairs, fit_photo, is_mirrored, split


@dataclass(frozen=True)
class HeldOutPhoto:
    """A photo at its label map's size, ``uint8 (H, W, 3)``, and the label map, left and right put right."""

    stem: str
    photo: Photo
    truth: LabelMap


def held_out_by(info: ModelInfo) -> int:
    """How many pairs the model's training held out; 100 where its file does not say so."""
    said = info.recipe.get("data", {}).get("validation_images")
    return said if isinstance(said, int) and said > 0 else 100


def saw_all(info: ModelInfo) -> bool:
    """Whether the model was trained on all pairs, those that another training holds out as well."""
    return bool(info.recipe.get("data", {}).get("train_on_all"))


def held_out(data: Path, validation: int) -> list[Pair]:
    """The ``validation`` pairs of ``data/images`` and ``data/masks`` that training holds out, by name.

    Raises:
        DataError: if the folder cannot be used, or holds too few pairs to hold so many out.
    """
    pairs = find_pairs(data / "images", data / "masks")
    if validation > len(pairs):
        raise DataError(
            message(
                "{data} holds {n} pair, fewer than the {wanted} asked for. Add pairs, or ask for fewer.",
                plural="{data} holds {n} pairs, fewer than the {wanted} asked for. Add pairs, or ask for "
                "fewer.",
                data=data,
                n=len(pairs),
                wanted=validation,
            )
        )
    return split(pairs, validation)[1]


def examples(
    pairs: Sequence[Pair], on_error: Callable[[Pair, Exception], object] | None = None
) -> Generator[HeldOutPhoto, None, None]:
    """Read ``pairs`` in their order, a few ahead; memory does not grow with their number.

    Args:
        on_error: called with a pair that cannot be used, which is then left out, unless there is no other;
            without it, the error is raised.

    Raises:
        DataError, faceparse_core.photos.imaging.ImageError: for a pair that cannot be used.
    """
    first: BaseException | None = None
    used = 0
    with closing(prefetch(_read, pairs, depth=4)) as started:
        for pair, example in started:
            error = example.exception()
            if error is None:
                used += 1
                yield example.result()
            elif on_error is None or not isinstance(error, Exception):
                raise error
            else:
                first = first or error
                on_error(pair, error)
    if first and not used:
        raise first


def _read(pair: Pair) -> HeldOutPhoto:
    truth = read_label_map(pair.labels)
    photo = fit_photo(pair, read_photo(pair.photo), (truth.shape[1], truth.shape[0]))
    return HeldOutPhoto(pair.stem, photo, swap_left_right(truth) if is_mirrored(truth) else truth)
