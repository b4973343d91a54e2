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
            help="A model listed by `faceparse models`, or its file.",
            autocompletion=completion.models,
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.onnx", help="The file to write.")],
    side: Annotated[
        int | None,
        typer.Option(
            metavar="PIXELS", min=32, max=4096, help="The crop's side; by default what the model learnt at."
        ),
    ] = None,
    opset: Annotated[
        int, typer.Option(metavar="N", min=14, max=20, help="The version of ONNX's operators.")
    ] = 17,
    force: Annotated[bool, typer.Option("--force", help="OUT.onnx may be replaced.")] = False,
) -> None:
    """Write a network as ONNX: an aligned crop (RGB, uint8) to class ids and probabilities.

    The file is checked before it is written: ONNX Runtime must name the same class as torch on 99.9 % of the
    pixels. Classes, colours, version and licence are in its metadata.
    """
    if out.suffix.lower() != ".onnx":
        fail(f"{out} does not end in .onnx. Name a file that does.", USAGE)
    if out.exists() and not force:
        fail(f"{out} is there already. Give another name, or --force to replace it.", USAGE)
    if not out.parent.is_dir():
        fail(f"{out.name} was not saved: there is no folder {out.parent}. Create it or choose another.")
    if out.exists() and not out.is_file():
        fail(f"{out} is no file, and is not replaced. Give another name.", USAGE)
    from faceparse_core.model_files.catalog import resolve
    from faceparse_core.model_files.onnx_export import export_onnx

    file = resolve(model)
    if out.exists() and file.exists() and out.samefile(file):
        fail(f"{out} is the model itself. Give another name.", USAGE)
    exported = export_onnx(file, out, side, opset)
    typer.echo(
        f"{out}: {exported.side} px, {exported.size / 1e6:.1f} MB; ONNX Runtime names torch's class on "
        f"{exported.agreement:.4%} of the pixels."
    )
