"""Giving classes another shape, where their edges are: what lies far from an edge costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import TILE, Box, crop, grown

Mask = npt.NDArray[np.bool_]
Reshape = Callable[[Mask], Mask]
"""Another shape for a class, where a pixel depends on what lies within the margin alone."""


class Reshaper:
    """Reshapes one class after another of the same map; how the classes lie in it is looked at once."""

    def __init__(self, reshape: Reshape, margin: int) -> None:
        self._reshape, self._margin = reshape, margin
        self._side = max(TILE, 4 * margin)
        self._own: LabelMap | None = None
        self._full = self._counts = np.zeros((0, 0, NUM_CLASSES))

    def __call__(self, labels: LabelMap, class_id: int) -> LabelMap:
        """Return another map, or ``labels`` as it is. What the class loses goes to the nearest other one.

        The map that it returned the last time is not copied, but changed and returned again.
        """
        if labels is not self._own:
            self._inspect(labels)
        changes = [
            (box, changed, new)
            for around in self._boxes(labels, class_id)
            for box, changed, new in self._reshaped(labels, class_id, around)
        ]
        if changes and labels is not self._own:
            labels = self._own = labels.copy()
        for box, changed, new in changes:
            crop(labels, box)[changed] = new[changed]
        for tile in {tile for box, _, _ in changes for tile in self._tiles(box, labels.shape)}:
            self._count(labels, tile)
        return labels

    def _reshaped(self, labels: LabelMap, class_id: int, box: Box) -> Iterator[tuple[Box, Mask, LabelMap]]:
        """What changes in a box: the pixels and their new labels."""
        context = grown(box, self._margin, labels.shape)
        x, y = box[0] - context[0], box[1] - context[1]
        inner = np.s_[y : y + box[3] - box[1], x : x + box[2] - box[0]]
        mask = crop(labels, context) == class_id
        before, after = mask[inner], self._reshape(mask)[inner]
        changed = before != after
        if changed.any():
            lost = before & changed
            new = surroundings(labels, lost, box, class_id) if lost.any() else crop(labels, box).copy()
            new[after] = class_id
            yield box, changed, new

    def _boxes(self, labels: LabelMap, class_id: int) -> Iterator[Box]:
        """Boxes in which the class may change, together all of them; they may overlap."""
        here = self._counts[..., class_id]
        inside = cv2.erode((here == self._full).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        for row, column in np.argwhere((here > 0) & ~inside):
            y, x = int(row) * self._side, int(column) * self._side
            tile = labels[y : y + self._side, x : x + self._side]
            left, top, width, height = cv2.boundingRect((tile == class_id).view(np.uint8))
            yield grown((x + left, y + top, x + left + width, y + top + height), self._margin, labels.shape)

    # How many pixels each class has in each tile

    def _inspect(self, labels: LabelMap) -> None:
        height, width = labels.shape
        rows, columns = -(-height // self._side), -(-width // self._side)
        self._counts = np.zeros((rows, columns, NUM_CLASSES))
        for tile in self._tiles((0, 0, width, height), labels.shape):
            self._count(labels, tile)
        self._full = self._counts.sum(2)

    def _tiles(self, box: Box, shape: tuple[int, ...]) -> Iterator[Box]:
        for y in range(box[1] // self._side * self._side, box[3], self._side):
            for x in range(box[0] // self._side * self._side, box[2], self._side):
                yield x, y, min(x + self._side, shape[1]), min(y + self._side, shape[0])

    def _count(self, labels: LabelMap, tile: Box) -> None:
        pixels = np.ascontiguousarray(crop(labels, tile))
        counts = cv2.calcHist([pixels], [0], None, [NUM_CLASSES], [0, NUM_CLASSES])
        self._counts[tile[1] // self._side, tile[0] // self._side] = counts[:, 0]
