"""The portrait that ships with the program, as a photo of the user's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import platformdirs

import faceparse_resources


def sample_folder() -> Path:
    """Where the user's copy lies, out of sight."""
    return platformdirs.user_data_path("faceparse-gui", appauthor=False) / "sample"


def sample_portrait() -> Path:
    """Path of the user's copy, made at the first call. Work is saved beside a photo, and the shipped one may
    lie where nobody can write."""
    copy = sample_folder() / "portrait.jpg"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(faceparse_resources.path("sample/portrait.jpg"), copy)
    return copy
