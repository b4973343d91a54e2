"""Label maps as pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.photos.imaging import Photo
from faceparse_gui.api.arrays import PhotoSource, as_labels, as_photo
from faceparse_gui.formats.overlay import blend


def overlay(photo: PhotoSource, labels: npt.NDArray[np.uint8], opacity: float = 0.5) -> Photo:
    """The photo with the classes' colours over it, their borders in full strength, the background untouched.

    Args:
        opacity: of the colours, 0 to 1.

    Returns:
        RGB ``uint8 (H, W, 3)``.

    Raises:
        ImageError: if the photo's file cannot be read.
        ValueError: if ``labels`` is no label map or not of the photo's size.
    """
    pixels, labels = as_photo(photo), as_labels(labels)
    if not 0 <= opacity <= 1:
        raise ValueError(f"The opacity is a number from 0 to 1, not {opacity}.")
    if pixels.shape[:2] != labels.shape:
        sizes = [f"{width} × {height}" for height, width in (pixels.shape[:2], labels.shape)]
        raise ValueError(f"The photo is {sizes[0]} pixels, its labels {sizes[1]}.")
    return blend(pixels, labels, opacity)
