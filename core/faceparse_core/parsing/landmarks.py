"""Eyes, brows, nose and mouth in a crop's parse, and the frame and the evidence that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from faceparse_core.parsing.faces import CROP_SIDE, PARTS, Frame, compose

REACH = 100.0
"""How far from its home in an aligned crop a part is looked for, in crop units: beyond lie a neighbour's."""


@dataclass(frozen=True)
class Landmarks:
    """The parts that a parse shows: centroids in crop coordinates, and how surely each is there, 0 to 1."""

    points: dict[str, tuple[float, float]]
    presence: dict[str, float]


def landmarks(probabilities: npt.NDArray[np.float32]) -> Landmarks:
    """Landmarks from class probabilities ``(19, h, w)`` of a crop that shows a face roughly in place."""
    _, h, w = probabilities.shape
    all_ys, all_xs = (np.arange(h) + 0.5) * CROP_SIDE / h, (np.arange(w) + 0.5) * CROP_SIDE / w
    points, presence = {}, {}
    for name, part in PARTS.items():
        columns, rows = (_around(at, home) for at, home in zip((all_xs, all_ys), part.home, strict=True))
        xs, ys = all_xs[columns], all_ys[rows]
        p = probabilities[:, rows, columns][list(part.ids)].sum(0)
        near = np.hypot(xs - part.home[0], ys[:, None] - part.home[1]) <= REACH
        p = np.where((p > 0.3) & near, p, 0)
        mass = float(p.sum())
        area = mass * (CROP_SIDE / h) * (CROP_SIDE / w)
        presence[name] = min(1.0, area / (150.0 if name != "nose" else 1200.0))
        if mass > 0:
            points[name] = float((p.sum(0) * xs).sum() / mass), float((p.sum(1) * ys).sum() / mass)
    return Landmarks(points, presence)


def _around(at: npt.NDArray[np.float64], home: float) -> slice:
    """Where the rising ``at`` lies within reach of ``home``."""
    return slice(*np.searchsorted(at, (home - REACH, home + REACH)))


def realign(frame: Frame, seen: Landmarks) -> Frame | None:
    """The frame that puts the seen parts where the training crops have them; ``None`` with too few parts.

    A weighted least-squares similarity transform (Umeyama, PAMI 1991, without reflection).
    """
    names = [n for n in seen.points if seen.presence[n] > 0.2]
    spread = [n for n in names if n != "nose"]
    if len(names) < 3 or len({n[2:] if n[1] == "_" else n for n in spread}) < 2:
        return None
    target = np.array([PARTS[n].home for n in names])
    source = np.array([seen.points[n] for n in names])
    weight = np.array([PARTS[n].weight * seen.presence[n] for n in names])
    weight /= weight.sum()
    a, b = target - weight @ target, source - weight @ source
    norm = float((weight * (a**2).sum(1)).sum())
    cos = float((weight * (a * b).sum(1)).sum()) / norm
    sin = float((weight * (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])).sum()) / norm
    rotation = np.array([[cos, -sin], [sin, cos]])
    old_from_new = np.column_stack([rotation, weight @ source - rotation @ (weight @ target)])
    return compose(frame, old_from_new)


def evidence(seen: Landmarks) -> float:
    """How much a parsed crop looks like an aligned face, 0 to 1: parts seen, each where it belongs."""
    total = sum(part.weight for part in PARTS.values())
    score = 0.0
    for name, part in PARTS.items():
        if name in seen.points:
            miss = np.hypot(seen.points[name][0] - part.home[0], seen.points[name][1] - part.home[1])
            score += part.weight * seen.presence[name] * float(np.exp(-((miss / 40.0) ** 2)))
    return score / total


def landmarks_of(logits: Tensor) -> Landmarks:
    """Landmarks from a crop's coarse logits ``(19, h, w)``."""
    return landmarks(torch.softmax(logits, 0).cpu().numpy())
