"""No seam at a crop's border: where what it shows and what surrounds it contradict each other there.

Near its border a crop knows little. Where its word ends at the border because what lies around says something
else, the latter decides, as far inwards as both contradict each other: what meets at the border is then one
class, and where the contradiction ends, both say the same.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from faceparse_core.labels import NUM_CLASSES
from faceparse_core.parsing.faces import CROP_SIDE, Frame, compose, invert
from faceparse_core.parsing.outline import AROUND

SLIVER = 9.0
"""Narrower than this it is no contradiction: what surrounds a crop is coarser. In crop units."""

Mask = npt.NDArray[np.bool_]


def without_seam(frame: Frame, logits: Tensor, around: Frame, around_logits: Tensor) -> Tensor:
    """A crop's logits, with the word of what surrounds it where both contradict each other at its border.

    No part of a face is given up.

    Args:
        frame: of the crop, to the photo.
        logits: of the crop, ``(19, h, w)``.
        around: the frame of what surrounds it.
        around_logits: ``(19, h, w)``.
    """
    said = _seen_in(frame, tuple(logits.shape[1:]), around, around_logits)
    ids = logits.max(0).indices  # faster than argmax
    outside = torch.zeros(NUM_CLASSES, dtype=torch.bool, device=logits.device)
    outside[list(AROUND)] = True
    contradicted = (said.max(0).indices != ids) & outside[ids]
    where = _at_border(contradicted.cpu().numpy())
    if not where.any():
        return logits
    return torch.where(torch.from_numpy(where).to(logits.device), said.to(logits.dtype), logits)


def _seen_in(frame: Frame, shape: tuple[int, ...], around: Frame, logits: Tensor) -> Tensor:
    """The logits of what surrounds a crop, at the crop's coarse pixels, ``(19, *shape)``."""
    height, width = shape
    (a, b, left), (c, d, top) = (compose(invert(around), frame) / [1, 1, CROP_SIDE]).tolist()
    x = (torch.arange(width) + 0.5) / width
    y = (torch.arange(height) + 0.5)[:, None] / height
    places = torch.stack([a * x + b * y + left, c * x + d * y + top], -1)[None] * 2 - 1
    source = logits.float()[None]
    places = places.to(source.device, source.dtype)
    return functional.grid_sample(source, places, padding_mode="border", align_corners=False)[0]


def _at_border(contradicted: Mask) -> Mask:
    """Of these coarse pixels, those that hang together with the outermost ones, slivers left out."""
    width = max(1, round(SLIVER * len(contradicted) / CROP_SIDE))
    padded = np.pad(contradicted, width, mode="edge").astype(np.uint8)
    thick = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((width, width), np.uint8))
    _, parts = cv2.connectedComponents(thick[width:-width, width:-width], connectivity=4)
    border = np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])
    taken = np.isin(parts, np.unique(border[border > 0])).astype(np.uint8)
    found: Mask = contradicted & (cv2.dilate(taken, np.ones((3, 3), np.uint8)) > 0)
    return found
