"""``faceparse research scenes``: a model on composed scenes whose truth is known."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.research.held_out import (
    DataOption,
    ModelArgument,
    ReportOption,
    SkippedHeldOut,
    ValidationOption,
    choose_held_out,
)
from faceparse_gui.commands.shared.console import ProgressBar
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_training.evaluation.scenes import SceneFigures


def scenes(
    model: ModelArgument,
    data: DataOption,
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only the first N photos, for a quick check."),
    ] = None,
    photos: Annotated[
        bool,
        typer.Option(help="Score composed photos with face detection too, which takes most of the time."),
    ] = True,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Score a model on composed scenes.

    People with hair and body past the frame, covered, beside others, before busy backgrounds, small,
    dark, turned. Reports per-image F and wrong pixels of aligned crops; for whole photos what is kept of
    that, faces missed, and hair and clothes cut off in a straight line.
    """
    from faceparse_core.parsing.parser import Parser
    from faceparse_training.data.held_out import examples
    from faceparse_training.data.scenes.photos import PHOTO_KINDS
    from faceparse_training.evaluation.scenes import measure

    parser = Parser.load(model, device.value)
    pairs = choose_held_out(parser.info, data, validation)[:images]
    left_out = SkippedHeldOut()
    kinds = PHOTO_KINDS if photos else {}
    with closing(examples(pairs, left_out)) as held, ProgressBar("Scoring", len(pairs)) as bar:
        result = measure(parser, held, photo_kinds=kinds, on_done=bar.advance)
    if report is not None:
        from faceparse_training.studies.scenes_report import write_report

        write_report(report, parser.name, result)
    if as_json:
        typer.echo(json.dumps({"model": parser.name, **result.as_data()}))
    else:
        _show(parser.name, result)
    left_out.end()


def _show(name: str, result: SceneFigures) -> None:
    from rich.console import Console

    from faceparse_training.studies.scenes_report import CROP_HEADINGS, PHOTO_HEADINGS, crop_rows, photo_rows

    console = Console(highlight=False)
    console.print(f"{name} on {result.images} images", soft_wrap=True)
    for headings, rows in ((CROP_HEADINGS, crop_rows(result)), (PHOTO_HEADINGS, photo_rows(result))):
        if rows:
            console.print(_table(headings, rows))


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> object:
    from rich.table import Table

    table = Table(headings[0])
    for heading in headings[1:]:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table
