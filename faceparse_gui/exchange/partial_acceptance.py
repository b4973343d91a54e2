"""For which classes the photos of an export were accepted, so that no import makes more of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from faceparse_core.labels import NAMES
from faceparse_gui.exchange.manifest import read_lines
from faceparse_gui.exchange.matching import PhotoNames
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.project import PhotoRecord
from faceparse_gui.project.acceptance import accepted_for


class PartialAcceptance:
    """The photos that the manifests of exports name as accepted for some classes only."""

    def __init__(self, manifests: Iterable[Path]) -> None:
        self._of_name: dict[str, frozenset[str]] = {}
        self._of_key: dict[str, frozenset[str]] = {}
        for manifest in manifests:
            for line in read_lines(manifest):
                match line:
                    case {"photo": str(photo), "accepted_for": said} if said != []:
                        _narrow(self._of_name, photo, _names(said))

    def match(self, photos: PhotoNames) -> None:
        """Find the records of the photos that are named."""
        self._of_key = {}
        for photo, names in self._of_name.items():
            if (record := photos.find(photo)) is not None:
                _narrow(self._of_key, record.key, names)

    def of(self, record: PhotoRecord) -> tuple[str, ...] | None:
        """The classes that a photo was accepted for, empty for all; None, with a remark, for unknown ones."""
        names = self._of_key.get(record.key)
        if names is None:
            return ()
        if not names or not names.issubset(NAMES):
            remark("unknown acceptance", ", ".join(sorted(names.difference(NAMES))))
            return None
        return accepted_for(names)


def _narrow(known: dict[str, frozenset[str]], of: str, names: frozenset[str]) -> None:
    """Of several lines on one photo, what all of them say counts."""
    known[of] = known.get(of, names) & names


def _names(said: Any) -> frozenset[str]:
    """What is no list of names is a name that no class has."""
    if isinstance(said, list) and all(isinstance(each, str) for each in said):
        return frozenset(said)
    return frozenset({json.dumps(said)})
