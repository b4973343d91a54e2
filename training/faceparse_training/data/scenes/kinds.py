"""One function for each kind of composed crop: a sample and another one in, a sample of the same size out.

Photos are ``uint8 (S, S, 3)``, label maps ``uint8 (S, S)`` with ids 0 to 18. What comes out depends on the
two samples and the generator alone; neither sample is written to.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE
from faceparse_training.data.copy_paste import Sample
from faceparse_training.data.scenes.occluders import COVERS, cover
from faceparse_training.data.scenes.person import Scene, cut_out
from faceparse_training.data.scenes.surroundings import blend, patch_of, surroundings, texture

Kind = Callable[[Sample, Sample, np.random.Generator], Sample]

_CENTRE = np.array(FACE_CENTRE) / CROP_SIDE
SMALLEST = 0.33
"""How far people are scaled down so that what lies around an aligned crop is seen."""
FACE_SHARE = 0.55
"""The height of a face, hairline to chin, as a share of an aligned crop's side."""


def background(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """Another background behind the same person at the same place; the labels stay."""
    photo, labels = sample
    seen = (labels != BACKGROUND).astype(np.float32)
    alpha = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.6, 1.6) * len(labels) / 512)
    return blend(surroundings(labels.shape, other, rng), photo, alpha), labels.copy()


def clothes(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """Clothes of another stuff, with the folds of those that were there; the labels stay."""
    photo, labels = sample
    worn = labels == ID_OF["cloth"]
    if not worn.any():
        return photo.copy(), labels.copy()
    stuff = texture(labels.shape, rng) if rng.random() < 0.4 else patch_of(labels.shape, other, rng)
    light = cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), (0, 0), len(labels) / 128)
    mean = max(float(light[worn].mean()), 8.0)
    folds = np.clip(light / mean, 0.5, 1.6) ** rng.uniform(0.5, 1)
    lit = (stuff * folds[..., None]).clip(0, 255).astype(np.uint8)
    alpha = cv2.GaussianBlur(worn.astype(np.float32), (0, 0), len(labels) / 512)
    return blend(photo, lit, alpha), labels.copy()


