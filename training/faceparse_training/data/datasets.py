"""Photo and label-map pairs from two folders, checked as they are read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.errors import FaceparseError
from faceparse_core.labels import MIRROR_PAIRS, NUM_CLASSES, LabelMap, swap_left_right
from faceparse_core.messages import message
from faceparse_core.photos.imaging import is_photo_name, read_label_map, read_photo

_MOST_NAMED = 20


class DataError(FaceparseError):
    """A data folder that cannot be used; the text names the file and what to do."""


@dataclass(frozen=True)
class Pair:
    """A photo and its label map, by name."""

    stem: str
    photo: Path
    labels: Path


def find_pairs(images: Path, masks: Path) -> list[Pair]:
    """Match ``images/<stem>.<any photo type>`` with ``masks/<stem>.png``, sorted by stem.

    Raises:
        DataError: if a folder is missing or empty, or a photo has no mask or two photos one name.
    """
    for folder in (images, masks):
        if not folder.is_dir():
            raise DataError(
                message(
                    "There is no folder {folder}. Give a data folder that holds images/ and masks/.",
                    folder=folder,
                )
            )
    photos = sorted(p for p in images.iterdir() if is_photo_name(p))
    if not photos:
        raise DataError(
            message(
                "{images} holds no photos. Put the photos there, and their masks in {masks}.",
                images=images,
                masks=masks,
            )
        )
    pairs = [Pair(p.stem, p, masks / f"{p.stem}.png") for p in photos]
    stem, count = Counter(p.stem for p in pairs).most_common(1)[0]
    if count > 1:
        names = " and ".join(p.photo.name for p in pairs if p.stem == stem)
        raise DataError(
            message(
                "{images} holds {names}, which share one mask. Rename all but one of them.",
                images=images,
                names=names,
            )
        )
    missing = [p for p in pairs if not p.labels.is_file()]
    if missing:
        lacks = message("{photo} has no mask {mask}", photo=missing[0].photo.name, mask=missing[0].labels)
        if len(missing) > 1:
            lacks = message(
                "{lacks}, and {n} more photo has none",
                plural="{lacks}, and {n} more photos have none",
                lacks=lacks,
                n=len(missing) - 1,
            )
        raise DataError(message("{lacks}. Add it or take the photo out.", lacks=lacks))
    return pairs


def split(pairs: Sequence[Pair], validation: int) -> tuple[list[Pair], list[Pair]]:
    """A fixed split into training and validation: the ``validation`` pairs whose names hash lowest.

    It depends on the names alone, so it is the same on every machine and in every run.
    """
    ranked = sorted(pairs, key=lambda p: hashlib.sha256(p.stem.encode()).digest())
    chosen = {p.stem for p in ranked[:validation]}
    return [p for p in pairs if p.stem not in chosen], [p for p in pairs if p.stem in chosen]


def is_mirrored(labels: LabelMap) -> bool:
    """Whether left and right are exchanged: most pairs of eyes, brows and ears lie the wrong way round.

    The person's left is the picture's right, so a left part belongs at larger x than its partner.
    """
    votes = 0
    columns = np.arange(labels.shape[1])
    for left, right in MIRROR_PAIRS:
        masks = [(labels == i).sum(0) for i in (left, right)]
        if all(m.any() for m in masks):
            x_left, x_right = ((m * columns).sum() / m.sum() for m in masks)
            votes += 1 if x_left < x_right else -1
    return votes > 0


class FacePairs:
    """All pairs of a list in memory, as ``uint8`` arrays at one size a side.

    ``mirrored`` counts the label maps whose left and right were exchanged (and, when ``repair`` is set,
    put right).
    """

    def __init__(self, pairs: Sequence[Pair], repair: bool) -> None:
        self.pairs = list(pairs)
        self.mirrored = 0
        self._photos: list[npt.NDArray[np.uint8]] = []
        self._labels: list[LabelMap] = []
        failures: list[Exception] = []
        for pair in self.pairs:
            try:
                photo, labels = _read(pair)
            except Exception as error:  # the others are looked at too, so that all is reported at once
                failures.append(error)
                continue
            if is_mirrored(labels):
                self.mirrored += 1
                labels = swap_left_right(labels) if repair else labels
            self._photos.append(photo)
            self._labels.append(labels)
        _raise(failures)
        self._sized: dict[int, list[tuple[npt.NDArray[np.uint8], LabelMap]]] = {}

    def __len__(self) -> int:
        return len(self.pairs)

    def truth(self, index: int) -> LabelMap:
        """The label map at its own size."""
        return self._labels[index]

    def at(self, index: int, size: int) -> tuple[npt.NDArray[np.uint8], LabelMap]:
        """Photo ``(size, size, 3)`` and labels ``(size, size)``."""
        self.resize(size)
        return self._sized[size][index]

    def resize(self, size: int) -> None:
        """Have all pairs ready at ``size`` a side, and at no other."""
        if size not in self._sized:
            both = zip(self._photos, self._labels, strict=True)
            self._sized = {size: [resize_pair(photo, labels, size) for photo, labels in both]}

    @cached_property
    def pixels(self) -> npt.NDArray[np.int64]:
        """How many pixels of each class each label map holds, ``int64 (N, 19)``."""
        return np.stack([np.bincount(m.ravel(), minlength=NUM_CLASSES) for m in self._labels])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the names and the pixels of all label maps, as hexadecimal."""
        digest = hashlib.sha256()
        for pair, labels in zip(self.pairs, self._labels, strict=True):
            digest.update(pair.stem.encode() + hashlib.sha256(labels.tobytes()).digest())
        return digest.hexdigest()


