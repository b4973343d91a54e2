"""Applies what the network predicted for a photo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import UNTOUCHED, Prediction
from faceparse_gui.ui.session.face_change import FaceChange
from faceparse_gui.ui.session.label_edits import LabelEdits, settled_status
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.steps import ADD_FACE, PARSE, Kept, ProjectStep, StepPart


class Predictions(QObject):
    """Saves predictions, and makes labels of them."""

    changed = Signal()
    """The prediction of the photo on the canvas is another."""

    def __init__(self, state: SessionState, photos: PhotoList, edits: LabelEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self._edits = edits

    def apply(
        self,
        key: str,
        prediction: Prediction,
        asked_for: bool,
        step: ProjectStep | None = None,
        before: Kept | None = None,
    ) -> bool:
        """Save a prediction and put it in place of the photo's labels.

        Args:
            key: Of the photo.
            prediction: As large as the photo.
            asked_for: The user parsed this very photo: corrections give way.
            step: The step of the history that this is a part of; None: a step of its own.
            before: As in ``LabelEdits.put_labels``.

        Returns:
            False where the photo keeps its corrections.

        Raises:
            FileError: The photo has another size now.
        """
        autosave, edits = self._state.autosave, self._edits
        assert autosave is not None
        record, work = self._photos.record(key), self._state.works.get(key)
        edits.check_size(key, prediction.labels)
        autosave.submit_prediction(key, prediction)
        if not asked_for and record.status in ("edited", "accepted"):
            return False
        status = prediction.status
        if step is not None or work is None:
            step = step or ProjectStep(PARSE)
            edits.put_labels(key, prediction.labels, status, step, before, keep_locked=True)
        elif not edits.put_parsed(work, prediction.labels, status) and record.status in UNTOUCHED:
            status = settled_status(work, status)
            if status != record.status:  # the labels are as before: nothing but background, perhaps
                self._state.steps.add(ProjectStep(PARSE), key, StepPart(record.status, status))
                edits.save(work, status)
        if work is not None:
            edits.lay_aside(work)
        self._show(key, prediction)
        return True

    def apply_face(self, key: str, change: FaceChange) -> None:
        """Save a prediction with another face, and put it into the photo's labels as one edit by hand.

        Corrections stay. So does the face when all photos are parsed again: the photo counts as edited.

        Args:
            key: Of a photo whose document is in memory and not in mid-stroke.
            change: As large as the photo.

        Raises:
            FileError: The photo has another size now.
        """
        autosave, edits, work = self._state.autosave, self._edits, self._state.works.get(key)
        assert autosave is not None
        assert work is not None
        edits.check_size(key, change.prediction.labels)
        autosave.submit_prediction(key, change.prediction)
        if change.box is not None:
            work.document.put(change.applied_to(work.document.labels), ADD_FACE, change.box)
        edits.lay_aside(work)
        self._show(key, change.prediction)

    def _show(self, key: str, prediction: Prediction) -> None:
        open_photo = self._state.open_photo
        if open_photo is not None and open_photo.key == key:
            open_photo.found = PackedPrediction.of(prediction)
            Background(self, open_photo.found.pack).start()
            self.changed.emit()
        self._edits.record_changed.emit(key)
