"""Fine-tuning on a few corrections without forgetting what the network knew.

The method was chosen by measurement (docs/loop.md): few steps at a small picture size, BatchNorm's statistics
frozen, a penalty on moving the weights (EWC, faceparse_core.trainer.ewc), a moving average of them, and at
last their average with those before (WiSE-FT, Wortsman et al., CVPR 2022).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import numpy.typing as npt
import torch
from lightning_fabric import Fabric
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.losses import IGNORE, dice
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.ewc import EWC, Fisher
from faceparse_core.trainer.schedule import learning_rate
from faceparse_core.trainer.state import RunState
from faceparse_core.trainer.step import NonFiniteLossError, TrainingError, optimiser_step
from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.finetune.pixel_loss import exclude, pixel_loss

GENTLE = AugmentSettings(
    scale=(0.85, 1.2), rotate=12, shift=0.05, brightness=0.15, contrast=0.15, saturation=0.2, hue=0.02,
    grey=0, blur=0, noise=0,
)  # fmt: skip
"""Weaker than in the first training: a user's photos are like the photos to come."""
_OLD_NAMES = {"ewc": "anchor", "merge_weight": "mix", "max_distance": "reach"}
Layers = Literal["all", "early", "decoder"]
_LAYERS: dict[Layers, tuple[str, ...]] = {
    "all": ("",),
    "early": (
        *(f"encoder.{part}.{stage}." for part in ("embeds", "stages", "norms") for stage in (0, 1)),
        "detail.",
    ),
    "decoder": ("decoder.", "detail."),
}
_SCHEDULE_STEPS = 1000  # the resolution of the learning rate's schedule


def _names(name: str) -> AliasChoices:
    return AliasChoices(name, _OLD_NAMES[name])


