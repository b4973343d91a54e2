"""What was done to a project's photos: the steps of one history, each of one photo or of many.

Every photo has its own order of steps; a step of many photos stands in the order of each of them. A stroke's
pixels are in the history of the photo's document, the labels that a batch replaced are kept here, packed.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.project import Status

PARSE = str(QT_TRANSLATE_NOOP("Steps", "Parse"))
ADD_FACE = str(QT_TRANSLATE_NOOP("Steps", "Add a face"))
CHANGE_FACE = str(QT_TRANSLATE_NOOP("Steps", "Change a face"))
REMOVE_FACE = str(QT_TRANSLATE_NOOP("Steps", "Remove a face"))
PARSE_ALL = str(QT_TRANSLATE_NOOP("Steps", "Parse all"))
PARSE_AGAIN = str(QT_TRANSLATE_NOOP("Steps", "Parse again"))
IMPORT = str(QT_TRANSLATE_NOOP("Steps", "Import"))
ACCEPT = str(QT_TRANSLATE_NOOP("Steps", "Accept"))
RULE = str(QT_TRANSLATE_NOOP("Steps", "Apply rule"))
TAKE_BACK = str(QT_TRANSLATE_NOOP("Steps", "Unaccept"))
OF_FACES = ADD_FACE, CHANGE_FACE, REMOVE_FACE

DEFAULT_LIMIT = 64 * 2**20
"""Bytes of kept labels."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A label map under zlib; nothing but background takes no memory."""

    shape: tuple[int, ...]
    packed: bytes = b""

    @classmethod
    def of(cls, labels: LabelMap) -> Kept:
        """Pack it, which takes some 10 ms for 4096 × 4096 pixels: in a thread."""
        return cls(labels.shape, zlib.compress(np.ascontiguousarray(labels).data, 1) if labels.any() else b"")

    def whole(self) -> LabelMap:
        """The label map, ``uint8 (H, W)``."""
        if not self.packed:
            return np.zeros(self.shape, np.uint8)
        return np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return len(self.packed)


@dataclass(slots=True, eq=False)
class StepPart:
    """What a step did to one photo. ``labels``: those on the step's other side; None: it replaced none.

    ``for_before``, ``for_after``: the classes that it was and is accepted for, where not for all.
    """

    before: Status
    after: Status
    labels: Kept | PackedMap | None = None
    is_done: bool = True
    for_before: tuple[str, ...] = ()
    for_after: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class ProjectStep:
    """``is_stroke``: a step of the document's own history. ``is_open``: photos still come to it."""

    text: str
    is_batch: bool = False
    is_stroke: bool = False
    is_open: bool = False
    parts: dict[str, StepPart] = field(default_factory=dict)
    done: int = 0
    """In how many of its photos it is done now."""
    number: int = 0
    """Grows from one thing that happens to the next."""

    @property
    def undone(self) -> int:
        """In how many of its photos it is undone now."""
        return len(self.parts) - self.done

    def keys(self, is_done: bool) -> list[str]:
        """The photos in which it is done now, or undone."""
        return [key for key, part in self.parts.items() if part.is_done == is_done]


