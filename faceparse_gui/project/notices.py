"""Messages about a project that was opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from faceparse_core.messages import message
from faceparse_gui.project.records import PhotoRecord

_NAMED = 3
"""Photos that a notice names."""


def describe(
    damaged: Path | None, restored: int, present: Sequence[PhotoRecord], vanished: Sequence[PhotoRecord]
) -> list[str]:
    """Sentences about the database that was ``damaged`` and is kept there, and about the photos.

    Args:
        restored: label maps whose rows were lost.
    """
    notices: list[str] = []
    if damaged is not None:
        notices.append(
            message(
                "The project's database was damaged. It was set aside as {path} and made anew from "
                "the saved label maps; accepted photos are marked as edited again.",
                path=damaged,
            )
        )
    elif restored:
        notices.append(
            message("Saved label maps that were found and taken up again: {count}.", count=restored)
        )
    changed = sum(record.changed and record.has_labels for record in present)
    if changed:
        notices.append(message("Photos that changed since they were labelled: {count}.", count=changed))
    if vanished:
        notices.append(
            message(
                "Not in the folder any more: {names}. The work on what is gone is kept.",
                names=names(vanished),
            )
        )
    return notices


def names(records: Sequence[PhotoRecord]) -> str:
    """The first photos' names, and how many more there are."""
    named = ", ".join(record.path.name for record in records[:_NAMED])
    return (
        message("{names} and {count} more", names=named, count=len(records) - _NAMED)
        if len(records) > _NAMED
        else named
    )
