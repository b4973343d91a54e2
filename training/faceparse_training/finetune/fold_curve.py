"""The curve of a fine-tuning: the fold models' scores on the corrections held back from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from faceparse_core.labels import LabelMap
from faceparse_core.metrics import mean_f
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer.events import Event, Scored
from faceparse_training.finetune.comparison import judged
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import Learner
from faceparse_training.finetune.manifest import Crop

_POINTS = 4
_WATCHED = 12  # crops in all


@dataclass(frozen=True)
class FoldModel:
    """A network in training, and the corrected crops that are held back from it."""

    learner: Learner
    held_back: Sequence[Crop]


class FoldCurve:
    """Reports ``faceparse_core.trainer.events.Scored`` four times in a phase, from at most 12 crops.

    Args:
        before: the network to compare with.
        done: how far the phase is already, 0 to 1.
    """

    def __init__(
        self,
        fold_models: Sequence[FoldModel],
        corrections: Corrections,
        before: MicroSegFormer,
        on_event: Callable[[Event], None],
        done: float,
    ) -> None:
        most = max(1, _WATCHED // len(fold_models))
        self._fold_models = [
            FoldModel(each.learner, [crop for crop in each.held_back if not crop.wide][:most])
            for each in fold_models
        ]
        self._corrections, self._before, self._on_event = corrections, before, on_event
        self._base: list[list[LabelMap]] | None = None
        self._next = self._after(done)

    def score_if_due(self, done: float, seconds: float) -> None:
        """Score if the next point is reached: ``done`` (0 to 1) of the phase, after ``seconds`` of work."""
        if done < self._next:
            return
        self._next = self._after(done)
        if self._base is None:
            self._base = [self._said(each, self._before) for each in self._fold_models]
        now = [self._said(each, each.learner.network()) for each in self._fold_models]
        steps = min(each.learner.steps for each in self._fold_models)
        self._on_event(Scored(steps, seconds, self._mean(now), self._mean(self._base)))

    @staticmethod
    def _after(done: float) -> float:
        """Where the next point lies, 0 to 1 and beyond."""
        return (int(done * _POINTS) + 1) / _POINTS

    def _said(self, fold_model: FoldModel, network: MicroSegFormer) -> list[LabelMap]:
        return [_labels(network, self._corrections.photo(crop)) for crop in fold_model.held_back]

    def _mean(self, said: Sequence[Sequence[LabelMap]]) -> float:
        """Mean F, judged as the gate does (faceparse_training.finetune.comparison)."""
        assert self._base is not None
        scores = []
        for fold_model, labels, base in zip(self._fold_models, said, self._base, strict=True):
            for crop, after, before in zip(fold_model.held_back, labels, base, strict=True):
                scores.append(mean_f(judged(self._corrections.sample(crop), before, after)))
        return float(np.nanmean(scores))


@torch.inference_mode()
def _labels(network: MicroSegFormer, photo: Photo) -> LabelMap:
    """Class ids ``uint8 (S, S)``; run step by step, since fusing the network takes half a second."""
    device = next(network.parameters()).device
    logits = network(normalise(torch.from_numpy(photo[None]).to(device)))
    labels: LabelMap = logits[0].argmax(0).to(torch.uint8).cpu().numpy()
    return labels
