"""The choices and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Faces(StrEnum):
    """Find and align the faces, or take the photo as one aligned crop."""

    auto = "auto"
    whole = "whole"


class Device(StrEnum):
    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


class FormatName(StrEnum):
    """The keys of ``faceparse_gui.formats.FORMATS``, which is too slow to import for --help."""

    indexed = "indexed"
    color = "color"
    overlay = "overlay"
    layers = "layers"


ModelOption = Annotated[
    str,
    typer.Option(
        "--model", metavar="NAME_OR_FILE", help="A model listed by `faceparse models`, or its file."
    ),
]
DeviceOption = Annotated[
    Device, typer.Option("--device", help="Where to compute; auto takes a GPU if there is one.")
]
