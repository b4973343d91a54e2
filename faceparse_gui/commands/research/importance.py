"""``faceparse research importance``: what fine-tuning must hold on to, measured once for a model."""

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
    out: Annotated[Path, typer.Option(metavar="FILE", help="Importance file to write.")],
    images: Annotated[int, typer.Option(metavar="N", min=1, help="Number of training photos.")] = 80,
    device: DeviceOption = Device.auto,
) -> None:
    """Measure the importance of a model's weights.

    Computes the Fisher information on the training photos, for elastic weight consolidation in fine-tuning.
    Shipped files are in resources/faceparse_resources/fisher; a model without one is measured on the user's
    photos.
    """
    from faceparse_core.devices import choose
    from faceparse_core.model_files import catalog
    from faceparse_core.trainer import ewc
    from faceparse_training.finetune.fisher import measure

    with ProgressBar("Measuring", images) as bar:
        found = measure(catalog.resolve(model), data, images, choose(device.value), on_done=bar.advance)
    ewc.save_fisher(out, found)
    typer.echo(f"The importance of {sum(t.numel() for t in found.values()):,} weights is in {out}")
