"""How good a network, or anybody's masks, is on photos whose label maps are known."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from faceparse_core.errors import failure_message
from faceparse_gui.api.export_options import check_choice
from faceparse_gui.api.parsing import FaceMode, PhotoParser, load_parser
from faceparse_gui.api.paths import given_path


@dataclass(frozen=True)
class Evaluation:
    """The figures, of which the two kinds of F do not compare."""

    images: int
    """How many were scored."""
    per_image_f: float
    """The mean over the images of the mean F of the classes in each."""
    batch32_f: float
    """The mean over batches of 32 images, whose pixels are pooled first."""
    pixel_accuracy: float
    per_class: Mapping[str, float | None] = field(repr=False)
    """Class name → its per-image F; None where no image holds it."""
    mirrored: int
    """Label maps with left and right exchanged."""
    failures: tuple[str, ...] = field(repr=False)
    """One sentence for each pair that is left out of the figures."""
    no_face: tuple[str, ...] = ()
    """The names of the photos in which no face was found: they are not scored."""


def evaluate(
    images: str | os.PathLike[str],
    masks: str | os.PathLike[str],
    *,
    parser: PhotoParser | None = None,
    predictions: str | os.PathLike[str] | None = None,
    faces: Literal["auto", "whole"] = "whole",
    validation: int | None = None,
    repair_mirrored: bool = False,
) -> Evaluation:
    """Score a network, or the label maps of a folder, against label maps.

    Args:
        images: the photos' folder.
        masks: their label maps, ``<name>.png`` with class ids.
        parser: the network, by default the default one.
        predictions: score these label maps, ``<name>.png``, in place of a network's.
        faces: as in ``PhotoParser.parse``; ``whole`` is for aligned crops.
        validation: only so many photos, those that training holds out.
        repair_mirrored: put label maps right whose left and right are exchanged.

    Raises:
        FaceparseError: if the folders cannot be used or no pair of theirs can, or the network cannot be
            loaded.
    """
    from faceparse_training.data.datasets import find_pairs, split
    from faceparse_training.evaluation import evaluate as scoring

    check_choice("faces", faces, FaceMode)
    pairs = find_pairs(given_path(images), given_path(masks))
    if validation is not None:
        if validation < 1:
            raise ValueError(f"{validation} photos cannot be scored: validation is 1 at least.")
        pairs = split(pairs, validation)[1]
    if predictions is not None:
        answers = scoring.stored(pairs, given_path(predictions))
    else:
        answers = scoring.parsed(pairs, (parser or load_parser())._parser, faces)
    failures: list[str] = []
    with closing(answers):
        result = scoring.evaluate(
            pairs,
            answers,
            repair=repair_mirrored,
            on_error=lambda pair, error: failures.append(failure_message(pair.photo.name, "read", error)),
        )
    scores = result.scores
    return Evaluation(
        images=scores.images,
        per_image_f=scores.per_image_f,
        batch32_f=scores.batch32_f,
        pixel_accuracy=scores.pixel_accuracy,
        per_class=dict(scores.per_class),
        mirrored=result.mirrored,
        failures=tuple(failures),
        no_face=tuple(pair.photo.name for pair in result.no_face),
    )
