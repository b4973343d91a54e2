"""Read what the session shows or keeps. Waits for the disk: in a thread."""

from __future__ import annotations

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.document import Document
from faceparse_gui.project import Autosave, Project, ProjectError
from faceparse_gui.project.errors import DamagedLabelsError
from faceparse_gui.project.save_buffer import SaveBuffer
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.steps import Kept
from faceparse_gui.ui.session.work import OpenPhoto, PhotoWork

_FLUSH_SECONDS = 10.0


def load_photo(project: Project, autosave: Autosave, key: str, work: PhotoWork | None) -> OpenPhoto:
    """Read a photo and its work."""
    if key in autosave.pending:  # it was made on the photo as it was when it was shown
        autosave.flush(_FLUSH_SECONDS)
    project.photos.begin(key)
    record = project.record(key)
    photo = read_photo(record.path)
    height, width = photo.shape[:2]
    hidden = None
    if work is None or work.document.shape != (height, width):
        if key in autosave.pending:
            autosave.flush(_FLUSH_SECONDS)
        labels = _labels(project, key)
        if labels is not None and labels.shape != (height, width):  # of the photo as it was: they wait for it
            hidden, labels = labels.shape[::-1], None
        blank = np.zeros((height, width), np.uint8)
        work = PhotoWork(key, Document(blank if labels is None else labels), hidden)
    found = _found(project, key, (height, width))
    return OpenPhoto(work, photo, SaveBuffer((height, width)), found)


def load_kept(project: Project, autosave: Autosave, key: str) -> Kept | None:
    """The labels that a photo has on disk; None without any, or where they are of another photo."""
    if key in autosave.pending:
        autosave.flush(_FLUSH_SECONDS)
    if project.photos.recognise(key) == "changed":
        return None
    try:
        labels = project.load_labels(key)
    except ProjectError:  # damaged, and set aside
        return None
    return None if labels is None else Kept.of(labels)


def _labels(project: Project, key: str) -> LabelMap | None:
    """The saved labels; where they are damaged, those from before, and that is reported."""
    try:
        return project.load_labels(key)
    except DamagedLabelsError as damaged:
        project.on_notice(str(damaged))
        return project.load_labels(key)


def _found(project: Project, key: str, shape: tuple[int, int]) -> PackedPrediction | None:
    """What the network said; None without a prediction of the photo as it is now."""
    try:
        prediction = project.load_prediction(key)
    except ProjectError as damaged:  # Parse makes it anew
        project.on_notice(str(damaged))
        return None
    if prediction is None or prediction.labels.shape != shape:
        return None
    return PackedPrediction.of(prediction).pack()
