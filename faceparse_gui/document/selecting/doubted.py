"""What the network was not sure of, in one piece with a stroke that says that it was wrong there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, Frame, frame_scale
from faceparse_core.parsing.owners import nearest_face
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.fragments import without_fragments
from faceparse_gui.document.selecting.joined import joined
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, box_of, crop, grown

Mask = npt.NDArray[np.bool_]

_FAR = 0.25
"""How far from the strokes it is looked for, as a share of the map's longest side."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the network said of a photo: labels, how sure it was, 255 = certain, and the faces' frames."""

    labels: PackedMap
    confidence: PackedMap
    frames: tuple[Frame, ...] = ()

    def face_side(self, x: float, y: float) -> float:
        """The side of the frame of the face that is nearest to a position; without a face, of the map."""
        if not self.frames:
            return float(max(self.labels.shape))
        nearest = int(nearest_face(np.array([[x, y]]), self.frames)[0])
        return CROP_SIDE * frame_scale(self.frames[nearest])


class Doubted:
    """The pixels near strokes that may be meant with them, by how sure the network was of them.

    On a wrong class under a ``yes`` stroke, its pixels; on the class under a ``no`` stroke, the class's. What
    a person has corrected since is not doubted.
    """

    def __init__(self, labels: LabelMap, said: Said, yes: Mask, no: Mask, class_id: int) -> None:
        """All maps are of one shape; raises ``ValueError`` without a stroke."""
        extent = box_of(yes | no)
        if extent is None:
            raise ValueError("there is no stroke")
        self.box: Box = grown(extent, round(_FAR * max(labels.shape)), labels.shape)
        self._labels, self._class_id = labels, class_id
        self._strokes = crop(yes, self.box), crop(no, self.box)
        old = crop(labels, self.box)
        self._is_class = old == class_id
        self._missing, self._too_much = self._strokes[0] & ~self._is_class, self._strokes[1] & self._is_class
        self._confidence = said.confidence.crop(self.box)
        untouched = said.labels.crop(self.box) == old
        wrong_classes = np.isin(old, np.unique(old[self._missing])) & ~self._is_class
        self._may_gain = untouched & wrong_classes & ~self._strokes[1]
        self._may_lose = untouched & self._is_class & ~self._strokes[0]

    def below(self, confidence: float) -> LabelMap | None:
        """Other labels for the box: what is less sure changes with the strokes.

        None where no stroke is wrong, and where that runs on beyond the box: then it is of no use.
        """
        if not (self._missing | self._too_much).any():
            return None
        unsure = self._confidence <= confidence
        gained = joined((self._may_gain & unsure) | self._missing, self._missing)
        lost = joined((self._may_lose & unsure) | self._too_much, self._too_much)
        if self._runs_on(gained | lost):
            return None
        new = surroundings(self._labels, lost, self.box, self._class_id)
        new[gained] = self._class_id
        return without_fragments(
            self._labels, self.box, new, self._class_id, self._strokes[0] | self._strokes[1]
        )

    def _runs_on(self, changed: Mask) -> bool:
        """Whether what changes meets an edge of the box that is none of the map's."""
        (x0, y0, x1, y1), (height, width) = self.box, self._labels.shape
        return bool(
            (x0 > 0 and changed[:, 0].any())
            or (y0 > 0 and changed[0].any())
            or (x1 < width and changed[:, -1].any())
            or (y1 < height and changed[-1].any())
        )
