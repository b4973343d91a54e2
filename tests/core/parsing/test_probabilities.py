"""Probabilities of every class, against a plain computation and the maps made of the same crops."""

from __future__ import annotations

from math import hypot

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import faceparse_core.parsing.probabilities as module
from faceparse_core.parsing.faces import whole_frame
from faceparse_core.parsing.parser import Parser
from faceparse_core.parsing.paste import NO_CROP, CropLogits, confidence, paste, shown_crops
from faceparse_core.parsing.probabilities import probabilities

LEFT, RIGHT = (np.array([[0.25, 0, x], [0, 0.25, 8.0]]) for x in (10.0, 90.0))
TURNED = np.array([[0.2, -0.1, 60.0], [0.1, 0.2, 20.0]])
WIDE = np.array([[0.5, 0, -40.0], [0, 0.5, -40.0]])


def blobs(seed: int, size: int = 24) -> torch.Tensor:
    noise = torch.randn(1, 19, 8, 8, generator=torch.Generator().manual_seed(seed)) * 3
    return F.interpolate(noise, size=(size, size), mode="bicubic")[0]


def in_face_units(crop: CropLogits, x: float, y: float) -> tuple[float, float]:
    """Where a photo point lies in the frame of the crop's face."""
    u, v = np.linalg.inv(np.vstack([crop.frame, [0, 0, 1]]))[:2] @ (x, y, 1)
    return 256 + (u - 256) * crop.width, 256 + (v - 256) * crop.width


def plainly(shape: tuple[int, int], crops: list[CropLogits]) -> np.ndarray:
    """The logits ``(19, H, W)`` of each pixel, NaN outside: bilinear interpolation and `paste`'s rule."""
    height, width = shape
    answer = np.full((19, height, width), np.nan)
    for y in range(height):
        for x in range(width):
            shown = None
            at = [in_face_units(crop, x + 0.5, y + 0.5) for crop in crops]
            is_framed = any(
                0 <= u <= 512 and 0 <= v <= 512
                for crop, (u, v) in zip(crops, at, strict=True)
                if not crop.wide
            )
            for crop, (u, v) in zip(crops, at, strict=True):
                far, distance = max(abs(u - 256), abs(v - 256)), hypot(u - 256, v - 290)
                if far > 256 * crop.width or far < 256 * crop.inner:
                    continue
                if crop.wide and is_framed:
                    continue
                logits = crop.logits.double().numpy()
                side = logits.shape[1]
                u, v = 256 + (u - 256) / crop.width, 256 + (v - 256) / crop.width
                column = np.clip(u * side / 512 - 0.5, 0, side - 1)
                row = np.clip(v * side / 512 - 0.5, 0, side - 1)
                c, r = min(int(column), side - 2), min(int(row), side - 2)
                a, b = column - c, row - r
                here = (1 - b) * ((1 - a) * logits[:, r, c] + a * logits[:, r, c + 1])
                here += b * ((1 - a) * logits[:, r + 1, c] + a * logits[:, r + 1, c + 1])
                # first one that sees something, then the nearer
                rank = (not crop.wide and here.argmax() == 0, distance)
                if shown is None or rank < shown[0]:
                    shown = rank, here
            if shown:
                answer[:, y, x] = shown[1]
    return answer


SCENES = {
    "whole": [CropLogits(whole_frame(150, 110), blobs(1))],
    "turned": [CropLogits(TURNED, blobs(2))],
    "two": [CropLogits(LEFT, blobs(3)), CropLogits(RIGHT, blobs(4))],
    "three and wide": [
        CropLogits(WIDE, blobs(5), 2.0, 1.0),
        CropLogits(RIGHT, blobs(6)),
        CropLogits(TURNED, blobs(7)),
    ],
}
scenes = pytest.mark.parametrize("crops", SCENES.values(), ids=list(SCENES))


@scenes
def test_it_is_what_a_plain_computation_gives(crops: list[CropLogits]) -> None:
    shape = (110, 150)
    logits = plainly(shape, crops)
    background = (np.arange(19) == 0)[:, None, None]
    for temperature in (0.7, 1.0, 2.5):
        found = probabilities(paste(shape, crops), crops, temperature)
        there = np.exp((logits - logits.max(0)) / temperature)
        expected = np.where(np.isnan(logits), background, there / there.sum(0))
        near = np.abs(found - expected).max(0) < 2e-3
        assert near.mean() > 0.999  # a pixel on the line between two faces may fall to either
        assert found.dtype == np.float16
        assert found.shape == (19, *shape)


@scenes
def test_it_sums_to_one_and_agrees_with_the_labels_and_the_confidence(crops: list[CropLogits]) -> None:
    shape, temperature = (110, 150), 1.3
    labels = paste(shape, crops)
    found = probabilities(labels, crops, temperature)
    assert np.array_equal(found.argmax(0), labels)
    assert np.abs(found.astype(float).sum(0) - 1).max() < 2e-3
    assert np.abs(found.max(0) * 255.0 - confidence(shape, crops, temperature)).max() <= 1
    outside = shown_crops(shape, crops) == NO_CROP
    assert (found[0][outside] == 1).all()
    assert (found[1:, outside] == 0).all()


def test_where_classes_are_level_the_one_that_is_shown_leads() -> None:
    logits = torch.full((19, 16, 16), -10.0)
    logits[3] = logits[17] = 5.0
    logits[17] += 1e-6
    crops = [CropLogits(whole_frame(40, 30), logits)]
    labels = paste((30, 40), crops)
    found = probabilities(labels, crops, 1.0)
    assert np.array_equal(found.argmax(0), labels)
    assert np.abs(found[3] - 0.5).max() < 1e-3


def test_bands_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    crops = SCENES["three and wide"]
    labels = paste((110, 150), crops)
    whole = probabilities(labels, crops, 1.0)
    monkeypatch.setattr(module, "BAND_PIXELS", 700)
    assert np.abs(probabilities(labels, crops, 1.0) - whole).max() <= 1e-3


def test_more_crops_than_a_byte_counts_are_distinguished() -> None:
    """300 frames of 8 × 8 pixels, each sure of a class of its own."""
    crops = []
    for index in range(300):
        logits = torch.full((19, 4, 4), -10.0)
        logits[1 + index % 18] = 10.0
        frame = np.array([[1 / 64, 0, index % 20 * 8.0], [0, 1 / 64, index // 20 * 8.0]])
        crops.append(CropLogits(frame, logits))
    shape = (120, 160)
    shown = shown_crops(shape, crops)
    assert np.array_equal(np.unique(shown), np.arange(300))
    assert np.array_equal(probabilities(paste(shape, crops), crops, 1.0).argmax(0), paste(shape, crops))


def test_a_parse_has_them(small_portrait: np.ndarray, shipped_parser: Parser) -> None:
    result = shipped_parser.parse(small_portrait)
    assert np.array_equal(result.probabilities.argmax(0), result.labels)
    assert np.abs(result.probabilities.max(0) * 255.0 - result.confidence).max() <= 1
    assert np.abs(result.probabilities.astype(float).sum(0) - 1).max() < 2e-3
    assert result.probabilities is result.probabilities
