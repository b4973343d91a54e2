"""``faceparse research calibrate``: a model's calibration error and temperature."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
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
from faceparse_gui.commands.shared.console import USAGE, ProgressBar, fail, images
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_training.evaluation.calibrate import Calibration


def calibrate(
    model: ModelArgument,
    data: DataOption,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a copy of the model with the temperature set."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Calibrate a model's confidence.

    Fits the softmax temperature on the photos held out from training, with two-fold cross-validation; the
    temperature that --write stores is fitted on all of them. Also reports how many errors are in the most
    uncertain pixels.
    """
    if write is not None and write.exists() and not force:
        fail(f"{write} already exists. Give another name, or --force to replace it.", USAGE)
    if write is not None and not write.parent.is_dir():
        fail(f"The folder {write.parent} for {write.name} does not exist. Create it or give another.", USAGE)

    from faceparse_core.model_files import catalog
    from faceparse_core.parsing.parser import Parser
    from faceparse_training.data.held_out import examples
    from faceparse_training.evaluation.calibrate import PIXELS, collect, write_calibrated
    from faceparse_training.evaluation.calibrate import calibrate as fit

    parser = Parser.load(model, device.value)
    pairs = choose_held_out(parser.info, data, validation)
    skipped = SkippedHeldOut()
    with closing(examples(pairs, skipped)) as photos, ProgressBar("Parsing", len(pairs)) as bar:
        sample = collect(parser, photos, max(1, PIXELS // len(pairs)), bar.advance)
    result = fit(sample)
    if write is not None:
        write_calibrated(catalog.resolve(model), result, write)
    if report is not None:
        from faceparse_training.studies.calibration_report import write_report

        write_report(report, parser.name, result)
    if as_json:
        typer.echo(json.dumps(_figures(parser.name, result)))
    else:
        _show(parser.name, result)
        if write is not None:
            typer.echo(f"The calibrated model is in {write}")
    skipped.end()


def _figures(name: str, result: Calibration) -> dict[str, object]:
    return {
        "model": name,
        "images": result.images,
        "pixels": result.pixels,
        "temperature": result.temperature,
        "half_temperatures": [half.temperature for half in result.halves],
        "calibration_error": {"before": result.before.error, "after": result.error_after},
        "nll": {"before": result.nll_before, "after": result.nll_after},
        "error_rate": result.error_rate,
        "errors_in_top_5_percent": {
            name: {"pooled": share.pooled, "per_image": share.per_image}
            for name, share in result.errors.items()
        },
        "errors_in_top_5_percent_expected": result.errors_expected,
        "pixels_with_half_of_errors": result.half_of_errors,
    }


def _show(name: str, result: Calibration) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"{name} on {images(result.images)}, {result.pixels:,} of their pixels", soft_wrap=True)
    table = Table("", title=f"Temperature {result.temperature:.4f}", title_justify="left")
    for heading in ("temperature 1", "calibrated"):
        table.add_column(heading, justify="right")
    table.add_row("expected calibration error", f"{result.before.error:.4f}", f"{result.error_after:.4f}")
    table.add_row("negative log-likelihood", f"{result.nll_before:.4f}", f"{result.nll_after:.4f}")
    console.print(table)
    errors = Table("uncertainty", title="Errors within the 5 % most uncertain pixels", title_justify="left")
    for heading in ("pooled", "mean of the images"):
        errors.add_column(heading, justify="right")
    for measure, share in result.errors.items():
        errors.add_row(measure, _percent(share.pooled), _percent(share.per_image))
    console.print(errors)
    console.print(
        f"{_percent(result.error_rate)} of the pixels are wrong. "
        f"If every probability were true, 1 − max p would find {_percent(result.errors_expected)}, pooled.",
        soft_wrap=True,
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
