"""What the user should be told when a project is opened, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from faceparse_gui.project.records import ImageRecord

_NAMED = 3
"""Photos that a notice names."""


def describe(
    damaged: Path | None, taken_up: int, present: Sequence[ImageRecord], vanished: Sequence[ImageRecord]
) -> list[str]:
    """Sentences about the database that was ``damaged`` and is kept there, and about the photos.

    Args:
        taken_up: label maps whose rows were lost.
    """
    notices = []
    if damaged is not None:
        notices.append(
            f"The project's database was damaged. It was set aside as {damaged} and "
            "made anew from the saved label maps; accepted photos are marked as edited again."
        )
    elif taken_up:
        notices.append(f"Saved label maps that were found and taken up again: {taken_up}.")
    changed = sum(record.changed for record in present)
    if changed:
        notices.append(f"Photos that changed since they were labelled: {changed}.")
    if vanished:
        notices.append(f"Not in the folder any more: {names(vanished)}. The work on what is gone is kept.")
    return notices


def names(records: Sequence[ImageRecord]) -> str:
    """The first photos' names, and how many more there are."""
    named = ", ".join(record.path.name for record in records[:_NAMED])
    return f"{named} and {len(records) - _NAMED} more" if len(records) > _NAMED else named
