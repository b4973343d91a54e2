"""Autosave: one thread that writes what was changed, so that the window never waits for the disk."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.labels import LabelMap
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import Prediction, Status
from faceparse_gui.project.snapshots import Snapshots

DELAY = 0.3
"""Seconds between the first change and its writing: changes in between are written once."""
RETRY = 2.0
"""Seconds until what could not be written is tried again."""


@dataclass(slots=True)
class _Work:
    """What is to be written for one photo; its status is the one in the project's memory."""

    labels: LabelMap | None = None
    revision: int = 0
    prediction: Prediction | None = None

    def under(self, newer: _Work | None) -> _Work:
        """Return this work with what is newer put over it."""
        if newer is None:
            return self
        if newer.labels is None:
            newer.labels, newer.revision = self.labels, self.revision
        newer.prediction = newer.prediction or self.prediction
        return newer


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
    ) -> None:
        """Start the thread. It calls ``on_saved(key, revision)`` and ``on_error(key, error)``."""
        self._project = project
        self._on_saved = on_saved
        self._on_error = on_error
        self._changed = threading.Condition()
        self._waiting: dict[str, _Work] = {}
        self._writing: dict[str, _Work] = {}
        self._due = math.inf  # when the next round of writing starts, on the monotonic clock
        self._rounds = 0
        self._is_closing = False
        self._snapshots = Snapshots()
        self._thread = threading.Thread(target=self._run, name="autosave", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> set[str]:
        """The keys of what is not on disk yet."""
        with self._changed:
            return self._waiting.keys() | self._writing.keys()

    def prepare(self, shape: tuple[int, int]) -> None:
        """Have memory for snapshots of this shape ready: to be called when an image is opened."""
        with self._changed:
            self._snapshots.want(shape)
            self._changed.notify_all()

    def submit(self, key: str, labels: LabelMap, status: Status, revision: int = 0) -> None:
        """Save a copy of ``labels`` as they are now, in place of any older one still waiting."""
        self._project.note_status(key, status)
        with self._changed:
            snapshot = self._snapshots.take(labels.shape)
        np.copyto(snapshot, labels)
        self._add(key, _Work(labels=snapshot, revision=revision))

    def submit_status(self, key: str, status: Status) -> None:
        """Save a status."""
        self._project.note_status(key, status)
        self._add(key, _Work())

    def submit_prediction(self, key: str, prediction: Prediction) -> None:
        """Save what a network said. The arrays are not copied: leave them as they are."""
        self._project.image(key)  # an unknown key is the caller's KeyError
        self._add(key, _Work(prediction=prediction))

    def flush(self, timeout: float | None = None) -> bool:
        """Write all now and wait for it.

        False when time ran out or something could not be written; it is kept and tried again.
        """
        with self._changed:
            if not self._waiting and not self._writing:
                return True
            last = self._rounds + (2 if self._writing and self._waiting else 1)
            self._due = time.monotonic()
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._rounds >= last or not (self._waiting or self._writing), timeout
            )
            return not (self._waiting or self._writing)

    def close(self, timeout: float | None = None) -> bool:
        """Flush and end the thread; False as ``flush``."""
        is_done = self.flush(timeout)
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return is_done

    def _add(self, key: str, work: _Work) -> None:
        with self._changed:
            older = self._waiting.get(key)
            if older is not None:
                if work.labels is not None:
                    self._snapshots.give(older.labels)
                    older.labels = None
                work = older.under(work)
            self._waiting[key] = work
            self._due = min(self._due, time.monotonic() + DELAY)
            self._changed.notify_all()

    def _run(self) -> None:
        while self._wait():
            failed = False
            for key, work in list(self._writing.items()):
                failed |= not self._write(key, work)
            with self._changed:
                if failed:
                    self._due = min(self._due, time.monotonic() + RETRY)
                self._rounds += 1
                self._changed.notify_all()

    def _wait(self) -> bool:
        """Wait for work that is due and take it over; False when the thread shall end."""
        with self._changed:
            while not self._is_closing:
                self._snapshots.refill(self._changed)
                now = time.monotonic()
                if self._waiting and now >= self._due:
                    self._writing, self._waiting, self._due = self._waiting, {}, math.inf
                    return True
                self._changed.wait(self._due - now if self._waiting else None)
            return False

    def _write(self, key: str, work: _Work) -> bool:
        try:
            if work.prediction is not None:
                self._project.save_prediction(key, work.prediction)
                work.prediction = None
            if work.labels is not None:
                self._project.save_labels(key, work.labels)
            else:
                self._project.set_status(key, self._project.image(key).status)
        except Exception as error:  # whatever it is, the thread must live to save the next stroke
            with self._changed:
                self._waiting[key] = self._writing.pop(key).under(self._waiting.get(key))
            self._tell(self._on_error, key, self._explain(key, error))
            return False
        with self._changed:
            del self._writing[key]
            self._snapshots.give(work.labels)
        if work.labels is not None:
            self._tell(self._on_saved, key, work.revision)
        return True

    def _explain(self, key: str, error: Exception) -> ProjectError:
        if isinstance(error, ProjectError):
            return error
        path = self._project.image(key).path
        return ProjectError(path, f"The work on {path} cannot be saved: {error}. Export it to keep it.")

    @staticmethod
    def _tell(listener: Callable[..., None] | None, *news: object) -> None:
        if listener is not None:
            try:
                listener(*news)
            except Exception:  # a listener's fault must not end the saving
                logging.getLogger(__name__).exception("A listener of the autosave failed")
