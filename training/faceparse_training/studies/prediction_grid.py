"""What a study's networks make of a face that may be shown: NASA's portrait, in the public domain."""

from __future__ import annotations

import math
from functools import cache

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

import faceparse_resources
from faceparse_core.labels import PALETTE
from faceparse_core.parsing.faces import CROP_SIDE
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import Photo, read_photo
from faceparse_training.studies.outcomes import StudyOutcome
from faceparse_training.studies.plots import MUTED, STYLE

_COLUMNS = 7


@cache
def aligned_portrait() -> Photo:
    """The sample portrait's aligned face, RGB ``uint8 (512, 512, 3)``, shared: not to be written to."""
    photo = read_photo(faceparse_resources.path("sample/portrait.jpg"))
    faces = Parser.load(device="cpu").parse(photo).faces
    if not faces:
        raise RuntimeError("the shipped network finds no face in the sample portrait")
    side = int(CROP_SIDE)
    # Frames run through pixel corners, warpAffine through pixel centres.
    frame = faces[0].to_photo.copy()
    frame[:, 2] += frame[:, :2].sum(1) / 2 - 0.5
    way = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(photo, frame, (side, side), flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(crop, dtype=np.uint8)


@mpl.rc_context(STYLE)
def predictions(outcome: StudyOutcome, photo: Photo) -> Figure:
    """``photo``, an aligned crop, and the label map that each recipe's first finished run gives it."""
    cells = [("the photo", "", photo)]
    for recipe in outcome.recipes:
        for first in outcome.of(recipe)[:1]:
            labels = Parser.load(first.run.folder / "model.safetensors").parse(photo, "whole").labels
            group, _, name = recipe.rpartition("/")
            cells.append((name, group, PALETTE[labels]))
    columns = min(_COLUMNS, len(cells))
    rows = math.ceil(len(cells) / columns)
    figure = Figure(figsize=(1.5 * columns, 1.9 * rows), layout="constrained")
    for axes in (grid := figure.subplots(rows, columns, squeeze=False)).flat:
        axes.set_axis_off()
    for axes, (name, group, picture) in zip(grid.flat, cells, strict=False):
        axes.imshow(cv2.resize(picture, (256, 256), interpolation=cv2.INTER_AREA))
        axes.set_title(name, fontsize=8.5, pad=14)
        axes.text(0, 1.02, group, transform=axes.transAxes, fontsize=7.5, color=MUTED, va="bottom")
    return figure
