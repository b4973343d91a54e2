"""Where a frame of a face is grabbed on the photo, and what becomes of it when that is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

import numpy as np
import numpy.typing as npt

from faceparse_core.parsing.faces import CROP_SIDE, Frame, invert, transform
from faceparse_core.parsing.owners import nearest_face

Point = tuple[float, float]
_CORNERS = np.array([[0, 0], [CROP_SIDE, 0], [CROP_SIDE, CROP_SIDE], [0, CROP_SIDE]])
_MIDDLE = np.array([[CROP_SIDE / 2, CROP_SIDE / 2]])
_LEAST_GROWTH, _MOST_GROWTH = 0.1, 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Grip:
    """A place of a frame in the hand: its middle moves it, a corner resizes and turns it."""

    frame: Frame
    part: Literal["middle", "corner"]
    at: Point
    """Where it was grabbed, in photo pixels."""

    def dragged(self, to: Point) -> Frame:
        """The frame with the grip at another place."""
        if self.part == "middle":
            moved: Frame = self.frame + np.array([[0, 0, to[0] - self.at[0]], [0, 0, to[1] - self.at[1]]])
            return moved
        middle = transform(self.frame, _MIDDLE)[0]
        arm = complex(self.at[0] - middle[0], self.at[1] - middle[1])
        new_arm = complex(to[0] - middle[0], to[1] - middle[1])
        if not arm or not new_arm:
            return self.frame
        change = new_arm / arm
        change *= min(max(abs(change), _LEAST_GROWTH), _MOST_GROWTH) / abs(change)
        turned = np.array([[change.real, -change.imag], [change.imag, change.real]])
        matrix = turned @ self.frame[:, :2]
        return np.column_stack([matrix, middle - matrix @ _MIDDLE[0]])


def corners(frame: Frame) -> list[Point]:
    """The corners of a frame in photo pixels, in the order of their outline."""
    return [(float(x), float(y)) for x, y in transform(frame, _CORNERS)]


def middle(frame: Frame) -> Point:
    """The middle of a frame in photo pixels."""
    x, y = transform(frame, _MIDDLE)[0]
    return float(x), float(y)


def grip_at(frames: Sequence[Frame], at: Point, reach: float) -> Grip | None:
    """The grip nearest to a place, at most ``reach`` photo pixels away; None: there is none."""
    found: Grip | None = None
    for frame in frames:
        for place in (middle(frame), *corners(frame)):
            distance = hypot(place[0] - at[0], place[1] - at[1])
            if distance <= reach:
                reach = distance
                found = Grip(frame, "middle" if place == middle(frame) else "corner", at)
    return found


def frame_at(frames: Sequence[Frame], at: Point) -> Frame | None:
    """The frame around a place, of several the one whose face is nearest in its own units."""
    point = np.array([at])
    around = [frame for frame in frames if _is_inside(transform(invert(frame), point)[0])]
    return around[int(nearest_face(point, around)[0])] if around else None


def _is_inside(place: npt.NDArray[np.float64]) -> bool:
    return bool((place >= 0).all() and (place <= CROP_SIDE).all())