class FinetuneConfig(BaseModel):
    """How to fine-tune on corrections.

    The keys of earlier versions, ``anchor``, ``mix`` and ``reach``, are read too.

    Attributes:
        lr: the highest learning rate.
        batch_size: corrected crops in a step; half as many of the replay folder come on top.
        side: of the crops, in pixels.
        ewc: the strength of the EWC penalty.
        merge_weight: the share of the fine-tuned weights in their average with those before, 0 to 1.
        max_distance: the merge weight is lowered until the result is no farther from the start than this
            (``faceparse_core.trainer.ewc.EWC.distance``).
        ema_decay: of the weights' moving average.
        clip_norm: the largest L2 norm of the gradient.
        warmup: the share of the run in which the learning rate rises.
        changed_weight: how much a pixel that the user changed counts in the loss; others count 1.
        layers: those that learn: ``all``; the ``early`` ones, two stages of the encoder and the detail path,
            for another look of the photos; the ``decoder`` and the detail path, for other rules
            (surgical fine-tuning: Lee et al., ICLR 2023).
        half: the loss is taken at the resolution of the network's logits, half of the side, in place of the
            crops': a step takes two thirds of the time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lr: float = Field(5e-4, gt=0)
    batch_size: int = Field(4, ge=1)
    side: int = Field(352, ge=64, le=1024)
    ewc: float = Field(3000.0, ge=0, validation_alias=_names("ewc"))
    merge_weight: float = Field(0.7, gt=0, le=1, validation_alias=_names("merge_weight"))
    max_distance: float = Field(1.6e-5, gt=0, validation_alias=_names("max_distance"))
    ema_decay: float = Field(0.98, ge=0, lt=1)
    clip_norm: float = Field(1.0, gt=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    changed_weight: float = Field(1.0, ge=1, le=100)
    layers: Layers = "all"
    half: bool = False

    @model_validator(mode="before")
    @classmethod
    def _one_name_each(cls, data: Any) -> Any:
        for name, old in _OLD_NAMES.items():
            if isinstance(data, Mapping) and name in data and old in data:
                raise PydanticCustomError(
                    "both_names",
                    "{name} and {old}, its name of before, both stand here. Delete {old}.",
                    {"name": name, "old": old},
                )
        return data

    def learning_rate(self, done: float) -> float:
        """The learning rate ``done`` (0 to 1) into a run."""
        warmup = max(1, round(self.warmup * _SCHEDULE_STEPS))
        return learning_rate(int(done * _SCHEDULE_STEPS), _SCHEDULE_STEPS, self.lr, warmup)

    def smaller(self) -> FinetuneConfig | None:
        """The same in about half the memory; ``None`` if there is nothing smaller."""
        if self.batch_size > 1:
            return self.model_copy(update={"batch_size": self.batch_size // 2})
        if self.side > 128:
            return self.model_copy(update={"side": max(128, self.side * 3 // 4 // 32 * 32)})
        return None


@dataclass(frozen=True)
class TrainingCrop:
    """A crop to train on.

    Attributes:
        photo: RGB, ``uint8 (S, S, 3)``.
        labels: class ids, ``uint8 (S, S)``, 255 where unknown, 254 (``accepted_classes.OTHER``) where it
            is known only that it is none of ``classes``.
        changed: ``uint8 (S, S)``, 255 where the user changed the network's prediction, 0 elsewhere.
        classes: those that were accepted; empty for all.
    """

    photo: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.uint8]
    changed: npt.NDArray[np.uint8] | None = None
    classes: tuple[int, ...] = ()

    def sized(self, side: int) -> TrainingCrop:
        """The crop at ``side`` pixels."""
        if self.labels.shape[0] == side:
            return self
        way = cv2.INTER_AREA if side < self.labels.shape[0] else cv2.INTER_LINEAR
        photo = cv2.resize(self.photo, (side, side), interpolation=way).astype(np.uint8, copy=False)
        changed = None if self.changed is None else _nearest(self.changed, side)
        return TrainingCrop(photo, _nearest(self.labels, side), changed, self.classes)


class Learner:
    """A copy of ``start`` that is fine-tuned on ``samples``, a step at a time.

    What a step draws depends on the seed and the number of the step alone. ``samples`` and ``replay`` are
    best of the config's side already: other sizes are scaled each time.

    Args:
        fisher: of ``start``, for the EWC penalty.
        replay: crops of the earlier task, of which half a batch comes on top of each batch.

    Raises:
        ValueError: without samples.
        CheckpointError: if ``fisher`` belongs to another network.
    """

    def __init__(
        self,
        start: MicroSegFormer,
        samples: Sequence[TrainingCrop],
        fisher: Fisher,
        config: FinetuneConfig,
        fabric: Fabric,
        seed: int,
        replay: Sequence[TrainingCrop] = (),
    ) -> None:
        if not samples:
            raise ValueError("nothing to learn from")
        self.config = config
        self._start = start
        self._samples, self._replay = samples, replay
        self._seed, self._fabric = seed, fabric
        self._augment = Augment(GENTLE)
        model = copy.deepcopy(start).requires_grad_(False)
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(name.startswith(_LAYERS[config.layers]))
        learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.AdamW(learned, lr=config.lr, weight_decay=0.0)
        self._net, self._optimizer = fabric.setup(model, optimizer)
        self._net.mark_forward_method("coarse")
        self._model = model
        self._ewc = EWC(model, fisher, config.ewc)
        self._state = RunState(
            model, Ema(model, config.ema_decay), self._optimizer, fabric.strategy.precision
        )
        _freeze_statistics(model)

    @property
    def steps(self) -> int:
        """Steps taken so far."""
        return self._state.at.step

    @property
    def device(self) -> torch.device:
        """Where the network is trained."""
        return self._fabric.device

    def step(self, done: float) -> float:
        """Take one optimiser step, ``done`` (0 to 1) into the run, and return the loss before it.

        Where memory is short, it goes on with smaller batches, then smaller crops; ``config`` is then the
        one in use.

        Raises:
            TrainingError: if the loss is not finite, or memory is short at the smallest size too.
        """
        while True:
            try:
                return self._step(done)
            except (RuntimeError, MemoryError) as error:
                if not _is_out_of_memory(error):
                    raise
                smaller = self.config.smaller()
                if smaller is None:
                    raise TrainingError(
                        message(
                            "There is too little memory to learn, even from one small crop at a "
                            "time. Close other programs, then go on."
                        )
                    ) from error
            self._optimizer.zero_grad(set_to_none=True)
            if self._fabric.device.type == "cuda":
                torch.cuda.empty_cache()
            self.config = smaller

    def network(self, merge_weight: float | None = None) -> MicroSegFormer:
        """The average of the start and the fine-tuned weights: a new network, in evaluation mode.

        ``merge_weight`` takes the place of the config's.
        """
        tuned = self._state.ema.average.state_dict()
        distance = self._ewc.distance(tuned)  # grows with the square of the merge weight
        wanted = self.config.merge_weight if merge_weight is None else merge_weight
        weight = min(wanted, (self.config.max_distance / max(distance, 1e-12)) ** 0.5)
        merged = copy.deepcopy(self._start).to(self._fabric.device)
        before = merged.state_dict()
        merged.load_state_dict(
            {
                key: torch.lerp(value, tuned[key], weight) if value.is_floating_point() else value
                for key, value in before.items()
            }
        )
        return merged.eval().requires_grad_(False)

    def save(self, path: Path, run: Mapping[str, str], seconds: float) -> None:
        """Write a checkpoint of the run, which has worked ``seconds``; ``run`` says what it is made of.

        Raises:
            OSError: if it cannot be written.
        """
        self._state.at.seconds = seconds
        self._state.save(path, run)

    def load(self, path: Path, run: Mapping[str, str]) -> float:
        """Load a checkpoint and return the seconds that the run had worked.

        Raises:
            faceparse_core.model_files.checkpoint.CheckpointError: if the file is damaged or of another run.
        """
        self._state.load(path, run)
        _freeze_statistics(self._model)
        return self._state.at.seconds

    # One step

    def _step(self, done: float) -> float:
        config = self.config
        old = config.batch_size // 2 if self._replay else 0
        chosen = [self._samples[i] for i in self._next_indices(len(self._samples), config.batch_size, 0)]
        chosen += [self._replay[i] for i in self._next_indices(len(self._replay), old, 1)]
        pictures, labels, weights = self._batch(chosen)
        excluded = torch.stack([exclude(each.classes) for each in chosen]).to(self._fabric.device)

        def batch_loss() -> Tensor:
            network = self._net.coarse if config.half else self._net
            log_p = F.log_softmax(network(normalise(pictures)).float(), 1)
            y, w = (_sized(each, log_p.shape[-2:]) for each in (labels, weights))
            new = slice(config.batch_size)
            loss = _loss(log_p[new], y[new], w[new], excluded[new])
            return loss + _loss(log_p[-old:], y[-old:], w[-old:], excluded[-old:]) if old else loss

        try:
            return optimiser_step(
                self._fabric,
                self._net,
                self._state,
                batch_loss,
                lr=config.learning_rate(done),
                clip_norm=config.clip_norm,
                penalty=self._ewc,
            )
        except NonFiniteLossError as error:
            raise not_a_number() from error

    def _next_indices(self, count: int, wanted: int, salt: int) -> list[int]:
        """The next ``wanted`` of ``count`` indices; each pass over all of them has an order of its own."""
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
            sized = sample.sized(self.config.side)
            photo, labels = self._augment(sized.photo, sized.labels, seed)
            weight = np.ones(labels.shape, np.float32)
            if sized.changed is not None and self.config.changed_weight > 1:
                changed = self._augment(sized.photo, sized.changed, seed)[1]
                weight[changed > 0] = self.config.changed_weight
            rows.append((photo, labels, weight))
        photos, labels_, weights = (
            torch.from_numpy(np.stack(column)).to(self._fabric.device) for column in zip(*rows, strict=True)
        )
        return photos, labels_.long(), weights


def not_a_number() -> TrainingError:
    """The error of a loss that is not finite."""
    return TrainingError(
        message(
            "The loss is no longer a number, so nothing was learned. The network in use is "
            "untouched. Start again with fewer corrections, or another start version."
        )
    )


def _loss(log_p: Tensor, labels: Tensor, weights: Tensor, excluded: Tensor) -> Tensor:
    """Cross-entropy, each pixel weighted by ``weights`` ``(B, S, S)``, and Dice, 1:1."""
    mass = (weights * (labels != IGNORE)).sum().clamp(min=1e-6)
    loss, labels = pixel_loss(log_p, labels, excluded)
    return (loss * weights).sum() / mass + dice(log_p, labels)


def _sized(maps: Tensor, shape: Sequence[int]) -> Tensor:
    """``maps`` ``(B, H, W)`` at another ``shape`` (h, w), nearest."""
    if maps.shape[1:] == tuple(shape):
        return maps
    small = F.interpolate(maps[:, None].float(), size=tuple(shape), mode="nearest-exact")
    return small[:, 0].to(maps.dtype)


def _freeze_statistics(model: nn.Module) -> None:
    """BatchNorm keeps its statistics and dropout is off, since there is little data."""
    model.eval()


def _nearest(mask: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    small = cv2.resize(mask, (side, side), interpolation=cv2.INTER_NEAREST_EXACT)
    return small.astype(np.uint8, copy=False)


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error)
    return "out of memory" in text or "can't allocate memory" in text
