"""Applies what the network predicted for a photo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from faceparse_gui.document import Change
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import UNTOUCHED, Prediction
from faceparse_gui.project.rules import follow
from faceparse_gui.ui.session.face_change import FaceChange, KeptPrediction
from faceparse_gui.ui.session.label_edits import LabelEdits, settled_status
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.steps import ADD_FACE, OF_FACES, PARSE, Kept, ProjectStep, StepPart

_Ends = tuple[KeptPrediction | None, KeptPrediction]
"""What was predicted before and after a change of faces."""


class Predictions(QObject):
    """Saves predictions, and makes labels of them."""

    changed = Signal()
    """The prediction of the photo on the canvas is another."""

    def __init__(self, state: SessionState, photos: PhotoList, edits: LabelEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self._edits = edits
        self._done: dict[str, list[_Ends]] = {}
        self._undone: dict[str, list[_Ends]] = {}
        """Of each photo, the changes of faces that can be undone and redone, the next one last."""
        edits.moved.connect(self._follow_undo)

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
        labels = follow(prediction.labels, self._state.rules, prediction.model)
        if step is not None or work is None:
            step = step or ProjectStep(PARSE)
            edits.put_labels(key, labels, status, step, before, keep_locked=True)
        elif not edits.put_parsed(work, labels, status) and record.status in UNTOUCHED:
            status = settled_status(work, status)
            if status != record.status:  # the labels are as before: nothing but background, perhaps
                self._state.steps.add(ProjectStep(PARSE), key, StepPart(record.status, status))
                edits.save(work, status)
        if work is not None:
            edits.lay_aside(work)
        self._show(key, prediction)
        return True

    def apply_face(self, key: str, change: FaceChange, text: str = ADD_FACE) -> None:
        """Save a prediction with other faces, and put it into the photo's labels as one edit by hand.

        Corrections stay. So does the face when all photos are parsed again: the photo counts as edited.

        Args:
            key: Of a photo whose document is in memory and not in mid-stroke.
            change: As large as the photo.
            text: The name of the undo step.

        Raises:
            FileError: The photo has another size now.
        """
        autosave, edits, work = self._state.autosave, self._edits, self._state.works.get(key)
        assert autosave is not None
        assert work is not None
        edits.check_size(key, change.prediction.labels)
        autosave.submit_prediction(key, change.prediction)
        labels = work.document.labels
        if change.box is not None and work.document.put(change.applied_to(labels), text, change.box):
            after = change.kept_after()
            Background(self, after.packed.pack).start()
            self._done.setdefault(key, []).append((change.kept_before(), after))
            self._undone.pop(key, None)
        edits.lay_aside(work)
        self._show(key, change.prediction)

    def _follow_undo(self, key: str, moved: Change) -> None:
        """The frames and the prediction of a change of faces are undone and redone with it.

        Or what its labels were would be taken for corrections of the prediction that stays.
        """
        if moved.text not in OF_FACES:
            return
        stacks = self._done.setdefault(key, []), self._undone.setdefault(key, [])
        source, target = stacks if moved.kind == "undo" else stacks[::-1]
        if not source:
            return
        ends = source.pop()
        target.append(ends)
        kept = ends[0] if moved.kind == "undo" else ends[1]
        if kept is not None and self._state.autosave is not None:
            prediction = kept.unpacked()
            self._state.autosave.submit_prediction(key, prediction)
            self._show(key, prediction)

    def _show(self, key: str, prediction: Prediction) -> None:
        open_photo = self._state.open_photo
        if open_photo is not None and open_photo.key == key:
            open_photo.found = PackedPrediction.of(prediction)
            Background(self, open_photo.found.pack).start()
            self.changed.emit()
        self._edits.record_changed.emit(key)
