"""Photos that were renamed or moved: known by content, the work follows them to their new names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from faceparse_gui.project.project import Project
from faceparse_gui.project.records import ImageRecord, Status

_WORTH: dict[Status, int] = {"new": 0, "parsed": 1, "edited": 2, "accepted": 3}


@dataclass(frozen=True, slots=True)
class Move:
    """The photo ``old``, which vanished, is the photo ``new``, on which there is no work."""

    old: ImageRecord
    new: ImageRecord


def find_moves(project: Project, should_stop: Callable[[], bool] = lambda: False) -> list[Move]:
    """Which vanished photos are there under another name, by their content.

    A copy beside its original is no move. Reads the photos without work that have as many bytes as a vanished
    one; those that :meth:`Project.leave_new` was told of are not asked about again.
    """
    lost: dict[int, list[ImageRecord]] = defaultdict(list)
    for record in project.vanished():
        lost[record.size].append(record)
    moves = []
    for new in project.newcomers() if lost else ():
        if should_stop():
            break
        candidates = lost.get(new.size)
        if not candidates:
            continue
        digest = project.photos.content(new.key, should_stop)
        same = [old for old in candidates if _is_same(old, new, digest)]
        if same:
            old = max(
                same, key=lambda each: (each.path.name == new.path.name, _WORTH[each.status], each.updated)
            )
            candidates.remove(old)
            moves.append(Move(old, new))
    return moves


def follow_moves(project: Project) -> None:
    """Take the work to where its photos are now, and say so in :attr:`Project.notices`."""
    for move in find_moves(project):
        if project.reattach(move.old.key, move.new.key):
            old, new = map(project.name_of, (move.old, move.new))
            project.tell(f"{old} is {new} now, by its content: the work on it goes on there.")


def _is_same(old: ImageRecord, new: ImageRecord, digest: str) -> bool:
    """Where no content was noted, a time to the nanosecond and the size must do: renaming keeps both."""
    return old.digest == digest if old.digest else old.mtime_ns == new.mtime_ns