def _read(pair: Pair) -> tuple[npt.NDArray[np.uint8], LabelMap]:
    photo = read_photo(pair.photo)
    labels = read_label_map(pair.labels)
    return fit_photo(pair, photo, (labels.shape[1], labels.shape[0])), labels


def _raise(failures: Sequence[Exception]) -> None:
    """The one there is as it is; several as one that names the first of them all."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        said = "\n  ".join(str(error) for error in failures[:_MOST_NAMED])
        more = (
            message("\n  and {count} more", count=len(failures) - _MOST_NAMED)
            if len(failures) > _MOST_NAMED
            else ""
        )
        raise DataError(
            message(
                "{n} pair cannot be used:\n  {pairs}{more}",
                plural="{n} pairs cannot be used:\n  {pairs}{more}",
                n=len(failures),
                pairs=said,
                more=more,
            )
        )


def fit_photo(pair: Pair, photo: npt.NDArray[np.uint8], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Scale the photo to ``size``, its mask's width and height (CelebAMask-HQ's masks are half as large).

    Raises:
        DataError: if the mask has another shape than the photo.
    """
    (h, w), (mw, mh) = photo.shape[:2], size
    if (w, h) == size:
        return photo
    if abs(w * mh - h * mw) > max(w * mh, h * mw) * 0.01:
        raise DataError(
            message(
                "{mask} is {width}×{height}, its photo {photo} is {photo_width}×{photo_height}: "
                "another shape. Correct or remove the pair.",
                mask=pair.labels.name,
                width=mw,
                height=mh,
                photo=pair.photo.name,
                photo_width=w,
                photo_height=h,
            )
        )
    way = cv2.INTER_AREA if mh < h else cv2.INTER_LINEAR
    return cv2.resize(photo, size, interpolation=way)  # type: ignore[return-value]


def resize_pair(
    photo: npt.NDArray[np.uint8], labels: LabelMap, size: int
) -> tuple[npt.NDArray[np.uint8], LabelMap]:
    """Photo and labels of one shape at ``size`` pixels a side."""
    if labels.shape == (size, size):
        return photo, labels
    way = cv2.INTER_AREA if size < len(photo) else cv2.INTER_LINEAR
    small = cv2.resize(photo, (size, size), interpolation=way)
    mask = cv2.resize(labels, (size, size), interpolation=cv2.INTER_NEAREST_EXACT)
    return small.astype(np.uint8, copy=False), mask.astype(np.uint8, copy=False)
