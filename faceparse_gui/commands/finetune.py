"""``faceparse finetune``: the corrections of a project in, a new version out.

The window starts this very command with ``--run`` on a folder that it has collected itself.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from faceparse_core.files.stores import STORE_NAME
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.child_process import StdinControl, step_back, to_stdout
from faceparse_gui.commands.shared.console import INTERRUPTED, USAGE, fail, need_folder
from faceparse_gui.commands.shared.options import Device, DeviceOption
from faceparse_gui.commands.shared.projects import open_with_notices
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from faceparse_core.trainer.events import Event
    from faceparse_gui.project import Project
    from faceparse_training.finetune.manifest import Verdict


class How(StrEnum):
    """How far to learn; ``faceparse_training.finetune.manifest.How``."""

    these_photos = "these-photos"
    only_this_set = "only-this-set"
    careful = "careful"


_UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}


def finetune(
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Project: a folder of photos.")] = None,
    run: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Folder of an existing run, instead of --project."),
    ] = None,
    base: Annotated[
        str,
        typer.Option(
            metavar="MODEL",
            help="Start model: name, file, or a version of the project such as v3.",
            autocompletion=completion.models,
        ),
    ] = "default",
    time_budget: Annotated[
        str, typer.Option(metavar="TIME", help="Time for training and validation: 60s, 5m, 1h.")
    ] = "60s",
    replay: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Replay folder: images/ and masks/ of the earlier task."),
    ] = None,
    how: Annotated[
        How,
        typer.Option(
            help="How far to learn: for photos like these, farther for only this set (one person, clip or "
            "rule), or careful, to keep what the model knows."
        ),
    ] = How.these_photos,
    edited: Annotated[
        bool, typer.Option("--edited", help="Include edited photos that are not accepted.")
    ] = False,
    without_corrections: Annotated[
        bool,
        typer.Option(
            "--without-corrections",
            help="Get the network in use used to the parsed photos that nobody touched.",
        ),
    ] = False,
    changed_weight: Annotated[
        float, typer.Option(metavar="WEIGHT", min=1, max=100, help="Loss weight of corrected pixels.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Random seed.")] = 0,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Include sub-folders.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Resume the run in --run.")] = False,
    device: DeviceOption = Device.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per event.")] = False,
    listen: Annotated[
        bool,
        typer.Option("--listen", help="Read commands from stdin: pause, resume, stop, detach."),
    ] = False,
) -> None:
    """Fine-tune a model on the corrections of a project.

    The result becomes a version of the project. It is used if it is better on held-back corrections.
    With --without-corrections it gets used to the photos (light, camera, pose), and is used if it is surer of
    photos that it did not measure. Ctrl-C saves the state and prints the command that resumes.
    """
    if (project is None) == (run is None):
        fail("Give either --project DIR or --run RUN.", USAGE)
    if resume and run is None:
        fail("--resume needs --run RUN.", USAGE)
    if without_corrections:
        _refuse_beside(**{"--run": run, "--replay": replay, "--edited": edited, "--base": base != "default"})
    seconds = _seconds(time_budget)
    if project is not None:
        need_folder(project, "the photos' folder")
    if replay is not None:
        need_folder(replay, "a folder that contains images/ and masks/")
    if run is not None:
        need_folder(run, "a run's folder")
    step_back()
    if run is not None:
        verdict = _work(run, device, resume, as_json, listen)
        if not listen:  # who listens takes the result over
            _take_over_in_store(run, recursive, verdict)
        return
    assert project is not None
    from faceparse_gui.project.versions.corrections import collect, collect_untouched
    from faceparse_training.finetune.manifest import RunSettings

    opened = open_with_notices(project, recursive)
    try:
        versions = opened.versions
        now = versions.active
        settings = RunSettings(
            base=str(start.path) if (start := now if without_corrections else versions.named(base)) else base,
            current=str(now.path) if now else "default",
            time_budget=seconds,
            replay=str(replay.resolve()) if replay else None,
            changed_weight=changed_weight,
            seed=seed,
            how=how.value,
        )
        if without_corrections:
            folder = collect_untouched(opened, settings)
        else:
            folder = collect(opened, settings, edited, lambda text: typer.echo(text, err=True))
        verdict = _work(folder, device, False, as_json, listen)
        _take_over(opened, folder, verdict)
    finally:
        opened.close()


def _refuse_beside(**options: object) -> None:
    """Fail if one of the options was given that mean nothing without corrections."""
    for name, given in options.items():
        if given:
            fail(f"{name} means nothing together with --without-corrections. Leave one of them out.", USAGE)


def _take_over_in_store(run: Path, recursive: bool, verdict: Verdict) -> None:
    """``_take_over``, if the run lies in a project's store."""
    photos = _photos_of(run)
    if photos is not None:
        opened = open_with_notices(photos, recursive)
        try:
            _take_over(opened, run.resolve(), verdict)
        finally:
            opened.close()


def _photos_of(run: Path) -> Path | None:
    """The folder of photos in whose store a run lies; ``None``: in none."""
    from faceparse_gui.project.versions.runs import RUNS

    runs = run.resolve().parent
    return runs.parents[1] if (runs.name, runs.parent.name) == (RUNS, STORE_NAME) else None


def _take_over(project: Project, run: Path, verdict: Verdict) -> None:
    """The result becomes a version, in use if the gate says so."""
    versions = project.versions
    version = versions.take_over(run)
    if version is None:
        typer.echo("Nothing has changed.", err=True)
        return
    active = versions.active
    used = active is not None and active.id == version.id
    state = "now in use" if used else "not in use"
    if verdict.ask and not used:
        state += "; to use it all the same, open the folder in the window, Photo → Network"
    typer.echo(f"{version.name} ({version.id}): {state}", err=True)


def _work(folder: Path, device: Device, resume: bool, as_json: bool, listen: bool) -> Verdict:
    """Fine-tune a run's folder; one that was stopped ends the command."""
    from faceparse_training.finetune.run import finetune as run
    from faceparse_training.fit.events import TerminalProgress, json_lines

    with ExitStack() as stack:
        show: Callable[[Event], None]
        show = to_stdout(json_lines()) if as_json else stack.enter_context(TerminalProgress())

        def report(event: Event) -> None:
            if not (isinstance(should_stop, StdinControl) and should_stop.detached):
                show(event)

        should_stop = StdinControl(report) if listen else stack.enter_context(StopRequest("this step"))
        verdict = run(folder, device=device.value, resume=resume, on_event=report, should_stop=should_stop)
    if verdict is None:
        _print_stopped(folder)
    return verdict


def _print_stopped(folder: Path) -> NoReturn:
    again = shlex.join(["faceparse", "finetune", "--run", str(folder), "--resume"])
    fail(f"Stopped; the state is saved. Resume with: {again}", INTERRUPTED)


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|m|min|h)?", text.strip())
    seconds = float(found[1]) * _UNITS[found[2] or ""] if found else 0.0
    if not 0 < seconds <= 86_400:
        fail(
            f"Invalid time budget {text}. Give seconds, minutes or hours: 60s, 5m, 1h; at most 24h.",
            USAGE,
        )
    return seconds
