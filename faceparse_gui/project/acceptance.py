"""An accepted photo is accepted for the labels that it had then, not for whatever lies in their place now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from faceparse_core.labels import NAMES
from faceparse_core.messages import message
from faceparse_gui.project.notices import names
from faceparse_gui.project.photos.photos import RecordChange
from faceparse_gui.project.records import PhotoRecord
from faceparse_gui.project.store.files import Pictures


def check(
    accepted: Iterable[PhotoRecord], written: Mapping[str, int], pictures: Pictures
) -> list[RecordChange]:
    """Find out whose labels are others than those that were accepted: these photos count as edited.

    Label maps are read whose times are other ones than the records say, as those of a copied project.

    Args:
        written: when the label map of each key was written, nanoseconds since 1970.
    """
    changed: list[RecordChange] = []
    for record in accepted:
        if not record.labels or written.get(record.key, record.labels_ns) == record.labels_ns:
            continue
        now = pictures.note_labels(record.key)
        if now["labels"] == record.labels:
            changed.append((record, {"labels_ns": now["labels_ns"]}))
        elif now["labels"]:
            changed.append((record, {"status": "edited", **now}))
    return changed


def accepted_for(classes: Iterable[str]) -> tuple[str, ...]:
    """The names in the order of the classes; none if they are all. ``ValueError``: there is no such class."""
    chosen = set(classes)
    if unknown := chosen - set(NAMES):
        raise ValueError(f"There is no class {min(unknown)!r}; there are {', '.join(NAMES)}.")
    return () if len(chosen) == len(NAMES) else tuple(name for name in NAMES if name in chosen)


def notices(changed: Sequence[RecordChange]) -> Iterator[str]:
    """What the user should know of them."""
    edited = [record for record, changes in changed if "status" in changes]
    if edited:
        yield message(
            "The labels are not those that were accepted: {names}. What is there counts as edited. "
            "Look at it, then accept it again.",
            names=names(edited),
        )
