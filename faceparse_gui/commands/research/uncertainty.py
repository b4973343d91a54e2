"""``faceparse research uncertainty``: how measures of uncertainty rank photos, against the error."""

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
    from faceparse_training.evaluation.ranking import Ranking


def uncertainty(
    model: ModelArgument,
    data: DataOption,
    images: Annotated[
        int | None,
        typer.Option(metavar="N", min=4, help="Only the first N photos, for a quick check."),
    ] = None,
    more_passes: Annotated[
        bool,
        typer.Option(help="Try measures too that take more passes of the network, and most of the time."),
    ] = True,
    report: ReportOption = None,
    validation: ValidationOption = None,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as a JSON object.")] = False,
) -> None:
    """Compare a model's uncertainty with its error.

    Reports how well the ranking of photos by uncertainty agrees with the rankings by true error and by what
    there is to correct, on the photos held out from training, unchanged and changed in three ways.
    """
    import torch

    from faceparse_core.model_files import catalog
    from faceparse_core.parsing.parser import Parser
    from faceparse_training.data.held_out import examples
    from faceparse_training.evaluation.ranking import Dropping, measure

    parser = Parser.load(model, device.value)
    dropping = Dropping(catalog.resolve(model), torch.device(parser.device)) if more_passes else None
    pairs = choose_held_out(parser.info, data, validation)[:images]
    skipped = SkippedHeldOut()
    with closing(examples(pairs, skipped)) as photos, ProgressBar("Measuring", len(pairs)) as bar:
        result = measure(parser, dropping, photos, bar.advance)
    if report is not None:
        from faceparse_training.studies.ranking_report import write_report

        write_report(report, parser.name, result)
    if as_json:
        typer.echo(json.dumps({"model": parser.name, **asdict(result)}))
    else:
        _show(parser.name, result)
    skipped.end()


def _show(name: str, result: Ranking) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"{name} on {images(result.images)}", soft_wrap=True)
    for kind, ranks in (("error", result.ranks), ("work", result.work_ranks)):
        console.print(
            f"Spearman's correlation with the {kind}, share of the worst quarter in the first quarter",
            soft_wrap=True,
        )
        table = Table("measure")
        for heading in ranks:
            table.add_column(heading, justify="right")
        for measure in next(iter(ranks.values())):
            row = (of_set[measure] for of_set in ranks.values())
            table.add_row(measure, *(f"{r.correlation:.2f}  {r.found:.0%}" for r in row))
        console.print(table)
