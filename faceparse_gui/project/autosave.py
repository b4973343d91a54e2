"""Autosave: one thread that writes what was changed, so that the window never waits for the disk."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_gui.document.tiles import Box
from faceparse_gui.project.errors import DamagedLabelsError, ProjectError
from faceparse_gui.project.issue_count import count_issues
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import Prediction, Status
from faceparse_gui.project.save_buffer import SaveBuffer

DELAY = 0.3
"""Seconds between the first change and its writing: changes in between are written once."""
PAUSE = 0.05
"""Seconds between two photos of an earlier session whose issues are counted."""
RETRY = 2.0
"""Seconds until what could not be written is tried again."""


@dataclass(slots=True)
class _Work:
    """What is to be written for one photo. ``status``: None with a prediction alone."""

    status: Status | None = None
    labels: SaveBuffer | None = None
    revision: int = 0
    prediction: Prediction | None = None

    def add_newer(self, newer: _Work) -> None:
        """Take from ``newer`` what is there."""
        if newer.labels is not None:
            self.labels, self.revision = newer.labels, newer.revision
        self.status = newer.status or self.status
        self.prediction = newer.prediction or self.prediction

    def add_older(self, older: _Work) -> None:
        """Take from ``older`` what is not here."""
        if self.labels is None:
            self.labels, self.revision = older.labels, older.revision
        self.status = self.status or older.status
        self.prediction = self.prediction or older.prediction


class Autosave:
    """Writes label maps, predictions and states in a thread of its own, each within 2 seconds.

    Its methods return at once but for ``flush`` and ``close``. What cannot be written is kept, and tried
    again.
    """

    def __init__(
        self,
        project: Project,
        on_saved: Callable[[str, int], None] | None = None,
        on_error: Callable[[str, ProjectError], None] | None = None,
        on_counted: Callable[[str], None] | None = None,
    ) -> None:
        """Start the thread, which calls the callbacks itself.

        Args:
            project: Where to save.
            on_saved: Called with key and revision when labels are on disk.
            on_error: Called with the key and what kept its work from the disk.
            on_counted: Called with the key when the issues in its saved labels were counted.
        """
        self._project = project
        self._on_saved = on_saved
        self._on_error = on_error
        self._on_counted = on_counted
        self._changed = threading.Condition()
        # A key is in at most one of the first two.
        self._waiting: dict[str, _Work] = {}
        self._failed: dict[str, _Work] = {}
        self._writing: dict[str, _Work] = {}  # the one that is being written
        self._uncounted: dict[str, None] = {}  # saved; their issues are counted when nothing waits
        self._missed: deque[str] = deque()  # likewise, of an earlier session
        self._next_missed = 0.0  # when the next of these is counted
        self._due = math.inf  # when writing begins, on the monotonic clock
        self._retry = math.inf  # when what failed waits again
        self._trouble: ProjectError | None = None
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="autosave", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> set[str]:
        """The keys of what is not on disk yet."""
        with self._changed:
            return self._waiting.keys() | self._failed.keys() | self._writing.keys()

    @property
    def trouble(self) -> ProjectError | None:
        """What kept the last work from the disk; None when nothing waits for that."""
        with self._changed:
            return self._trouble if self._failed else None

    def unsaved(self) -> dict[str, LabelMap]:
        """Copies of the label maps that are not on disk yet, by key. Waits for one that is being written."""
        with self._changed:
            held = {
                key: work.labels
                for works in (self._writing, self._failed, self._waiting)  # the newest last
                for key, work in works.items()
                if work.labels is not None
            }
        copies = {}
        for key, buffer in held.items():
            with buffer.read() as labels:
                copies[key] = labels.copy()
        return copies

    def submit(
        self,
        key: str,
        labels: LabelMap,
        status: Status,
        revision: int = 0,
        buffer: SaveBuffer | None = None,
        box: Box | None = None,
    ) -> None:
        """Save a copy of ``labels`` as they are now, in place of any older one still waiting.

        Given the map's ``buffer``, which nobody else updates, only what changed in the ``box`` is copied.
        """
        self._project.note_status(key, status)
        buffer = SaveBuffer(labels.shape) if buffer is None else buffer
        with self._changed:  # or the new labels could be written with the old status
            buffer.update(labels, box)
            self._add(key, _Work(status, buffer, revision))

    def submit_status(self, key: str, status: Status) -> None:
        """Save a status."""
        self._project.note_status(key, status)
        self._add(key, _Work(status))

    def submit_prediction(self, key: str, prediction: Prediction) -> None:
        """Save what a network said. The arrays are not copied: leave them as they are."""
        self._project.note_prediction(key, prediction)
        self._add(key, _Work(prediction=prediction))

    def count_missing(self) -> None:
        """Count the issues in saved labels that nobody counted: the program was killed before it could.

        One photo after another, when nothing else waits; what is not done at the end is done the next time.
        """
        missing = [r.key for r in self._project.records() if r.status != "new" and r.issues is None]
        with self._changed:
            self._missed.extend(missing)
            self._changed.notify_all()

    def flush(self, timeout: float | None = None) -> bool:
        """Write all now and wait for it.

        False when time ran out or something could not be written; it is kept and tried again.
        """
        with self._changed:
            self._due = time.monotonic()
            self._wait_again()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._waiting and not self._writing, timeout)
            return not (self._waiting or self._writing or self._failed)

    def close(self, timeout: float | None = None) -> bool:
        """Flush and end the thread; False as ``flush``.

        Issues that are not counted when time runs out are not counted at all.
        """
        is_done = self.flush(timeout)
        with self._changed:
            self._is_closing = True
            self._missed.clear()
            self._changed.notify_all()
        self._thread.join(timeout)
        with self._changed:
            self._uncounted.clear()
        self._thread.join(timeout)  # the project may be closed only when no map is being counted
        return is_done

    def _add(self, key: str, work: _Work) -> None:
        with self._changed:
            if not self._waiting:
                self._due = time.monotonic() + DELAY
            older = self._failed.pop(key, None) or self._waiting.get(key)
            if older is not None:
                work.add_older(older)
            self._waiting[key] = work
            self._changed.notify_all()

    def _wait_again(self) -> None:
        self._waiting |= self._failed
        self._failed.clear()
        self._retry = math.inf

    def _run(self) -> None:
        while (task := self._next()) is not None:
            task()
            del task  # or its label map would stay in memory until the next one comes

    def _next(self) -> Callable[[], None] | None:
        """Wait for work that is due and take it over; None when the thread shall end.

        What a hand did comes first, however much a batch of parsed photos brings in.
        """
        with self._changed:
            while not self._is_closing:
                now = time.monotonic()
                if now >= self._retry:
                    self._wait_again()
                    self._due = now
                if self._waiting and now >= self._due:
                    key = min(self._waiting, key=lambda key: not self._is_by_hand(key))
                    work = self._waiting.pop(key)
                    self._writing = {key: work}
                    return partial(self._write, key, work)
                if self._uncounted and not self._waiting:
                    break
                if self._missed and not self._waiting and now >= self._next_missed:
                    self._next_missed = now + PAUSE
                    return partial(self._count_missed, self._missed.popleft())
                due = min(self._due if self._waiting else math.inf, self._retry)
                if self._missed and not self._waiting:
                    due = min(due, self._next_missed)
                self._changed.wait(due - now if due < math.inf else None)
            return partial(self._count, self._uncounted.popitem()[0]) if self._uncounted else None

    def _count_missed(self, key: str) -> None:
        with suppress(KeyError):  # its photo has another name by now
            if self._project.record(key).issues is None:
                self._count(key)

    def _count(self, key: str) -> None:
        try:
            count_issues(self._project, key)
        except DamagedLabelsError as error:  # they were set aside
            self._project.on_notice(str(error))
            return
        except ProjectError:  # the next save says what is wrong with the disk
            return
        except Exception:  # the thread must live to save the next stroke
            logging.getLogger(__name__).exception("The issues of a photo could not be counted")
            return
        self._notify(self._on_counted, key)

    def _is_by_hand(self, key: str) -> bool:
        return self._project.record(key).status in ("edited", "accepted")

    def _write(self, key: str, work: _Work) -> None:
        try:
            with ExitStack() as reading:
                labels = self._save_up_to_labels(key, work, reading)
                if labels is not None:
                    self._project.save_labels(key, labels, work.status, noted=True)
                elif work.status is not None:
                    self._project.set_status(key, work.status, noted=True)
        except Exception as error:  # whatever it is, the thread must live to save the next stroke
            self._trouble = self._explain(key, error)
            self._notify(self._on_error, key, self._trouble)
            self._keep(key, work)
            return
        if work.labels is not None:
            self._notify(self._on_saved, key, work.revision)
        with self._changed:
            if work.labels is not None:
                self._uncounted[key] = None
            self._writing = {}
            self._changed.notify_all()

    def _save_up_to_labels(self, key: str, work: _Work, reading: ExitStack) -> LabelMap | None:
        """Save the prediction, then return the labels, read until ``reading`` ends.

        The buffer may hold newer ones than those of ``work``: what came in with them is taken into it.
        """
        while True:
            if work.prediction is not None:
                self._project.save_prediction(key, work.prediction)
                work.prediction = None
            with self._changed:
                newer = self._waiting.pop(key, None)
                if newer is not None:
                    work.add_newer(newer)
                if work.prediction is None:
                    return None if work.labels is None else reading.enter_context(work.labels.read())

    def _keep(self, key: str, work: _Work) -> None:
        """Hold what could not be written for the next try."""
        with self._changed:
            self._writing = {}
            newer = self._waiting.get(key)
            if newer is not None:
                newer.add_older(work)
            else:
                self._failed[key] = work
                self._retry = min(self._retry, time.monotonic() + RETRY)
            self._changed.notify_all()

    def _explain(self, key: str, error: Exception) -> ProjectError:
        if isinstance(error, ProjectError):
            return error
        path = self._project.record(key).path
        return ProjectError(
            path,
            message(
                "The work on {path} cannot be saved: {error}. Export it to keep it.", path=path, error=error
            ),
        )

    @staticmethod
    def _notify(listener: Callable[..., None] | None, *values: object) -> None:
        if listener is not None:
            try:
                listener(*values)
            except Exception:  # a listener's fault must not end the saving
                logging.getLogger(__name__).exception("A listener of the autosave failed")
