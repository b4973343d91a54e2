"""A photo's prediction with one face more, parsed alone, and the labels that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.parsing.joining import FaceMaps, same_faces, with_faces, without_faces
from faceparse_gui.document.tiles import Box, crop
from faceparse_gui.project import PhotoRecord, Prediction
from faceparse_gui.ui.session.packed_prediction import PackedPrediction


@dataclass(frozen=True, slots=True, eq=False)
class KeptPrediction:
    """A prediction that Undo or Redo may bring back, its maps packed."""

    packed: PackedPrediction
    model: str
    uncertainty: float | None
    no_face_by: str

    def unpacked(self) -> Prediction:
        """The prediction to save."""
        labels, confidence = self.packed.labels.whole(), self.packed.confidence.whole()
        return Prediction(
            labels, confidence, self.model, self.packed.frames, self.uncertainty, self.no_face_by
        )


@dataclass(frozen=True, slots=True, eq=False)
class FaceChange:
    """A prediction that takes the place of another, from which only some faces differ."""

    prediction: Prediction
    before: PackedPrediction | None
    """The prediction before; None: there was none."""
    record: PhotoRecord
    """The photo's at that time."""
    box: Box | None
    """Where the label maps differ; None: nowhere."""

    def kept_before(self) -> KeptPrediction | None:
        """What Undo brings back; None: there was nothing."""
        if self.before is None:
            return None
        about = self.record
        return KeptPrediction(self.before, about.model, about.uncertainty, about.no_face_by)

    def kept_after(self) -> KeptPrediction:
        """What Redo brings back; ``packed`` waits to be packed."""
        new = self.prediction
        return KeptPrediction(PackedPrediction.of(new), new.model, new.uncertainty, new.no_face_by)

    def applied_to(self, labels: LabelMap) -> LabelMap:
        """What the ``labels`` of the photo, ``uint8 (H, W)``, become in the ``box``.

        What somebody painted stays: classes that were not predicted there. Background gives way: a face is
        asked for.
        """
        assert self.box is not None
        present, new = crop(labels, self.box), crop(self.prediction.labels, self.box)
        before = np.uint8(BACKGROUND) if self.before is None else self.before.labels.crop(self.box)
        return np.where((present != before) & (present != BACKGROUND), present, new)


def without_face(found: PackedPrediction, index: int, record: PhotoRecord) -> FaceChange:
    """Take the face with this index in ``found`` out of it; in a thread, as ``with_face``."""
    base = FaceMaps(found.labels.whole(), found.confidence.whole(), found.frames)
    left = without_faces(base, [index])
    uncertainty = record.uncertainty if left.frames else None
    prediction = Prediction(left.labels, left.confidence, record.model, left.frames, uncertainty)
    return FaceChange(prediction, found, record, _box_of(left.labels != base.labels))


def with_face(
    found: PackedPrediction | None, parsed: Prediction, record: PhotoRecord, instead_of: int | None = None
) -> FaceChange:
    """Put the faces of ``parsed``, in which nothing else was looked at, beside those found before.

    Takes up to 0.4 s for 12 MP: in a thread.

    Args:
        found: the prediction so far; its frames of the same faces are replaced.
        parsed: as large as the photo.
        record: says which network made ``found``, which stays the prediction's while other faces are its
            work, and how uncertain it was: the worst face counts.
        instead_of: the index in ``found`` of a face that gives way, too.
    """
    if found is None:
        blank, certain = np.zeros_like(parsed.labels), np.full_like(parsed.confidence, 255)
        base = FaceMaps(blank, certain, ())
    else:
        base = FaceMaps(found.labels.whole(), found.confidence.whole(), found.frames)
    old = base.labels
    added = FaceMaps(parsed.labels, parsed.confidence, parsed.frames)
    again = same_faces(base, added)
    base = without_faces(base, again if instead_of is None else [*again, instead_of])
    labels, confidence, frames = with_faces(base, added)
    model, uncertainty = parsed.model, parsed.uncertainty
    if base.labels.any():
        model = record.model
        uncertainty = max(record.uncertainty or 0.0, parsed.uncertainty or 0.0)
    prediction = Prediction(labels, confidence, model, frames, uncertainty)
    return FaceChange(prediction, found, record, _box_of(labels != old))


def _box_of(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Box | None:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
