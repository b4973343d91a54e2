"""``faceparse research gate``: how often the gate of fine-tuning is wrong, with gains that are known."""

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
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import ProgressBar
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_training.studies.gate_power import PowerRow


def gate(
    model: ModelArgument,
    others: Annotated[
        list[str],
        typer.Argument(
            metavar="OTHER...",
            help="Models to compare it with, and with each other: names or model files.",
            autocompletion=completion.models,
        ),
    ],
    data: DataOption,
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=3, help="Only the first N photos, for a quick check."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Random seed.")] = 0,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Simulate the gate of fine-tuning with known gains.

    A played person corrects what one model predicted for held-out photos; the gate judges another model on
    them. Reports how often no gain is taken for one, and how often a gain is refused.
    """
    from faceparse_core import devices
    from faceparse_core.model_files import catalog
    from faceparse_core.model_files.checkpoint import load_model
    from faceparse_training.data.held_out import examples
    from faceparse_training.evaluation.crop_predictor import CropPredictor
    from faceparse_training.studies.gate_power import measure, simulate

    chosen = devices.choose(device.value)
    files = [catalog.resolve(each) for each in (model, *others)]
    loaded = {file.stem: load_model(file) for file in files}
    networks = {
        name: CropPredictor(network.to(chosen), info, chosen) for name, (network, info) in loaded.items()
    }
    first = next(iter(loaded.values()))[1]
    pairs = choose_held_out(first, data, validation)[:images]
    skipped = SkippedHeldOut()
    with closing(examples(pairs, skipped)) as photos, ProgressBar("Predicting", len(pairs)) as bar:
        measured = measure(networks, photos, bar.advance)
    rows = simulate(measured, seed)
    if report is not None:
        from faceparse_training.studies.gate_power_report import write_report

        write_report(report, tuple(networks), measured, rows)
    if as_json:
        typer.echo(json.dumps({"models": list(networks), "rows": [asdict(row) for row in rows]}))
    else:
        _show(rows)
    skipped.end()


def _show(rows: list[PowerRow]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("true gain")
    for heading in ("corrections", "runs", "takes over", "asked", "stays", "by F"):
        table.add_column(heading, justify="right")
    for row in rows:
        shares = (f"{share:.0%}" for share in (row.better, row.asked, row.stays, row.by_f))
        table.add_row(f"{row.gain:.0%}", str(row.count), str(row.runs), *shares)
    Console(highlight=False).print(table)
