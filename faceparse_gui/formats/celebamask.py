"""The layout of CelebAMask-HQ (Lee et al., "MaskGAN", CVPR 2020), which most face-parsing code reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import TypeAdapter

from faceparse_core.class_orders import ORDERS
from faceparse_core.labels import BACKGROUND, NAMES, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats.base import Format, FormatError, Writer, remove, save_png, write_bytes
from faceparse_gui.formats.masks.index_mask import read_ordered
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.class_names import ids_by_name
from faceparse_gui.formats.reading.listing import check_inside, files_in, has_files, photo_named
from faceparse_gui.formats.reading.outside import read_json
from faceparse_gui.formats.reading.pictures import is_painted, read_png
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.writing.photos import write_photo

PHOTOS = "CelebA-HQ-img"
MASKS = "CelebAMask-HQ-mask-anno"
MERGED = "CelebAMask-HQ-mask"
_MERGED_TOO = "CelebAMaskHQ-mask"  # as MaskGAN's own tool calls it
STEMS = "CelebA-HQ-to-stem.json"
PER_FOLDER = 2000

_NUMBER = re.compile(r"[0-9]{1,9}")
_STEMS = TypeAdapter(dict[int, str])


class CelebAMask(Format):
    """``CelebAMask-HQ-mask-anno/0/00000_skin.png``: RGB, white inside; ``CelebAMask-HQ-mask/0.png``: ids.

    Photos go by number here: their own where every stem is one, else their place in the export.
    ``CelebA-HQ-to-stem.json`` says which is whose, so that they get their names back. Photos are JPEG, as
    the layout asks, also where PNG is chosen. Masks have the label map's size; some readers take only 512.

    Read back, the merged ids count where they are there. Where masks overlap, the class with the higher id
    lies on top, as MaskGAN's ``g_mask.py`` has it, and what is not black is inside.
    """

    name = "celebamask"
    title = message("CelebAMask-HQ")
    reads = True
    uses = frozenset({"photos"})
    read_uses = frozenset({"order", "class_map", "ids"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``.

        It uses of ``options.photos`` only whether photos are wanted. Its ``begin`` must come first, as the
        numbers of the photos depend on all stems.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """The folder that holds the layout's folders. ``order`` is that of the merged ids.

        Masks that begin with no number, or lie in two folders, come last, as broken entries.

        Raises:
            FormatError: at the first step, if there are no masks.
        """
        stems = _read_stems(source)
        faults: list[FormatError] = []
        merged = _by_number(_merged(source), faults)
        masks = source / MASKS
        apart = _by_number(_grouped(masks), faults) if has_files(masks, {".png"}) else {}
        if not (merged or apart or faults):
            raise FormatError(
                source,
                message(
                    "{source} holds no masks in {masks} or {merged}. Choose the folder that holds these.",
                    source=source,
                    masks=MASKS,
                    merged=MERGED,
                ),
            )
        for number, (path,) in sorted(merged.items()):
            load = partial(read_ordered, path, ORDERS[options.order], options.ids)
            yield _found(source, stems, number, path, load)
        for number, paths in apart.items():
            if number not in merged:
                yield _found(source, stems, number, paths[0], partial(_merge, paths, options))
        for fault in faults:
            yield Found.broken(fault.path.stem, fault)

    def recognises(self, source: Path) -> bool:
        """By the names of the folders."""
        return any((source / folder).is_dir() for folder in (MASKS, MERGED, _MERGED_TOO))


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._numbers: dict[str, int] = {}

    def begin(self, stems: Sequence[str]) -> None:
        self._numbers = numbers(stems)

    def files(self, stem: str) -> Sequence[str]:
        number = self._number(stem)
        masks = [_mask_name(number, id_) for id_ in self.options.class_ids if id_ != BACKGROUND]
        photo = [f"{PHOTOS}/{number}.jpg"] if self.options.photos != "none" else []
        return [*masks, f"{MERGED}/{number}.png", *photo]

    def shared(self) -> Sequence[str]:
        return (STEMS,)

    def write(self, sample: Sample) -> Sequence[str]:
        number = self._number(sample.stem)
        written = [f"{MERGED}/{number}.png"]
        save_png(self.path(written[0]), Image.fromarray(sample.labels))
        if self.options.photos != "none":
            written.append(f"{PHOTOS}/{number}.jpg")
            write_photo(self.path(written[-1]), sample)
        occurs = np.bincount(sample.labels.ravel(), minlength=NUM_CLASSES) > 0
        for id_ in range(BACKGROUND + 1, NUM_CLASSES):
            name = _mask_name(number, id_)
            if occurs[id_]:
                written.append(name)
                mask = Image.fromarray(np.where(sample.labels == id_, np.uint8(255), np.uint8(0)))
                save_png(self.path(name), mask.convert("RGB"))
            else:  # also of a class that an earlier export had chosen
                remove(self.target / name)
        return written

    def finish(self) -> None:
        stems = {number: stem for stem, number in self._numbers.items()}
        write_bytes(self.path(STEMS), json.dumps(stems, ensure_ascii=False, indent=1).encode())

    def _number(self, stem: str) -> int:
        if stem not in self._numbers:
            raise ValueError(f"begin() was not told of {stem}")
        return self._numbers[stem]


def numbers(stems: Sequence[str]) -> dict[str, int]:
    """Each stem's number in the data set: itself where all of them are different numbers, else its place."""
    if all(_NUMBER.fullmatch(stem) for stem in stems) and len({int(stem) for stem in stems}) == len(stems):
        return {stem: int(stem) for stem in stems}
    return {stem: place for place, stem in enumerate(stems)}


