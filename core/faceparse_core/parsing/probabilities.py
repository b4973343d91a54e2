"""The probability of every class at every pixel of a photo, from the logits of its crops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, invert
from faceparse_core.parsing.paste import NO_CROP, CropLogits, shown_crops

BAND_PIXELS = 1 << 16


@torch.inference_mode()
def probabilities(
    labels: LabelMap, crops: Sequence[CropLogits], temperature: float
) -> npt.NDArray[np.float16]:
    """The probabilities ``float16 (19, H, W)`` to ``labels``, which ``paste.paste`` made of ``crops``.

    Each pixel has the probabilities of the crop that shows there, bilinearly interpolated logits divided by
    ``temperature``. They sum to 1 within the rounding of ``float16``, and the class in ``labels`` leads:
    where two are equal, by the last bit. Outside all frames the background has 1. The result takes 38 bytes a
    pixel; beside it, memory does not grow with the photo.
    """
    height, width = labels.shape
    result = np.zeros((NUM_CLASSES, height, width), np.float16)
    shown = shown_crops((height, width), crops)
    result[BACKGROUND][shown == NO_CROP] = 1
    scores = [crop.logits / temperature for crop in crops]
    rows = max(1, BAND_PIXELS // width)
    for top in range(0, height, rows):
        part = np.s_[top : top + rows]
        for index in np.unique(shown[part]).tolist():
            if index == NO_CROP:
                continue
            y, x = np.nonzero(shown[part] == index)
            y += top
            found = _sample(scores[index], crops[index], x, y)
            result[:, y, x] = _let_lead(found, labels[y, x])
    return result


def _sample(
    scores: Tensor, crop: CropLogits, x: npt.NDArray[np.intp], y: npt.NDArray[np.intp]
) -> npt.NDArray[np.float16]:
    """The probabilities at ``N`` pixels of the photo, ``(19, N)``."""
    pixels = torch.from_numpy(np.stack([x, y])).to(scores.device, torch.float32) + 0.5
    to_crop = torch.from_numpy(invert(crop.frame)).to(scores.device, torch.float32)
    at = to_crop[:, :2] @ pixels + to_crop[:, 2:]
    grid = at.T[None, None] * (2 / CROP_SIDE) - 1
    sampled = F.grid_sample(scores[None], grid, padding_mode="border", align_corners=False)[0, :, 0]
    found: npt.NDArray[np.float16] = torch.softmax(sampled, 0).half().cpu().numpy()
    return found


def _let_lead(found: npt.NDArray[np.float16], ids: npt.NDArray[np.uint8]) -> npt.NDArray[np.float16]:
    """``found``, ``(19, N)``, with the class of ``ids`` in the lead where rounding let another have it."""
    each = np.arange(ids.size)
    leading = found.argmax(0)
    at = each[leading != ids]
    own, other = found[ids[at], at], found[leading[at], at]
    found[leading[at], at] = own
    found[ids[at], at] = np.where(own == other, np.nextafter(other, np.float16(1)), other)
    return found