class Steps:
    """The steps done and undone, within a bound on the memory of the labels that they keep."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._count = itertools.count(1)
        self._done: dict[str, list[ProjectStep]] = {}
        self._undone: dict[str, list[ProjectStep]] = {}
        self._batches: list[ProjectStep] = []
        self._row: list[ProjectStep] = []
        self._row_done = 0
        """Acceptances that followed one another with nothing between; how many of them, from the first, are
        done. While they are the last that happened, they come first, whichever photo is open."""
        self._nbytes = 0

    # What happened

    def add(self, step: ProjectStep, key: str, part: StepPart) -> None:
        """Note that ``step`` was done to one photo more; what was undone there is gone."""
        for undone in self._undone.pop(key, []):
            self._drop(undone, key)
        if key in step.parts:
            if self.is_next(step, key):  # a second time: the way back leads to before the first
                step.parts[key].after, step.parts[key].for_after = part.after, part.for_after
                return
            self.forget(step, key)
        comes_to_batch = step in self._batches
        if step.is_batch and not comes_to_batch:
            self._batches.append(step)
        step.parts[key] = part
        step.done += 1
        self._done.setdefault(key, []).append(step)
        self._stamp(step)
        if not comes_to_batch:  # photos that are parsed meanwhile are nothing that the user does
            self._add_to_row(step)
        self._nbytes += _size(part)
        self._bound(step)

    def move(self, step: ProjectStep, key: str, labels: Kept | PackedMap | None) -> None:
        """Note that a photo's newest step was undone, or its step undone last done again."""
        part = step.parts[key]
        source, target = (self._done, self._undone) if part.is_done else (self._undone, self._done)
        source[key].remove(step)
        target.setdefault(key, []).append(step)
        part.is_done = not part.is_done
        step.done += 1 if part.is_done else -1
        self.keep(step, key, labels)
        self._stamp(step)
        self._move_in_row(step, part.is_done)

    def move_stroke(self, key: str, is_redo: bool) -> Status:
        """Note that a photo's document undid or redid a step; return the status that comes of it."""
        stack = (self._undone if is_redo else self._done).get(key, [])
        stroke = next((step for step in reversed(stack) if step.is_stroke), None)
        if stroke is None or not self.is_next(stroke, key):  # not by way of this history
            if stroke is not None:
                self.forget(stroke, key)
            return "edited"
        self.move(stroke, key, None)
        part = stroke.parts[key]
        return part.after if is_redo else part.before

    def keep(self, step: ProjectStep, key: str, labels: Kept | PackedMap | None) -> None:
        """Hold these labels for the way over the step."""
        part = step.parts[key]
        self._nbytes -= _size(part)
        part.labels = labels
        self._nbytes += _size(part)

    def forget(self, step: ProjectStep, key: str) -> None:
        """Leave a photo out of a step, and out of what cannot be reached without it."""
        part = step.parts.get(key)
        if part is not None:
            stack = (self._done if part.is_done else self._undone)[key]
            place = stack.index(step)
            for unreachable in stack[: place + 1]:
                self._drop(unreachable, key)
            del stack[: place + 1]

    def forget_strokes(self, key: str) -> None:
        """The photo's document is gone, and its history with it."""
        for stack in (self._done.get(key, []), self._undone.get(key, [])):
            stroke = next((step for step in reversed(stack) if step.is_stroke), None)
            if stroke is not None:
                self.forget(stroke, key)

    def keep_only(self, is_known: Callable[[str], bool]) -> None:
        """Forget the photos that are not known any more, under their keys."""
        for key in {*self._done, *self._undone}:
            if not is_known(key):
                self.forget_photo(key)

    def forget_photo(self, key: str) -> None:
        """Leave a photo out of all steps."""
        for stack in (self._done.get(key, []), self._undone.get(key, [])):
            if stack:
                self.forget(stack[-1], key)

    # What would be undone and redone

    def newest(self, key: str) -> ProjectStep | None:
        """The last step done to a photo."""
        return next(reversed(self._done.get(key, [])), None)

    def undone(self, key: str) -> ProjectStep | None:
        """The step of a photo that would be done again first."""
        return next(reversed(self._undone.get(key, [])), None)

    def is_next(self, step: ProjectStep, key: str) -> bool:
        """Whether the photo can go over the step now: nothing else lies between."""
        part = step.parts.get(key)
        return part is not None and step is (self.newest(key) if part.is_done else self.undone(key))

    def to_undo(self, key: str | None) -> ProjectStep | None:
        """What Undo takes back while this photo is open: what was last done to it, alone or with others.

        An acceptance right before, of whichever photo, comes first: the next photo is open by then.
        """
        if self._row_done and self._can_go(self._row[self._row_done - 1], is_done=True):
            return self._row[self._row_done - 1]
        own = self.newest(key) if key is not None else None
        return None if own is None or own.is_open else own

    def to_redo(self, key: str | None) -> ProjectStep | None:
        """What Redo does again while this photo is open: what was last undone there, or right before."""
        if self._row_done < len(self._row) and self._can_go(self._row[self._row_done], is_done=False):
            return self._row[self._row_done]
        own = self.undone(key) if key is not None else None
        return None if own is None or own.is_open else own

    def before_acceptance(self, key: str) -> Status | None:
        """The status that an accepted photo had; None where that was not seen."""
        for step in reversed(self._done.get(key, [])):
            part = step.parts[key]
            if part.after != "accepted":
                break
            if part.before != "accepted":
                return part.before
        return None

    # How

    def _can_go(self, step: ProjectStep, is_done: bool) -> bool:
        return any(self.is_next(step, key) for key in step.keys(is_done))

    def _add_to_row(self, step: ProjectStep) -> None:
        """Let the row go on with a step that is done now, or end with it."""
        del self._row[self._row_done :]
        if step.is_batch or step.is_stroke:
            self._row.clear()
        else:
            self._row.append(step)
        self._row_done = len(self._row)

    def _move_in_row(self, step: ProjectStep, is_done: bool) -> None:
        place = self._row_done if is_done else self._row_done - 1
        if 0 <= place < len(self._row) and self._row[place] is step:
            self._row_done += 1 if is_done else -1
        else:
            self._row.clear()
            self._row_done = 0

    def _stamp(self, step: ProjectStep) -> None:
        step.number = next(self._count)

    def _drop(self, step: ProjectStep, key: str) -> None:
        part = step.parts.pop(key)
        step.done -= part.is_done
        self._nbytes -= _size(part)
        if not step.parts and step in self._batches and not step.is_open:
            self._batches.remove(step)

    def _bound(self, newest: ProjectStep) -> None:
        """Let go of the oldest batches while all hold too much; of the newest itself as well, if need be."""
        for step in self._oldest() if self._nbytes > self._limit else ():
            if self._nbytes <= self._limit:
                return
            for key in list(step.parts):
                if step is newest and self._nbytes <= self._limit:
                    return
                self.forget(step, key)

    def _oldest(self) -> Iterator[ProjectStep]:
        return iter(sorted(self._batches, key=lambda step: step.number))


def _size(part: StepPart) -> int:
    return part.labels.nbytes if part.labels is not None else 0
