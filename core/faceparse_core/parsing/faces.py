"""Faces in photos: the frames that lay them as the training crops lie, and the evidence for them.

A **frame** is a similarity transform from crop to photo, ``float64 (2, 3)``. Crop coordinates are
continuous and run from 0 to 512 a side whatever the network's input size; photo coordinates are continuous
pixels (the pixel of column ``i`` covers ``[i, i + 1)``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, LabelMap

Frame = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

CROP_SIDE = 512.0
FACE_CENTRE = (256.0, 290.0)
"""The middle of an aligned face, in crop coordinates."""
DRAWN_CENTRE, DRAWN_SIZE = (256.0, 285.0), (265.0, 370.0)
"""The middle and the size of the box around a face from its hairline to its chin, in crop coordinates."""
OUTSIDE = 255  # in a label map's crop, where there is no photo
WIDE = 1.35  # as far as the training crops were scaled down
WIDEST = 3.0
"""The side of the widest crop that is parsed of a face, in sides of its frame."""
REACH = 6.0
"""How far what belongs to a person may go on, in sides of the face's frame."""


class FacePart(NamedTuple):
    """A landmark part: class ids, where its centroid lies in an aligned crop and how many square units it
    covers there (medians over CelebAMask-HQ masks, 512 px), and its weight in the fit, after how firmly it
    holds its place.
    """

    ids: tuple[int, ...]
    home: tuple[float, float]
    area: float
    weight: float


PARTS: dict[str, FacePart] = {
    "l_eye": FacePart((ID_OF["l_eye"],), (318.9, 245.2), 590.0, 1.0),
    "r_eye": FacePart((ID_OF["r_eye"],), (193.7, 245.0), 580.0, 1.0),
    "l_brow": FacePart((ID_OF["l_brow"],), (321.9, 213.2), 940.0, 0.2),
    "r_brow": FacePart((ID_OF["r_brow"],), (189.4, 213.4), 1030.0, 0.2),
    "nose": FacePart((ID_OF["nose"],), (255.9, 295.8), 5400.0, 0.5),
    "mouth": FacePart((ID_OF["mouth"], ID_OF["u_lip"], ID_OF["l_lip"]), (255.9, 384.7), 3320.0, 1.0),
}


