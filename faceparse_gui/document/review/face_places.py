"""Where the parts of a face lie in an aligned crop: that says what is left, right and out of place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, MIRROR_LUT
from faceparse_core.parsing.faces import CROP_SIDE, PARTS, Frame, invert, transform
from faceparse_gui.document.review.parts import Component

Point = tuple[float, float]
MIDLINE = CROP_SIDE / 2
"""Beyond it, at larger x, lies the person's own left."""
HOMES: dict[int, Point] = {class_id: part.home for part in PARTS.values() for class_id in part.ids}
_CENTER = MIDLINE, 290.0
_REACH = 1.35 * CROP_SIDE / 2
"""What lies farther from the middle of a crop is not of its face."""
_PAIRS = tuple((ID_OF[f"l_{name}"], ID_OF[f"r_{name}"]) for name in ("eye", "brow"))
_LOW = tuple(ID_OF[name] for name in ("mouth", "u_lip", "l_lip", "nose"))
_NEAR = 30.0
"""Crop units from its home at which a part tells little for a frame."""


def in_crop(frame: Frame, points: Iterable[Point]) -> npt.NDArray[np.float64]:
    """Where points of the photo lie in the crop, ``(N, 2)``."""
    return transform(invert(frame), np.array(list(points), np.float64).reshape(-1, 2))


def off_home(class_id: int, place: npt.NDArray[np.float64]) -> float:
    """How far from its home a part lies, in crop units; of a pair, from the nearer side's."""
    homes = HOMES[class_id], HOMES[int(MIRROR_LUT[class_id])]
    return min(float(np.hypot(*(place - home))) for home in homes)


def own_frame(parts: Sequence[Component]) -> Frame | None:
    """The frame that the parts themselves tell, whichever side is called which; None without enough of them.

    The middle of the eyes or brows and a lip, the mouth or the nose fix one; of all these the frame in which
    most parts are at home, so that one part out of place does not lead astray.
    """
    largest: dict[int, list[Component]] = {}
    for part in sorted(parts, key=lambda part: -part.area):
        if part.class_id in HOMES:
            largest.setdefault(part.class_id, []).append(part)
    firm = [own[0] for own in largest.values()]
    frames = []
    for pair, low in product(_PAIRS, _LOW):
        above = sorted((part for i in pair for part in largest.get(i, ())), key=lambda part: -part.area)[:2]
        if len(above) == 2 and above[1].area > above[0].area / 5 and low in largest:
            frame = _through(pair, np.mean([part.center for part in above], axis=0), low, largest[low][0])
            frames += [] if frame is None else [frame]
    return max(frames, key=lambda frame: _at_home(frame, firm), default=None)


def _through(pair: Sequence[int], above: npt.NDArray[np.float64], low: int, below: Component) -> Frame | None:
    """The one similarity without reflection that takes two points to two, in complex numbers."""
    high, point = complex(*above), complex(*below.center)
    if abs(point - high) < 1:
        return None
    home = complex(MIDLINE, sum(HOMES[class_id][1] for class_id in pair) / 2)
    unit = (point - high) / (complex(*HOMES[low]) - home)
    start = high - unit * home
    return np.array([[unit.real, -unit.imag, start.real], [unit.imag, unit.real, start.imag]])


def _at_home(frame: Frame, parts: Sequence[Component]) -> float:
    places = in_crop(frame, [part.center for part in parts])
    far = np.array([off_home(part.class_id, place) for part, place in zip(parts, places, strict=True)])
    return float(np.exp(-((far / _NEAR) ** 2)).sum())


def assigned(parts: Iterable[Component], frames: Sequence[Frame]) -> list[list[Component]]:
    """The parts of each face: those nearer to the middle of its crop than of another's, in its own size."""
    faces: list[list[Component]] = [[] for _ in frames]
    everything = list(parts)
    points = [part.center for part in everything]
    far = np.array([np.abs(in_crop(frame, points) - _CENTER).max(1) for frame in frames])
    for number, part in enumerate(everything):
        face = int(far[:, number].argmin())
        if far[face, number] <= _REACH:
            faces[face].append(part)
    return faces
