"""Photos that were renamed or moved: known by content, the work follows them to their new names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.folders import natural_key
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import PhotoRecord, Status

_WORTH: dict[Status, int] = {"new": 0, "no-face": 1, "parsed": 2, "edited": 3, "accepted": 4}


@dataclass(frozen=True, slots=True)
class Move:
    """The photo ``old``, which vanished, is the photo ``new``, on which there is no work."""

    old: PhotoRecord
    new: PhotoRecord
    is_guess: bool = False
    """Others of this content vanished with other labels: only the order of names shows whose work it is."""


def find_moves(project: Project, should_stop: Callable[[], bool] = lambda: False) -> list[Move]:
    """Which vanished photos are there under another name, by their content.

    A copy beside its original is no move. Of several with the same content those of one name belong together,
    the others in the order of their names. Reads the photos without work that have as many bytes as a
    vanished one; those that ``Project.leave_new`` was called with are not asked about again.
    """
    lost: dict[int, list[PhotoRecord]] = defaultdict(list)
    for record in project.vanished():
        lost[record.size].append(record)
    alike: dict[tuple[str, ...], list[PhotoRecord]] = defaultdict(list)
    for new in project.newcomers() if lost else ():
        if should_stop():
            break
        candidates = lost.get(new.size)
        if not candidates:
            continue
        digest = project.photos.content(new.key, should_stop)
        if same := tuple(old.key for old in candidates if _is_same(old, new, digest)):
            alike[same].append(new)
    moves: list[Move] = []
    for keys, found in alike.items():
        taken = {move.old.key for move in moves}
        moves += _paired(project, [project.record(key) for key in keys if key not in taken], found)
    return moves


def follow_moves(project: Project) -> None:
    """Take the work to where its photos are now, and say so in ``Project.notices``."""
    for move in find_moves(project):
        if project.reattach(move.old.key, move.new.key):
            old, new = map(project.name_of, (move.old, move.new))
            project.on_notice(
                message("{old} is {new} now, by its content: the work on it goes on there.", old=old, new=new)
            )
            if move.is_guess:
                project.on_notice(
                    message(
                        "{new} has the same content as other photos that were renamed, but their "
                        "labels differ: they were given out in the order of the names. Look at them.",
                        new=new,
                    )
                )


def _paired(project: Project, lost: list[PhotoRecord], found: list[PhotoRecord]) -> list[Move]:
    """Photos of one content."""
    moves = []
    for new in list(found):
        old = next((each for each in lost if each.path.name == new.path.name), None)
        if old is not None:
            lost.remove(old)
            found.remove(new)
            moves.append(Move(old, new))
    is_guess = bool(found) and len(lost) > 1 and _differ(project, lost)
    best = sorted(lost, key=lambda each: (_WORTH[each.status], each.updated), reverse=True)
    lost = best[: len(found)]
    pairs = zip(_in_order(project, lost), _in_order(project, found), strict=False)
    return moves + [Move(old, new, is_guess) for old, new in pairs]


def _in_order(project: Project, records: list[PhotoRecord]) -> list[PhotoRecord]:
    return sorted(records, key=lambda each: natural_key(project.name_of(each)))


def _differ(project: Project, records: list[PhotoRecord]) -> bool:
    """Whether the labels on them are not all the same; what cannot be read is none."""
    first: LabelMap | None = None
    for number, record in enumerate(records):
        try:
            labels = project.load_labels(record.key)
        except ProjectError:
            return True
        if number and not _same(first, labels):
            return True
        first = labels
    return False


def _same(one: LabelMap | None, other: LabelMap | None) -> bool:
    return one is other if one is None or other is None else np.array_equal(one, other)


def _is_same(old: PhotoRecord, new: PhotoRecord, digest: str) -> bool:
    """Where no content was noted, a time to the nanosecond and the size must do: renaming keeps both."""
    return old.digest == digest if old.digest else old.mtime_ns == new.mtime_ns
