"""Names of files and folders, as programs give them."""

from __future__ import annotations

import os
from pathlib import Path


def given_path(name: str | os.PathLike[str]) -> Path:
    """``name`` as a path. ``ValueError`` for an empty one, which ``Path`` takes for the folder one is in."""
    if not os.fspath(name):
        raise ValueError("A name of a file or folder is empty.")
    return Path(name)
