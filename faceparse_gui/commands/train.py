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
            help="A recipe's YAML file, or a shipped one's name: lmsa.",
            autocompletion=completion.recipes,
        ),
    ],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Holds images/ and masks/.")],
    out: Annotated[
        Path, typer.Option(metavar="RUN", help="The run's folder: model.safetensors, state.safetensors.")
    ],
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    epochs: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=MOST, help="In place of the recipe's; its phases in proportion."
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(
            metavar="PIXELS", min=32, max=2048, help="A side of the pictures, in place of the recipe's sizes."
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=MOST, help="Pictures a step, in place of the recipe's number."),
    ] = None,
    lr: Annotated[
        float | None, typer.Option(metavar="RATE", help="Learning rate, in place of the recipe's.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=2**32 - 1, help="In place of the recipe's.")
    ] = None,
    device: DeviceOption = Device.auto,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that prepare the pictures; 0: this one does.")
    ] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Every event as one line of JSON on stdout.")
    ] = False,
) -> None:
    """Train a network by a recipe, some of whose settings may be given here instead.

    Ctrl-C saves the state; --resume goes on from there, or from the last saved state after a crash.
    Several GPUs or computers: torchrun --nproc-per-node 2 --no-python faceparse train …
    """
    there = [name for name in ("state.safetensors", "model.safetensors") if (out / name).exists()]
    if there and not resume:
        fail(
            f"{out} holds a run already ({there[0]}). Add --resume to go on with it, or give another --out.",
            USAGE,
        )
    if lr is not None and not 0 < lr < math.inf:
        fail(f"--lr {lr}: give a number above 0.", USAGE)
    if resume and "state.safetensors" not in there:
        fail(f"{out} holds no run to go on with. Leave --resume out, or give the run's folder.", USAGE)

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
        fail(f"Stopped; the state is saved. Go on with: {shlex.join(words)}", INTERRUPTED)
    if not quiet:
        typer.echo(f"The model is in {model}")
