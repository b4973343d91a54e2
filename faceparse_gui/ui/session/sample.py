"""The photos that ship with the program, as photos of the user's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import platformdirs

import faceparse_resources

SAMPLES = ("family.jpg", "portrait.jpg")


def sample_folder() -> Path:
    """Where the user's copy lies, out of sight."""
    return platformdirs.user_data_path("faceparse-gui", appauthor=False) / "sample"


def sample_photos() -> list[Path]:
    """Paths of the user's copies, the first to be shown first; made where they are not there yet. Work is
    saved beside a photo, and the shipped ones may lie where nobody can write."""
    folder = sample_folder()
    copies = [folder / name for name in SAMPLES]
    for copy in copies:
        if not copy.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(faceparse_resources.path(f"sample/{copy.name}"), copy)
    return copies
