"""The file that Qt keeps the settings in, seen before Qt opens it: a pipe would hold the start for ever."""

from __future__ import annotations

import atexit
import stat
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

_NAMES = ("faceparse-gui/faceparse-gui.conf", "faceparse-gui.conf", "QtProject.conf", "Trolltech.conf")
"""What Qt reads on Linux: the program's, its maker's, and the two of Qt's own dialogs."""
_MOST = 16 * 2**20
"""Bytes; the settings have some thousand."""


def leave_odd_file() -> Path | None:
    """Keep Qt from a settings file that is none, and return it; None where all is well.

    The settings are the first ones then, and what is chosen is forgotten at the end. To be called before
    anything asks for a setting.
    """
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    odd = _odd_file(Path(QStandardPaths.writableLocation(place)))
    if odd is not None:
        elsewhere = tempfile.TemporaryDirectory(prefix="faceparse-settings-")
        atexit.register(elsewhere.cleanup)
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, elsewhere.name)
    return odd


def _odd_file(folder: Path) -> Path | None:
    for name in _NAMES:
        for path in (folder / name, folder / f"{name}.lock"):
            try:
                found = path.stat()
            except (OSError, ValueError):  # none there, or none that Qt would come to either
                continue
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST:
                return path
    return None
