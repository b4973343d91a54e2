"""What was opened last, and which photo was shown then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSettings

_SETTING = "recent"
_MOST = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """What was opened, and the photo shown last in it."""

    paths: tuple[Path, ...]
    key: str
    recursive: bool = False
    """With the sub-folders."""

    @property
    def title(self) -> str:
        """What the menu calls it: the folder, or how many photos of which folder."""
        first = self.paths[0]
        if len(self.paths) == 1 and self.recursive:
            return QCoreApplication.translate("Recent", "{0} with sub-folders").format(first)
        if len(self.paths) == 1:
            return str(first)
        return QCoreApplication.translate("Recent", "{0} photos in {1}").format(len(self.paths), first.parent)


def recents() -> list[Recent]:
    """The newest first."""
    try:
        entries = json.loads(str(QSettings().value(_SETTING, "[]")))
        return [_recent(each) for each in entries]
    except (ValueError, TypeError, KeyError):  # the settings file can be edited by hand
        return []


def _recent(entry: dict[str, Any]) -> Recent:
    paths = tuple(Path(path) for path in entry["paths"])
    return Recent(paths, str(entry["key"]), bool(entry.get("recursive")))


def remember(paths: Sequence[Path], key: str, recursive: bool = False) -> None:
    """Put ``paths`` on top, with the photo that is shown now."""
    newest = Recent(tuple(paths), key, recursive)
    kept = [newest, *(each for each in recents() if each.paths != newest.paths)][:_MOST]
    entries = [
        {"paths": [str(path) for path in each.paths], "key": each.key, "recursive": each.recursive}
        for each in kept
    ]
    QSettings().setValue(_SETTING, json.dumps(entries))


def last_key(paths: Sequence[Path]) -> str | None:
    """The photo that was shown last when ``paths`` were open."""
    wanted = tuple(path.absolute() for path in paths)
    return next((each.key for each in recents() if each.paths == wanted), None)
