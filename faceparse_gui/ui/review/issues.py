"""What cannot be right in the open photo's labels: looked for after each edit, fixed or ignored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, QTimer, Signal

from faceparse_core.labels import NAMES, LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.memory import CHECKED_BYTES, READING
from faceparse_gui.document import Change
from faceparse_gui.document.review.checks import Issue, check
from faceparse_gui.document.review.fixes import can_fix, fixed
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.mark import Mark
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.keys.commands import command
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenPhoto

_SETTLE_MS = 300

_PAIRS = {
    "l_eye": str(QT_TRANSLATE_NOOP("Issues", "Left and right eye are swapped")),
    "l_brow": str(QT_TRANSLATE_NOOP("Issues", "Left and right brow are swapped")),
    "l_ear": str(QT_TRANSLATE_NOOP("Issues", "Left and right ear are swapped")),
}
_SENTENCES = {
    "sides": str(QT_TRANSLATE_NOOP("Issues", "{0}: on the wrong side")),
    "outside": str(QT_TRANSLATE_NOOP("Issues", "{0}: outside the face")),
    "twice": str(QT_TRANSLATE_NOOP("Issues", "{0}: duplicated")),
    "missing": str(QT_TRANSLATE_NOOP("Issues", "{0}: missing")),
    "lips": str(QT_TRANSLATE_NOOP("Issues", "Open mouth without lips")),
    "pieces": str(QT_TRANSLATE_NOOP("Issues", "{0}: fragmented")),
    "specks": str(QT_TRANSLATE_NOOP("Issues", "Tiny specks")),
}
_STEP = str(QT_TRANSLATE_NOOP("Steps", "Fix"))


def sentence(issue: Issue) -> str:
    """What the panel shows of an issue."""
    text = _PAIRS[NAMES[issue.class_id]] if issue.kind == "swapped" else _SENTENCES[issue.kind]
    return QCoreApplication.translate("Issues", text).format(class_title(issue.class_id))


def search_in_turn(labels: LabelMap, frames: Sequence[Frame]) -> tuple[Issue, ...]:
    """What looks wrong, searched when there is memory for it: not while a large picture is being read."""
    with READING.take(CHECKED_BYTES * labels.size):
        return check(labels, frames)


class Issues(QObject):
    """Checks the open photo's labels in a thread after each edit; shows, fixes and ignores what is found."""

    changed = Signal()
    """Other findings, or none."""
    notice = Signal(str, object)

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self._mark = Mark(canvas)
        self.found: tuple[Issue, ...] = ()
        self.is_checked = False
        """Whether the open photo has labels, and these were checked."""
        self._ignored: dict[str, list[Issue]] = {}
        self._revision = 0  # of the labels that were looked at
        self._wish: Issue | None = None
        self._at: Issue | None = None
        self._searching = False
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self._search)
        session.current.opened.connect(self._opened)
        session.projects.opened.connect(self._ignored.clear)
        canvas.edited.connect(self._edited)
        self.next = command(canvas, self.tr("Next issue"), ["N"], partial(self._step, 1), "alert")
        self.previous = command(canvas, self.tr("Previous issue"), ["Shift+N"], partial(self._step, -1))

    def show(self, issue: Issue) -> None:
        """Bring the issue's place before the eye."""
        self._at = issue
        self._canvas.show_box(issue.box)
        self._mark.point_at(*issue.places)

    def can_fix(self, issue: Issue) -> bool:
        """Whether there is an automatic fix."""
        open_photo = self._session.open_photo
        return open_photo is not None and can_fix(issue, open_photo.prediction)

    def fix(self, issue: Issue) -> None:
        """As one undo step."""
        open_photo = self._session.open_photo
        if open_photo is None or issue not in self.found:
            return
        document = open_photo.work.document
        if document.revision != self._revision:  # painted since: fixed when it is found again
            self._wish = issue
            return
        put = partial(self._put, open_photo.key, document.revision, issue)
        work = Background(self, fixed, document.labels.copy(), issue, open_photo.prediction)
        work.success(put).failure(self._failed).start()

    def _put(self, key: str, revision: int, issue: Issue, labels: LabelMap) -> None:
        open_photo = self._session.open_photo
        if open_photo is None or (open_photo.key, open_photo.work.document.revision) != (key, revision):
            return  # another photo, or painted meanwhile: the issue is looked for anew
        self._mark.hide()
        if open_photo.work.document.put(labels, _STEP, issue.box) is None:
            self.notice.emit("info", self.tr("There is no automatic fix. Paint it by hand."))

    def ignore(self, issue: Issue) -> None:
        """Not shown again in this photo while the program runs."""
        if self._session.open_photo is not None:
            self._ignored.setdefault(self._session.open_photo.key, []).append(issue)
            self._take(self.found)

    def _step(self, by: int) -> None:
        if not self.found:
            none = self.tr("No issues in this photo.")
            self.notice.emit(
                "info", none if self.is_checked else self.tr("There are no labels to check yet.")
            )
            return
        here = -1 if by > 0 else 0
        for number, issue in enumerate(self.found):
            if self._at is not None and issue.is_again(self._at):
                here = number
        self.show(self.found[(here + by) % len(self.found)])
        self.notice.emit("info", sentence(self._at) if self._at is not None else "")

    def _opened(self, open_photo: OpenPhoto | None) -> None:
        self._at = self._wish = None
        self._mark.hide()
        self.found, self.is_checked = (), False
        self.changed.emit()
        if open_photo is not None:
            self._soon.start()

    def _edited(self, change: Change) -> None:
        if change.kind != "paint":
            self._soon.start()

    def _search(self) -> None:
        open_photo = self._session.open_photo
        if open_photo is None or self._searching or self._canvas.stroking:
            if open_photo is not None:
                self._soon.start()
            return
        self._searching = True
        document = open_photo.work.document
        frames = open_photo.found.frames if open_photo.found is not None else ()
        search = partial(search_in_turn, document.labels.copy(), frames)
        arrived = partial(self._arrived, open_photo.key, document.revision)
        Background(self, search).success(arrived).failure(self._failed).start()

    def _arrived(self, key: str, revision: int, found: tuple[Issue, ...]) -> None:
        self._searching = False
        open_photo = self._session.open_photo
        if open_photo is not None and (open_photo.key, open_photo.work.document.revision) == (key, revision):
            document = open_photo.work.document
            self._revision = revision
            self.is_checked = document.area(0) < math.prod(document.shape)
            self._take(found)
            self._grant()
        else:
            self._soon.start()

    def _take(self, found: tuple[Issue, ...]) -> None:
        ignored = self._ignored.get(self._session.open_photo.key, []) if self._session.open_photo else []
        left = [issue for issue in found if not any(map(issue.is_again, ignored))]
        self.found = tuple(sorted(left, key=lambda issue: issue.is_minor))
        self.changed.emit()

    def _grant(self) -> None:
        wish, self._wish = self._wish, None
        for issue in self.found:
            if wish is not None and issue.is_again(wish):
                self.fix(issue)
                return

    def _failed(self, error: Exception) -> None:
        self._searching = False
        self.notice.emit("error", str(error) or type(error).__name__)
