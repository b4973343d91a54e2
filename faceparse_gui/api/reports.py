"""What became of work on many photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar


class _Short:
    """Shown with counts in place of the sentences."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __repr__(self) -> str:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        shown = {name: len(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


@dataclass(frozen=True, repr=False)
class ParseReport(_Short):
    """What became of parsing photos into a project."""

    parsed: int
    """Those without a face included."""
    failures: tuple[str, ...]
    """One sentence for each photo that could not be parsed."""
    no_face: tuple[str, ...] = ()
    """The names of the photos in which no face was found."""


@dataclass(frozen=True, repr=False)
class ExportReport(_Short):
    """What became of an export or a conversion."""

    written: int
    skipped: int
    """Whose files were there already and were kept."""
    failures: tuple[str, ...]
    """One sentence for each photo that could not be exported."""
    lost: Mapping[str, int]
    """Class name → photos in which it became background, because the format has no such class."""
    vanished: tuple[str, ...] = ()
    """One sentence for each photo that was worked on and is not in the project's folder any more."""
    faceless: int = 0
    """Photos of which nothing was written, because faces were exported and they have none."""


@dataclass(frozen=True, repr=False)
class ImportReport(_Short):
    """What became of an import."""

    imported: int
    skipped: int
    """Masks of photos that had work on them, which was kept."""
    failures: tuple[str, ...]
    """One sentence for each mask that could not be imported."""
    unannotated: int = 0
    """Photos in which nobody has marked anything, left as they are."""
    remarks: tuple[str, ...] = ()
    """What was passed over or settled in masks that came in: a sentence for each kind of thing."""
