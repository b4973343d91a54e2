"""What photos from life suffer, as pure functions: harm done to a picture, and to its label map alike.

Every corruption takes a picture ``uint8 (H, W, 3)``, its label map ``uint8 (H, W)`` and a seed, changes
neither, and returns the same for the same three. ``IGNORE`` marks label pixels that came from outside
the picture. Lengths are shares of the picture's width, so that a picture of another size is harmed alike;
the parameters are named beside each row of ``CORRUPTIONS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.labels import LabelMap
from faceparse_core.losses import IGNORE

Picture = npt.NDArray[np.uint8]
Harm = Callable[[Picture, LabelMap, int], tuple[Picture, LabelMap]]


@dataclass(frozen=True)
class Corruption:
    """One row of the robustness table.

    ``moves`` says that the face changes its place, size or angle, which finding faces may make good. A
    picture may come back smaller than its label map: the prediction is then read off at the label map's size.
    """

    name: str
    title: str
    moves: bool
    harm: Harm

    def __call__(self, picture: Picture, labels: LabelMap, seed: int) -> tuple[Picture, LabelMap]:
        """The corrupted picture and its labels; the same for the same ``seed``."""
        return self.harm(picture, labels, seed)


def greyscale(picture: Picture, labels: LabelMap, seed: int) -> tuple[Picture, LabelMap]:
    """The luma of ITU-R BT.601 in all three channels."""
    return _picture(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)), labels


def blur(picture: Picture, labels: LabelMap, seed: int, *, sigma: float) -> tuple[Picture, LabelMap]:
    """Gaussian; ``sigma`` in pixels of a picture 512 wide."""
    return _picture(cv2.GaussianBlur(picture, (0, 0), sigma * picture.shape[1] / 512)), labels


def noise(picture: Picture, labels: LabelMap, seed: int, *, sigma: float) -> tuple[Picture, LabelMap]:
    """Gaussian, independent for each pixel and channel; ``sigma`` in grey levels of 255."""
    return _noisy(picture.astype(np.float32), sigma, seed), labels


def jpeg(picture: Picture, labels: LabelMap, seed: int, *, quality: int) -> tuple[Picture, LabelMap]:
    """Stored as JPEG by libjpeg at ``quality``, colours at half the resolution, and read again."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file)), labels


def low_light(
    picture: Picture, labels: LabelMap, seed: int, *, gamma: float, sigma: float
) -> tuple[Picture, LabelMap]:
    """Grey levels, as shares of white, to the power ``gamma``; then noise of ``sigma`` grey levels."""
    dark = (255 * np.linspace(0, 1, 256) ** gamma).astype(np.float32)
    return _noisy(dark[picture], sigma, seed), labels


def rotate(picture: Picture, labels: LabelMap, seed: int, *, degrees: float) -> tuple[Picture, LabelMap]:
    """Turned counter-clockwise about the middle on a canvas of the same size, black outside."""
    height, width = labels.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return _warp(picture, labels, matrix.astype(np.float64))


def shift(picture: Picture, labels: LabelMap, seed: int, *, share: float) -> tuple[Picture, LabelMap]:
    """Moved by ``share`` of the width in a direction that the seed draws, black outside."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    by = np.round(share * picture.shape[1] * np.array([np.cos(angle), np.sin(angle)]))
    return _warp(picture, labels, np.array([[1, 0, by[0]], [0, 1, by[1]]]))


def crop(picture: Picture, labels: LabelMap, seed: int, *, share: float) -> tuple[Picture, LabelMap]:
    """A window of ``share`` of each side, at a place that the seed draws."""
    rng = np.random.default_rng(seed)
    sides = [max(1, round(n * share)) for n in labels.shape]
    top, left = (int(rng.integers(0, n - side + 1)) for n, side in zip(labels.shape, sides, strict=True))
    window = np.s_[top : top + sides[0], left : left + sides[1]]
    return np.ascontiguousarray(picture[window]), np.ascontiguousarray(labels[window])


def shrink(picture: Picture, labels: LabelMap, seed: int, *, side: int) -> tuple[Picture, LabelMap]:
    """Scaled down by area until the longer side is ``side`` pixels; the label map keeps its size."""
    height, width = labels.shape
    scale = min(1.0, side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return _picture(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)), labels


def _noisy(picture: npt.NDArray[np.float32], sigma: float, seed: int) -> Picture:
    error = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(np.rint(picture + error), 0, 255).astype(np.uint8)


def _warp(picture: Picture, labels: LabelMap, matrix: npt.NDArray[np.float64]) -> tuple[Picture, LabelMap]:
    height, width = labels.shape
    moved = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(labels, matrix, (width, height), flags=cv2.INTER_NEAREST, borderValue=(IGNORE,))
    return _picture(moved), _picture(mask)


def _picture(array: npt.NDArray[np.generic]) -> Picture:
    return np.ascontiguousarray(array, dtype=np.uint8)


CORRUPTIONS: tuple[Corruption, ...] = (
    Corruption("greyscale", "greyscale", False, greyscale),
    Corruption("blur", "blur, Gaussian, σ 3 px of 512", False, partial(blur, sigma=3.0)),
    Corruption("noise", "noise, Gaussian, σ 25 of 255", False, partial(noise, sigma=25.0)),
    Corruption("jpeg", "JPEG, quality 20", False, partial(jpeg, quality=20)),
    Corruption(
        "low_light",
        "low light, γ 2.5, then noise, σ 8 of 255",
        False,
        partial(low_light, gamma=2.5, sigma=8.0),
    ),
    Corruption("rotate_left", "turned by +30°", True, partial(rotate, degrees=30.0)),
    Corruption("rotate_right", "turned by −30°", True, partial(rotate, degrees=-30.0)),
    Corruption("side_128", "photo of 128 px", True, partial(shrink, side=128)),
    Corruption("side_96", "photo of 96 px", True, partial(shrink, side=96)),
    Corruption("shift", "moved by 15 % of the side", True, partial(shift, share=0.15)),
    Corruption("crop", "a window of 80 % of the side", True, partial(crop, share=0.8)),
)
