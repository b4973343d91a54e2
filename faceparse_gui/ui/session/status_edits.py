"""The status of photos: accepts the photo on the canvas, sets the status of many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QObject, Signal

from faceparse_gui.project import Status
from faceparse_gui.project.acceptance import accepted_for
from faceparse_gui.ui.session.label_edits import LabelEdits
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.steps import ACCEPT, ProjectStep, StepPart


class StatusEdits(QObject):
    """Changes of status, each a step of the history."""

    notice = Signal(str, object)  # as Session.notice
    photo_notice = Signal(str, object)  # as Session.photo_notice
    labels_doubted = Signal(object)
    """The labels on the canvas were made on another photo: are they to be accepted, for these classes?"""

    def __init__(self, state: SessionState, photos: PhotoList, edits: LabelEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self._edits = edits

    def accept(self, they_fit: bool = False, classes: Collection[str] = ()) -> bool:
        """Accept the labels on the canvas.

        Args:
            classes: Names of those that are accepted; none for all. What else is there is not taken for
                right.
            they_fit: The user confirmed that the labels fit a photo that changed.

        Returns:
            False where there are no labels, or where ``they_fit`` has to be confirmed first.
        """
        open_photo = self._state.open_photo
        if open_photo is None:
            return False
        open_photo.work.document.end_stroke()
        record = self._photos.record(open_photo.key)
        if open_photo.work.hidden is not None:
            text = self.tr("{0} was not accepted: its labels do not fit the changed photo and are hidden.")
            self.photo_notice.emit("warning", text.format(record.path.name))
            return False
        if not they_fit and record.changed and not open_photo.work.document.is_modified:
            self.labels_doubted.emit(classes)
            return False
        before = record.status
        if before == "new":
            self.notice.emit("info", self.tr("Parse or paint this photo before accepting it."))
            return False
        for_before, for_after = record.accepted_for, accepted_for(classes)
        if (before, for_before) != ("accepted", for_after):
            part = StepPart(before, "accepted", for_before=for_before, for_after=for_after)
            self._state.steps.add(ProjectStep(ACCEPT), open_photo.key, part)
        self._note({open_photo.key: for_after})
        self._edits.save(open_photo.work, "accepted")
        return True

    def set(self, statuses: Mapping[str, Status], text: str) -> ProjectStep:
        """Set the status of photos as one step of the history, called ``text``."""
        step = ProjectStep(text, is_batch=True)
        for key in statuses:
            if (document := self._edits.document_of(key)) is not None:
                document.end_stroke()
        for key, status in statuses.items():
            record = self._photos.record(key)
            self._state.steps.add(step, key, StepPart(record.status, status, for_before=record.accepted_for))
        self.save(statuses, lambda key: ())
        return step

    def save(self, statuses: Mapping[str, Status], of: Callable[[str], tuple[str, ...]]) -> None:
        """Save the status of photos without a step; of many, only the open one's change is reported.

        Args:
            statuses: By key.
            of: The classes that the photo of a key is accepted for; none for all.
        """
        self._note({key: of(key) for key in statuses})
        autosave, open_photo = self._state.autosave, self._state.open_photo
        if autosave is None:
            return
        for key, status in statuses.items():
            autosave.submit_status(key, status)
        for key in statuses:
            if len(statuses) == 1 or (open_photo is not None and open_photo.key == key):
                self._edits.record_changed.emit(key)
        self._edits.history_changed.emit()

    def _note(self, classes: Mapping[str, tuple[str, ...]]) -> None:
        for key, names in classes.items():
            if self._state.project is not None:
                self._state.project.note_accepted_for(key, names)
