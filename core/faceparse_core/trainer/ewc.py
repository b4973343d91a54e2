"""What holds a network near the weights it starts from while it learns something new.

Elastic weight consolidation (Kirkpatrick et al., PNAS 2017): each weight is drawn back in proportion to the
diagonal of the Fisher information, that is by how much the answers to familiar pictures depend on it. The
pictures themselves are needed once only, to measure it: an importance file stands in for training data that
may not be passed on.
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

Importance = Mapping[str, Tensor]
"""For each parameter by name a tensor of its shape, at least 0."""


def measure(model: nn.Module, pictures: Iterable[Tensor], seed: int) -> dict[str, Tensor]:
    """The importance of every parameter of ``model`` for its answers to ``pictures``, ``uint8 (1, H, W, 3)``.

    Labels are drawn from the network's own answer, so none are needed. A picture's loss is the sum over its
    pixels divided by the root of their number: its squared gradient does not grow with the picture's size.

    Raises:
        ValueError: if there is no picture.
    """
    model.eval().requires_grad_(True)
    named = dict(model.named_parameters())
    device = next(iter(named.values())).device
    draw = torch.Generator(device).manual_seed(seed)
    found = {name: torch.zeros_like(p) for name, p in named.items()}
    count = 0
    for picture in pictures:
        log_p = F.log_softmax(model(normalise(picture.to(device))).float(), 1)
        classes = log_p.detach().exp().permute(0, 2, 3, 1).flatten(0, 2)
        said = classes.multinomial(1, generator=draw).view(log_p.shape[0], *log_p.shape[2:])
        model.zero_grad(set_to_none=True)
        (F.nll_loss(log_p, said, reduction="sum") / said.numel() ** 0.5).backward()
        for name, p in named.items():
            if p.grad is not None:
                found[name] += p.grad.square()
        count += 1
    if count == 0:
        raise ValueError("no picture to measure on")
    model.zero_grad(set_to_none=True)
    return {name: total / count for name, total in found.items()}


class EWC:
    """Draws the parameters of ``model`` towards what they are now, in proportion to ``importance``.

    Raises:
        CheckpointError: if the importance was measured for a network of another architecture.
    """

    def __init__(self, model: nn.Module, importance: Importance, strength: float) -> None:
        named = {name: p for name, p in model.named_parameters() if p.requires_grad}
        if any(name not in importance or importance[name].shape != p.shape for name, p in named.items()):
            raise CheckpointError("The importance belongs to another network. Measure it anew.")
        self._strength = strength
        self._weights = named
        self._home = {name: p.detach().clone() for name, p in named.items()}
        self._importance = {name: importance[name].to(p.device, p.dtype) for name, p in named.items()}

    @torch.no_grad()
    def add_gradient(self, loss_scale: float = 1.0) -> None:
        """Add the gradient of ``strength * Σ fisher * (weight - start)²`` to the parameters' ``grad``.

        ``loss_scale`` is the factor by which the loss was multiplied before its gradient was computed.
        """
        for name, p in self._weights.items():
            if p.grad is not None:
                p.grad.addcmul_(
                    p - self._home[name], self._importance[name], value=2 * self._strength * loss_scale
                )

    @torch.no_grad()
    def distance(self, state: Mapping[str, Tensor]) -> float:
        """``Σ importance * (weight - start)²`` of the weights in ``state``: to second order, how far the
        answers to familiar pictures have moved."""
        parts = [
            (importance * (state[name] - self._home[name]).square()).sum()
            for name, importance in self._importance.items()
        ]
        return float(torch.stack(parts).sum())


def save(path: Path, importance: Importance) -> None:
    """Write an importance file: safetensors of bfloat16, whose range is that of float32, atomically.

    Raises:
        OSError: if it cannot be written.
    """
    blob = to_bytes({name: t.detach().cpu().bfloat16().contiguous() for name, t in importance.items()})
    with atomic_write(path) as file:
        file.write(blob)


def shipped(name: str) -> dict[str, Tensor] | None:
    """The importance that was measured for the shipped model ``name``, or ``None``.

    Raises:
        CheckpointError: if its file is damaged.
    """
    path = faceparse_resources.path("anchors") / f"{name}.safetensors"
    if not path.is_file():
        return None
    return {key: tensor.float() for key, tensor in read_tensors(path).items()}
