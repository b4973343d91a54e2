"""After a fix: the photos where the network made the same error, to be fixed by a key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.same_fix import Fix, fix_of
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, PhotoRecord, Project
from faceparse_gui.project.rules import Rule, follow
from faceparse_gui.project.same_fix import SameFixProposal, find_proposals, fixed
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.keys.commands import command
from faceparse_gui.ui.review.same_fix_dialog import SameFixDialog
from faceparse_gui.ui.session.many_photos import ManyPhotos
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import SAME_FIX, Kept
from faceparse_gui.ui.shell.notification_bar import Notification

_NOTIFICATION = "same fix"
_FLUSH_SECONDS = 10.0
_Found = tuple[Fix | None, list[SameFixProposal]]


class SameFix(QObject):
    """The command, its search in a thread, the grid, and the step of many photos that comes of it."""

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # the key of a notification

    def __init__(self, session: Session, layers: LayerState, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._layers = layers
        self._window = window
        self._over: threading.Event | None = None
        self._dialog: SameFixDialog | None = None
        self._count = 0
        self.photos = ManyPhotos(session)
        self.photos.failed.connect(partial(self.notice.emit, "error"))
        self.photos.finished.connect(self._sum_up)
        self.find = command(window, self.tr("Same fix in other photos…"), ["Shift+G"], self._find)
        session.projects.opened.connect(self._opened)

    def close(self) -> None:
        """End the search, and close the grid."""
        if self._over is not None:
            self._over.set()
            self._over = None
        if self._dialog is not None:
            self._dialog.reject()

    def _opened(self) -> None:
        self.close()
        self.withdrawn.emit(_NOTIFICATION)

    # The search

    def _find(self) -> None:
        session, shown = self._session, self._session.open_photo
        project, autosave = session.project, session.autosave
        if project is None or autosave is None or shown is None or self.photos.is_busy:
            return
        self.close()
        if shown.found is None:
            text = self.tr("The network has not parsed this photo: nothing to compare with.")
            self.notice.emit("info", text)
            return
        self.notice.emit("info", self.tr("Looking for the same error in other photos…"))
        shown.work.document.end_stroke()
        model = session.photos.record(shown.key).model
        fix = partial(_fix, shown.found, shown.work.document.snapshot(), session.rules, model)
        records = [each for each in session.photos.records() if each.status == "parsed"]
        self._over = over = threading.Event()
        search = Background(self, _search, project, autosave, fix, records, over.is_set)
        search.success(partial(self._found, over)).failure(partial(self._not_found, over)).start()

    def _not_found(self, over: threading.Event, error: Exception) -> None:
        if over is self._over:
            self._over = None
            self.notice.emit("error", str(error) or type(error).__name__)

    def _found(self, over: threading.Event, found: _Found) -> None:
        if over is not self._over:  # another project is open, or it was asked anew
            return
        self._over = None
        fix, proposals = found
        if fix is None:
            text = self.tr("Correct an area of a face first: what is changed here is too small to look for.")
            self.notice.emit("info", text)
            return
        what = self.tr("{0} becomes {1}").format(class_title(fix.before), class_title(fix.after))
        if not proposals:
            text = self.tr("No other untouched photo has the same error ({0}).").format(what)
            self.notice.emit("info", text)
            return
        self.notice.emit("info", "")
        colors = self._layers.color(fix.before), self._layers.color(fix.after)
        self._dialog = SameFixDialog(what, colors, proposals, self._window)
        self._dialog.taken.connect(partial(self._apply, fix, {each.record.key: each for each in proposals}))
        self._dialog.finished.connect(self._closed)
        self._dialog.show()

    def _closed(self) -> None:
        self._dialog = None

    # The step

    def _apply(self, fix: Fix, proposals: Mapping[str, SameFixProposal], keys: Sequence[str]) -> None:
        project = self._session.project
        if project is not None and not self.photos.is_busy:
            self._count = len(keys)
            self.withdrawn.emit(_NOTIFICATION)
            self.photos.change_labels(keys, SAME_FIX, "edited", partial(_fixed, project, fix, proposals))

    def _sum_up(self) -> None:
        step = self.photos.step
        count = len(step.parts)
        text = self.tr("{0} fixed alike.").format(photos(count))
        if count < self._count:
            text += " " + self.tr("Changed meanwhile and left: {0}.").format(photos(self._count - count))
        take_back: Callable[[], object] = partial(self._session.history.take_back, step)
        answers = ((self.tr("Undo"), take_back),) if count else ()
        self.notified.emit(Notification(_NOTIFICATION, text, answers))


# In threads


def _fix(said: PackedPrediction, labels: PackedMap, rules: Sequence[Rule], model: str) -> Fix | None:
    """What a person changed: what a rule did needs no search."""
    return fix_of(follow(said.labels.whole(), rules, model), labels.whole(), said.frames)


def _search(
    project: Project,
    autosave: Autosave,
    find_fix: Callable[[], Fix | None],
    records: Sequence[PhotoRecord],
    is_over: Callable[[], bool],
) -> _Found:
    fix = find_fix()
    if fix is None:
        return None, []
    autosave.flush(_FLUSH_SECONDS)  # what was parsed just now is searched too
    return fix, find_proposals(project, fix, records, is_over)


def _fixed(
    project: Project, fix: Fix, proposals: Mapping[str, SameFixProposal], key: str, labels: LabelMap
) -> tuple[Kept, LabelMap] | None:
    changed = fixed(project, fix, proposals, key, labels)
    return None if changed is None else (Kept.of(labels), changed)
