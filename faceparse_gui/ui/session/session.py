"""Which project and which photo is open. Loads in the background, gives finished edits to the autosave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.files.writing import FileError
from faceparse_core.labels import LabelMap
from faceparse_core.parsing.memory import return_freed_memory
from faceparse_gui.document import Change, Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.tiles import Box
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, ImageRecord, Prediction, Project, Status
from faceparse_gui.ui.session.history import ProjectHistory
from faceparse_gui.ui.session.loader import Loader
from faceparse_gui.ui.session.loading import load_kept
from faceparse_gui.ui.session.opening import Opened, open_saved
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.packing import Packing
from faceparse_gui.ui.session.releasing import release
from faceparse_gui.ui.session.steps import ACCEPT, PARSE, Kept, ProjectStep, StepPart, Steps
from faceparse_gui.ui.session.work import KeptWorks, OpenImage, PhotoWork

_LAST_SECONDS = 5.0
_LARGE_BYTES = 8 * 2**20
"""Work on a photo from this size on leaves freed memory worth giving back."""
_ALONE_BYTES = 250 * 2**20
"""A photo of so many is let go of before the next one is read: both together would take gigabytes."""
_REST_MS = 2000
"""Without a new photo or a save; then that memory is given back."""


class Session(QObject):
    project_opened = Signal()
    loading = Signal(str)  # the key of the photo that is on its way
    image_opened = Signal(object)  # OpenImage, or None: no photo is open now
    record_changed = Signal(str)  # key
    arranged = Signal()  # `keys` are in another order
    history_changed = Signal()
    prediction_changed = Signal()  # of the open photo
    told = Signal(str, str)  # "info", "warning" or "error", and the text for the user
    told_of_photo = Signal(str, str)  # as `told`, true while the photo that is shown or wanted is
    not_loaded = Signal(Exception)  # why the photo that is wanted is not shown
    labels_doubted = Signal()  # the open photo is not the one its labels were made on: accept them?
    save_failed = Signal(object)  # ProjectError; what was to be saved is kept and tried again
    store_made_anew = Signal(str, object)  # what to tell, and the states that the photos had, by key
    _saved = Signal(str, int)
    _kept_aside = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.autosave: Autosave | None = None
        self.keys: list[str] = []
        self._shown: list[str] | None = None
        self.paths: list[Path] = []
        self.image: OpenImage | None = None
        self.is_needed: Callable[[str], bool] = lambda key: False
        """Whether a photo's undo must stay in memory; set by who works on photos in the background."""
        self._works = KeptWorks()
        self.steps = Steps()
        self.history = ProjectHistory(self)
        self.packing = Packing(self)
        self._loader = Loader(self._works, self._make_room, self)
        self._loader.arrived.connect(self._show)
        self._loader.failed.connect(self._not_loaded)
        self._opening = self._replacing = False
        self._asked = 0  # how often something was opened or closed: what comes later than that is let go of
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: Background(self, return_freed_memory).start())
        self._saved.connect(self._mark_saved)
        self._kept_aside.connect(partial(self.told.emit, "warning"))

    # Projects

    def open(
        self,
        paths: Sequence[Path],
        key: str | None = None,
        carry: bool = False,
        recursive: bool = False,
    ) -> None:
        """Open a folder or photos, and show the photo ``key``. Until that succeeds all stays as it is.

        ``recursive``: a folder with its sub-folders. ``carry``: what cannot be saved where the open
        photos were is saved to those that are opened.
        """
        if self._opening or not paths:
            return
        self._opening = True
        self._asked += 1
        done = partial(self._opened, self._asked, key=key, carry=carry)
        open_ = partial(open_saved, self.autosave, paths, self.project, recursive)
        Background(self, open_).success(done).failure(self._not_opened).start()

    def _not_opened(self, error: Exception) -> None:
        self._opening = self._replacing = False
        self._tell_error(error)

    def _opened(self, asked: int, opened: Opened, key: str | None, carry: bool) -> None:
        if asked != self._asked:
            self._let_go(opened)
            return
        if opened.project is self.project:
            self._opening = False
            self._list(opened, key)
            return
        self._show(None)  # let go of the project before, then show the next
        self._replacing = True
        let_go = partial(release, self.project, self.autosave, opened.project if carry else None)
        done = partial(self._released, asked, opened, key)
        Background(self, let_go).success(done).failure(self._not_opened).start()

    def _released(self, asked: int, opened: Opened, key: str | None, all_saved: bool) -> None:
        if asked != self._asked:
            self._let_go(opened)
            return
        self._opening = self._replacing = False
        if all_saved:
            self._adopt(opened, key)
            return
        opened.project.close()
        self.told.emit("error", self.tr("The folder stays open: some of its work could not be saved yet."))
        self.select(self.wanted or self.keys[0])

    def _let_go(self, opened: Opened) -> None:
        """All was closed while it was being opened."""
        if opened.project is not self.project:
            opened.project.close()

    def _adopt(self, opened: Opened, key: str | None) -> None:
        self._works.clear()
        self.steps = Steps()
        self.project = opened.project
        self.project.tell = self._kept_aside.emit
        self.autosave = Autosave(
            opened.project,
            on_saved=self._saved.emit,
            on_error=lambda key, error: self.save_failed.emit(error),
        )
        opened.project.on_made_anew = self.store_made_anew.emit
        self._loader.follow(self.project, self.autosave)
        self._list(opened, key)

    def _list(self, opened: Opened, key: str | None) -> None:
        self.keys = opened.keys
        self.paths = opened.paths
        known = {record.key for record in (*opened.project.images(), *opened.project.vanished())}
        self.steps.keep_only(known.__contains__)  # a renamed photo has another key
        self.project_opened.emit()
        for notice in opened.notices:
            self.told.emit("info", notice)
        self.select(key if key is not None and key in self.keys else self.keys[0])

    def save_now(self) -> None:
        """Put all work on the disk before this call returns: the program is about to end."""
        if self.autosave is None:
            return
        if self.image is not None:
            self.image.work.document.end_stroke()
        self.autosave.flush(_LAST_SECONDS)

    def close(self, timeout: float, lose: bool = False) -> bool:
        """Wait until all work is on disk, then let go of the project; False: it failed, all stays open.

        ``lose``: let go all the same.
        """
        if self.image is not None:
            self.image.work.document.end_stroke()
        if self.autosave is not None and not self.autosave.flush(timeout) and not lose:
            return False
        self._asked += 1
        self._opening = self._replacing = False
        if self.project is None or self.autosave is None:
            return True
        self._show(None)
        self.autosave.close(timeout)
        self.project.close()
        self.project = self.autosave = None
        self._loader.follow(None, None)
        self.keys = []
        return True

    # Photos

    @property
    def works(self) -> Iterable[PhotoWork]:
        """The photos whose undo is in memory."""
        return self._works.all()

    @property
    def wanted(self) -> str | None:
        """The key of the photo that is shown or on its way."""
        return self._loader.wanted

    def arrange(self, keys: Sequence[str]) -> None:
        """List the photos in this order: the same keys."""
        if keys != self.keys:
            self.keys = list(keys)
            self.show_only(self._shown)

    @property
    def shown(self) -> list[str]:
        """The keys that the list shows, in its order."""
        return self.keys if self._shown is None else self._shown

    @property
    def is_part_shown(self) -> bool:
        """Whether the list shows some of the photos alone."""
        return self._shown is not None

    def show_only(self, keys: Sequence[str] | None) -> None:
        """List these photos alone, in the order they have; None: all."""
        chosen = None if keys is None else set(keys)
        self._shown = None if chosen is None else [key for key in self.keys if key in chosen]
        self.arranged.emit()

    def record(self, key: str) -> ImageRecord:
        assert self.project is not None
        return self.project.image(key)

    def records(self) -> list[ImageRecord]:
        """All photos of the project that is open, in the list's order."""
        return [] if self.project is None else [self.project.image(key) for key in self.keys]

    def select(self, key: str) -> None:
        """Show a photo. While one is being read, of those asked for meanwhile only the last is shown."""
        is_here = self._loader.is_reading or self.image is not None
        if self._replacing or (key == self.wanted and is_here):
            return
        self._loader.wanted = key
        self.loading.emit(key)
        self._loader.read()

    def reload(self) -> None:
        """Read the open photo again; its labels and their undo stay."""
        if self.wanted is not None and not self._loader.is_reading and not self._replacing:
            self.loading.emit(self.wanted)
            self._loader.read()

    def forget(self, keys: Sequence[str]) -> None:
        """Read these photos' work from the disk again: it came there by another way than the hand's."""
        for key in keys:
            self._works.drop(key)
            self.record_changed.emit(key)
        if self.wanted in keys:
            self.reload()

    def step(self, by: int, unreviewed: bool = False) -> bool:
        """Select the next (1) or previous (-1) listed photo, if asked one not accepted yet; False: none."""
        if self.wanted is None:
            return False
        start, shown = self.keys.index(self.wanted), set(self.shown)
        for key in self.keys[start + 1 :] if by > 0 else self.keys[:start][::-1]:
            if key in shown and not (unreviewed and self.record(key).status == "accepted"):
                self.select(key)
                return True
        return False

    def _make_room(self) -> None:
        """Let go of a large photo before the next one is read."""
        if self.image is not None and self.image.photo.nbytes >= _ALONE_BYTES:
            self._show(None)

    def _not_loaded(self, error: Exception) -> None:
        self._show(None)
        self.not_loaded.emit(error)

    def _show(self, image: OpenImage | None) -> None:
        if image is None and self.image is None:
            return
        if image is not None:
            work = image.work
            if self._works.get(work.key) is not work:
                if self._works.get(work.key) is not None:  # of the photo as it was before, in another size
                    self.steps.forget_photo(work.key)
                work.document.listeners.append(partial(self._edited, work.key))
            for key in self._works.keep(work, self.is_needed):
                self.steps.forget_strokes(key)
        left, self.image = self.image, image
        if left is not None:
            self._lay_aside(left.work)
        self._rest_later()
        self.image_opened.emit(image)
        self.history_changed.emit()

    def _lay_aside(self, work: PhotoWork) -> None:
        if self.image is None or self.image.work is not work:
            self.packing.lay_aside(work, lambda: self.wanted == work.key)

    # Edits

    def undo(self) -> None:
        self.history.undo()

    def redo(self) -> None:
        self.history.redo()

    def accept(self, they_fit: bool = False) -> bool:
        """The labels shown are right; False: there are none, or nobody said that ``they_fit`` as it is."""
        if self.image is None:
            return False
        self.image.work.document.end_stroke()
        if self.image.work.hidden is not None:
            text = self.tr("{0} was not accepted: its labels do not fit the changed photo and are hidden.")
            self.told_of_photo.emit("warning", text.format(self.record(self.image.key).path.name))
            return False
        if not they_fit and self.record(self.image.key).changed and not self.image.work.document.is_modified:
            self.labels_doubted.emit()
            return False
        before = self.record(self.image.key).status
        if before == "new":
            self.told.emit("info", self.tr("Parse or paint this photo before accepting it."))
            return False
        if before != "accepted":
            self.steps.add(ProjectStep(ACCEPT), self.image.key, StepPart(before, "accepted"))
        self._save(self.image.work, "accepted")
        return True

    def set_statuses(self, statuses: Mapping[str, Status], text: str) -> ProjectStep:
        """Give photos another status, as one step; of many, ``record_changed`` tells of the open one."""
        step = ProjectStep(text, is_batch=True)
        for key in statuses:
            if (work := self._works.get(key)) is not None:
                work.document.end_stroke()
        for key, status in statuses.items():
            self.steps.add(step, key, StepPart(self.record(key).status, status))
        self.note_statuses(statuses)
        return step

    def note_statuses(self, statuses: Mapping[str, Status]) -> None:
        """Save other statuses, without a step."""
        if self.autosave is None:
            return
        for key, status in statuses.items():
            self.autosave.submit_status(key, status)
        for key in statuses:
            if len(statuses) == 1 or (self.image is not None and self.image.key == key):
                self.record_changed.emit(key)
        self.history_changed.emit()

    def put_labels(
        self,
        key: str,
        labels: LabelMap,
        status: Status,
        step: ProjectStep,
        before: Kept | None,
        heed_locks: bool = False,
    ) -> None:
        """Other labels for a photo, as a part of ``step``. The photo's document must not be in mid-stroke.

        ``before``: the labels on disk, needed where the photo's undo is not in memory; None: there are none.
        Raises FileError if the photo has another size now.
        """
        work, was = self._works.get(key), self.record(key).status
        if work is None:
            kept: Kept | PackedMap = before or Kept(labels.shape)
        else:
            self._check_size(key, work.document, labels)
            kept = work.document.snapshot()
        self.steps.add(step, key, StepPart(was, status, kept))
        self.packing.keep(self.steps, step, key, kept)
        self.replace_labels(key, labels, status, step.text, heed_locks)

    def replace_labels(
        self, key: str, labels: LabelMap, status: Status, text: str, heed_locks: bool = False
    ) -> None:
        """Save other labels for a photo, without a step."""
        assert self.autosave is not None
        work = self._works.get(key)
        if work is not None:
            box = work.document.replace(labels, text, heed_locks)
            self._save(work, status, box or (0, 0, 1, 1))
            self._lay_aside(work)
        else:
            self.autosave.submit(key, labels, status)
            self._loader.outdate(key)
            self.record_changed.emit(key)
            self.history_changed.emit()

    def stored_labels(self, key: str) -> Callable[[], Kept | None]:
        """What reads in a thread the labels of a photo whose undo is not in memory, to keep them."""
        if self.project is None or self.autosave is None or self._works.get(key) is not None:
            return lambda: None
        return partial(load_kept, self.project, self.autosave, key)

    def _check_size(self, key: str, document: Document, labels: LabelMap) -> None:
        if document.shape != labels.shape:
            path = self.record(key).path
            raise FileError(path, self.tr("The size of {0} has changed. Open it again.").format(path.name))

    def document_of(self, key: str) -> Document | None:
        """The document of a photo whose undo is in memory."""
        work = self._works.get(key)
        return None if work is None else work.document

    def take_prediction(
        self,
        key: str,
        prediction: Prediction,
        asked_for: bool,
        step: ProjectStep | None = None,
        before: Kept | None = None,
    ) -> bool:
        """Apply what the network found in a photo, as a part of ``step``, or as a step of its own.

        Corrections give way only if the photo was ``asked_for`` by itself; False: they did not.
        ``before`` and what is raised are as in ``put_labels``.
        """
        assert self.autosave is not None
        record = self.record(key)
        work = self._works.get(key)
        if work is not None:
            self._check_size(key, work.document, prediction.labels)
        self.autosave.submit_prediction(key, prediction)
        if not asked_for and record.status in ("edited", "accepted"):
            return False
        if step is not None or work is None:
            step = step or ProjectStep(PARSE)
            self.put_labels(key, prediction.labels, "parsed", step, before, heed_locks=True)
        elif work.document.put(prediction.labels, PARSE) is None and record.status == "new":
            self.steps.add(ProjectStep(PARSE), key, StepPart("new", "parsed"))  # nothing but background in it
            self._save(work, "parsed")
        if work is not None:
            self._lay_aside(work)
        if self.image is not None and self.image.key == key:
            self.image.found = PackedPrediction.of(prediction)
            Background(self, self.image.found.pack).start()
            self.prediction_changed.emit()
        self.record_changed.emit(key)
        return True

    def is_stroking(self, key: str) -> bool:
        work = self._works.get(key)
        return work is not None and work.document.is_stroking

    def _edited(self, key: str, change: Change) -> None:
        work = self._works.get(key)
        if work is None or change.kind in ("paint", "abort", "replace"):
            return
        if change.kind == "step":
            step = ProjectStep(change.text, is_stroke=True)
            status: Status = "parsed" if change.text == PARSE else "edited"
            was: Status = self.record(key).status if work.hidden is None else "new"
            self.steps.add(step, key, StepPart(was, status))
        else:
            status = self.steps.move_stroke(key, is_redo=change.kind == "redo")
        self._save(work, status, change.box)
        self._lay_aside(work)

    def _save(self, work: PhotoWork, status: Status, box: Box | None = None) -> None:
        """Save what is new in the ``box``, or anywhere."""
        if self.autosave is not None:
            work.hidden = None
            document = work.document
            shadow = self.image.shadow if self.image is not None and self.image.work is work else None
            self.autosave.submit(work.key, document.labels, status, document.revision, shadow, box)
            self.record_changed.emit(work.key)
            self.history_changed.emit()

    def _mark_saved(self, key: str, revision: int) -> None:
        work = self._works.get(key)
        if work is not None:
            work.document.mark_saved(revision)
            self._rest_later()
        self.record_changed.emit(key)

    def _rest_later(self) -> None:
        if self.image is not None and self.image.photo.nbytes >= _LARGE_BYTES:
            self._rest.start()

    def _tell_error(self, error: Exception) -> None:
        self.told.emit("error", str(error) or type(error).__name__)
