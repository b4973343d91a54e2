"""``faceparse research effort``: what a gesture is worth with each tool."""

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
from faceparse_gui.commands.shared.console import ProgressBar, images
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_gui.commands.gestures.effort import Effort


def effort(
    model: ModelArgument,
    data: DataOption,
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only the first N photos, for a quick check."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the played person's unsteady hand.")] = 0,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Measure what correcting takes with each tool.

    A played person corrects a model's predictions, the largest wrong area first. Reports how much of an area
    one gesture corrects, how often it harms, and the gestures and the time that most of a face takes.
    """
    from faceparse_core.parsing.parser import Parser
    from faceparse_gui.commands.gestures.effort import measure
    from faceparse_training.data.held_out import examples

    parser = Parser.load(model, device.value)
    pairs = choose_held_out(parser.info, data, validation)[:images]
    skipped = SkippedHeldOut()
    with closing(examples(pairs, skipped)) as photos, ProgressBar("Correcting", len(pairs)) as bar:
        result = measure(parser, photos, seed, bar.advance)
    if report is not None:
        from faceparse_gui.commands.gestures.report import write_report

        write_report(report, parser.name, result)
    if as_json:
        typer.echo(json.dumps({"model": parser.name, **result.as_data()}))
    else:
        _show(parser.name, result)
    skipped.end()


def _show(name: str, result: Effort) -> None:
    from rich.console import Console
    from rich.table import Table

    from faceparse_gui.commands.gestures.report import (
        FACE_HEADINGS,
        GESTURE_HEADINGS,
        face_rows,
        gesture_rows,
    )

    console = Console(highlight=False)
    console.print(f"{name} on {images(result.images)}", soft_wrap=True)
    for headings, rows in ((GESTURE_HEADINGS, gesture_rows(result)), (FACE_HEADINGS, face_rows(result))):
        table = Table(headings[0])
        for heading in headings[1:]:
            table.add_column(heading, justify="right")
        for row in rows:
            table.add_row(*row)
        console.print(table)
