"""Where a person ends beyond the face's frame: what several crops say of it, and the photo's own edges.

The wider a crop, the less the network knows, and near its border each crop knows little. So a crop's word
weighs less there, the next wider one fills in, and where none is sure the colours and edges of the photo
decide: GrabCut (Rother, Kolmogorov, Blake 2004) on a reduced copy, with what is sure as its samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from faceparse_core.labels import BACKGROUND, ID_OF, NUM_CLASSES
from faceparse_core.parsing.faces import (
    CROP_SIDE,
    FACE_CENTRE,
    REACH,
    Face,
    Frame,
    compose,
    cut_upright,
    frame_scale,
    invert,
    widen,
)
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.photos.imaging import Photo

AROUND = (BACKGROUND, *(ID_OF[name] for name in ("hair", "hat", "neck", "neck_l", "cloth")))
"""The classes that there may be outside of every aligned face's frame."""
SIDE = 192
"""The longest side of the copy that is worked on, in pixels."""
TRUST = (1.0, 1.0, 1.0, 0.3)
"""How far a crop is believed, from the narrowest to the widest."""
RING = 0.12
"""How broad the ring is in which a crop's trust goes down to nothing, as a share of its side."""
DOUBT = 0.25
"""How far around a contradiction nothing is sure, in sides of the face's frame."""
SURE = 0.9
"""From this trust and probability on a pixel is the person's."""
NO_PERSON = 0.05
"""Below this probability it is not, where the trust is as high."""
BODY, SPREAD = 600.0, 0.5
"""How far from a face's middle to either side its body goes, in crop units; more below, a unit of depth."""
LEAST_SAMPLES = 50
"""Fewer pixels that are surely somebody or nobody give no colours to go by."""
CLOTHES = 0.5
"""How much speaks for clothes where no crop is trusted, beside what the crops say."""
LEAST_ODDS, MOST_ODDS = 0.3, 4.0
"""The log odds of the person against background, at the outline and far from it."""
GUESSED_ODDS = 1.0
"""The most where nothing but colours speaks for the person."""
DEPTH = 60.0
"""How far from the outline the most is reached, in crop units."""
NEVER = -1e4
"""A logit whose class has no probability."""
_GOING_ON = [AROUND.index(ID_OF[name]) for name in ("neck", "neck_l", "cloth")]

Map = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def outlined(
    photo: Photo, levels: Sequence[tuple[Frame, Tensor]], others: Sequence[Frame] = ()
) -> CropLogits | None:
    """All that belongs to a person in one upright crop, made of the crops parsed; ``None`` outside the photo.

    Args:
        levels: frame and logits ``(19, h, w)`` of each crop, the narrowest, which is the face's own, first.
        others: the frames of the photo's other faces.
    """
    face = levels[0][0]
    grid = _Grid.of(widen(face, REACH), photo.shape)
    if grid is None:
        return None
    said = _blend(levels, grid)
    states = _states(said, grid, photo.shape)
    states[_far_off(face, others, grid) & (said.person < 0.5)] = cv2.GC_BGD
    found = _grab(cut_upright(photo, grid.box, (grid.width, grid.height)), states)
    unit = frame_scale(face) * grid.scale  # pixels a crop unit
    logits = _logits(said, found, DEPTH * unit)
    return CropLogits(grid.frame, torch.from_numpy(logits).to(levels[0][1].device), REACH, face=face)


@dataclass(frozen=True)
class _Grid:
    """A reduced copy of an upright part of the photo, in ``box``, ``width`` by ``height`` pixels."""

    box: tuple[int, int, int, int]
    width: int
    height: int

    @classmethod
    def of(cls, frame: Frame, shape: tuple[int, ...]) -> _Grid | None:
        """Of the photo of that shape, what lies in the frame's bounding box; ``None`` if nothing does."""
        x0, y0, x1, y1 = Face(frame, 0).box
        box = max(x0, 0), max(y0, 0), min(x1, shape[1]), min(y1, shape[0])
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            return None
        scale = min(1.0, SIDE / max(width, height))
        return cls(box, max(1, round(width * scale)), max(1, round(height * scale)))

    @property
    def frame(self) -> Frame:
        x0, y0, x1, y1 = self.box
        return np.array([[(x1 - x0) / CROP_SIDE, 0.0, x0], [0.0, (y1 - y0) / CROP_SIDE, y0]])

    @property
    def scale(self) -> float:
        """Pixels a photo pixel."""
        return float(
            np.sqrt(self.width * self.height / (self.box[2] - self.box[0]) / (self.box[3] - self.box[1]))
        )


