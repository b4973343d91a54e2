"""The labels of the project's photos: follows edits of documents, replaces labels, saves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from faceparse_core.files.writing import FileError
from faceparse_core.labels import LabelMap
from faceparse_gui.document import Change, Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.tiles import Box
from faceparse_gui.project import Status
from faceparse_gui.ui.session.packing import Packing
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.steps import PARSE, Kept, ProjectStep, StepPart
from faceparse_gui.ui.session.stored_work import load_kept
from faceparse_gui.ui.session.work import PhotoWork


class LabelEdits(QObject):
    """Every change of labels comes through here: it becomes a step of the history and is saved."""

    record_changed = Signal(str)
    """Key of a photo whose record changed, or whose labels were saved."""
    history_changed = Signal()
    replaced = Signal(str)
    """Key of a photo whose labels changed while its document was not in memory."""
    moved = Signal(str, object)
    """Key of a photo in whose document a step was undone or redone, and the ``Change``."""
    saved = Signal(str)
    """Key of a photo whose document is on disk."""

    def __init__(self, state: SessionState, photos: PhotoList, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self.packing = Packing(self)
        self._parsed_status: Status = "parsed"
        self.is_needed: Callable[[str], bool] = lambda key: False
        """Whether a photo's undo must stay in memory; set by who works on photos in the background."""

    # Documents in memory

    @property
    def works(self) -> Iterable[PhotoWork]:
        """The photos whose undo is in memory."""
        return self._state.works.all()

    def document_of(self, key: str) -> Document | None:
        """The document of a photo whose undo is in memory."""
        work = self._state.works.get(key)
        return None if work is None else work.document

    def is_stroking(self, key: str) -> bool:
        """Whether the user is in the middle of a stroke in this photo."""
        document = self.document_of(key)
        return document is not None and document.is_stroking

    def end_stroke(self) -> None:
        """Finish the stroke that is running on the canvas, so that it is kept."""
        if self._state.open_photo is not None:
            self._state.open_photo.work.document.end_stroke()

    def follow(self, work: PhotoWork) -> None:
        """Keep a photo's document in memory as the one last used, and save its edits from now on."""
        state = self._state
        known = state.works.get(work.key)
        if known is not work:
            if known is not None:  # of the photo as it was before, in another size
                state.steps.forget_photo(work.key)
            work.document.listeners.append(partial(self._edited, work.key))
        for key in state.works.keep(work, self.is_needed):
            state.steps.forget_strokes(key)

    def forget(self, key: str) -> None:
        """Drop a photo's document: its labels on disk are newer."""
        self._state.works.drop(key)
        self.record_changed.emit(key)

    def lay_aside(self, work: PhotoWork) -> None:
        """Pack the labels of a photo that is not on the canvas."""
        open_photo = self._state.open_photo
        if open_photo is None or open_photo.work is not work:
            self.packing.lay_aside(work, lambda: self._state.wanted == work.key)

    # Other labels

    def put_labels(
        self,
        key: str,
        labels: LabelMap,
        status: Status,
        step: ProjectStep,
        before: Kept | None,
        keep_locked: bool = False,
        accepted_for: tuple[str, ...] = (),
    ) -> None:
        """Replace a photo's labels as a part of ``step``. Its document must not be in mid-stroke.

        Args:
            key: Of the photo.
            labels: ``uint8 (H, W)`` class ids.
            status: The photo's status from then on.
            step: The step of the history that this belongs to.
            before: The labels on disk, needed where the photo's document is not in memory; None without any.
            keep_locked: Leave locked classes as they are.
            accepted_for: Names of the classes that it is accepted for, if so; none for all.

        Raises:
            FileError: The photo has another size now.
        """
        work, was = self._state.works.get(key), self._photos.record(key).status
        if work is None:
            kept: Kept | PackedMap = before or Kept(labels.shape)
        else:
            self.check_size(key, labels)
            kept = work.document.snapshot()
        for_before = self._photos.record(key).accepted_for
        part = StepPart(was, status, kept, for_before=for_before, for_after=accepted_for)
        self._state.steps.add(step, key, part)
        if self._state.project is not None:
            self._state.project.note_accepted_for(key, accepted_for)
        self.packing.keep(self._state.steps, step, key, kept)
        self.replace_labels(key, labels, status, step.text, keep_locked)

    def put_parsed(self, work: PhotoWork, labels: LabelMap, status: Status) -> bool:
        """Put a prediction in place of a document's labels as one edit of its own; False: nothing changed.

        Args:
            work: The photo's, which is not in mid-stroke.
            labels: ``uint8 (H, W)`` class ids.
            status: The photo's status from then on.
        """
        self._parsed_status = status
        return work.document.put(labels, PARSE) is not None

    def replace_labels(
        self, key: str, labels: LabelMap, status: Status, text: str, keep_locked: bool = False
    ) -> None:
        """Save other labels for a photo, without a step of the history."""
        autosave, work = self._state.autosave, self._state.works.get(key)
        assert autosave is not None
        if work is not None:
            box = work.document.replace(labels, text, keep_locked)
            status = settled_status(work, status)
            self.save(work, status, box or (0, 0, 1, 1))
            self.lay_aside(work)
        else:
            autosave.submit(key, labels, status)
            self.replaced.emit(key)
            self.record_changed.emit(key)
            self.history_changed.emit()

    def stored_labels(self, key: str) -> Callable[[], Kept | None]:
        """What reads, in a thread, the labels of a photo whose document is not in memory, to keep them."""
        project, autosave = self._state.project, self._state.autosave
        if project is None or autosave is None or self._state.works.get(key) is not None:
            return lambda: None
        return partial(load_kept, project, autosave, key)

    def check_size(self, key: str, labels: LabelMap) -> None:
        """Check labels against a photo's document, where that is in memory.

        Raises:
            FileError: They have another size.
        """
        document = self.document_of(key)
        if document is not None and document.shape != labels.shape:
            path = self._photos.record(key).path
            raise FileError(path, self.tr("The size of {0} has changed. Open it again.").format(path.name))

    # Saving

    def save(self, work: PhotoWork, status: Status, box: Box | None = None) -> None:
        """Hand a document's labels to the autosave; what changed is in the ``box``, or anywhere."""
        open_photo, autosave = self._state.open_photo, self._state.autosave
        if autosave is not None:
            work.hidden = None
            document = work.document
            buffer = open_photo.save_buffer if open_photo is not None and open_photo.work is work else None
            autosave.submit(work.key, document.labels, status, document.revision, buffer, box)
            self.record_changed.emit(work.key)
            self.history_changed.emit()

    def mark_saved(self, key: str, revision: int) -> None:
        """Note that a document's ``revision`` is on disk."""
        document = self.document_of(key)
        if document is not None:
            document.mark_saved(revision)
            self.saved.emit(key)
        self.record_changed.emit(key)

    def _edited(self, key: str, change: Change) -> None:
        work = self._state.works.get(key)
        if work is None or change.kind in ("paint", "abort", "replace"):
            return
        if change.kind == "step":
            step = ProjectStep(change.text, is_stroke=True)
            status: Status = self._parsed_status if change.text == PARSE else "edited"
            status = settled_status(work, status)
            was: Status = self._photos.record(key).status if work.hidden is None else "new"
            self._state.steps.add(step, key, StepPart(was, status))
        else:
            status = self._state.steps.move_stroke(key, is_redo=change.kind == "redo")
        self.save(work, status, change.box)
        self.lay_aside(work)
        if change.kind != "step":
            self.moved.emit(key, change)


def settled_status(work: PhotoWork, status: Status) -> Status:
    """``status`` once a prediction is in place: where locked classes stayed, there is more than no face."""
    return "parsed" if status == "no-face" and work.document.labels.any() else status
