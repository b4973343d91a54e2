"""Dropping what is no part of a face: over all classes at once, each by what is small for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_gui.document.review.components import line
from faceparse_gui.document.review.least_sizes import MAIN, THIN, least
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import crop, grown

_OF_FACE = [
    ID_OF[each] for each in ("skin", "nose", "l_eye", "r_eye", "l_brow", "r_brow", "mouth", "u_lip", "l_lip")
]
_LEAST_FACE = 64
_FACE_SHARE = 0.05
"""What has less than this share of the largest face's pixels is none, but a part of one."""


@dataclass(frozen=True, slots=True)
class _Face:
    x: float
    y: float
    area: float


class DropCrumbs:
    """Clean one class after another of a map: drop its parts (8 neighbours) of fewer than ``pixels``.

    What is large enough to be meant for its class stays, by the size of the nearest face; lines one pixel
    thin go, however long, beside a larger part. In a map without a face the number alone counts.
    """

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels
        self._faces: list[_Face] | None = None

    def __call__(self, labels: LabelMap, class_id: int) -> LabelMap:
        """Drop the crumbs of one class; their pixels get the nearest other class.

        The faces are found in the first map that is given, so that one object serves one label map.

        Args:
            labels: ``uint8 (H, W)``, which is left as it is.
            class_id: whose parts are looked at, 0 to 18.

        Returns:
            A changed copy, or ``labels`` itself where nothing was dropped.
        """
        if self._faces is None:
            self._faces = _faces(labels)
        mask = (labels == class_id).view(np.uint8)
        contours, trees = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        if not contours:
            return labels
        tree = trees[0]
        outer = [number for number in range(len(contours)) if tree[number][3] < 0]
        boxes = {number: cv2.boundingRect(contours[number]) for number in outer}
        lines = {number: line(contours, tree, number) for number in outer}
        sizes = {number: lines[number] or _size(contours[number]) for number in outer}
        largest = max(sizes.values())
        result = labels
        for number in outer:
            x, y, width, height = boxes[number]
            thin = lines[number] > 0 and class_id not in THIN and sizes[number] * MAIN <= largest
            if not thin and (sizes[number] == largest > self._pixels or max(width, height) >= self._pixels):
                continue
            around = grown((x, y, x + width, y + height), 1, labels.shape)
            island = _part_at(crop(mask, around), contours[number][0, 0] - around[:2])
            area = int(np.count_nonzero(island))
            if not thin and area >= self._limit(class_id, (x + width / 2, y + height / 2), area, largest):
                continue
            if result is labels:
                result = labels.copy()
            part = crop(result, around)
            part[island] = nearest(part, crop(mask, around) == 0)[island]
        return result

    def _limit(self, class_id: int, at: tuple[float, float], area: float, largest: float) -> float:
        if not self._faces:
            return self._pixels
        near = min(self._faces, key=lambda face: np.hypot(face.x - at[0], face.y - at[1]) / face.area**0.5)
        known = least(class_id, near.area)
        return min(self._pixels, known.main if area * MAIN > largest else known.piece)


def _size(contour: npt.NDArray[Any]) -> float:
    """About how many pixels a contour encloses, holes and all."""
    return float(cv2.contourArea(contour) + cv2.arcLength(contour, True) / 2 + 1)


def _part_at(mask: npt.NDArray[np.uint8], point: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """The part of a mask that a point ``(x, y)`` of it belongs to."""
    _, parts = cv2.connectedComponents(mask, connectivity=8)
    part: npt.NDArray[np.bool_] = parts == parts[point[1], point[0]]
    return part


def _faces(labels: LabelMap) -> list[_Face]:
    table = np.zeros(256, np.uint8)
    table[_OF_FACE] = 1
    contours, _ = cv2.findContours(cv2.LUT(labels, table), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        x, y, width, height = cv2.boundingRect(contour)
        found.append(_Face(x + width / 2, y + height / 2, _size(contour)))
    most = max((face.area for face in found), default=0.0)
    return [face for face in found if face.area >= max(_LEAST_FACE, _FACE_SHARE * most)]
