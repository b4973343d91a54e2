"""Confidence that means something: one temperature, fitted on held-out images (Guo et al., ICML 2017).

All figures come from a random sample of pixels, the same number from every image, drawn at the label map's
own size with a seed that follows from the image's name. So memory does not grow with the number of images.
With a million pixels and more, the sample's own error is small beside that of having these images and no
others.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.model_files.checkpoint import load_model, save_model
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.datasets import DataError
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.reliability import Reliability, reliability
from faceparse_training.evaluation.uncertainty import (
    MEASURES,
    ErrorShare,
    error_share,
    expected_share,
    one_minus_max,
    share_for_half,
)

PIXELS = 1_600_000  # of all images together; their logits take 120 MB
LOWEST, HIGHEST = 0.05, 20.0  # temperatures


@dataclass(frozen=True)
class CalibrationSample:
    """Pixels of several images.

    Logits ``float32 (N, C)``, true classes ``int64 (N,)``, the numbers of the images, ``int64 (N,)``.
    """

    logits: Tensor
    truth: Tensor
    image: Tensor

    def part(self, chosen: Tensor) -> CalibrationSample:
        """The pixels where ``chosen``, ``bool (N,)``, is set."""
        return CalibrationSample(self.logits[chosen], self.truth[chosen], self.image[chosen])

    def probabilities(self, temperature: float) -> Tensor:
        """Class probabilities ``(N, 19)`` at ``temperature``."""
        return torch.softmax(self.logits / temperature, 1)

    def nll(self, temperature: float) -> float:
        """Mean negative log-likelihood of the truth, in nats."""
        return float(F.cross_entropy(self.logits / temperature, self.truth))

    def predictions(self, temperature: float) -> tuple[Tensor, Tensor]:
        """The predicted class's probability, ``float32 (N,)``, and whether it is right, ``bool (N,)``."""
        confidence, predicted = self.probabilities(temperature).max(1)
        return confidence, predicted == self.truth


@dataclass(frozen=True)
class Half:
    """One half of the images, judged with the temperature that was fitted on the other half."""

    temperature: float
    nll: float
    error: float


@dataclass(frozen=True)
class Calibration:
    """What calibrating gives. ``temperature`` is fitted on all images, ``before`` is at temperature 1.

    ``after`` pools the pixels of both halves, each at the temperature that was fitted on the other.
    ``halves`` are the images of even and of odd number. ``errors`` says how much of all errors the most
    uncertain pixels hold, by measure, at ``temperature``; ``errors_expected`` how much they hold if each
    probability is true; ``half_of_errors`` which share of the pixels, by 1 − max p, holds half of them.
    """

    images: int
    pixels: int
    temperature: float
    nll_before: float
    before: Reliability
    after: Reliability
    halves: tuple[Half, Half]
    error_rate: float
    errors: dict[str, ErrorShare]
    errors_expected: float
    half_of_errors: float | None

    @property
    def error_after(self) -> float:
        """Expected calibration error on images that the temperature was not fitted on."""
        return float(np.mean([half.error for half in self.halves]))

    @property
    def nll_after(self) -> float:
        """Mean negative log-likelihood after calibration over both halves, in nats."""
        return float(np.mean([half.nll for half in self.halves]))


@torch.no_grad()
def collect(
    parser: Parser,
    examples: Iterable[HeldOutPhoto],
    pixels: int,
    on_done: Callable[[], None] = lambda: None,
) -> CalibrationSample:
    """Parse every example whole and keep the logits of ``pixels`` of its pixels, none twice."""
    logits, truth, image = [], [], []
    for number, example in enumerate(examples):
        (crop,) = parser.parse(example.photo, "whole").crops
        rng = np.random.default_rng(zlib.crc32(example.stem.encode()))
        at = torch.from_numpy(rng.permutation(example.truth.size)[:pixels])
        full = F.interpolate(
            crop.logits[None].cpu(), size=example.truth.shape, mode="bilinear", align_corners=False
        )
        logits.append(full[0].flatten(1)[:, at].T.contiguous())
        truth.append(torch.from_numpy(example.truth).flatten()[at].long())
        image.append(torch.full((len(at),), number))
        on_done()
    return CalibrationSample(torch.cat(logits), torch.cat(truth), torch.cat(image))


def fit_temperature(sample: CalibrationSample) -> float:
    """The temperature with the least negative log-likelihood, between ``LOWEST`` and ``HIGHEST``.

    Newton's method on 1 / temperature, in which the likelihood is convex. Its first two derivatives are the
    mean of (expected − true logit) and the mean variance of the logits, under the predicted probabilities.
    """
    z = sample.logits
    true = z.gather(1, sample.truth[:, None])[:, 0]
    inverse = 1.0
    for _ in range(50):
        p = torch.softmax(z * inverse, 1)
        expected = (p * z).sum(1)
        slope = float((expected - true).double().mean())
        curvature = float(((p * z * z).sum(1) - expected**2).double().mean())
        before, inverse = inverse, inverse - slope / max(curvature, 1e-12)
        # At most half or double a step: far from the minimum a full step may overshoot.
        inverse = float(np.clip(inverse, max(before / 2, 1 / HIGHEST), min(before * 2, 1 / LOWEST)))
        if abs(inverse - before) < 1e-6 * before:
            break
    return 1 / inverse


def calibrate(sample: CalibrationSample) -> Calibration:
    """Fit on all images, and judge by fitting on one half of them and looking at the other, both ways.

    Raises:
        DataError: if the sample is of a single image.
    """
    images = int(sample.image.max()) + 1
    if images < 2:
        raise DataError(
            "One image is too few to calibrate by: it takes one to fit and one to judge. Add images."
        )
    even = sample.part(sample.image % 2 == 0)
    odd = sample.part(sample.image % 2 == 1)
    of_even, of_odd, temperature = fit_temperature(even), fit_temperature(odd), fit_temperature(sample)
    crossed = (even.predictions(of_odd), odd.predictions(of_even))
    probabilities = sample.probabilities(temperature)
    wrong = probabilities.argmax(1) != sample.truth
    return Calibration(
        images=images,
        pixels=len(sample.truth),
        temperature=temperature,
        nll_before=sample.nll(1.0),
        before=_reliability(sample.predictions(1.0)),
        after=_reliability(*crossed),
        halves=(
            Half(of_odd, even.nll(of_odd), _reliability(crossed[0]).error),
            Half(of_even, odd.nll(of_even), _reliability(crossed[1]).error),
        ),
        error_rate=float(wrong.double().mean()),
        errors={
            name: error_share(measure(probabilities), wrong, sample.image)
            for name, measure in MEASURES.items()
        },
        errors_expected=expected_share(probabilities),
        half_of_errors=share_for_half(one_minus_max(probabilities), wrong),
    )


def write_calibrated(model: Path, calibration: Calibration, out: Path) -> None:
    """Copy the model file with its temperature set and the calibration error among its figures; atomic.

    Raises:
        CheckpointError, FileError: if the one cannot be read or the other written.
    """
    network, info = load_model(model)
    metrics = info.metrics | {"calibration_error": calibration.error_after}
    update = {"temperature": calibration.temperature, "metrics": metrics}
    save_model(out, network.state_dict(), info.model_copy(update=update))


def _reliability(*predictions: tuple[Tensor, Tensor]) -> Reliability:
    confidence, correct = (torch.cat(parts).numpy() for parts in zip(*predictions, strict=True))
    return reliability(confidence, correct)