def _mask_name(number: int, id_: int) -> str:
    return f"{MASKS}/{number // PER_FOLDER}/{number:05d}_{NAMES[id_]}.png"


def _read_stems(source: Path) -> dict[int, str | FormatError]:
    """Number → the photo's name, or why it is none, of an export of ours; empty for the data set itself."""
    path = source / STEMS
    if not path.is_file():
        return {}
    stems = read_json(path, _STEMS)
    counts = Counter(stems.values())
    return {number: _checked(path, stem, counts[stem]) for number, stem in stems.items()}


def _checked(path: Path, stem: str, count: int) -> str | FormatError:
    if count > 1:
        return FormatError(
            path,
            message(
                "{name} gives the name {photo} to two photos. Name one otherwise.",
                name=path.name,
                photo=repr(stem),
            ),
        )
    try:
        check_inside(stem, path)
    except FormatError as error:
        return error
    return stem


def _merged(source: Path) -> Iterator[tuple[str, list[Path]]]:
    """The merged masks, each with what should be its number."""
    for folder in (source / MERGED, source / _MERGED_TOO):
        if has_files(folder, {".png"}):
            yield from ((name, [path]) for path, name in files_in(folder, {".png"}))
            return


def _grouped(masks: Path) -> Iterator[tuple[str, list[Path]]]:
    """The masks of one photo after another, with what should be its number."""
    paths = (path for path, _ in files_in(masks, {".png"}))
    for (_, digits), group in groupby(paths, key=lambda path: (path.parent, path.stem.partition("_")[0])):
        yield digits, list(group)


def _by_number(groups: Iterable[tuple[str, list[Path]]], faults: list[FormatError]) -> dict[int, list[Path]]:
    """Number → the masks of that photo. Masks of no number, or in two places, are among ``faults``."""
    found: dict[int, list[Path]] = {}
    twice: dict[int, Path] = {}
    for digits, paths in groups:
        path = paths[0]
        if not _NUMBER.fullmatch(digits):
            text = message(
                "{name} does not begin with a photo's number. Take it out of {folder}.",
                name=path.name,
                folder=path.parent,
            )
            faults.append(FormatError(path, text))
        elif found.setdefault(int(digits), paths) is not paths:
            twice[int(digits)] = path
    for number, path in twice.items():
        del found[number]
        text = message(
            "{path} belongs to photo {number}, whose masks lie elsewhere too. Remove one set.",
            path=path,
            number=number,
        )
        faults.append(FormatError(path, text))
    return found


def _found(
    source: Path,
    stems: Mapping[int, str | FormatError],
    number: int,
    path: Path,
    load: partial[LabelMap],
) -> Found:
    name = stems.get(number, str(number))
    if isinstance(name, FormatError):
        return Found.broken(str(number), name)
    photo = photo_named(source / PHOTOS, str(number))
    return Found(name, path, load, partial(read_photo, photo) if photo else None, photo)


def _merge(paths: Sequence[Path], options: ReadOptions) -> LabelMap:
    """The label map that the masks of one photo make."""
    names = [path.stem.partition("_")[2] for path in paths]
    ids = [
        ids_by_name(path, [name], options.class_map)[name] for path, name in zip(paths, names, strict=True)
    ]
    labels: LabelMap | None = None
    for id_, path in sorted(zip(ids, paths, strict=True)):
        inside = is_painted(read_png(path))
        if labels is None:
            labels = np.zeros(inside.shape, np.uint8)
        elif labels.shape != inside.shape:
            raise FormatError(
                path,
                message(
                    "{name} is {width} × {height} pixels, the masks beside it {other_width} × "
                    "{other_height}. Bring them to one size.",
                    name=path.name,
                    width=inside.shape[1],
                    height=inside.shape[0],
                    other_width=labels.shape[1],
                    other_height=labels.shape[0],
                ),
            )
        labels[inside] = id_
    assert labels is not None
    return labels
