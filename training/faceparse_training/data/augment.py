"""Augmentation with albumentations. A flip always exchanges left and right labels, unless switched off."""

from __future__ import annotations

from typing import Any

import albumentations as A
import cv2
import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, field_validator

from faceparse_core.labels import MIRROR_LUT, NUM_CLASSES
from faceparse_core.losses import IGNORE

_FLIP_LUT = np.arange(256, dtype=np.uint8)
_FLIP_LUT[:NUM_CLASSES] = MIRROR_LUT


class FlipFace(A.HorizontalFlip):
    """A horizontal flip whose mask also changes 4↔5, 6↔7 and 8↔9: the other eye, brow and ear."""

    def apply_to_mask(self, mask: npt.NDArray[np.uint8], *args: Any, **params: Any) -> npt.NDArray[np.uint8]:
        """The mirrored mask ``uint8 (H, W)``, with left and right classes exchanged."""
        return _FLIP_LUT[mask[:, ::-1]]


class FlipFaceOver(A.VerticalFlip):
    """A vertical flip, which mirrors a face as well: it is a half turn of the horizontal one."""

    def apply_to_mask(self, mask: npt.NDArray[np.uint8], *args: Any, **params: Any) -> npt.NDArray[np.uint8]:
        """The mask ``uint8 (H, W)`` upside down, with left and right classes exchanged."""
        return _FLIP_LUT[mask[::-1]]


class AugmentSettings(BaseModel):
    """How training pairs are varied.

    Probabilities are 0 to 1, angles in degrees, shifts a share of the side, scales factors. ``soft``,
    ``grain``, ``gamma`` and ``jpeg`` are photos from life: out of focus or from far away (down to 96 of 512
    pixels), noisy, dark or overexposed, and compressed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    flip: float = Field(0.5, ge=0, le=1)
    swap_on_flip: bool = True
    scale: tuple[float, float] = (0.75, 1.35)
    rotate: float = Field(20.0, ge=0, le=180)
    shift: float = Field(0.08, ge=0, le=1)
    brightness: float = Field(0.25, ge=0, le=1)
    contrast: float = Field(0.25, ge=0, le=1)
    saturation: float = Field(0.3, ge=0, le=1)
    hue: float = Field(0.03, ge=0, le=0.5)
    grey: float = Field(0.05, ge=0, le=1)
    blur: float = Field(0.1, ge=0, le=1)
    noise: float = Field(0.1, ge=0, le=1)
    soft: float = Field(0.0, ge=0, le=1)
    grain: float = Field(0.0, ge=0, le=1)
    gamma: float = Field(0.0, ge=0, le=1)
    jpeg: float = Field(0.0, ge=0, le=1)
    erase: float = Field(0.0, ge=0, le=1)
    vertical_flip: float = Field(0.0, ge=0, le=1)

    @field_validator("scale")
    @classmethod
    def _ordered(cls, scale: tuple[float, float]) -> tuple[float, float]:
        if not 0 < scale[0] <= scale[1] <= 10:
            raise ValueError("give the smaller scale first; both lie above 0 and up to 10")
        return scale


class Augment:
    """Turns a pair into a varied pair of the same size, the same one for the same ``seed``."""

    def __init__(self, settings: AugmentSettings) -> None:
        s = settings
        steps: list[A.BasicTransform] = [
            (FlipFace if s.swap_on_flip else A.HorizontalFlip)(p=s.flip),
            (FlipFaceOver if s.swap_on_flip else A.VerticalFlip)(p=s.vertical_flip),
            A.Affine(
                scale=s.scale,
                keep_ratio=True,
                rotate=(-s.rotate, s.rotate),
                translate_percent={"x": (-s.shift, s.shift), "y": (-s.shift, s.shift)},
                interpolation=cv2.INTER_LINEAR,
                mask_interpolation=cv2.INTER_NEAREST,
                fill=0,
                fill_mask=IGNORE,
                p=0.9,
            ),
            A.ColorJitter(
                brightness=(1 - s.brightness, 1 + s.brightness),
                contrast=(1 - s.contrast, 1 + s.contrast),
                saturation=(1 - s.saturation, 1 + s.saturation),
                hue=(-s.hue, s.hue),
                p=0.8,
            ),
            A.ToGray(p=s.grey),
            A.OneOf([A.GaussianBlur(blur_limit=(3, 7)), A.Downscale(scale_range=(0.35, 0.8))], p=s.blur),
            A.GaussNoise(std_range=(0.01, 0.06), p=s.noise),
            A.OneOf(
                [
                    A.GaussianBlur(blur_limit=0, sigma_limit=(0.5, 4)),
                    A.Downscale(
                        scale_range=(0.19, 0.6),
                        interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
                    ),
                ],
                p=s.soft,
            ),
            A.RandomGamma(gamma_limit=(50, 250), p=s.gamma),
            A.GaussNoise(std_range=(0.03, 0.12), p=s.grain),
            A.ImageCompression(quality_range=(20, 90), p=s.jpeg),
            A.CoarseDropout(
                num_holes_range=(1, 3), hole_height_range=(0.05, 0.2), hole_width_range=(0.05, 0.2), p=s.erase
            ),
        ]
        self._compose = A.Compose([step for step in steps if step.p > 0])

    def __call__(
        self, image: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8], seed: int
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """``image (H, W, 3)`` and ``labels (H, W)`` to a new pair; what comes from outside is ``IGNORE``."""
        self._compose.set_random_seed(seed)
        out = self._compose(image=image, mask=labels)
        return out["image"], out["mask"]
