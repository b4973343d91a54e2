"""``faceparse research simulate``: what correcting and fine-tuning is worth, with a simulated annotator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.research.held_out import DataOption, ModelArgument, ReportOption
from faceparse_gui.commands.shared.options import Device, DeviceOption

if TYPE_CHECKING:
    from faceparse_training.studies.simulate import SimulationRow


def simulate(
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
        typer.Option(
            metavar="SHIFT", help="appearance, composition or convention; repeatable.  [default: all]"
        ),
    ] = None,
    seed: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=0, help="Random seed; repeatable.  [default: 0, 1, 2]"),
    ] = None,
    test: Annotated[int, typer.Option(metavar="N", min=1, help="Number of test photos.")] = 100,
    ewc: Annotated[
        float | None,
        typer.Option(
            "--ewc", "--anchor", metavar="STRENGTH", min=0, help="Strength of elastic weight consolidation."
        ),
    ] = None,
    merge_weight: Annotated[
        float | None,
        typer.Option(
            "--merge-weight",
            "--mix",
            metavar="SHARE",
            min=0.01,
            max=1,
            help="Merge weight: share of the fine-tuned weights.",
        ),
    ] = None,
    changed_weight: Annotated[
        float, typer.Option(metavar="WEIGHT", min=1, max=100, help="Loss weight of corrected pixels.")
    ] = 1.0,
    report: ReportOption = None,
    device: DeviceOption = Device.auto,
) -> None:
    """Simulate corrections and fine-tuning.

    Corrects 10, 20 and 40 photos of a shifted pool, fine-tunes, and measures the gain, for three shifts.
    Photos are picked at random or most uncertain first. Rows are appended to --out as they are measured.
    """
    from faceparse_core.model_files import catalog
    from faceparse_training.evaluation.shifts import SHIFTS
    from faceparse_training.finetune.learner import FinetuneConfig
    from faceparse_training.fit.train import make_fabric
    from faceparse_training.studies.simulate import SimulationStudy, read_rows
    from faceparse_training.studies.simulate import simulate as run

    if unknown := set(shift or ()) - set(SHIFTS):
        raise typer.BadParameter(f"{unknown.pop()} is none of {', '.join(SHIFTS)}", param_hint="--shift")
    chosen = {"ewc": ewc, "merge_weight": merge_weight, "changed_weight": changed_weight}
    config = FinetuneConfig.model_validate({key: value for key, value in chosen.items() if value is not None})
    study = SimulationStudy(catalog.resolve(model), data, make_fabric(device.value, "32-true"), config, test)
    for each_seed in seed or (0, 1, 2):
        for each in shift or SHIFTS:
            run(study, each, each_seed, out, _show)
    if report is not None:
        from faceparse_training.studies.simulate_report import write_report

        write_report(report, [row for row in read_rows(out) if row.model == study.model.stem])


def _show(row: SimulationRow) -> None:
    f = row.figures
    typer.echo(
        f"{row.shift}, seed {row.seed}, {row.order}, {row.count} corrections: F {f.new:.4f}, "
        f"before the shift {f.old:.4f}, wrong {f.wrong:.2%}, {f.strokes:.1f} strokes"
    )
