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
    print_json,
)
from faceparse_gui.commands.shared.exporting import MapOption, class_map, named_format
from faceparse_gui.commands.shared.options import JsonOption
from faceparse_gui.commands.shared.projects import open_with_notices
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from faceparse_gui.exchange import Existing, ImportSummary
    from faceparse_gui.exchange.importing import ImportOutcome
    from faceparse_gui.formats import Format, ReadOptions
    from faceparse_gui.project import Project


_STOPPED = "Stopped. Run the same command again to resume."


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
    Ids, typer.Option("--ids", help="Read palette masks by their ids (palette) or by their colours (colors).")
]


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Folder or file of masks.")],
    project: Annotated[Path, typer.Option(metavar="DIR", help="Project: a folder of photos.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="Format of SOURCE; detected by default.",
            autocompletion=completion.read,
        ),
    ] = None,
    use: Annotated[
        Use,
        typer.Option(
            "--as", help="Import as edited labels, accepted labels, or a prediction to compare with."
        ),
    ] = Use.edited,
    classes: Annotated[
        str | None,
        typer.Option(
            "--classes",
            metavar="NAMES",
            help="With --as accepted: accept these classes only, e.g. ear_r,neck_l. Fine-tuning learns "
            "nothing else from the masks. By default those that an export's list of files names, else all.",
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Replace edited and accepted labels; otherwise they are kept."),
    ] = False,
    order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Class ids: celebamask, bisenet, lapa, lapa-person.",
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
            help="Mask name pattern, e.g. {stem}_mask or *-{stem}; {stem} is the photo's name.",
        ),
    ] = "",
    add_photos: Annotated[
        bool, typer.Option("--add-photos", help="Copy photos missing in DIR from SOURCE.")
    ] = False,
    take_empty: Annotated[
        bool,
        typer.Option(
            "--empty", help="Import photos without annotations as all background; otherwise skip them."
        ),
    ] = False,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Include sub-folders of DIR.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import masks into a project.

    Masks are matched to photos by name. Masks of another size are scaled to the photo. Masks with another
    aspect ratio or unknown class ids are reported and skipped; the exit code is then 1.
    """
    format_ = source_format(source, from_)
    options = read_options(format_, order, class_map(maps), ids)
    pattern = _pattern(naming)
    accepted_for = _accepted_for(classes, use)
    need_folder(project, "the photos' folder")
    from faceparse_gui.exchange import Import, ImportSummary
    from faceparse_gui.formats.reading.budget import ReadingStopped

    opened = open_with_notices(project, recursive)
    try:
        existing: Existing = "replace" if replace else "keep"
        report = ImportSummary()
        with StopRequest("the current mask") as should_stop:
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
                classes=accepted_for,
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
                        _print_outcome(outcome, opened)
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


def _accepted_for(classes: str | None, use: Use) -> tuple[str, ...] | None:
    """The names in ``--classes``, empty for all; None where it is not given."""
    from faceparse_gui.project.acceptance import accepted_for

    if classes is None:
        return None
    names = [name.strip() for name in classes.split(",") if name.strip()]
    if use != Use.accepted or not names:
        fail("--classes names the classes that are accepted: give it names, and --as accepted.", USAGE)
    try:
        return accepted_for(names)
    except ValueError as error:
        fail(f"--classes: {error}", USAGE)


def read_options(format_: Format, order: str, names: dict[str, str], ids: Ids = Ids.auto) -> ReadOptions:
    """``ReadOptions`` from the command line; a choice that the format does not use is refused."""
    from faceparse_gui.formats import checked_options

    try:
        return checked_options.read_options(format_, {"order": order, "class_map": names, "ids": ids.value})
    except ValueError as error:
        fail(str(error), USAGE)


def _print_outcome(outcome: ImportOutcome, project: Project) -> None:
    photo = project.record(outcome.key).path if outcome.key is not None else None
    if outcome.failure is not None:
        print_json(mask=outcome.name, photo=photo, state="failed", reason=outcome.failure)
    else:
        state = "skipped" if outcome.skipped else "unannotated" if outcome.unannotated else "imported"
        print_json(mask=outcome.name, photo=photo, state=state)


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
        print_json(summary={**sums, "remarks": list(report.remarks.lines())})
    else:
        _print_totals(report, left, project)
    if failures:
        complain_of("Not imported:", failures)
    if left:
        fail(_STOPPED, INTERRUPTED)
    if failures:
        raise typer.Exit(FAILURE)


def _print_totals(report: ImportSummary, left: int, project: Path) -> None:
    parts = [f"{report.imported} imported into {project}"]
    failures = report.failures
    if report.skipped:
        parts.append(f"{report.skipped} skipped (already edited)")
    if failures:
        parts.append(f"{len(failures)} failed")
    if left:
        parts.append(f"{left} left")
    typer.echo(", ".join(parts) + ".")
    for line in report.remarks.lines():
        typer.echo(line)
