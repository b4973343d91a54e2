"""``faceparse importance``: what fine-tuning must hold on to, measured once for a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceparse_gui.commands.research.held_out import DataOption, ModelArgument
from faceparse_gui.commands.shared.console import ProgressBar
from faceparse_gui.commands.shared.options import Device, DeviceOption


def importance(
    model: ModelArgument,
    data: DataOption,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The importance file to write.")],
    images: Annotated[int, typer.Option(metavar="N", min=1, help="How many training photos to use.")] = 80,
    device: DeviceOption = Device.auto,
) -> None:
    """Measure how much each weight matters for the photos the model was trained on.

    The file stands in for these photos when the model is fine-tuned. The shipped ones are in
    resources/faceparse_resources/anchors; a model without one is measured on the user's own photos.
    """
    from faceparse_core.devices import choose
    from faceparse_core.model_files import catalog
    from faceparse_core.trainer import ewc
    from faceparse_training.finetune.fisher import measure

    with ProgressBar("Measuring", images) as bar:
        found = measure(catalog.resolve(model), data, images, choose(device.value), on_done=bar.advance)
    ewc.save(out, found)
    typer.echo(f"The importance of {sum(t.numel() for t in found.values()):,} weights is in {out}")
