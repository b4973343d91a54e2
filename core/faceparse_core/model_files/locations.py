"""Where models lie, those that ship with the program and the user's own, and how large they may be."""

from __future__ import annotations

from pathlib import Path

import platformdirs

import faceparse_resources

DEFAULT = "default"
SHIPPED_DEFAULT = "lmsa-detail-scenes"
MAX_BYTES = 500_000_000
"""Of a model's file, which is some seventy times what ships."""
MAX_HEADER = 10_000_000
"""Of what a model's file says about itself, bytes."""


def user_folder() -> Path:
    """Where a user's own models lie; it may not exist."""
    return Path(platformdirs.user_data_dir("faceparse-gui", appauthor=False)) / "models"


def shipped() -> list[str]:
    """The names of the models that ship with the program."""
    return sorted(file.stem for file in faceparse_resources.path("models").glob("*.safetensors"))


def files() -> dict[str, Path]:
    """Every model file by name (its stem). A user's file does not hide a shipped one of the same name."""
    found: dict[str, Path] = {}
    for folder in (faceparse_resources.path("models"), user_folder()):
        for file in sorted(folder.glob("*.safetensors")) if folder.is_dir() else []:
            found.setdefault(file.stem, file)
    return found
