"""``faceparse research loop``: what a few corrections change, played from prediction to result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.finetune import How
from faceparse_gui.commands.research.held_out import DataOption, ModelArgument, ReportOption
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_training.studies.played_loop import LoopRow


def loop(
    model: ModelArgument,
    data: DataOption,
    out: Annotated[
        Path,
        typer.Option(
            metavar="ROWS", help="JSON Lines file of results; existing rows are not computed again."
        ),
    ],
    shift: Annotated[
        list[str] | None,
        typer.Option(metavar="SHIFT", help="How photos or rules differ; repeatable.  [default: all]"),
    ] = None,
    how: Annotated[
        list[How] | None, typer.Option(help="Ways to learn; repeatable.  [default: these-photos]")
    ] = None,
    count: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=0, help="Number of corrections; repeatable.  [default: 10]"),
    ] = None,
    seed: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=0, help="Random seed; repeatable.  [default: 0, 1, 2]"),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="CLASS", help="Correct this class alone, on faces that have it."),
    ] = None,
    test: Annotated[int, typer.Option(metavar="N", min=1, help="Number of test photos.")] = 40,
    budget: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="Time budget of each fine-tuning.")
    ] = 60.0,
    report: ReportOption = None,
    device: DeviceOption = Device.auto,
) -> None:
    """Play the loop: correct predictions, fine-tune, and measure on other photos.

    The faces are those that the model's training held out. A played person corrects the predictions that are
    wrong beyond a sliver. Rows are appended to --out as they are measured.
    """
    from faceparse_core.labels import ID_OF
    from faceparse_core.model_files import catalog
    from faceparse_training.studies.played_loop import ALL_SHIFTS, LoopStudy, measure, read_rows

    if unknown := set(shift or ()) - set(ALL_SHIFTS):
        raise typer.BadParameter(f"{unknown.pop()} is none of {', '.join(ALL_SHIFTS)}", param_hint="--shift")
    if only is not None and only not in ID_OF:
        raise typer.BadParameter(f"{only} is none of {', '.join(ID_OF)}", param_hint="--only")
    study = LoopStudy(catalog.resolve(model), data, device.value, budget, test)
    for each_seed in seed or (0, 1, 2):
        for each in shift or ALL_SHIFTS:
            for number in count or (10,):
                for way in how or (How.these_photos,):
                    measure(study, each, way.value, number, each_seed, out, only, _show)
    if report is not None:
        from faceparse_training.studies.played_loop_report import write_report

        write_report(report, [row for row in read_rows(out) if row.model == study.model.stem])


def _show(row: LoopRow) -> None:
    was, now = row.start, row.result
    rule = f"changed rule {now.rule / was.rule:.3f}, " if was.rule else ""
    of_class = f", {row.only} {was.of_class:.3f} to {now.of_class:.3f}" if row.only else ""
    typer.echo(
        f"{row.shift}, {row.how}, {row.count} corrections, seed {row.seed}: of the wrong pixels left: {rule}"
        f"others {now.others / max(was.others, 1):.3f}; areas {now.areas / max(was.areas, 1):.3f}, "
        f"F {now.f - was.f:+.4f}, old domain {now.old / max(was.old, 1):.3f}{of_class}; "
        f"{row.processor_seconds:.0f} s, {'promoted' if row.promoted else 'not promoted'}"
    )
