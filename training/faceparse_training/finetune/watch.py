"""The curve of a fine-tuning: how sister networks do on what they learn without, while they learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from faceparse_core.labels import LabelMap
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer.events import Event, Scored
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import Learner
from faceparse_training.finetune.manifest import Crop

_POINTS = 4
_WATCHED = 12  # crops in all


@dataclass(frozen=True)
class FoldModel:
    """A network that learns, and the crops it learns without."""

    learner: Learner
    without: Sequence[Crop]


class Watch:
    """Tells a ``trainer.events.Scored`` four times in a phase, from a few crops; ``before`` is
    what the network before says of them."""

    def __init__(
        self,
        sisters: Sequence[FoldModel],
        corrections: Corrections,
        before: MicroSegFormer,
        tell: Callable[[Event], None],
        done: float,
    ) -> None:
        most = max(1, _WATCHED // len(sisters))
        self._sisters = [
            FoldModel(each.learner, [crop for crop in each.without if not crop.wide][:most])
            for each in sisters
        ]
        self._corrections, self._before, self._tell = corrections, before, tell
        self._base: float | None = None
        self._next = self._after(done)

    def look(self, done: float, seconds: float) -> None:
        """Score if it is time to, at ``done`` (0 to 1) and after ``seconds`` of work."""
        if done < self._next:
            return
        self._next = self._after(done)
        if self._base is None:
            self._base = self._mean(lambda sister: self._before)
        now = self._mean(lambda sister: sister.learner.network())
        steps = min(sister.learner.steps for sister in self._sisters)
        self._tell(Scored(steps, seconds, now, self._base))

    @staticmethod
    def _after(done: float) -> float:
        """The next point's place."""
        return (int(done * _POINTS) + 1) / _POINTS

    def _mean(self, network_of: Callable[[FoldModel], MicroSegFormer]) -> float:
        scores = []
        for sister in self._sisters:
            network = network_of(sister)
            for crop in sister.without:
                sample = self._corrections.sample(crop)
                scores.append(mean_f(confusion(sample.labels, _labels(network, sample.photo))))
        return float(np.nanmean(scores))


@torch.inference_mode()
def _labels(network: MicroSegFormer, photo: Photo) -> LabelMap:
    """Classes ``uint8 (S, S)``, without the half second that it takes to fuse a network."""
    device = next(network.parameters()).device
    logits = network(normalise(torch.from_numpy(photo[None]).to(device)))
    labels: LabelMap = logits[0].argmax(0).to(torch.uint8).cpu().numpy()
    return labels
