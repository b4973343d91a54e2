"""``dataset_meta.json``, in which Datumaro keeps the names and colours of classes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter

from faceparse_core.labels import BACKGROUND, NAMES, PALETTE
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.masks.color_table import Color
from faceparse_gui.formats.reading.outside import parse_json

META = "dataset_meta.json"

_Level = Annotated[int, Field(ge=0, le=255)]


class _Meta(BaseModel):
    labels: list[str] = []
    label_map: dict[Annotated[int, Field(ge=0)], str] = {}
    segmentation_colors: list[tuple[_Level, _Level, _Level] | None] = []


_META = TypeAdapter(_Meta)


def dump_meta(ids: Sequence[int]) -> bytes:
    """The file for the classes with ``ids``, which begin with the background."""
    names = [NAMES[id_] for id_ in ids]
    meta = {
        "labels": names,
        "label_map": {str(place): name for place, name in enumerate(names)},
        "segmentation_colors": PALETTE[list(ids)].tolist(),
        "background_label": str(ids.index(BACKGROUND)),
    }
    return json.dumps(meta, indent=1).encode()


def parse_meta(path: Path, data: bytes) -> list[tuple[str, Color | None]]:
    """The classes in their order, each with its colour: as Datumaro's ``parse_meta_file`` finds them.

    Raises:
        FormatError: naming ``path``, if it is no such file.
    """
    meta = parse_json(path, data, _META)
    classes: dict[str, Color | None] = dict.fromkeys(meta.labels)
    for place, name in meta.label_map.items():
        classes.setdefault(name, None)
        if any(meta.segmentation_colors):
            if place >= len(meta.segmentation_colors):
                raise FormatError(
                    path,
                    message(
                        "{name} gives no colour to {title}. Export it again.", name=META, title=repr(name)
                    ),
                )
            classes[name] = meta.segmentation_colors[place]
    if not classes:
        raise FormatError(
            path,
            message(
                "{name} in {folder} names no classes. Export it again.", name=META, folder=path.parent.name
            ),
        )
    return list(classes.items())
