"""Mixing: training pairs made of two, before either is augmented, so that no pixel is ``IGNORE`` yet."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from faceparse_core.labels import flip_horizontally
from faceparse_training.data.copy_paste import PARTS, Sample, copy_paste

_TRIES = 4


class MixSettings(BaseModel):
    """How often, 0 to 1, a pair gets a part or a piece of another one; first the part, then the piece."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    copy_paste: float = Field(0.0, ge=0, le=1)
    cutmix: float = Field(0.0, ge=0, le=1)


class Pairs(Protocol):
    """What is mixed: see ``faceparse_training.data.datasets.FacePairs``."""

    @property
    def pixels(self) -> npt.NDArray[np.int64]:
        """The number of pixels of each class in each pair, ``(pairs, 19)``."""

    def __len__(self) -> int: ...

    def at(self, index: int, size: int) -> Sample:
        """Pair ``index`` at ``size`` pixels a side."""


class Mix:
    """Gives pair ``index`` of ``pairs``, mixed with others; what comes out depends on the generator alone."""

    def __init__(self, settings: MixSettings, pairs: Pairs) -> None:
        self.settings, self.pairs = settings, pairs
        share = pairs.pixels / pairs.pixels.sum(1, keepdims=True)
        self._holders = {c: np.flatnonzero(share[:, c] > 1e-4) for c in PARTS if (share[:, c] > 1e-4).any()}

    def __call__(self, index: int, size: int, rng: np.random.Generator) -> Sample:
        """Photo ``(size, size, 3)`` and labels ``(size, size)``; not to be written to."""
        sample = self.pairs.at(index, size)
        if rng.random() < self.settings.copy_paste:
            sample = self._pasted(sample, size, rng)
        if rng.random() < self.settings.cutmix:
            sample = cut_mix(sample, self.pairs.at(int(rng.integers(len(self.pairs))), size), rng)
        return sample

    def _pasted(self, sample: Sample, size: int, rng: np.random.Generator) -> Sample:
        """One part that the sample lacks, all kinds as likely, from the first of a few faces that it fits."""
        here = np.bincount(sample[1].ravel(), minlength=len(self.pairs.pixels[0]))
        lacking = [c for c in self._holders if not here[c]]
        if not lacking:
            return sample
        class_id = lacking[rng.integers(len(lacking))]
        for other in rng.permutation(self._holders[class_id])[:_TRIES]:
            photo, labels = self.pairs.at(int(other), size)
            if rng.random() < 0.5:
                photo, labels = np.ascontiguousarray(photo[:, ::-1]), flip_horizontally(labels)
            pasted = copy_paste(sample, (photo, labels), class_id)
            if pasted is not None:
                return pasted
        return sample


def cut_mix(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """CutMix (Yun et al., ICCV 2019): a box of ``other``, photo and labels, in the same place of ``sample``.

    The share of the picture that the box covers is uniform in 0 to 1, before it is cut at the border.
    """
    h, w = sample[1].shape
    half = np.sqrt(rng.random()) / 2
    (cy, cx) = rng.random(2)
    y0, y1 = (int(np.clip(cy + d, 0, 1) * h) for d in (-half, half))
    x0, x1 = (int(np.clip(cx + d, 0, 1) * w) for d in (-half, half))
    photo, labels = sample[0].copy(), sample[1].copy()
    photo[y0:y1, x0:x1] = other[0][y0:y1, x0:x1]
    labels[y0:y1, x0:x1] = other[1][y0:y1, x0:x1]
    return photo, labels