def beyond(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """The person down to a third as large and turned, with body and hair past the former crop, elsewhere."""
    return _alone(sample, other, rng, scale=_log_uniform(rng, SMALLEST, 1.0), turn=rng.normal(0, 12))


def turned(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """The person turned by 25 to 75° or squeezed as a face is that looks aside, elsewhere."""
    turn = (
        float(rng.uniform(25, 75) * rng.choice((-1, 1))) if rng.random() < 0.7 else float(rng.normal(0, 10))
    )
    return _alone(sample, other, rng, scale=rng.uniform(0.6, 1.15), turn=turn, squeeze=rng.uniform(0.55, 1))


def neighbours(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """The person with ``other`` beside them, before or behind; all of ``other`` is background."""
    side = len(sample[1])
    scale = _log_uniform(rng, 0.4, 1.0)
    theirs = min(scale * _log_uniform(rng, 0.65, 1.5), 1.2)
    towards = rng.normal(0, 0.35) + rng.choice((0, np.pi))
    before = rng.random() < 0.5
    apart = rng.uniform(0.7 if before else 0.45, 1.05) * (scale + theirs) / 2
    at = _CENTRE + rng.normal(0, 0.03, 2)
    beside = at + apart * np.array([np.cos(towards), np.sin(towards)])
    scene = Scene.empty(surroundings((side, side), other, rng))
    layers = [(1, sample, scale, at), (2, other, theirs, beside)]
    if not before:
        layers.reverse()
    for number, each, size, place in layers:
        turn = rng.normal(0, 8)
        _lay(scene, each, other if number == 1 else sample, number, place, rng, scale=size, turn=turn)
    return scene.photo, scene.truth_of(1)


def covered(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """Something over the face or beside it (``occluders.COVERS``), which is background."""
    name = list(COVERS)[rng.choice(len(COVERS), p=(0.35, 0.3, 0.1, 0.25))]
    return cover(sample, COVERS[name](sample, other, rng), rng)


def dark(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """A dark room with light from one side, coloured and noisy; the labels stay."""
    photo, labels = sample
    side = len(labels)
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.7)
    x = np.linspace(-0.7, 0.7, side, dtype=np.float32)
    light = np.clip(1 - fall * (0.5 + np.cos(angle) * x + np.sin(angle) * x[:, None]), 0.15, 1)
    tint = rng.uniform(0.6, 1, 3)
    level = 255 * rng.uniform(0.2, 0.6)
    curve = level * np.linspace(0, 1, 256) ** rng.uniform(0.9, 1.8)
    dim = cv2.multiply(cv2.LUT(photo, curve.astype(np.float32)), cv2.merge([light.astype(np.float32)] * 3))
    strength = rng.uniform(1, 9) / np.sqrt(2 / 12) / 256
    a, b = rng.integers(
        0, 256, (2, *photo.shape), dtype=np.uint8
    )  # a triangle's noise is cheaper than Gauss's
    noisy = cv2.transform(dim, np.diag(tint / tint.max())) + cv2.subtract(a, b, dtype=cv2.CV_32F) * strength
    return noisy.clip(0, 255).astype(np.uint8), labels.copy()


def tiny(sample: Sample, other: Sample, rng: np.random.Generator) -> Sample:
    """As a photo shows a face of 16 to 40 pixels, compressed and enlarged again; the labels stay."""
    photo, labels = sample
    side = len(labels)
    small_side = min(side, round(_log_uniform(rng, 16, 40) / FACE_SHARE))
    small = cv2.resize(photo, (small_side, small_side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.7:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))]
        done, packed = cv2.imencode(".jpg", small, quality)
        assert done
        read = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        assert read is not None
        small = read
    way = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    return cv2.resize(small, (side, side), interpolation=way).astype(np.uint8, copy=False), labels.copy()


KINDS: dict[str, Kind] = {
    "background": background,
    "clothes": clothes,
    "beyond": beyond,
    "turned": turned,
    "neighbours": neighbours,
    "covered": covered,
    "dark": dark,
    "tiny": tiny,
}
"""All kinds, by name."""


def placed(
    side: int, place: npt.NDArray[np.float64], scale: float, turn: float, squeeze: float = 1.0
) -> npt.NDArray[np.float64]:
    """From the pixels of a crop of ``side`` to a scene's: the face's centre comes to ``place``, in pixels.

    Args:
        turn: counter-clockwise, in degrees.
        squeeze: what the width is multiplied by, ahead of the turn.
    """
    angle = np.deg2rad(turn)
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    linear = scale * rotation @ np.diag([squeeze, 1.0])
    return np.column_stack([linear, place - 0.5 - linear @ (_CENTRE * side - 0.5)])


def _alone(
    sample: Sample,
    other: Sample,
    rng: np.random.Generator,
    *,
    scale: float,
    turn: float,
    squeeze: float = 1.0,
) -> Sample:
    side = len(sample[1])
    scene = Scene.empty(surroundings((side, side), other, rng))
    place = _CENTRE + rng.normal(0, 0.04, 2)
    _lay(scene, sample, other, 1, place, rng, scale=scale, turn=turn, squeeze=squeeze)
    return scene.photo, scene.labels


def _lay(
    scene: Scene,
    sample: Sample,
    other: Sample,
    number: int,
    place: npt.NDArray[np.float64],
    rng: np.random.Generator,
    *,
    scale: float,
    turn: float,
    squeeze: float = 1.0,
) -> None:
    """Lay ``sample``'s person with the face's centre at ``place``, a share of the scene's side."""
    side = len(scene.labels)
    small = min(side, round(side * scale))  # made at the size that it is seen at, which is faster
    person = cut_out(sample, other, small, float(np.clip(0.6 / scale - 0.1, 0.4, 1.4)), rng)
    matrix = placed(small, place * side, scale * side / small, turn, squeeze)
    scene.lay(person, matrix, number, soft=float(rng.uniform(0.5, 1.3)))


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
