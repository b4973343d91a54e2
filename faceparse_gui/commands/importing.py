"""``faceparse import``: masks of other tools into a project."""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import (
    FAILURE,
    INTERRUPTED,
    USAGE,
    ProgressBar,
    complain_of,
    fail,
    need_folder,
    tell_json,
)
from faceparse_gui.commands.shared.exporting import MapOption, class_map, named_format
from faceparse_gui.commands.shared.options import JsonOption
from faceparse_gui.commands.shared.projects import open_told
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from faceparse_gui.exchange import Existing, ImportSummary
    from faceparse_gui.exchange.importing import ImportOutcome
    from faceparse_gui.formats import Format, ReadOptions
    from faceparse_gui.project import Project


_STOPPED = "Stopped. Give the same command again to go on."


class Use(StrEnum):
    """What the masks become."""

    edited = "edited"
    accepted = "accepted"
    prediction = "prediction"


class Ids(StrEnum):
    """What counts in masks with a palette."""

    auto = "auto"
    palette = "palette"
    colors = "colors"


IdsOption = Annotated[
    Ids, typer.Option("--ids", help="What counts in palette masks: the ids, or their colours.")
]


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A folder or file of masks.")],
    project: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the photos.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="What SOURCE is; else seen by its look.",
            autocompletion=completion.read,
        ),
    ] = None,
    use: Annotated[
        Use, typer.Option("--as", help="Work to look through, finished work, or a prediction to compare.")
    ] = Use.edited,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Write over edited and accepted labels; without it, they stay."),
    ] = False,
    order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Whose class ids: celebamask, bisenet, lapa, lapa-person.",
            autocompletion=completion.orders,
        ),
    ] = "celebamask",
    ids: IdsOption = Ids.auto,
    maps: MapOption = None,
    naming: Annotated[
        str,
        typer.Option(
            "--name",
            metavar="PATTERN",
            help="How the masks are named after the photos: {stem}_mask, *-{stem}.",
        ),
    ] = "",
    add_photos: Annotated[
        bool, typer.Option("--add-photos", help="Copy photos that DIR has not from SOURCE.")
    ] = False,
    take_empty: Annotated[
        bool,
        typer.Option(
            "--empty", help="Photos without any annotation are all background, not left as they are."
        ),
    ] = False,
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Photos in sub-folders of DIR too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import masks into a project, by the names of its photos.

    A mask of another size than its photo is scaled, and one of another shape, or with ids that its order has
    not, is reported and left out; the exit code is then 1.
    """
    format_ = source_format(source, from_)
    options = read_options(format_, order, class_map(maps), ids)
    pattern = _pattern(naming)
    need_folder(project, "the folder of the photos")
    from faceparse_gui.exchange import Import, ImportSummary
    from faceparse_gui.formats.reading.budget import ReadingStopped

    opened = open_told(project, recursive)
    try:
        existing: Existing = "replace" if replace else "keep"
        report = ImportSummary()
        with StopRequest("what is in hand") as should_stop:
            run = Import(
                opened,
                source,
                use.value,
                existing,
                add_photos,
                tool=format_.name,
                should_stop=should_stop,
                take_empty=take_empty,
                naming=pattern,
            )
            try:
                found = run.found(format_, options)
            except ReadingStopped:
                fail(_STOPPED, INTERRUPTED)
            with ProgressBar("Importing", len(found)) as bar, closing(run.run(found)) as outcomes:
                for outcome in outcomes:
                    report.note(outcome)
                    bar.advance()
                    if as_json:
                        _tell(outcome, opened)
        _sum_up(report, len(found), project, as_json)
    finally:
        opened.close()


def source_format(source: Path, name: str | None) -> Format:
    """The format that ``source`` is said to be, or looks like."""
    from faceparse_gui.formats import FORMATS, FormatError
    from faceparse_gui.formats.registry import UnknownFormatError, check_source

    named = named_format(name) if name is not None else None
    try:
        check_source(source)
    except FormatError as error:
        fail(str(error))
    if named is not None:
        return named
    try:
        return FORMATS.recognise(source)
    except UnknownFormatError as error:
        fail(f"{error} Give it with --from; `faceparse formats` lists them.", USAGE)


def _pattern(naming: str) -> str:
    from faceparse_gui.exchange.matching import check_pattern

    try:
        return check_pattern(naming) if naming else ""
    except ValueError as error:
        fail(f"--name {error}.", USAGE)


def read_options(format_: Format, order: str, names: dict[str, str], ids: Ids = Ids.auto) -> ReadOptions:
    """``ReadOptions`` from the command line; what the format heeds not is refused."""
    from faceparse_gui.formats import checked_options

    try:
        return checked_options.read_options(format_, {"order": order, "class_map": names, "ids": ids.value})
    except ValueError as error:
        fail(str(error), USAGE)


def _tell(outcome: ImportOutcome, project: Project) -> None:
    photo = project.image(outcome.key).path if outcome.key is not None else None
    if outcome.failure is not None:
        tell_json(mask=outcome.name, photo=photo, state="failed", reason=outcome.failure)
    else:
        state = "skipped" if outcome.skipped else "unannotated" if outcome.unannotated else "imported"
        tell_json(mask=outcome.name, photo=photo, state=state)


def _sum_up(report: ImportSummary, total: int, project: Path, as_json: bool) -> None:
    failures = report.failures
    left = total - report.done
    if as_json:
        sums = {
            "imported": report.imported,
            "skipped": report.skipped,
            "unannotated": report.unannotated,
            "failed": len(failures),
            "left": left,
        }
        tell_json(summary={**sums, "remarks": list(report.told.lines())})
    else:
        _say_sums(report, left, project)
    if failures:
        complain_of("Not imported:", failures)
    if left:
        fail(_STOPPED, INTERRUPTED)
    if failures:
        raise typer.Exit(FAILURE)


def _say_sums(report: ImportSummary, left: int, project: Path) -> None:
    parts = [f"{report.imported} imported into {project}"]
    failures = report.failures
    if report.skipped:
        parts.append(f"{report.skipped} left as they are (worked on already)")
    if failures:
        parts.append(f"{len(failures)} failed")
    if left:
        parts.append(f"{left} left")
    typer.echo(", ".join(parts) + ".")
    for line in report.told.lines():
        typer.echo(line)
