"""A network's predictions for single crops, compared with the ground truth and with another network's."""

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

_CONFIDENT = 0.9  # probability
_SMALLEST_STROKE = 1e-4  # of the picture: nobody corrects what is smaller


@dataclass(frozen=True)
class CropPrediction:
    """A network's prediction for one crop.

    Attributes:
        labels: class ids, ``uint8 (H, W)``.
        coarse: class ids at the resolution of the network's logits, ``uint8 (h, w)``.
        confident: where the probability of ``coarse`` is above 0.9, ``bool (h, w)``.
        uncertainty: that of ``faceparse_core.parsing.uncertainty``, 0 to 1.
    """

    labels: LabelMap
    coarse: LabelMap
    confident: npt.NDArray[np.bool_]
    uncertainty: float


class CropPredictor:
    """A network that takes each photo for one aligned crop, as the program's parser does."""

    def __init__(self, network: MicroSegFormer, info: ModelInfo, device: torch.device) -> None:
        self._parser = Parser(network, info, info.name, device)

    def __call__(self, photo: Photo) -> CropPrediction:
        """The prediction for a crop, RGB ``uint8 (H, W, 3)``."""
        result = self._parser.parse(photo, "whole")
        p = (result.crops[0].logits / result.temperature).softmax(0).max(0)
        coarse = p.indices.to(torch.uint8).cpu().numpy()
        return CropPrediction(
            result.labels, coarse, (p.values > _CONFIDENT).cpu().numpy(), result.uncertainty
        )


def agreement(
    before: CropPrediction, after: CropPrediction, wanted: npt.NDArray[np.bool_] | None = None
) -> float:
    """The share of the pixels where ``before`` is confident at which ``after`` agrees; 1 without such pixels.

    Args:
        wanted: ``bool (19, 19)``; a class of the row that became one of the column is no disagreement.
    """
    same = before.coarse == after.coarse
    if wanted is not None:
        same |= wanted[before.coarse, after.coarse]
    return float(same[before.confident].mean()) if before.confident.any() else 1.0


@dataclass(frozen=True)
class Effort:
    """What a person has to correct in an image: the share of wrong pixels, and how many areas they form.

    An area is connected and of one true class: one stroke of the right brush corrects it.
    """

    pixels: float
    strokes: int


def effort(truth: LabelMap, labels: LabelMap) -> Effort:
    """The effort to turn ``labels`` into ``truth``, both ``uint8 (H, W)``; 255 in ``truth`` is ignored."""
    wrong = (truth != labels) & (truth < NUM_CLASSES)
    strokes = 0
    for each in np.unique(truth[wrong]):
        mask = (wrong & (truth == each)).astype(np.uint8)
        areas = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
        strokes += int((areas >= _SMALLEST_STROKE * truth.size).sum())
    return Effort(float(wrong.sum() / max((truth < NUM_CLASSES).sum(), 1)), strokes)
