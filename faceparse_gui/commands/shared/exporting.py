"""What ``export`` and ``convert`` share: their options, and how an export is run and summed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from faceparse_core.errors import printable
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import (
    FAILURE,
    INTERRUPTED,
    USAGE,
    ProgressBar,
    complain_of,
    fail,
    print_json,
)
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from faceparse_core.files.writing import FileError
    from faceparse_gui.exchange import Export, ExportPlan
    from faceparse_gui.exchange.export import ExportOutcome, ExportSummary
    from faceparse_gui.exchange.views import Probabilities
    from faceparse_gui.formats import ExportOptions, Format


class CropChoice(StrEnum):
    """What ``--crop`` may be: the values of ``ExportOptions.crop``."""

    photo = "photo"
    face = "face"
    instance = "instance"


class PhotosChoice(StrEnum):
    """What ``--photos`` may be: the values of ``ExportOptions.photos``."""

    none = "none"
    jpg = "jpg"
    png = "png"


class ObjectsChoice(StrEnum):
    """What ``--objects`` may be: the values of ``ExportOptions.objects``."""

    face = "face"
    photo = "photo"


CropOption = Annotated[
    CropChoice,
    typer.Option(
        help="Export whole photos; or one map for each face, with the other faces as background: "
        "an upright square around it (face), or the whole photo (instance)."
    ),
]
SizeOption = Annotated[
    int | None,
    typer.Option(
        metavar="PIXELS", help="Longer side of a photo [original size], or side of a face crop [512]."
    ),
]
ClassOption = Annotated[
    list[str] | None,
    typer.Option(
        "--class",
        metavar="NAME",
        help="Only this class; repeatable.",
        autocompletion=completion.classes,
    ),
]
NameOption = Annotated[
    str,
    typer.Option(
        "--name",
        metavar="PATTERN",
        help="File name pattern: {stem}, {folder}, {n} from 1, {i} from 0, {n:05}.",
    ),
]
PhotosOption = Annotated[PhotosChoice, typer.Option(help="Include the photos.")]
BackgroundOption = Annotated[bool, typer.Option("--background", help="Include the background as a class.")]
OrderOption = Annotated[
    str,
    typer.Option(
        metavar="ORDER",
        help="Class ids: celebamask, bisenet, lapa, lapa-person.",
        autocompletion=completion.orders,
    ),
]
GreyOption = Annotated[bool, typer.Option("--grey", help="Greyscale index masks, without a palette.")]
ObjectsOption = Annotated[
    ObjectsChoice, typer.Option(help="One object per class for each face, or for the whole photo.")
]
PartOption = Annotated[
    list[str] | None,
    typer.Option(
        "--part",
        metavar="hair|face|head|person",
        help="Part to cut out; repeatable.",
        autocompletion=completion.parts,
    ),
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Replace existing files.")]
KeepOption = Annotated[bool, typer.Option("--keep", help="Keep existing files.")]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="THEIRS=OURS", help="Rename a class, e.g. headwear=hat; repeatable."),
]


def named_format(name: str) -> Format:
    """The format of that name, or the end of the command with the names there are."""
    from faceparse_gui.formats import FORMATS

    try:
        return FORMATS.named(name)
    except ValueError as error:
        fail(str(error), USAGE)


def make_options(format_: Format, **given: Any) -> ExportOptions:
    """``ExportOptions``, None standing for the default; a choice that the format does not use is refused."""
    from faceparse_gui.formats.checked_options import export_options

    try:
        return export_options(format_, {key: value for key, value in given.items() if value is not None})
    except ValueError as error:
        fail(str(error), USAGE)


def class_map(pairs: list[str] | None) -> dict[str, str]:
    """``THEIRS=OURS`` to a mapping."""
    found = {}
    for pair in pairs or ():
        theirs, is_pair, ours = pair.rpartition("=")
        if not is_pair or not theirs:
            fail(f"--map {pair}: give THEIRS=OURS, for example headwear=hat.", USAGE)
        found[theirs] = ours
    return found


def run_export(
    make: Callable[[], ExportPlan],
    replace: bool,
    keep: bool,
    probabilities: Probabilities | None = None,
    as_json: bool = False,
) -> None:
    """Run it under a progress bar, sum up, and end with the exit code it deserves."""
    from faceparse_core.files.writing import FileError
    from faceparse_gui import logs
    from faceparse_gui.exchange import Export

    if replace and keep:
        fail("Give --replace or --keep, not both.", USAGE)
    plan = make()
    with StopRequest("the current photo") as should_stop:
        existing: Any = "replace" if replace else "keep" if keep else "refuse"
        export = Export(plan, existing, should_stop, probabilities)
        with (
            _wrong_targets(),
            logs.kept() as log,
            ProgressBar("Exporting", len(plan.samples)) as bar,
            closing(export.run()) as outcomes,
        ):
            ended_by = None
            try:
                for outcome in outcomes:
                    bar.advance()
                    if outcome.failure and bar.visible:
                        bar.write_line(outcome.failure)
                    if as_json:
                        _print_outcome(outcome)
            except FileError as error:
                if export.report.left == len(plan.samples):
                    raise
                ended_by = error
            log_path = log()
    _sum_up(export, plan.target, as_json, log_path, ended_by)


@contextmanager
def _wrong_targets() -> Iterator[None]:
    """What speaks against the target, which is to be given otherwise."""
    from faceparse_gui.exchange import ExistingError, TargetError

    try:
        yield
    except ExistingError as error:
        fail(f"{error} Give --replace or --keep.", USAGE)
    except TargetError as error:
        fail(str(error), USAGE)


def _print_outcome(outcome: ExportOutcome) -> None:
    if outcome.failure is not None:
        became: dict[str, object] = {"state": "failed", "reason": outcome.failure}
    else:
        became = {"state": "skipped" if outcome.skipped else "exported"}
    sample = outcome.sample
    print_json(photo=sample.item.name, face=sample.face, name=sample.stem, **became)


def _sum_up(
    export: Export, target: Path, as_json: bool, log: Path | None, ended_by: FileError | None
) -> None:
    """``log``: where more stands of what nobody foresaw; ``ended_by``: what kept the rest from the disk."""
    report = export.report
    sums = {
        "exported": report.written,
        "skipped": report.skipped,
        "failed": len(report.failures),
        "left": report.left,
        "became_background": dict(report.lost),
        "vanished": list(report.vanished),
        "without_a_face": report.faceless,
        "target": target,
    }
    if as_json:
        print_json(summary=sums)
    else:
        _print_totals(report, target)
    if report.failures:
        complain_of("Not exported:", report.failures)
        if log is not None:
            typer.echo(f"Details of unexpected errors are in {log}", err=True)
    if ended_by is not None:
        raise ended_by
    if report.stopped:
        fail("Stopped. Run the same command again to resume.", INTERRUPTED)
    if report.failures:
        raise typer.Exit(FAILURE)


def _print_totals(report: ExportSummary, target: Path) -> None:
    parts = [f"{report.written} exported to {target}"]
    if report.skipped:
        parts.append(f"{report.skipped} already there")
    if report.failures:
        parts.append(f"{len(report.failures)} failed")
    if report.left:
        parts.append(f"{report.left} left")
    typer.echo(printable(", ".join(parts) + "."))
    if report.blank:
        typer.echo(f"Note: all background: {report.blank}.", err=True)
    if report.faceless:
        typer.echo(f"Note: photos without a face, of which nothing was written: {report.faceless}.", err=True)
    for name, count in sorted(report.lost.items()):
        typer.echo(f"Note: the format has no class {name}; it became background in {count}.", err=True)
