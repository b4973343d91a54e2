"""What an import will find, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_gui.exchange.export import Existing
from faceparse_gui.exchange.importing import Import, Use
from faceparse_gui.exchange.last_export import supported_for_reading
from faceparse_gui.formats import FORMATS, Format, FormatError, Found, ReadOptions
from faceparse_gui.formats.reading.budget import ReadingStopped, stoppable
from faceparse_gui.formats.reading.read_source import found_in
from faceparse_gui.formats.reading.remarks import remarks_of
from faceparse_gui.formats.registry import check_source
from faceparse_gui.project import PhotoRecord, Project

STRANGERS = 50
"""Names without a photo that are listed."""
GUESSES = 3
"""Names by a part of which a photo was found that are listed."""


@dataclass
class ImportScan:
    """What ``scan`` saw."""

    format: Format
    total: int = 0
    """Label maps that were found."""
    matching: int = 0
    """Those whose photo is in the project."""
    photos: int = 0
    """Those without a photo here that bring one along."""
    worked_on: int = 0
    """Matching ones whose photo was edited or accepted."""
    accepted: int = 0
    """Those of them whose photo was accepted."""
    strangers: list[str] = field(default_factory=list)
    """The first names without a photo, as the files say them."""
    guessed: int = 0
    """Matching ones by a part of the name alone."""
    guesses: list[str] = field(default_factory=list)
    """The first of these: their name and their photo's."""
    scaled: str = ""
    """From and to which size the first label map is scaled; empty if it has its photo's."""
    problem: str = ""
    """Why it cannot be read, or what is wrong with the first label map; in a sentence with the remedy."""

    def coming(self, use: Use, existing: Existing, add_photos: bool) -> int:
        """How many label maps an import brings in at most: those that no work on their photo keeps out.

        Accepted labels are brought to edited photos too, which are accepted if they have the same already.
        """
        kept = 0
        if existing == "keep" and use != "prediction":
            kept = self.accepted if use == "accepted" else self.worked_on
        return self.matching - kept + add_photos * self.photos


def scan(
    project: Project,
    source: Path,
    format_: Format | None,
    options: ReadOptions,
    should_stop: Callable[[], bool] = lambda: False,
    naming: str = "",
) -> ImportScan:
    """Go through the names in ``source``, and read the first label map that has a photo.

    Args:
        format_: what ``source`` is; None: recognised by its content.
        should_stop: asked often; what was found until then is returned.
        naming: as ``Import`` has it.

    Raises:
        FormatError: if ``source`` is not there, or not recognised.
    """
    check_source(source)
    try:
        with stoppable(should_stop):
            seen = ImportScan(format_ or FORMATS.recognise(source))
    except ReadingStopped as error:
        raise FormatError(
            source, message("{name} was not looked at to its end.", name=source.name)
        ) from error
    try:
        with stoppable(should_stop):
            _read(
                seen,
                Import(project, source, naming=naming),
                source,
                supported_for_reading(options, seen.format),
            )
    except ReadingStopped:
        pass
    except FileError as error:
        seen.problem = str(error)
    return seen


def _read(seen: ImportScan, importing: Import, source: Path, options: ReadOptions) -> None:
    claims: Counter[str] = Counter()
    guessed: list[tuple[str, PhotoRecord]] = []
    for found in importing.faces.join(found_in(source, seen.format, options)):
        seen.total += 1
        if found.fault is not None:
            seen.problem = seen.problem or str(found.fault)
            continue
        match = importing.match(found)
        if match is None:
            seen.photos += found.load_photo is not None
            if len(seen.strangers) < STRANGERS:
                seen.strangers.append(found.name)
            continue
        claims[match.record.key] += 1
        if match.guessed:
            guessed.append((PurePosixPath(found.name).name, match.record))
        seen.matching += 1
        seen.worked_on += match.record.status in ("edited", "accepted")
        seen.accepted += match.record.status == "accepted"
        if seen.matching == 1:
            _read_first(seen, importing, found, match.record)
    sure = [(name, record) for name, record in guessed if claims[record.key] == 1]
    for name, record in guessed:
        if claims[record.key] > 1:  # it is unknown which of them it is of
            seen.matching -= 1
            seen.worked_on -= record.status in ("edited", "accepted")
            seen.accepted -= record.status == "accepted"
            seen.strangers = [*seen.strangers, name][:STRANGERS]
    seen.guessed = len(sure)
    seen.guesses = [f"{name} → {record.path.name}" for name, record in sure[:GUESSES]]


def _read_first(seen: ImportScan, importing: Import, found: Found, record: PhotoRecord) -> None:
    try:
        with remarks_of() as remarks:
            importing.labels(found, record)
    except (FileError, MemoryError) as error:
        seen.problem = str(error)
    seen.scaled = next((remark.what for remark in remarks if remark.kind == "scaled"), "")
