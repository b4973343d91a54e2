"""The names that other tools give to classes, mapped to ours."""

from __future__ import annotations

from pathlib import Path

from core.labels import ID_OF, NAMES
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.options import ReadOptions


def id_of(name: str, path: Path, options: ReadOptions) -> int:
    """Our id of the class that is called ``name`` in ``path``.

    :raises FormatError: if it is no name of ours and ``options.class_map`` does not map it.
    """
    ours = options.class_map.get(name, name)
    if ours not in ID_OF:
        raise FormatError(
            path,
            f"{path.name} has the class {name!r}, which is none of ours. Say which of ours it is: "
            f"{', '.join(NAMES)}.",
        )
    return ID_OF[ours]
