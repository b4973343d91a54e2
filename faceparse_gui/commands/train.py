"""``faceparse train``: a recipe and a data folder in, a run folder with a model out."""

from __future__ import annotations

import math
import os
import shlex
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import INTERRUPTED, USAGE, fail
from faceparse_gui.commands.shared.options import Device, DeviceOption
from faceparse_gui.commands.shared.signals import StopRequest

MOST = 1_000_000
"""As in core/faceparse_core/trainer/settings.py, which is not loaded for --help."""


def train(
    recipe: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE",
            help="Recipe file (YAML), or name of a shipped recipe, e.g. lmsa.",
            autocompletion=completion.recipes,
        ),
    ],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Data folder with images/ and masks/.")],
    out: Annotated[
        Path, typer.Option(metavar="RUN", help="Run folder for model.safetensors and state.safetensors.")
    ],
    resume: Annotated[bool, typer.Option("--resume", help="Resume the run in --out.")] = False,
    epochs: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=MOST, help="Override the number of epochs; phases scale in proportion."
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(metavar="PIXELS", min=32, max=2048, help="Override the side of the training crops."),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=MOST, help="Override the batch size."),
    ] = None,
    lr: Annotated[float | None, typer.Option(metavar="RATE", help="Override the learning rate.")] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=2**32 - 1, help="Override the seed.")
    ] = None,
    device: DeviceOption = Device.auto,
    workers: Annotated[
        int, typer.Option(metavar="N", min=0, help="Data loading processes; 0 uses the main process.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per event.")] = False,
) -> None:
    """Train a network from a recipe.

    Ctrl-C saves the state; --resume continues from there, or from the last saved state after a crash.
    Multiple GPUs or machines: torchrun --nproc-per-node 2 --no-python faceparse train …
    """
    there = [name for name in ("state.safetensors", "model.safetensors") if (out / name).exists()]
    if there and not resume:
        fail(
            f"{out} already contains a run ({there[0]}). Add --resume to resume it, or give another --out.",
            USAGE,
        )
    if lr is not None and not 0 < lr < math.inf:
        fail(f"--lr {lr}: give a number above 0.", USAGE)
    if resume and "state.safetensors" not in there:
        fail(f"{out} contains no run to resume. Leave out --resume, or give the run's folder.", USAGE)

    from faceparse_core.devices import choose
    from faceparse_core.files.given import check_target_folder
    from faceparse_core.trainer.events import Event, RunFinished
    from faceparse_training.fit.events import TerminalProgress, json_lines
    from faceparse_training.fit.recipe import load_recipe
    from faceparse_training.fit.train import train as run

    loaded = load_recipe(recipe).changed(epochs=epochs, size=size, batch_size=batch_size, lr=lr, seed=seed)
    choose(device.value)  # says in plain words when it is not there
    check_target_folder(out)
    reasons = []
    quiet = as_json or os.environ.get("RANK", "0") != "0"  # of several processes, torchrun's first one speaks
    progress = TerminalProgress()
    write_json = json_lines()

    def on_event(event: Event) -> None:
        (write_json if as_json else progress)(event)
        if isinstance(event, RunFinished):
            reasons.append(event.reason)

    with StopRequest("this step") as should_stop, nullcontext() if quiet else progress:
        model = run(
            loaded,
            data,
            out,
            device=device.value,
            resume=resume,
            workers=workers,
            on_event=on_event,
            should_stop=should_stop,
        )
    if reasons == ["stopped"]:
        words = ["faceparse", "train", recipe, "--data", str(data), "--out", str(out), "--resume"]
        changes = {"epochs": epochs, "size": size, "batch-size": batch_size, "lr": lr, "seed": seed}
        words += [f"--{key}={value}" for key, value in changes.items() if value is not None]
        fail(f"Stopped; the state is saved. Resume with: {shlex.join(words)}", INTERRUPTED)
    if not quiet:
        typer.echo(f"The model is in {model}")
