"""``faceparse research robustness``: what is left of a model's figure when the photos are harmed."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
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
    from faceparse_training.evaluation.robustness import Robustness


def robustness(
    model: ModelArgument,
    data: DataOption,
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only the first N photos, for a quick check."),
    ] = None,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Score a model on corrupted photos.

    Corruptions: grey, blur, noise, darkness, rotation, small scale, shift. Reports per-image F and its loss
    against clean photos, for the network alone and with face detection.
    """
    from faceparse_core.parsing.parser import Parser
    from faceparse_training.data.held_out import examples
    from faceparse_training.evaluation.robustness import measure

    parser = Parser.load(model, device.value)
    pairs = choose_held_out(parser.info, data, validation)[:images]
    skipped = SkippedHeldOut()
    with closing(examples(pairs, skipped)) as photos, ProgressBar("Scoring", len(pairs)) as bar:
        result = measure(parser, photos, on_done=bar.advance)
    if report is not None:
        from faceparse_training.studies.robustness_report import write_report

        write_report(report, parser.name, result)
    if as_json:
        typer.echo(json.dumps({"model": parser.name, **asdict(result)}))
    else:
        _show(parser.name, result)
    skipped.end()


def _show(name: str, result: Robustness) -> None:
    from rich.console import Console
    from rich.table import Table

    from faceparse_training.evaluation.robustness import GOAL

    def loss(value: float | None) -> str:
        if value is None:
            return ""
        return f"[red]{value:.4f}[/red]" if value > GOAL else f"{value:.4f}"

    console = Console(highlight=False)
    console.print(f"{name} on {images(result.images)}, per-image F", soft_wrap=True)
    table = Table("photos")
    for heading in ("network", "loss", "faces found", "loss", "clean prediction moved"):
        table.add_column(heading, justify="right")
    table.add_row(result.clean.title, _figure(result.clean.whole), "", _figure(result.clean.auto))
    for row in result.rows:
        whole, auto = result.losses(row)
        table.add_row(
            row.title, _figure(row.whole), loss(whole), _figure(row.auto), loss(auto), _figure(row.moved)
        )
    console.print(table)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
