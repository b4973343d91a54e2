"""BatchNorm's statistics moved towards those of the user's photos: what is learned without a correction.

A normalisation that expects other light, another camera or another pose than it gets shifts every feature
behind it. Its mean and variance are measured on the user's photos, which need no labels, and mixed with the
training's (Schneider et al., NeurIPS 2020).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from itertools import islice

import numpy as np
import torch
from torch import nn

from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.model.blocks import DropPath
from faceparse_core.photos.imaging import Photo

SHARE = 0.5
"""Of the user's photos in the mix: half way, as far as ten photos can be trusted."""
_BATCH = 4


@torch.no_grad()
def adapted(start: MicroSegFormer, photos: Iterable[Photo], share: float = SHARE) -> MicroSegFormer:
    """A copy of ``start`` whose statistics are moved by ``share`` (0 to 1) to those over ``photos``.

    Args:
        photos: RGB ``uint8 (S, S, 3)``, all of one size; without one the copy is like ``start``.
    """
    network = copy.deepcopy(start)
    device = next(network.parameters()).device
    before = {name: norm for name, norm in start.named_modules() if isinstance(norm, nn.BatchNorm2d)}
    norms = {name: norm for name, norm in network.named_modules() if isinstance(norm, nn.BatchNorm2d)}
    for norm in norms.values():
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    seen = False
    _measure_mode(network)
    rest = iter(photos)
    while batch := list(islice(rest, _BATCH)):
        network(normalise(torch.from_numpy(np.stack(batch)).to(device)))
        seen = True
    for name, norm in norms.items():
        old = before[name]
        norm.momentum = old.momentum
        for part in ("running_mean", "running_var"):
            was, measured = old.get_buffer(part), norm.get_buffer(part)
            measured.copy_(torch.lerp(was, measured, share) if seen else was)
        norm.get_buffer("num_batches_tracked").copy_(old.get_buffer("num_batches_tracked"))
    return network.eval()


def _measure_mode(network: nn.Module) -> None:
    """Only the normalisations, and what holds them, are in training; nothing is dropped."""
    network.train()
    for module in network.modules():
        if isinstance(module, nn.Dropout2d | DropPath):
            module.eval()
