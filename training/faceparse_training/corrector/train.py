"""Training the corrector, with a state on disk from which it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from lightning_fabric.plugins import MixedPrecision
from torch import Tensor
from torch.nn import functional as F
from torch.optim import AdamW

from faceparse_core.corrector.inputs import IS_CLASS
from faceparse_core.corrector.network import CorrectorNetwork
from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.schedule import learning_rate
from faceparse_core.trainer.state import RunState
from faceparse_training.corrector.errors import ParsedFace
from faceparse_training.corrector.samples import Sample, Samples, with_another_stroke

STATE = "state.safetensors"
_AGAIN = 0.3
"""The share of the steps whose samples get another stroke, where the network's answer is wrong."""
_SAVED_EVERY = 200
"""Steps."""
_FIXED, _SEED = 128, 11
"""So many samples of other faces, always the same ones, tell how far it is."""


@dataclass(frozen=True)
class CorrectorSettings:
    """How it is trained; ``rate`` is the highest learning rate."""

    steps: int = 2600
    batch: int = 16
    rate: float = 2e-3
    warmup: int = 100
    decay: float = 0.998
    seed: int = 0


@dataclass(frozen=True)
class CorrectorProgress:
    """``gain``: by how much of the wrong pixels meant by a stroke less is wrong, on faces not trained on;
    None between two looks.
    """

    step: int
    loss: float
    gain: float | None = None


def train(
    faces: Sequence[ParsedFace],
    others: Sequence[ParsedFace],
    out: Path,
    settings: CorrectorSettings,
    on_progress: Callable[[CorrectorProgress], object] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> CorrectorNetwork:
    """Train on ``faces``, go on from a state in the folder ``out``, and return the averaged network.

    Args:
        others: faces that it is not trained on, to see how far it is.
        should_stop: asked after each step; the state is saved then.

    Raises:
        faceparse_core.model_files.checkpoint.CheckpointError: if the state is not this run's.
        OSError: if the state cannot be written.
    """
    torch.manual_seed(settings.seed)
    model = CorrectorNetwork().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    state = RunState(
        model,
        Ema(model, settings.decay),
        AdamW(model.parameters(), lr=settings.rate, weight_decay=1e-2),
        MixedPrecision("bf16-mixed", "cpu"),
    )
    run = {"settings": str({k: v for k, v in asdict(settings).items() if k != "steps"})}
    if (out / STATE).is_file():
        state.load(out / STATE, run)
    samples = Samples(faces)
    fixed = _fixed(others)
    while state.at.step < settings.steps and not should_stop():
        loss = _step(state, samples, settings)
        at = state.at.step = state.at.step + 1
        last = at % _SAVED_EVERY == 0 or at == settings.steps
        if last:
            state.save(out / STATE, run)
        on_progress(CorrectorProgress(at, loss, gain(state.ema.average, fixed) if last else None))
    state.save(out / STATE, run)
    average = state.ema.average
    assert isinstance(average, CorrectorNetwork)
    return average


def _fixed(others: Sequence[ParsedFace]) -> list[Sample]:
    rng = np.random.default_rng(_SEED)
    samples = Samples(others)
    return [samples.draw(rng) for _ in range(_FIXED)]


def _step(state: RunState, samples: Samples, settings: CorrectorSettings) -> float:
    """Learn from one batch, which depends on the seed and the step alone; the loss."""
    rng = np.random.default_rng((settings.seed, state.at.step))
    batch = [samples.draw(rng) for _ in range(settings.batch)]
    if rng.random() < _AGAIN:
        for sample, said in zip(batch, _said(state, batch), strict=True):
            with_another_stroke(sample, said, rng)
    rate = learning_rate(state.at.step, settings.steps, settings.rate, settings.warmup)
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    planes, truth, counts = _stacked(batch)
    state.model.train()
    with state.precision.forward_context():
        logits = state.model(planes)
    loss = loss_of(logits.float()[:, 0], planes[:, IS_CLASS], truth, counts)
    state.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), 1.0)
    state.optimizer.step()
    state.ema.update(state.model)
    return float(loss.detach())


def loss_of(logits: Tensor, labels: Tensor, truth: Tensor, counts: Tensor) -> Tensor:
    """Cross-entropy where it counts, plus Dice of the changes; all ``(B, S, S)``."""
    entropy = F.binary_cross_entropy_with_logits(logits, truth, weight=counts)
    of_class = torch.sigmoid(logits)
    changed = (of_class * (1 - labels) + (1 - of_class) * labels) * counts
    right = (truth * (1 - labels) + (1 - truth) * labels) * counts
    common, both = (changed * right).sum((1, 2)), (changed + right).sum((1, 2))
    return 4 * entropy + (1 - 2 * common / both.clamp(min=1)).mean()


@torch.no_grad()
def _said(state: RunState, batch: Sequence[Sample]) -> list[npt.NDArray[np.bool_]]:
    state.model.eval()
    with state.precision.forward_context():
        logits = state.model(_stacked(batch)[0])
    return list((logits[:, 0] > 0).numpy())


@torch.no_grad()
def gain(model: torch.nn.Module, samples: Sequence[Sample]) -> float:
    """By how much less is wrong, of what was meant and counts, as a share of it."""
    before = after = 0.0
    for start in range(0, len(samples), 16):
        planes, truth, counts = _stacked(samples[start : start + 16])
        said = (model(planes)[:, 0] > 0).float()
        labels = (planes[:, IS_CLASS] > 0.5).float()
        before += float(((labels != truth) * counts).sum())
        after += float(((said != truth) * counts).sum())
    return (before - after) / before if before else 0.0


def _stacked(batch: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor]:
    planes = torch.from_numpy(np.stack([each.planes for each in batch]))
    truth, counts = (
        torch.from_numpy(np.stack([getattr(each, name) for each in batch])) for name in ("truth", "counts")
    )
    return planes.to(memory_format=torch.channels_last), truth, counts
