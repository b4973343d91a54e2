"""``faceparse export-model``: a network for programs without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import USAGE, fail


def export_model(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="Model name, see `faceparse models`, or model file.",
            autocompletion=completion.models,
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.onnx", help="Output file.")],
    side: Annotated[
        int | None,
        typer.Option(
            metavar="PIXELS", min=32, max=4096, help="Side of the input crop; by default the training size."
        ),
    ] = None,
    opset: Annotated[int, typer.Option(metavar="N", min=14, max=20, help="ONNX opset version.")] = 17,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT.onnx if it exists.")] = False,
) -> None:
    """Export a model to ONNX.

    Input: an aligned crop (RGB, uint8). Outputs: class ids and probabilities. The export is verified:
    ONNX Runtime must agree with torch on 99.9 % of the pixels. The metadata contains classes, colours,
    version and licence.
    """
    if out.suffix.lower() != ".onnx":
        fail(f"{out} does not end in .onnx. Give a file name that does.", USAGE)
    if out.exists() and not force:
        fail(f"{out} already exists. Give another name, or --force to replace it.", USAGE)
    if not out.parent.is_dir():
        fail(
            f"{out.name} was not saved: the folder {out.parent} does not exist. Create it or choose another."
        )
    if out.exists() and not out.is_file():
        fail(f"{out} is not a file. Give another name.", USAGE)
    from faceparse_core.model_files.catalog import resolve
    from faceparse_core.model_files.onnx_export import export_onnx

    file = resolve(model)
    if out.exists() and file.exists() and out.samefile(file):
        fail(f"{out} is the model itself. Give another name.", USAGE)
    exported = export_onnx(file, out, side, opset)
    typer.echo(
        f"{out}: {exported.side} px, {exported.size / 1e6:.1f} MB; ONNX Runtime agrees with torch on "
        f"{exported.agreement:.4%} of the pixels."
    )