@dataclass(frozen=True)
class _Said:
    """What the crops say together of each pixel of a grid.

    Attributes:
        classes: probabilities of ``AROUND``, then of all other classes together, each times the trust,
            ``(K, h, w)``.
        trust: how far it is believed, ``(h, w)``, 0 to 1.
        doubtful: where crops contradict each other.
    """

    classes: Map
    trust: Map
    doubtful: Mask

    @property
    def person(self) -> Map:
        """The probability that it is not background, ``(h, w)``; 0 where nothing is known."""
        return np.where(self.trust > 0, 1 - self.classes[0] / np.maximum(self.trust, 1e-6), 0)


def _blend(levels: Sequence[tuple[Frame, Tensor]], grid: _Grid) -> _Said:
    """The crops laid over each other, the narrower ones above, each fading out towards its border.

    A contradiction is where a crop sees clothes or a neck up to its border and the next wider one background.
    """
    shape = grid.height, grid.width
    classes = np.zeros((len(AROUND) + 1, *shape), np.float32)
    left = np.ones(shape, np.float32)
    contradicted = np.zeros(shape, np.bool_)
    before = np.zeros(shape, np.bool_)
    for (frame, logits), trust in zip(levels, TRUST, strict=False):
        found, inwards = _sample(logits, compose(invert(frame), grid.frame), grid)
        inside = inwards > 0
        contradicted |= before & inside & (found[0] > 0.5)
        before = inside & (inwards < RING / 2) & (found[_GOING_ON].sum(0) > 0.5)
        weight = left * np.clip(inwards / RING, 0, 1) * trust
        classes += weight * found
        left -= weight
    reach = round(DOUBT * CROP_SIDE * frame_scale(levels[0][0]) * grid.scale)
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    doubtful = cv2.dilate(contradicted.astype(np.uint8), around) > 0
    return _Said(classes, 1 - left, doubtful)


