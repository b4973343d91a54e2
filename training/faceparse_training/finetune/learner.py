"""Learning from a few corrections without losing what the network knew.

The method was chosen by measurement (docs/loop.md): short and at a small picture size, BatchNorm's
statistics frozen, the weights held by EWC (faceparse_core.trainer.ewc), averaged, and at last mixed with
those it started from (WiSE-FT, Wortsman et al., CVPR 2022).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from lightning_fabric import Fabric
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.losses import IGNORE, dice
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.ewc import EWC, Fisher
from faceparse_core.trainer.schedule import learning_rate
from faceparse_core.trainer.state import RunState
from faceparse_core.trainer.step import NonFiniteLossError, TrainingError, optimiser_step
from faceparse_training.data.augment import Augment, AugmentSettings

_GENTLE = AugmentSettings(
    scale=(0.85, 1.2), rotate=12, shift=0.05, brightness=0.15, contrast=0.15, saturation=0.2, hue=0.02,
    grey=0, blur=0, noise=0,
)  # fmt: skip
"""A user's photos are varied less than in the first training: they say what the photos to come are like."""
_FINE = 1000  # the schedule's steps


class FinetuneConfig(BaseModel):
    """How corrections are learned from.

    ``side`` in pixels; ``anchor`` the strength of the anchor; ``mix`` the share of the learned weights in the
    result, the rest is the start's: less where the result would otherwise lie farther from the start than
    ``reach`` (:meth:`faceparse_core.trainer.ewc.EWC.distance`); ``warmup`` a share of the run.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lr: float = Field(5e-4, gt=0)
    batch_size: int = Field(4, ge=1)
    side: int = Field(352, ge=64, le=1024)
    anchor: float = Field(3000.0, ge=0)
    mix: float = Field(0.7, gt=0, le=1)
    reach: float = Field(1.6e-5, gt=0)
    ema_decay: float = Field(0.98, ge=0, lt=1)
    clip_norm: float = Field(1.0, gt=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    changed_weight: float = Field(1.0, ge=1, le=100)

    def smaller(self) -> FinetuneConfig | None:
        """What needs about half the memory; ``None`` if there is nothing smaller."""
        if self.batch_size > 1:
            return self.model_copy(update={"batch_size": self.batch_size // 2})
        if self.side > 128:
            return self.model_copy(update={"side": max(128, self.side * 3 // 4 // 32 * 32)})
        return None


@dataclass(frozen=True)
class TrainingCrop:
    """A crop to learn from: ``photo`` ``uint8 (S, S, 3)``, ``labels`` ``uint8 (S, S)``, 255 where unknown.

    ``changed`` likewise, 255 where the user changed what the network had said, 0 elsewhere.
    """

    photo: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    changed: npt.NDArray[np.uint8] | None = None

    def sized(self, side: int) -> TrainingCrop:
        if self.labels.shape[0] == side:
            return self
        way = cv2.INTER_AREA if side < self.labels.shape[0] else cv2.INTER_LINEAR
        photo = cv2.resize(self.photo, (side, side), interpolation=way).astype(np.uint8, copy=False)
        changed = None if self.changed is None else _nearest(self.changed, side)
        return TrainingCrop(photo, _nearest(self.labels, side), changed)


class Learner:
    """A copy of ``start`` that learns ``samples``, a step at a time, half of each batch from ``replay``.

    What a step draws depends on the seed and the number of the step alone. ``samples`` and ``replay`` are
    best of the method's side already: other sizes are scaled each time.
    """

    def __init__(
        self,
        start: MicroSegFormer,
        samples: Sequence[TrainingCrop],
        fisher: Fisher,
        method: FinetuneConfig,
        fabric: Fabric,
        seed: int,
        replay: Sequence[TrainingCrop] = (),
    ) -> None:
        if not samples:
            raise ValueError("nothing to learn from")
        self.method = method
        self._start = start
        self._samples, self._replay = samples, replay
        self._seed, self._fabric = seed, fabric
        self._augment = Augment(_GENTLE)
        model = copy.deepcopy(start).requires_grad_(True)
        optimizer = torch.optim.AdamW(model.parameters(), lr=method.lr, weight_decay=0.0)
        self._net, self._optimizer = fabric.setup(model, optimizer)
        self._model = model
        self._ewc = EWC(model, fisher, method.anchor)
        self._state = RunState(
            model, Ema(model, method.ema_decay), self._optimizer, fabric.strategy.precision
        )
        _learning_mode(model)

    @property
    def steps(self) -> int:
        return self._state.at.step

    @property
    def device(self) -> torch.device:
        return self._fabric.device

    def step(self, done: float) -> float:
        """One optimiser step, ``done`` (0 to 1) into the run; the loss before it.

        Where the memory is short, it goes on with a smaller method, which :attr:`method` then tells.

        Raises:
            TrainingError: if the loss is no number, or the memory is short at the smallest too.
        """
        while True:
            try:
                return self._try(done)
            except (RuntimeError, MemoryError) as error:
                if not _is_out_of_memory(error):
                    raise
                smaller = self.method.smaller()
                if smaller is None:
                    raise TrainingError(
                        "There is too little memory to learn, even from one small crop at a time. "
                        "Close other programs, then go on."
                    ) from error
            self._optimizer.zero_grad(set_to_none=True)
            if self._fabric.device.type == "cuda":
                torch.cuda.empty_cache()
            self.method = smaller

    def network(self) -> MicroSegFormer:
        """What was learned, mixed with the start: a network of its own, in evaluation mode."""
        learned = self._state.ema.average.state_dict()
        far = self._ewc.distance(learned)  # of a share of the way: times its square
        mix = min(self.method.mix, (self.method.reach / max(far, 1e-12)) ** 0.5)
        mixed = copy.deepcopy(self._start).to(self._fabric.device)
        own = mixed.state_dict()
        mixed.load_state_dict(
            {
                key: torch.lerp(value, learned[key], mix) if value.is_floating_point() else value
                for key, value in own.items()
            }
        )
        return mixed.eval().requires_grad_(False)

    def save(self, path: Path, run: Mapping[str, str], seconds: float) -> None:
        """:raises OSError: if it cannot be written."""
        self._state.at.seconds = seconds
        self._state.save(path, run)

    def load(self, path: Path, run: Mapping[str, str]) -> float:
        """Go on from a saved state; the seconds it had worked.

        Raises:
            faceparse_core.model_files.checkpoint.CheckpointError: if the file is damaged or of another run.
        """
        self._state.load(path, run)
        _learning_mode(self._model)
        return self._state.at.seconds

    # One step

    def _try(self, done: float) -> float:
        method = self.method
        old = method.batch_size // 2 if self._replay else 0
        chosen = [self._samples[i] for i in self._turn(len(self._samples), method.batch_size, 0)]
        chosen += [self._replay[i] for i in self._turn(len(self._replay), old, 1)]
        pictures, labels, weights = self._batch(chosen)

        def batch_loss() -> Tensor:
            log_p = F.log_softmax(self._net(normalise(pictures)).float(), 1)
            new = slice(method.batch_size)
            loss = _loss(log_p[new], labels[new], weights[new])
            return loss + _loss(log_p[-old:], labels[-old:], weights[-old:]) if old else loss

        try:
            return optimiser_step(
                self._fabric,
                self._net,
                self._state,
                batch_loss,
                lr=learning_rate(int(done * _FINE), _FINE, method.lr, max(1, round(method.warmup * _FINE))),
                clip_norm=method.clip_norm,
                penalty=self._ewc,
            )
        except NonFiniteLossError as error:
            raise TrainingError(
                "The loss is no longer a number, so nothing was learned. The network in use is untouched. "
                "Start again with fewer corrections, or another start version."
            ) from error

    def _turn(self, count: int, wanted: int, salt: int) -> list[int]:
        """The next ``wanted`` of ``count``, each pass in an order of its own."""
        first = self._state.at.step * wanted
        return [
            int(np.random.default_rng((self._seed, salt, i // count)).permutation(count)[i % count])
            for i in range(first, first + wanted)
        ]

    def _batch(self, samples: Sequence[TrainingCrop]) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures ``uint8 (B, S, S, 3)``, labels ``int64`` and weights ``float32 (B, S, S)``."""
        rows = []
        for place, sample in enumerate(samples):
            seed = int(
                np.random.SeedSequence((self._seed, self._state.at.step, place)).generate_state(1)[0] >> 1
            )
            sized = sample.sized(self.method.side)
            photo, labels = self._augment(sized.photo, sized.labels, seed)
            weight = np.ones(labels.shape, np.float32)
            if sized.changed is not None and self.method.changed_weight > 1:
                changed = self._augment(sized.photo, sized.changed, seed)[1]
                weight[changed > 0] = self.method.changed_weight
            rows.append((photo, labels, weight))
        photos, labels_, weights = (
            torch.from_numpy(np.stack(column)).to(self._fabric.device) for column in zip(*rows, strict=True)
        )
        return photos, labels_.long(), weights


def _loss(log_p: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy, each pixel weighted, and Dice, 1:1."""
    mass = (weights * (labels != IGNORE)).sum().clamp(min=1e-6)
    nll = F.nll_loss(log_p, labels, ignore_index=IGNORE, reduction="none")
    return (nll * weights).sum() / mass + dice(log_p, labels)


def _learning_mode(model: nn.Module) -> None:
    """As in training, but BatchNorm keeps its statistics and nothing is dropped: there is little data."""
    model.eval()


def _nearest(mask: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    small = cv2.resize(mask, (side, side), interpolation=cv2.INTER_NEAREST_EXACT)
    return small.astype(np.uint8, copy=False)


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error)
    return "out of memory" in text or "can't allocate memory" in text
