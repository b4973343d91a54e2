"""The untouched photos of a project in which a fix made in another one is likely due too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faceparse_core.files.writing import FileError
from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import cut, cut_labels
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.same_fix import Fix, find_same
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import PhotoRecord

PICTURE_SIDE = 112
"""Pixels of the face that is shown of a photo."""
MOST = 60
"""Photos: more are not looked at one by one, and a second search finds the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class SameFixProposal:
    """A photo and where the fix is due.

    Attributes:
        record: of the photo when it was searched.
        mask: 1 there, as packed ``uint8 (H, W)``.
        face: the face, RGB ``uint8 (PICTURE_SIDE, PICTURE_SIDE, 3)``.
        place: where in that picture, ``bool (PICTURE_SIDE, PICTURE_SIDE)``.
    """

    record: PhotoRecord
    mask: PackedMap
    face: npt.NDArray[np.uint8]
    place: npt.NDArray[np.bool_]


def find_proposals(
    project: Project, fix: Fix, records: Iterable[PhotoRecord], is_over: Callable[[], bool]
) -> list[SameFixProposal]:
    """Search the saved work of these photos, in their order, until ``is_over``. Waits for the disk."""
    found = list[SameFixProposal]()
    for record in records:
        if is_over() or len(found) == MOST:
            break
        try:
            proposal = _propose(project, fix, record)
        except FileError:  # another photo's damage is told where that photo is opened
            continue
        if proposal is not None:
            found.append(proposal)
    return found


def _propose(project: Project, fix: Fix, record: PhotoRecord) -> SameFixProposal | None:
    prediction, labels = project.load_prediction(record.key), project.load_labels(record.key)
    if prediction is None or labels is None or labels.shape != prediction.labels.shape:
        return None
    for frame in prediction.frames:
        mask = find_same(fix, labels, prediction.confidence, frame)
        if mask is not None and project.photos.recognise(record.key) == "same":
            there = mask.astype(np.uint8)
            face = cut(read_photo(record.path), frame, PICTURE_SIDE)
            return SameFixProposal(
                record, PackedMap(there).pack(), face, cut_labels(there, frame, PICTURE_SIDE) == 1
            )
    return None


def fixed(
    project: Project, fix: Fix, proposals: Mapping[str, SameFixProposal], key: str, labels: LabelMap
) -> LabelMap | None:
    """``labels`` with the fix; None: nothing changes, or somebody was there since the search."""
    proposal, record = proposals[key], project.record(key)
    if (
        record.status != "parsed"
        or record.model != proposal.record.model
        or proposal.mask.shape != labels.shape
    ):
        return None
    due = (proposal.mask.whole() == 1) & (labels == fix.before)
    return np.where(due, np.uint8(fix.after), labels) if due.any() else None
