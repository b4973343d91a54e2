"""Files that metadata names. What it says is never trusted: it may name any file of this machine."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^/?#]*/?(?P<path>[^?#]*)")


def relative_name(name: str) -> str:
    """``name`` with ``/``; of one that is absolute or leads upwards, its last part only; it may be empty.

    Of a URL its path, without what is asked of the server behind ``?`` and ``#``.
    """
    if url := _URL.match(name):
        name = unquote(url["path"])
    windows = PureWindowsPath(name)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if name.startswith(("/", "\\")) or windows.drive or ".." in parts:
        parts = [part for part in parts[-1:] if part != ".."]
    return str(PurePosixPath(*parts)) if parts else ""


def file_within(folder: Path, name: str) -> Path | None:
    """The file of that name in ``folder`` or below; None if it is not there, or lies elsewhere by its path or
    by a link.
    """
    try:
        path = folder / name.replace("\\", "/")
        real = path.resolve(strict=True)
        if real.is_relative_to(folder.resolve()) and real.is_file():
            return path
    except (OSError, ValueError, RuntimeError):  # not there, too long a name, a zero byte, links in a circle
        pass
    return None
