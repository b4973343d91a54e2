"""What networks get wrong of labelled faces, kept on disk: what the corrector learns from.

A network makes few errors on the faces that it was trained on. So it parses them as a phone or a webcam would
take them (``evaluation.shifts``), and the corrector sees the photo as it is: such errors are like those on
faces the network has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import LabelMap, swap_left_right
from faceparse_core.model_files.catalog import resolve
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import Photo, read_label_map, read_photo
from faceparse_training.data.datasets import Pair, fit_photo, is_mirrored, resize_pair
from faceparse_training.evaluation.shifts import MORE_SHIFTS, SHIFTS

SIDE = 512
"""Of an aligned crop, in pixels: all faces are brought to it."""
_TAKEN = (MORE_SHIFTS["phone"], MORE_SHIFTS["none"], MORE_SHIFTS["phone"], SHIFTS["appearance"])
"""How the photos are shifted, in turns."""


@dataclass(frozen=True)
class ParsedFace:
    """A photo ``uint8 (512, 512, 3)``, its true labels, what a network said of it, and its confidence, 255 =
    certain; all ``uint8 (512, 512)``.
    """

    photo: Photo
    truth: LabelMap
    labels: LabelMap
    confidence: npt.NDArray[np.uint8]


def parsed_faces(
    pairs: Sequence[Pair],
    models: Sequence[str | Path],
    folder: Path,
    on_face: Callable[[int], object] = lambda done: None,
) -> list[ParsedFace]:
    """Each pair as one of ``models``, which take turns, parses it; what is in ``folder`` is not parsed again.

    Args:
        on_face: called with how many pairs are ready.

    Raises:
        faceparse_training.data.datasets.DataError, faceparse_core.photos.imaging.ImageError: for a pair that
            cannot be used.
        faceparse_core.files.writing.FileError: if ``folder`` cannot be written in.
    """
    parsers: dict[str | Path, Parser] = {}
    folder.mkdir(parents=True, exist_ok=True)
    faces: list[ParsedFace] = []
    for number, pair in enumerate(pairs):
        photo, truth = _read(pair)
        model = models[number % len(models)]
        kept = folder / f"{pair.stem}-{resolve(model).stem}.npy"
        if not kept.is_file():
            if model not in parsers:
                parsers[model] = Parser.load(model, "cpu")
            parsed = parsers[model].parse(_shifted(photo, truth, number // len(models)), "whole")
            with atomic_write(kept) as file:
                np.save(file, np.stack([parsed.labels, parsed.confidence]), allow_pickle=False)
        labels, confidence = np.load(kept, allow_pickle=False)
        faces.append(ParsedFace(photo, truth, labels, confidence))
        on_face(number + 1)
    return faces


def _shifted(photo: Photo, truth: LabelMap, number: int) -> Photo:
    return _TAKEN[number % len(_TAKEN)].apply(photo, truth, number)[0]


def _read(pair: Pair) -> tuple[Photo, LabelMap]:
    truth = read_label_map(pair.labels)
    photo = fit_photo(pair, read_photo(pair.photo), (truth.shape[1], truth.shape[0]))
    return resize_pair(photo, swap_left_right(truth) if is_mirrored(truth) else truth, SIDE)
