"""What else is wrong with what a stroke proves wrong, as a network has learned it."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.corrector.corrector import Corrector, shipped
from faceparse_core.corrector.inputs import planes, square_around
from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.selecting.fragments import without_fragments
from faceparse_gui.document.selecting.guided import sharpen
from faceparse_gui.document.selecting.joined import joined
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, box_of, crop

Mask = npt.NDArray[np.bool_]

_CERTAIN = 255
_REDUCED = 2
"""Where the network sees less than a pixel in so many, an edge is taken to the photo's own pixels."""


class Learned:
    """The shipped corrector's answer to strokes on a photo, computed when it is first asked for."""

    def __init__(
        self,
        photo: Photo,
        labels: LabelMap,
        said: Said,
        yes: Mask,
        no: Mask,
        class_id: int,
        corrector: Corrector | None = None,
    ) -> None:
        """All maps are of one shape; raises ``ValueError`` without a stroke."""
        extent = box_of(yes | no)
        if extent is None:
            raise ValueError("there is no stroke")
        side = said.face_side((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)
        self.box: Box = square_around(extent, labels.shape, side)
        self._photo, self._labels, self._said, self._class_id = photo, labels, said, class_id
        self._yes, self._no = crop(yes, self.box), crop(no, self.box)
        self._is_class = crop(labels, self.box) == class_id
        self._corrected = said.labels.crop(self.box) != crop(labels, self.box)
        self._corrector = corrector

    @cached_property
    def _logits(self) -> npt.NDArray[np.float32]:
        old = crop(self._labels, self.box)
        confidence = self._said.confidence.crop(self.box).copy()
        confidence[self._corrected] = _CERTAIN
        seen = planes(crop(self._photo, self.box), old, confidence, self._yes, self._no, self._class_id)
        return (self._corrector or shipped()).logits(seen)

    def above(self, logit: float) -> LabelMap | None:
        """Other labels for the box: what is likelier wrong than this changes with the strokes.

        None where no stroke is wrong, and where most of what is wrong is a person's doing: what the network
        gets wrong is all that was learned.
        """
        missing, too_much = self._yes & ~self._is_class, self._no & self._is_class
        wrong = missing | too_much
        if not wrong.any() or self._corrected[wrong].mean() > 0.5:
            return None
        gained = joined((self._larger(self._logits > logit) & ~self._is_class & ~self._no) | missing, missing)
        lost = joined(
            (self._larger(self._logits < -logit) & self._is_class & ~self._yes) | too_much, too_much
        )
        new = surroundings(self._labels, lost, self.box, self._class_id)
        new[gained] = self._class_id
        return without_fragments(self._labels, self.box, new, self._class_id, self._yes | self._no)

    def _larger(self, found: Mask) -> Mask:
        """At the photo's size."""
        height, width = self._is_class.shape
        if max(height, width) > _REDUCED * len(found):
            return sharpen(found, crop(self._photo, self.box))
        soft = cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(soft > 0.5)
