"""Elastic weight consolidation (EWC): a penalty on moving weights that earlier predictions depend on.

Each weight is drawn back to where it was in proportion to the diagonal of the Fisher information, which says
how much the predictions for known pictures depend on it (Kirkpatrick et al., PNAS 2017). The pictures are
needed only once, to measure it: its file stands in for training data that may not be passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from safetensors.torch import save as to_bytes
from torch import Tensor, nn
from torch.nn import functional as F

import faceparse_resources
from faceparse_core.files.writing import atomic_write
from faceparse_core.model import normalise
from faceparse_core.model_files.checkpoint import CheckpointError, read_tensors

Fisher = Mapping[str, Tensor]
"""The diagonal of the Fisher information: for each parameter by name a tensor of its shape, at least 0."""


def measure_fisher(model: nn.Module, pictures: Iterable[Tensor], seed: int) -> dict[str, Tensor]:
    """Measure the Fisher information of every parameter of ``model`` over ``pictures``.

    Labels are drawn from the network's own probabilities, so none are needed. A picture's loss is the sum
    over its pixels divided by the square root of their number, so that its squared gradient does not grow
    with the picture's size.

    Args:
        model: left in evaluation mode, with ``requires_grad`` on.
        pictures: ``uint8 (1, H, W, 3)`` each, RGB, 0 to 255.
        seed: of the labels drawn.

    Raises:
        ValueError: if there is no picture.
    """
    model.eval().requires_grad_(True)
    named = dict(model.named_parameters())
    device = next(iter(named.values())).device
    generator = torch.Generator(device).manual_seed(seed)
    fisher = {name: torch.zeros_like(p) for name, p in named.items()}
    count = 0
    for picture in pictures:
        log_p = F.log_softmax(model(normalise(picture.to(device))).float(), 1)
        classes = log_p.detach().exp().permute(0, 2, 3, 1).flatten(0, 2)
        drawn = classes.multinomial(1, generator=generator).view(log_p.shape[0], *log_p.shape[2:])
        model.zero_grad(set_to_none=True)
        (F.nll_loss(log_p, drawn, reduction="sum") / drawn.numel() ** 0.5).backward()
        for name, p in named.items():
            if p.grad is not None:
                fisher[name] += p.grad.square()
        count += 1
    if count == 0:
        raise ValueError("no picture to measure on")
    model.zero_grad(set_to_none=True)
    return {name: total / count for name, total in fisher.items()}


class EWC:
    """The penalty ``strength * Σ fisher * (weight - start)²`` on the parameters of ``model``.

    The start is where the parameters are when it is made.

    Raises:
        CheckpointError: if ``fisher`` was measured for a network of another architecture.
    """

    def __init__(self, model: nn.Module, fisher: Fisher, strength: float) -> None:
        named = {name: p for name, p in model.named_parameters() if p.requires_grad}
        if any(name not in fisher or fisher[name].shape != p.shape for name, p in named.items()):
            raise CheckpointError("The importance belongs to another network. Measure it anew.")
        self._strength = strength
        self._weights = named
        self._start = {name: p.detach().clone() for name, p in named.items()}
        self._fisher = {name: fisher[name].to(p.device, p.dtype) for name, p in named.items()}

    @torch.no_grad()
    def add_gradient(self, loss_scale: float = 1.0) -> None:
        """Add the penalty's gradient to the parameters' ``grad``; those without one stay as they are.

        ``loss_scale`` is the factor by which the loss was multiplied before its gradient was computed.
        """
        for name, p in self._weights.items():
            if p.grad is not None:
                p.grad.addcmul_(
                    p - self._start[name], self._fisher[name], value=2 * self._strength * loss_scale
                )

    @torch.no_grad()
    def distance(self, state: Mapping[str, Tensor]) -> float:
        """``Σ fisher * (weight - start)²`` of the weights in ``state``, at least 0.

        To second order, how far the predictions for known pictures have moved: about twice the mean KL
        divergence at a pixel.
        """
        parts = [
            (fisher * (state[name] - self._start[name]).square()).sum()
            for name, fisher in self._fisher.items()
        ]
        return float(torch.stack(parts).sum())


def save_fisher(path: Path, fisher: Fisher) -> None:
    """Write ``fisher`` to a file, atomically: safetensors of bfloat16, whose range is that of float32.

    Raises:
        OSError: if it cannot be written.
    """
    blob = to_bytes({name: t.detach().cpu().bfloat16().contiguous() for name, t in fisher.items()})
    with atomic_write(path) as file:
        file.write(blob)


def shipped_fisher(name: str) -> dict[str, Tensor] | None:
    """The Fisher information that was measured for the shipped model ``name``, ``float32``, or ``None``.

    Raises:
        CheckpointError: if its file is damaged.
    """
    path = faceparse_resources.path("fisher") / f"{name}.safetensors"
    if not path.is_file():
        return None
    return {key: tensor.float() for key, tensor in read_tensors(path).items()}
