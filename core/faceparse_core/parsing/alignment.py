"""Faces found in photos and aligned by their landmarks.

``find_faces`` is the way from photos to aligned faces: proposals of where a face may be, each parsed and
its frame moved until eyes, nose and mouth lie where they lie in the training crops, then kept if the parse
looks like a face.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from faceparse_core.parsing import faces, proposals
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import CROP_SIDE, PARTS, Face, Frame, compose
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.photos.imaging import Photo

ROUNDS = 2
"""How often a proposed frame is moved."""
ROUGH_SIDE = 384
"""The side of a crop of which only the landmarks are needed, in pixels."""
SECOND_SIDE = 256
"""The side at which a doubtful face is parsed again, in pixels."""
MIN_EVIDENCE, CLEAR_EVIDENCE = 0.45, 0.9
MIN_CONSISTENCY = 0.27


@dataclass
class PhotoFaces:
    """The faces of one photo, and the logits to paste: one crop for each face, then its surroundings."""

    faces: list[Face] = field(default_factory=list)
    crops: list[CropLogits] = field(default_factory=list)


def find_faces(
    network: CropNetwork, photos: Sequence[Photo], lap: Callable[[str], None] = lambda step: None
) -> list[PhotoFaces]:
    """Find and align every face of each photo; the photos' crops go through the network together.

    Photos without a face are searched a second time, more thoroughly.

    Args:
        lap: called with the name of each step, ``find`` or ``faces``, when it is done; for its time.
    """
    proposed = _propose(network, photos)
    lap("find")
    found = _align(network, photos, proposed)
    lap("faces")
    missed = [i for i, photo_faces in enumerate(found) if not photo_faces.faces]
    proposed = [proposals.search(photos[i], proposals.THOROUGH) for i in missed]
    lap("find")
    second = _align(network, [photos[i] for i in missed], proposed)
    for i, photo_faces in zip(missed, second, strict=True):
        found[i] = photo_faces
    lap("faces")
    return found


# -- the steps, in their order -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Candidate:
    """A frame in the photo of that index that may hold a face, its logits and the evidence."""

    photo: int
    frame: Frame
    logits: Tensor
    score: float


def _propose(network: CropNetwork, photos: Sequence[Photo]) -> list[list[Frame]]:
    """The frames of each photo where a face may be: by Haar cascades, and by a parse of the whole photo."""
    wholes = network.logits([faces.cut_whole(photo, network.input_size) for photo in photos])
    return [
        proposals.search(photo) + proposals.seen(_probabilities(logits), photo.shape[1], photo.shape[0])
        for photo, logits in zip(photos, wholes, strict=True)
    ]


def _align(
    network: CropNetwork, photos: Sequence[Photo], proposed: Sequence[Sequence[Frame]]
) -> list[PhotoFaces]:
    """The aligned faces among the frames ``proposed`` for each photo."""
    at = [(i, frame) for i, frames in enumerate(proposed) for frame in frames]
    for _ in range(ROUNDS):
        at = _move(network, photos, at)
    logits = network.averaged_logits([partial(faces.cut, photos[i], frame) for i, frame in at])
    candidates = [
        _Candidate(i, frame, of_crop, evidence(_landmarks(of_crop)))
        for (i, frame), of_crop in zip(at, logits, strict=True)
    ]
    found = [PhotoFaces() for _ in photos]
    for candidate in sorted(_consistent(network, photos, candidates), key=lambda each: -each.score):
        photo_faces = found[candidate.photo]
        if not any(faces.same_face(candidate.frame, other.to_photo) for other in photo_faces.faces):
            photo_faces.faces.append(Face(candidate.frame, candidate.score))
            photo_faces.crops.append(CropLogits(candidate.frame, candidate.logits))
    _add_surroundings(network, photos, found)
    return found


def _move(
    network: CropNetwork, photos: Sequence[Photo], at: Sequence[tuple[int, Frame]]
) -> list[tuple[int, Frame]]:
    """Each frame moved to where its parse shows the face; those without landmarks and doubles are dropped.

    The crops are parsed small: landmarks need no more.
    """
    side = min(network.input_size, ROUGH_SIDE)
    logits = network.logits([faces.cut(photos[i], frame, side) for i, frame in at])
    moved: list[list[Frame]] = [[] for _ in photos]
    for (i, frame), of_crop in zip(at, logits, strict=True):
        better = realign(frame, _landmarks(of_crop))
        if better is not None:
            moved[i].append(better)
    return [(i, frame) for i, frames in enumerate(moved) for frame in faces.distinct(frames)]


def _consistent(
    network: CropNetwork, photos: Sequence[Photo], candidates: Sequence[_Candidate]
) -> list[_Candidate]:
    """The candidates that hold faces: with clear evidence, or with some that a smaller crop confirms.

    Patterns in cloth or stone that look like a face to the network leave it unsure, and look different at
    another size.
    """
    clear = [each for each in candidates if each.score >= CLEAR_EVIDENCE]
    doubtful = [each for each in candidates if MIN_EVIDENCE <= each.score < CLEAR_EVIDENCE]
    side = min(network.input_size, SECOND_SIDE)
    again = network.logits([faces.cut(photos[each.photo], each.frame, side) for each in doubtful])
    confirmed = []
    for each, small in zip(doubtful, again, strict=True):
        mean_score = (each.score + evidence(_landmarks(small))) / 2
        if mean_score * _mean_confidence(each.logits) ** 2 >= MIN_CONSISTENCY:
            confirmed.append(each)
    return clear + confirmed


def _add_surroundings(network: CropNetwork, photos: Sequence[Photo], found: Sequence[PhotoFaces]) -> None:
    """Add a wide crop (hair, shoulders) of each face whose frame does not hold the whole photo."""
    wide = [
        (i, faces.widen(face.to_photo))
        for i, (photo, photo_faces) in enumerate(zip(photos, found, strict=True))
        for face in photo_faces.faces
        if not faces.covers(face.to_photo, photo.shape[1], photo.shape[0])
    ]
    logits = network.averaged_logits([partial(faces.cut, photos[i], frame) for i, frame in wide])
    for (i, frame), of_crop in zip(wide, logits, strict=True):
        found[i].crops.append(CropLogits(frame, of_crop, wide=True))


# -- landmarks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Landmarks:
    """The parts that a parse shows: centroids in crop coordinates, and how surely each is there, 0 to 1."""

    points: dict[str, tuple[float, float]]
    presence: dict[str, float]


def landmarks(probabilities: npt.NDArray[np.float32]) -> Landmarks:
    """Landmarks from class probabilities ``(19, h, w)`` of a crop."""
    _, h, w = probabilities.shape
    ys, xs = (np.arange(h) + 0.5) * CROP_SIDE / h, (np.arange(w) + 0.5) * CROP_SIDE / w
    points, presence = {}, {}
    for name, part in PARTS.items():
        p = probabilities[list(part.ids)].sum(0)
        p = np.where(p > 0.3, p, 0)
        mass = float(p.sum())
        area = mass * (CROP_SIDE / h) * (CROP_SIDE / w)
        presence[name] = min(1.0, area / (150.0 if name != "nose" else 1200.0))
        if mass > 0:
            points[name] = float((p.sum(0) * xs).sum() / mass), float((p.sum(1) * ys).sum() / mass)
    return Landmarks(points, presence)


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


def _landmarks(logits: Tensor) -> Landmarks:
    return landmarks(_probabilities(logits))


def _probabilities(logits: Tensor) -> npt.NDArray[np.float32]:
    return torch.softmax(logits, 0).cpu().numpy()


def _mean_confidence(logits: Tensor) -> float:
    """The mean probability of the leading class, 0 to 1."""
    return float(torch.softmax(logits, 0).amax(0).mean())
