"""Where the parts of a face lie in an aligned crop: that says what is left, right and out of place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, MIRROR_LUT
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, PARTS, Frame, invert, transform
from faceparse_core.parsing.owners import nearest_face
from faceparse_gui.document.review.components import Component

Point = tuple[float, float]
MIDLINE = CROP_SIDE / 2
"""Beyond it, at larger x, lies the person's own left."""
HOMES: dict[int, Point] = {
    class_id: component.home for component in PARTS.values() for class_id in component.ids
}
_REACH = 1.35 * CROP_SIDE / 2
"""What lies farther from the middle of a crop is not of its face."""
_PAIRS = tuple((ID_OF[f"l_{name}"], ID_OF[f"r_{name}"]) for name in ("eye", "brow"))
_LOW = tuple(ID_OF[name] for name in ("mouth", "u_lip", "l_lip", "nose"))
_NEAR = 30.0
"""Crop units from its home at which a component says little about the frame."""


def in_crop(frame: Frame, points: Iterable[Point] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where points of the photo lie in the crop, ``(N, 2)``."""
    return transform(invert(frame), np.array(list(points), np.float64).reshape(-1, 2))


def off_home(class_id: int, place: npt.NDArray[np.float64]) -> float:
    """Return how far from its home a component lies, in crop units; of a pair, from the nearer side's."""
    homes = HOMES[class_id], HOMES[int(MIRROR_LUT[class_id])]
    return min(float(np.hypot(*(place - home))) for home in homes)


def own_frame(components: Sequence[Component]) -> Frame | None:
    """The frame that the parts themselves tell, whichever side is called which; None without enough of them.

    The middle of the eyes or brows and a lip, the mouth or the nose fix one; of all these the frame in which
    most components are at home, so that one out of place has little weight.
    """
    largest: dict[int, list[Component]] = {}
    for component in sorted(components, key=lambda component: -component.area):
        if component.class_id in HOMES:
            largest.setdefault(component.class_id, []).append(component)
    firm = [own[0] for own in largest.values()]
    frames = []
    for pair, low in product(_PAIRS, _LOW):
        above = sorted(
            (component for i in pair for component in largest.get(i, ())),
            key=lambda component: -component.area,
        )[:2]
        if len(above) == 2 and above[1].area > above[0].area / 5 and low in largest:
            frame = _through(
                pair, np.mean([component.center for component in above], axis=0), low, largest[low][0]
            )
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


def _at_home(frame: Frame, components: Sequence[Component]) -> float:
    places = in_crop(frame, [component.center for component in components])
    far = np.array(
        [off_home(component.class_id, place) for component, place in zip(components, places, strict=True)]
    )
    return float(np.exp(-((far / _NEAR) ** 2)).sum())


def assigned(components: Iterable[Component], frames: Sequence[Frame]) -> list[list[Component]]:
    """The parts of each face: those that it owns, unless they lie too far from its middle."""
    faces: list[list[Component]] = [[] for _ in frames]
    everything = list(components)
    points = np.array([component.center for component in everything], np.float64).reshape(-1, 2)
    far = np.array([np.abs(in_crop(frame, points) - FACE_CENTRE).max(1) for frame in frames])
    for number, face in enumerate(nearest_face(points, frames)):
        if far[face, number] <= _REACH:
            faces[face].append(everything[number])
    return faces