@dataclass(frozen=True)
class Face:
    """One aligned face: its frame and the evidence for it, 0 to 1."""

    to_photo: Frame
    score: float

    def __repr__(self) -> str:
        return f"Face(box={self.box}, score={self.score:.2f})"

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The frame's bounding box in photo pixels, ``(x0, y0, x1, y1)``; it may reach outside the photo."""
        corners = np.array([[0, 0], [CROP_SIDE, 0], [0, CROP_SIDE], [CROP_SIDE, CROP_SIDE]])
        points = transform(self.to_photo, corners)
        low, high = np.floor(points.min(0)).astype(int), np.ceil(points.max(0)).astype(int)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def transform(frame: Frame, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Apply ``frame`` to ``points``, ``(N, 2)``."""
    return points @ frame[:, :2].T + frame[:, 2]


def invert(frame: Frame) -> Frame:
    """The transform back."""
    inverse = np.linalg.inv(frame[:, :2])
    return np.column_stack([inverse, -inverse @ frame[:, 2]])


def compose(outer: Frame, inner: Frame) -> Frame:
    """First ``inner``, then ``outer``."""
    return np.column_stack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def whole_frame(width: int, height: int) -> Frame:
    """The frame of a photo that is itself an aligned crop (its shape is stretched to a square's)."""
    return np.array([[width / CROP_SIDE, 0, 0], [0, height / CROP_SIDE, 0]])


def square_frame(width: int, height: int) -> Frame:
    """The smallest frame that holds the whole photo in its own shape, the photo in the middle."""
    unit = max(width, height) / CROP_SIDE
    return np.array([[unit, 0, (width - unit * CROP_SIDE) / 2], [0, unit, (height - unit * CROP_SIDE) / 2]])


def frame_around(x0: float, y0: float, x1: float, y1: float) -> Frame:
    """The upright frame of a face of which somebody draws the box, hairline to chin, in photo coordinates.

    Raises:
        ValueError: if the box is empty.
    """
    width, height = x1 - x0, y1 - y0
    if not (width > 0 and height > 0):
        raise ValueError(f"a box of {width} × {height} pixels is empty")
    unit = float(np.sqrt(width / DRAWN_SIZE[0] * height / DRAWN_SIZE[1]))
    left, top = (x0 + x1) / 2 - unit * DRAWN_CENTRE[0], (y0 + y1) / 2 - unit * DRAWN_CENTRE[1]
    return np.array([[unit, 0, left], [0, unit, top]])


def widen(frame: Frame, width: float = WIDE) -> Frame:
    """The frame so many times as wide about the same middle: the face smaller, with more around it."""
    middle = CROP_SIDE / 2 * (1 - width)
    return compose(frame, np.array([[width, 0, middle], [0, width, middle]]))


def turn_about_face(frame: Frame, degrees: float) -> Frame:
    """The frame turned clockwise about the middle of its face."""
    angle, centre = np.deg2rad(degrees), np.array(FACE_CENTRE)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return compose(frame, np.column_stack([turned, centre - turned @ centre]))


def covers(frame: Frame, width: int, height: int) -> bool:
    """Whether the frame holds the whole photo, give or take a fiftieth of its side."""
    corners = np.array([[0.0, 0.0], [width, 0], [0, height], [width, height]])
    points = transform(invert(frame), corners)
    slack = CROP_SIDE / 50
    return bool((points >= -slack).all() and (points <= CROP_SIDE + slack).all())


def frame_scale(frame: Frame) -> float:
    """Photo pixels a crop unit."""
    return float(np.sqrt(abs(np.linalg.det(frame[:, :2]))))


# -- doubles -----------------------------------------------------------------------------------------------


def same_face(a: Frame, b: Frame) -> bool:
    """Whether two frames show one face: their centres lie near, and nearer the more their sizes differ."""
    centre = np.array([FACE_CENTRE])
    distance = float(np.linalg.norm(transform(a, centre) - transform(b, centre)))
    small, large = sorted((frame_scale(a), frame_scale(b)))
    return distance < (0.2 * large if large < 2 * small else 0.25 * small) * CROP_SIDE


# -- crops and alignment -----------------------------------------------------------------------------------


def cut(photo: Picture, frame: Frame, side: int) -> Picture:
    """The crop of ``frame``, ``uint8 (side, side, 3)``; black outside the photo.

    A large photo is first shrunk by area, so that fine detail does not alias.
    """
    height, width = photo.shape[:2]
    x0, y0, x1, y1 = Face(frame, 0).box
    x0, y0, x1, y1 = max(x0 - 2, 0), max(y0 - 2, 0), min(x1 + 2, width), min(y1 + 2, height)
    if x1 <= x0 or y1 <= y0:
        return np.zeros((side, side, 3), np.uint8)
    part = photo[y0:y1, x0:x1]
    to_part = frame.copy()
    to_part[:, 2] -= (x0, y0)
    part, times = halved(part, frame_scale(frame) * CROP_SIDE / side)
    to_part /= times
    step = frame_scale(to_part) * CROP_SIDE / side
    if step > 1.2:
        tall, broad = part.shape[:2]
        size = max(1, round(broad / step)), max(1, round(tall / step))
        ratio = np.array([[size[0] / broad], [size[1] / tall]])
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        to_part = to_part * ratio
    unit = CROP_SIDE / side
    # OpenCV counts from pixel centres.
    matrix = to_part * np.array([unit, unit, 1.0])
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(part, matrix, (side, side), flags=flags).astype(np.uint8, copy=False)


def halved(picture: Picture, step: float) -> tuple[Picture, int]:
    """The picture shrunk by the largest power of two up to ``step``, and that power.

    Halves take an eighth of the time of other ratios. A last row or column that has no pair is left out.
    """
    times = 1
    while times * 2 <= step and min(picture.shape[:2]) >= 2:
        size = picture.shape[1] // 2, picture.shape[0] // 2
        even = picture[: 2 * size[1], : 2 * size[0]]
        picture = cv2.resize(even, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        times *= 2
    return picture, times


def cut_upright(photo: Picture, box: tuple[int, int, int, int], size: tuple[int, int]) -> Picture:
    """The part of the photo in ``box``, within the photo, shrunk to ``size``, width and height."""
    part = photo[box[1] : box[3], box[0] : box[2]]
    part, _ = halved(part, (box[2] - box[0]) / size[0])
    way = cv2.INTER_AREA if size[0] < part.shape[1] else cv2.INTER_LINEAR
    return cv2.resize(part, size, interpolation=way).astype(np.uint8, copy=False)


def cut_labels(labels: LabelMap, frame: Frame, side: int) -> LabelMap:
    """The label map's crop of ``frame``, ``uint8 (side, side)``: nearest pixels, 255 outside the photo."""
    height, width = labels.shape
    centres = (np.arange(side) + 0.5) * (CROP_SIDE / side)
    (a, b, x0), (c, d, y0) = frame
    x = np.floor(a * centres + (b * centres[:, None] + x0)).astype(np.int64)
    y = np.floor(c * centres + (d * centres[:, None] + y0)).astype(np.int64)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    crop = np.full((side, side), OUTSIDE, np.uint8)
    crop[inside] = labels[y[inside], x[inside]]
    return crop


def cut_whole(photo: Picture, side: int) -> Picture:
    """The whole photo as network input: its longer side ``side``, its shape kept, sides multiples of 32."""
    height, width = photo.shape[:2]
    scale = side / max(height, width)
    size = tuple(max(32, round(n * scale / 32) * 32) for n in (width, height))
    if size == (width, height):
        return photo
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(photo, size, interpolation=way).astype(np.uint8, copy=False)
