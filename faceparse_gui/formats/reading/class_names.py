"""Classes of other tools, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from faceparse_core.labels import ID_OF
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError

_SHOWN = 8


def ids_by_name(path: Path, names: Iterable[str], class_map: Mapping[str, str]) -> dict[str, int]:
    """Their class name → our id: by ``class_map`` first, then where the name is ours already.

    Raises:
        FormatError: if there are others; it names ``path`` and them, so that one map can be made for all.
    """
    ids = {name: ID_OF.get(class_map.get(name, name)) for name in names}
    if unknown := [name for name, id_ in ids.items() if id_ is None]:
        shown = ", ".join(map(repr, unknown[:_SHOWN])) + (", …" if len(unknown) > _SHOWN else "")
        raise FormatError(
            path,
            message(
                "{name} has classes that are not ours: {classes}. Say in a class map which of ours "
                "each one is, or background.",
                name=path.name,
                classes=shown,
            ),
        )
    return {name: id_ for name, id_ in ids.items() if id_ is not None}


def some_ids_by_name(path: Path, names: Sequence[str], class_map: Mapping[str, str]) -> dict[str, int]:
    """As ``ids_by_name``, without those that are not known, for readers that pass these over.

    Raises:
        FormatError: if none is known.
    """
    ids = {name: ID_OF[class_map.get(name, name)] for name in names if class_map.get(name, name) in ID_OF}
    return ids or ids_by_name(path, names, class_map)
