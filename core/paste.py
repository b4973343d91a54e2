"""Lay the answers for several crops over one photo, at the photo's own resolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from core.faces import CROP_SIDE, Face, Frame, invert
from core.labels import BACKGROUND, LabelMap

CPU_BAND_PIXELS = 1 << 15  # 19 scores a pixel still fit the cache
GPU_BAND_PIXELS = 1 << 20
FACE_CENTRE = (256.0, 290.0)
BEHIND = 1e6  # added to a wide layer's distances: farther than any other layer's


@dataclass(frozen=True)
class Layer:
    """One answer of the network: coarse logits ``(19, h, w)`` and the frame that they fill.

    A ``wide`` layer shows a face's surroundings and counts only where no other kind of layer lies.
    """

    frame: Frame
    logits: Tensor
    wide: bool = False


def paste(
    shape: tuple[int, int], layers: Sequence[Layer], temperature: float
) -> tuple[LabelMap, npt.NDArray[np.uint8]]:
    """Label map and confidence map ``uint8 (H, W)`` of a photo of that shape.

    Each photo pixel takes its class from bilinearly interpolated logits. Where frames overlap, the face
    whose centre is nearest (in its own crop's units) decides, unless it sees background where another face
    sees something. Works in bands of rows, so that memory does not grow with the photo.
    """
    height, width = shape
    labels = np.full(shape, BACKGROUND, np.uint8)
    confidence = np.full(shape, 255, np.uint8)
    nearest = np.full(shape, np.inf, np.float32) if len(layers) > 1 else None
    for layer in sorted(layers, key=lambda layer: layer.wide):
        x0, y0, x1, y1 = Face(layer.frame, 0).box
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        if x1 <= x0 or y1 <= y0:
            continue
        band = CPU_BAND_PIXELS if layer.logits.device.type == "cpu" else GPU_BAND_PIXELS
        rows = max(1, band // (x1 - x0))
        logits = layer.logits / temperature
        for top in range(y0, y1, rows):
            box = (x0, top, x1, min(top + rows, y1))
            ids, sure, inside, distance = _sample(layer.frame, logits, box)
            part = np.s_[box[1] : box[3], box[0] : box[2]]
            take = inside
            if nearest is not None:
                if layer.wide:
                    distance += BEHIND
                closer = distance < nearest[part]
                take = inside & closer
                if not layer.wide:
                    something, had = ids != BACKGROUND, labels[part] != BACKGROUND
                    take = inside & np.where(something == had, closer, something)
                nearest[part] = np.where(inside & closer, distance, nearest[part])
            np.copyto(labels[part], ids, where=take)
            np.copyto(confidence[part], sure, where=take)
    return labels, confidence


def _sample(
    frame: Frame, logits: Tensor, box: tuple[int, int, int, int]
) -> tuple[LabelMap, npt.NDArray[np.uint8], npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """Over ``box``: ids, confidence, whether the pixel is in the frame, distance from the face's centre."""
    device = logits.device
    to_crop = torch.from_numpy(invert(frame)).to(device, torch.float32)
    x = torch.arange(box[0], box[2], device=device, dtype=torch.float32) + 0.5
    y = torch.arange(box[1], box[3], device=device, dtype=torch.float32)[:, None] + 0.5
    u = to_crop[0, 0] * x + to_crop[0, 1] * y + to_crop[0, 2]
    v = to_crop[1, 0] * x + to_crop[1, 1] * y + to_crop[1, 2]
    grid = torch.stack([u, v], -1)[None] * (2 / CROP_SIDE) - 1
    sampled = F.grid_sample(logits[None], grid, padding_mode="border", align_corners=False)[0]
    best = sampled.amax(0)
    ids = _class_of(best, sampled)
    sure = 255 / sampled.sub_(best).exp_().sum(0)  # softmax; in place: new memory costs more
    inside = (u >= 0) & (u <= CROP_SIDE) & (v >= 0) & (v <= CROP_SIDE)
    distance = torch.hypot(u - FACE_CENTRE[0], v - FACE_CENTRE[1])
    return (
        ids.cpu().numpy(),
        sure.round().byte().cpu().numpy(),
        inside.cpu().numpy(),
        distance.cpu().numpy(),
    )


def _class_of(best: Tensor, scores: Tensor) -> Tensor:
    """``scores.argmax(0)`` as ``uint8``, given their maximum; a quarter of argmax's time on a CPU."""
    last = len(scores) - 1
    backwards = torch.arange(last, -1, -1, dtype=torch.uint8, device=scores.device)[:, None, None]
    return last - ((scores == best).byte() * backwards).amax(0)
