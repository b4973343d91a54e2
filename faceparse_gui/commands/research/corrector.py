"""``faceparse research corrector``: train the network that proposes corrections."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.research.held_out import DataOption
from faceparse_gui.commands.shared.console import INTERRUPTED, ProgressBar, fail
from faceparse_gui.commands.shared.signals import StopRequest

if TYPE_CHECKING:
    from faceparse_training.corrector.train import CorrectorProgress


def corrector(
    data: DataOption,
    out: Annotated[
        Path,
        typer.Option(
            metavar="RUN", help="Run folder for corrector.onnx, the state and what the models predict."
        ),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Learn from this model's errors; can be given several times. By default all shipped ones.",
        ),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", min=1, help="Number of training steps.")] = 2600,
    batch_size: Annotated[int, typer.Option(metavar="N", min=1, help="Batch size.")] = 16,
    validation: Annotated[
        int, typer.Option(metavar="N", min=0, help="Number of photos held out, as in training.")
    ] = 100,
    others: Annotated[
        int, typer.Option(metavar="N", min=1, help="Number of further photos to follow the progress on.")
    ] = 40,
    seed: Annotated[int, typer.Option(min=0, help="Seed.")] = 0,
) -> None:
    """Train the network that proposes corrections.

    It learns from what models get wrong of photos they were trained on, shifted as a phone or a webcam would.
    Started again with the same run folder, it goes on from the last saved state.
    """
    from faceparse_core.model_files.locations import shipped
    from faceparse_training.corrector.errors import parsed_faces
    from faceparse_training.corrector.onnx_file import write_onnx
    from faceparse_training.corrector.train import CorrectorSettings, train
    from faceparse_training.data.datasets import find_pairs, split

    pairs = split(find_pairs(data / "images", data / "masks"), validation)[0]
    if len(pairs) <= others:
        fail(f"{data} holds {len(pairs)} pairs to learn from: add some, or lower --others and --validation.")
    models = model or shipped()[::-1]
    with ProgressBar("Parsing", len(pairs)) as bar:
        faces = parsed_faces(pairs, models, out / "errors", lambda _: bar.advance())
    apart = set(split(pairs, others)[1])
    learnt, followed = (
        [face for face, pair in zip(faces, pairs, strict=True) if (pair in apart) == wanted]
        for wanted in (False, True)
    )
    settings = CorrectorSettings(steps=steps, batch=batch_size, seed=seed)
    with StopRequest("this step") as should_stop:
        network = train(learnt, followed, out, settings, _say, should_stop)
        if should_stop():
            fail("Stopped; the state is saved. Start it again with the same --out to go on.", INTERRUPTED)
    write_onnx(network, out / "corrector.onnx")
    typer.echo(f"The network is in {out / 'corrector.onnx'}")


def _say(progress: CorrectorProgress) -> None:
    if progress.gain is not None:
        typer.echo(f"step {progress.step}: loss {progress.loss:.3f}, corrects {progress.gain:.0%} of an area")
