"""What the network said of the open photo, packed: it is looked at in parts, and seldom."""

from __future__ import annotations

from dataclasses import dataclass

from faceparse_core.parsing.faces import Frame
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.project import Prediction


@dataclass(frozen=True, slots=True, eq=False)
class PackedPrediction:
    """As ``Prediction``, for the canvas."""

    labels: PackedMap
    confidence: PackedMap
    """255 = certain."""
    frames: tuple[Frame, ...] = ()
    no_face: bool = False
    """Faces were looked for, and there is none."""

    @classmethod
    def of(cls, prediction: Prediction) -> PackedPrediction:
        """Take both maps without a copy; ``pack`` lets go of them."""
        labels, confidence = PackedMap(prediction.labels), PackedMap(prediction.confidence)
        return cls(labels, confidence, prediction.frames, bool(prediction.no_face_by))

    @property
    def said(self) -> Said:
        """What the tools go by."""
        return Said(self.labels, self.confidence, self.frames)

    def pack(self) -> PackedPrediction:
        """Pack both maps, in a thread; whoever reads them meanwhile sees no difference."""
        self.labels.pack()
        self.confidence.pack()
        return self
