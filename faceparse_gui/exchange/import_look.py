"""A look at what an import will find, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from core.files import FileError
from faceparse_gui.exchange.choices import heeded_in_reading
from faceparse_gui.exchange.importing import Import
from faceparse_gui.formats import FORMATS, Format, FormatError, ReadOptions
from faceparse_gui.formats.budget import Stopped, stoppable
from faceparse_gui.formats.reading import found_in
from faceparse_gui.formats.registry import check_source
from faceparse_gui.formats.sample import NotAnnotatedError
from faceparse_gui.project import Project

STRANGERS = 50
"""Names without a photo that are listed."""


@dataclass
class ImportLook:
    """What :func:`look_in` saw."""

    format: Format
    total: int = 0
    """Label maps that were found."""
    matching: int = 0
    """Those whose photo is in the project."""
    photos: int = 0
    """Those without a photo here that bring one along."""
    worked_on: int = 0
    """Matching ones whose photo was edited or accepted."""
    strangers: list[str] = field(default_factory=list)
    """The first names without a photo, as the files say them."""
    problem: str = ""
    """Why it cannot be read, or what is wrong with the first label map; in a sentence with the mend."""


def look_in(
    project: Project,
    source: Path,
    format_: Format | None,
    options: ReadOptions,
    should_stop: Callable[[], bool] = lambda: False,
    naming: str = "",
) -> ImportLook:
    """Go through the names in ``source``, and read the first label map that has a photo.

    :param format_: what ``source`` is; None: see by its look.
    :param should_stop: asked often; what was seen until then is the answer.
    :param naming: as ``Import`` has it.
    :raises FormatError: if ``source`` is not there, or not known by its look.
    """
    check_source(source)
    try:
        with stoppable(should_stop):
            seen = ImportLook(format_ or FORMATS.recognise(source))
    except Stopped as error:
        raise FormatError(source, f"{source.name} was not looked at to its end.") from error
    try:
        with stoppable(should_stop):
            _read(
                seen, Import(project, source, naming=naming), source, heeded_in_reading(options, seen.format)
            )
    except Stopped:
        pass
    except FileError as error:
        seen.problem = str(error)
    return seen


def _read(seen: ImportLook, importing: Import, source: Path, options: ReadOptions) -> None:
    for found in found_in(source, seen.format, options):
        seen.total += 1
        record = importing.find(found)
        if record is None:
            seen.photos += found.load_photo is not None
            if len(seen.strangers) < STRANGERS:
                seen.strangers.append(found.name)
            continue
        seen.matching += 1
        seen.worked_on += record.status in ("edited", "accepted")
        if seen.matching == 1:
            try:
                found.load()
            except NotAnnotatedError:
                pass
            except (FileError, MemoryError) as error:
                seen.problem = str(error)
