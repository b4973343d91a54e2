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
        help="A model listed by `faceparse models`, or its file.",
        autocompletion=completion.models,
    ),
]
DeviceOption = Annotated[
    Device, typer.Option("--device", help="Where to compute; auto takes a GPU if there is one.")
]
TtaOption = Annotated[
    Tta,
    typer.Option(
        "--tta",
        help="Test-time augmentation: flip averages each crop and its mirror image (2 passes), "
        "scales does so at 0.75, 1 and 1.25 times the size (6 passes).",
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="What became of each photo as a line of JSON on stdout, then the sums."),
]
