"""Where the work on a folder of photos lies, and how a photo is called there."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePath

import platformdirs

STORE_NAME = ".faceparse"
"""Beside the photos."""
LABELS, PREDICTIONS = "labels", "predictions"
"""Folders in a store, with a file ``<key>.png`` for each photo that was worked on."""


def own_store(folder: Path) -> Path:
    """In the user's data folder: the store of a folder of photos that may not be written in."""
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    data = platformdirs.user_data_path("faceparse-gui", appauthor=False)
    return data / "projects" / f"{folder.name}-{digest}"


def key_of(relative: PurePath) -> str:
    """Return the key of the photo at this path, relative to the project's folder.

    It holds the start of the name for the eye and a hash of the whole path, so that photos of one name in two
    folders differ, and no name is too long or too odd for a file system.
    """
    digest = hashlib.sha256(os.fsencode(relative.as_posix())).hexdigest()[:12]
    return f"{re.sub('[^A-Za-z0-9_-]+', '_', relative.stem)[:40]}-{digest}"
