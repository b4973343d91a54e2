"""The recipes and studies that come with the program; no file is read."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def shipped_recipes() -> dict[str, Path]:
    """The recipes by their path in the folder: ``corrected/lmsa``."""
    return _shipped("recipes")


def shipped_studies() -> dict[str, Path]:
    """The studies, by name."""
    return _shipped("studies")


def _shipped(kind: str) -> dict[str, Path]:
    folder = Path(str(resources.files("faceparse_training"))) / kind
    return {p.relative_to(folder).with_suffix("").as_posix(): p for p in sorted(folder.rglob("*.yaml"))}