def _sample(logits: Tensor, to_crop: Frame, grid: _Grid) -> tuple[Map, Map]:
    """The probabilities ``(K, h, w)`` at the grid's pixels, and how far in the crop these lie.

    That is the distance from the crop's border, as a share of its side; negative outside.
    """
    p = logits.float().softmax(0)
    p = torch.cat([p[list(AROUND)], (1 - p[list(AROUND)].sum(0, keepdim=True)).clamp(min=0)])[None]
    x = (torch.arange(grid.width) + 0.5) / grid.width
    y = (torch.arange(grid.height) + 0.5)[:, None] / grid.height
    (a, b, left), (c, d, top) = (to_crop / [1, 1, CROP_SIDE]).tolist()
    u, v = a * x + b * y + left, c * x + d * y + top
    step = int(frame_scale(to_crop) * p.shape[-1] / np.sqrt(grid.width * grid.height))
    if step > 1:  # the crop is finer than the grid
        p = functional.interpolate(p, size=(p.shape[2] // step, p.shape[3] // step), mode="area")
    places = (torch.stack([u, v], -1)[None] * 2 - 1).to(p.device, p.dtype)
    sampled = functional.grid_sample(p, places, padding_mode="border", align_corners=False)[0]
    inwards = torch.minimum(torch.minimum(u, 1 - u), torch.minimum(v, 1 - v))
    return sampled.cpu().numpy(), inwards.float().numpy()


def _states(said: _Said, grid: _Grid, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """What GrabCut is told of each pixel; beyond the reach there is nobody."""
    person = said.person
    states = np.where((person > 0.5) | said.doubtful, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))
    sure = said.trust > SURE
    states[sure & (person > SURE)] = cv2.GC_FGD
    states[sure & (person < NO_PERSON) & ~said.doubtful] = cv2.GC_BGD
    x0, y0, x1, y1 = grid.box
    for is_open, edge in (
        (x0 > 0, np.s_[:, :1]),
        (y0 > 0, np.s_[:1]),
        (x1 < shape[1], np.s_[:, -1:]),
        (y1 < shape[0], np.s_[-1:]),
    ):
        if is_open:
            states[edge] = cv2.GC_BGD
    return states


def _far_off(face: Frame, others: Sequence[Frame], grid: _Grid) -> Mask:
    """Which pixels lie above the face's frame, or beside what a body takes and no nearer to another face.

    There nothing goes on that no crop sees.
    """
    u, v = _places(face, grid)
    beside = np.abs(u - FACE_CENTRE[0]) > BODY + SPREAD * (v - CROP_SIDE).clip(0)
    away = np.hypot(u - FACE_CENTRE[0], v - FACE_CENTRE[1])
    for other in others:
        x, y = _places(other, grid)
        beside &= away <= np.hypot(x - FACE_CENTRE[0], y - FACE_CENTRE[1])
    found: Mask = (v < 0) | beside
    return found


def _places(frame: Frame, grid: _Grid) -> tuple[Map, Map]:
    """Where the grid's pixels lie in the frame, ``(h, w)`` each."""
    (a, b, left), (c, d, top) = compose(invert(frame), grid.frame).astype(np.float32)
    x = (np.arange(grid.width, dtype=np.float32) + 0.5) * np.float32(CROP_SIDE / grid.width)
    y = (np.arange(grid.height, dtype=np.float32)[:, None] + 0.5) * np.float32(CROP_SIDE / grid.height)
    return a * x + b * y + left, c * x + d * y + top


def _grab(picture: Photo, states: npt.NDArray[np.uint8]) -> Mask:
    """What is the person's, by colours and edges, and hangs together with what surely is."""
    core, nobody = states == cv2.GC_FGD, states == cv2.GC_BGD
    found = np.isin(states, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if min(core.sum(), nobody.sum()) >= LEAST_SAMPLES:
        cv2.setRNGSeed(0)
        models, cut = (np.zeros((1, 65)), np.zeros((1, 65))), states.copy()
        # What is not sure would teach that clothes are background, or the other way round.
        sure = core | nobody
        samples = picture[sure][None], states[sure][None]
        cv2.grabCut(*samples, None, *models, 0, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
        cv2.grabCut(picture, cut, None, *models, 1, cv2.GC_EVAL_FREEZE_MODEL)  # type: ignore[call-overload]
        found = np.isin(cut, (cv2.GC_FGD, cv2.GC_PR_FGD))
    _, parts = cv2.connectedComponents(found.astype(np.uint8), connectivity=4)
    return found & np.isin(parts, np.unique(parts[core]))


def _logits(said: _Said, found: Mask, depth: float) -> Map:
    """Logits ``(19, h, w)`` in which the person leads where ``found``, less sure near an outline.

    Where nothing but colours speaks for the person, it is never sure.
    """
    person = said.person
    away = np.where(found, _distance(found), _distance(~found))
    agreed = np.log((person + 0.01) / (1.01 - person)) * np.where(found, 1, -1)
    most = said.trust * agreed.clip(0, MOST_ODDS) + (1 - said.trust) * np.where(
        found, GUESSED_ODDS, MOST_ODDS
    )
    odds = LEAST_ODDS + (away / depth).clip(0, 1) * most
    odds = odds * (2 * cv2.GaussianBlur(found.astype(np.float32), (0, 0), 0.7) - 1)  # a smooth outline
    classes = said.classes[1:-1] + np.float32(1e-4)
    classes[AROUND.index(ID_OF["cloth"]) - 1] += CLOTHES * (1 - said.trust) + 0.01
    logits = np.full((NUM_CLASSES, *found.shape), NEVER, np.float32)
    logits[list(AROUND[1:])] = odds + np.log(classes / classes.max(0))
    logits[BACKGROUND] = 0
    return logits


def _distance(mask: Mask) -> Map:
    """From each pixel of the mask to the next outside of it; the border of the photo is no outline."""
    padded = np.pad(mask, 1, mode="edge").astype(np.uint8)
    found = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.minimum(found, np.float32(max(mask.shape)))  # where there is no outline, OpenCV's largest
