"""What a network says of single crops, compared with the truth and with what another one says."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.model import MicroSegFormer
from faceparse_core.model_files.checkpoint import ModelInfo
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import Photo

_SURE = 0.9  # of its own probability
_SMALLEST_STROKE = 1e-4  # of the picture: what is smaller nobody mends


@dataclass(frozen=True)
class CropPrediction:
    """``labels`` ``uint8 (H, W)``; as fine as the network ``said`` ``uint8`` and ``sure`` ``bool (h, w)``.

    ``uncertainty`` is that of :mod:`faceparse_core.parsing.uncertainty`.
    """

    labels: LabelMap
    said: LabelMap
    sure: npt.NDArray[np.bool_]
    uncertainty: float


class CropPredictor:
    """A network that takes each photo for one aligned crop, as the program's parser does."""

    def __init__(self, network: MicroSegFormer, info: ModelInfo, device: torch.device) -> None:
        self._parser = Parser(network, info, info.name, device)

    def __call__(self, photo: Photo) -> CropPrediction:
        result = self._parser.parse(photo, "whole")
        p = (result.crops[0].logits / result.temperature).softmax(0).max(0)
        said = p.indices.to(torch.uint8).cpu().numpy()
        return CropPrediction(result.labels, said, (p.values > _SURE).cpu().numpy(), result.uncertainty)


def agreement(
    before: CropPrediction, after: CropPrediction, wanted: npt.NDArray[np.bool_] | None = None
) -> float:
    """The share of what ``before`` was sure of that ``after`` says too; 1 where it was sure of nothing.

    ``wanted``, ``bool (19, 19)``: a class of the row that became one of the column is no disagreement.
    """
    same = before.said == after.said
    if wanted is not None:
        same |= wanted[before.said, after.said]
    return float(same[before.sure].mean()) if before.sure.any() else 1.0


@dataclass(frozen=True)
class Effort:
    """What a person has to correct in an image: the share of wrong pixels, and how many areas they form.

    An area is connected and of one true class: one stroke of the right brush mends it.
    """

    pixels: float
    strokes: int


def effort(truth: LabelMap, labels: LabelMap) -> Effort:
    """Of ``labels`` against ``truth``, both ``uint8 (H, W)``; truth pixels of 255 count for nothing."""
    wrong = (truth != labels) & (truth < NUM_CLASSES)
    strokes = 0
    for each in np.unique(truth[wrong]):
        mask = (wrong & (truth == each)).astype(np.uint8)
        areas = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
        strokes += int((areas >= _SMALLEST_STROKE * truth.size).sum())
    return Effort(float(wrong.sum() / max((truth < NUM_CLASSES).sum(), 1)), strokes)
