"""The choices and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from faceparse_gui.commands.shared import completion


class Faces(StrEnum):
    """Find and align the faces, or take the photo as one aligned crop."""

    auto = "auto"
    whole = "whole"


class Device(StrEnum):
    """Where the network runs; ``auto`` takes CUDA, else MPS, else the CPU."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


class Tta(StrEnum):
    """Test-time augmentation, the keys of ``faceparse_core.parsing.tta.VIEWS``."""

    off = "off"
    flip = "flip"
    scales = "scales"


ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME_OR_FILE",
        help="Model name, see `faceparse models`, or model file.",
        autocompletion=completion.models,
    ),
]
DeviceOption = Annotated[
    Device, typer.Option("--device", help="Device to run on; auto uses a GPU if available.")
]
TtaOption = Annotated[
    Tta,
    typer.Option(
        "--tta",
        help="Test-time augmentation: flip averages each crop and its mirror image (2 passes), "
        "scales also averages over 0.75, 1 and 1.25 times the size (6 passes).",
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON line per photo, then a summary."),
]
