"""``faceparse research ablate``: the runs of a study, and the page section with their results."""

from __future__ import annotations

import json
import shlex
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.research.held_out import checked_page
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import FAILURE, INTERRUPTED, USAGE, fail
from faceparse_gui.commands.shared.options import Device, DeviceOption
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from faceparse_core.trainer.events import Event
    from faceparse_training.studies.ablation import Result, Study, StudyRun


def ablate(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="Study file (YAML), or name of a shipped study: ladder, ladder-small.",
            autocompletion=completion.studies,
        ),
    ],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Data folder with images/ and masks/.")],
    out: Annotated[Path, typer.Option(metavar="RUNS", help="Folder of the runs, RECIPE/seed-N.")],
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="PAGE",
            help="Write the study's section of this Markdown page, with plots in results/ beside it.",
            callback=checked_page,
        ),
    ] = None,
    device: DeviceOption = Device.auto,
    workers: Annotated[
        int, typer.Option(metavar="N", min=0, help="Data loading processes; 0 uses the main process.")
    ] = 0,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RECIPE",
            help="Run only this recipe; repeatable.",
            autocompletion=completion.recipes,
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Override the number of seeds per recipe.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON line per event, with its run.")
    ] = False,
) -> None:
    """Train and compare the recipes of a study.

    Each recipe is trained with several seeds. Running the same command again resumes after Ctrl-C or a
    crash. Failed runs are listed with the reason; the others continue.
    """
    if report and find_spec("matplotlib") is None:
        fail('The plots need matplotlib. Install it with: pip install "faceparse-gui[results]"', USAGE)

    from faceparse_core.devices import choose
    from faceparse_core.files.given import check_target_folder
    from faceparse_training.data.datasets import find_pairs
    from faceparse_training.studies.ablation import load_study, runs

    loaded = load_study(study)
    chosen = _choose(list(runs(loaded, out, seeds)), only or [])
    find_pairs(data / "images", data / "masks")
    choose(device.value)  # says in plain words when it is not there
    check_target_folder(out)
    for run in chosen:
        run.check()

    with StopRequest("this step") as should_stop:
        failed = _perform_all(chosen, data, device.value, workers, as_json, should_stop)
        stopped = should_stop()
    if report:
        _write_report(loaded, study, out, seeds, report)
        if not as_json:
            typer.echo(f"The report is in {report}")
    if stopped:
        words = ["faceparse", "research", "ablate", study, "--data", str(data), "--out", str(out)]
        words += ["--report", str(report)] if report else []
        words += ["--seeds", str(seeds)] if seeds else []
        words += [word for recipe in only or [] for word in ("--only", recipe)]
        fail(f"Stopped; the state is saved. Resume with: {shlex.join(words)}", INTERRUPTED)
    if failed:
        raise typer.Exit(FAILURE)


def _choose(all_runs: list[StudyRun], only: list[str]) -> list[StudyRun]:
    known = dict.fromkeys(run.recipe.name for run in all_runs)
    for recipe in only:
        if recipe not in known:
            fail(f"The study has no recipe {recipe}. Choose one of: {', '.join(known)}.", USAGE)
    return [run for run in all_runs if not only or run.recipe.name in only]


def _perform_all(
    chosen: list[StudyRun],
    data: Path,
    device: str,
    workers: int,
    as_json: bool,
    should_stop: Callable[[], bool],
) -> int:
    """Perform the runs until a stop is asked for; returns how many failed."""
    from faceparse_core.trainer.events import Notice
    from faceparse_training.fit.events import TerminalProgress
    from faceparse_training.studies.ablation import perform

    failed = 0
    progress = TerminalProgress()
    with nullcontext() if as_json else progress:
        for number, run in enumerate(chosen, 1):
            if should_stop():
                break
            new = run.result is None and run.failure is None
            if new and not as_json:
                progress(Notice(f"Run {number} of {len(chosen)}: {_name(run)}"))
            result = perform(
                run,
                data,
                device=device,
                workers=workers,
                on_event=_json_of(run) if as_json else progress,
                should_stop=should_stop,
            )
            failed += run.failure is not None
            if as_json:
                _print_json(run, result)
            elif text := _said(run, result, new):
                progress(Notice(text))
    return failed


def _name(run: StudyRun) -> str:
    return f"{run.recipe.name}, seed {run.seed}"


def _said(run: StudyRun, result: Result | None, new: bool) -> str:
    if result:
        figure = f"per-image F {result.repaired.per_image_f:.4f}"
        return f"{_name(run)}: {figure}{'' if new else ' (already finished)'}"
    if run.failure:
        return f"{_name(run)} failed: {run.failure}\nTo run it again, delete {run.folder}."
    return ""


def _json_of(run: StudyRun) -> Callable[[Event], None]:
    from faceparse_training.fit.events import to_json

    def on_event(event: Event) -> None:
        own = {"recipe": run.recipe.name, "seed": run.seed}
        typer.echo(json.dumps({**json.loads(to_json(event)), **own}))

    return on_event


def _print_json(run: StudyRun, result: Result | None) -> None:
    own: dict[str, object] = {"recipe": run.recipe.name, "seed": run.seed}
    if result:
        scores = result.model_dump(mode="json", exclude={"recipe"})
        typer.echo(json.dumps({"event": "RunScored", **own, **scores}))
    elif run.failure:
        typer.echo(json.dumps({"event": "RunFailed", **own, "reason": run.failure}))


def _write_report(loaded: Study, study: str, out: Path, seeds: int | None, page: Path) -> None:
    from faceparse_training.studies.ablation_report import write_report
    from faceparse_training.studies.outcomes import read_outcomes

    name = Path(study).name  # no folder of this computer goes into the page
    command = f"faceparse research ablate {shlex.quote(name)} --data DIR --out RUNS"
    command += f" --report {shlex.quote(page.name)}"
    command += f" --seeds {seeds}" if seeds else ""
    write_report(read_outcomes(loaded, out, seeds), page, command)
