"""A file of boxes around faces, hairline to chin, for photos in which they need not be looked for."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, FiniteFloat, Strict, TypeAdapter, ValidationError

from faceparse_core.errors import FaceparseError
from faceparse_core.files.given import read_given
from faceparse_core.parsing.faces import frame_around
from faceparse_core.validation import first_fault
from faceparse_gui.project.frames import is_usable

Box = tuple[float, float, float, float]
"""``x0, y0, x1, y1`` in photo pixels."""
Boxes = Mapping[str, tuple[Box, ...]]
"""A photo's path below the folder that was given, with ``/`` → its faces."""

COLUMNS = ("photo", "x0", "y0", "x1", "y1")
_MOST_BYTES = 256 << 20
_MOST_FACES = 1000
_Number = Annotated[FiniteFloat, Strict()]
_JSON = TypeAdapter(
    dict[str, Annotated[list[tuple[_Number, _Number, _Number, _Number]], Field(min_length=1)]]
)
_TEXTS = TypeAdapter(tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat])


class BoxesError(FaceparseError):
    """A file of boxes that cannot be used; the text names it, the place in it and what is wrong there."""


def read_boxes(path: Path) -> Boxes:
    """Read JSON, ``{"a.jpg": [[x0, y0, x1, y1], …]}``, or CSV with the columns photo, x0, y0, x1, y1.

    Raises:
        BoxesError: if it is neither, or one of the boxes can be no face's.
        FileError: if it cannot be read.
    """
    data = read_given(path, _MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
        is_csv = path.suffix.lower() == ".csv"
        found = _collected(path, _from_csv(path, text) if is_csv else _from_json(path, text))
    except UnicodeDecodeError as error:
        raise BoxesError(f"{path} is no UTF-8 text. Save it as UTF-8.") from error
    except ValidationError as error:
        where, reason = first_fault(error)
        raise BoxesError(
            f'{path}: {where + ": " if where else ""}{reason}. Write {{"a.jpg": [[x0, y0, x1, y1]]}}, '
            "or a .csv file."
        ) from error
    if not found:
        raise BoxesError(f"{path} holds no boxes. Leave --frames out to look for the faces of all photos.")
    return found


def _from_json(path: Path, text: str) -> Iterator[tuple[str, Box]]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _ in pairs)
        if len(counts) < len(pairs):
            twice = counts.most_common(1)[0][0]
            raise BoxesError(f"{path} names {twice} twice. Put all boxes of a photo into one list.")
        return dict(pairs)

    try:
        read = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise BoxesError(
            f'{path}: Invalid JSON: {error}. Write {{"a.jpg": [[x0, y0, x1, y1]]}}, or a .csv file.'
        ) from error
    for name, boxes in _JSON.validate_python(read).items():
        yield from ((name, box) for box in boxes)


def _from_csv(path: Path, text: str) -> Iterator[tuple[str, Box]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise BoxesError(f"{path} has no column {missing[0]}. Its first line has to be {','.join(COLUMNS)}.")
    try:
        for row in rows:
            if not row["photo"] or row.get(None):
                raise BoxesError(
                    f"{path}: line {rows.line_num}: it does not have the columns of the first line."
                )
            try:
                box = _TEXTS.validate_python([row[name] for name in COLUMNS[1:]])
            except ValidationError as error:
                _, reason = first_fault(error)
                raise BoxesError(f"{path}: line {rows.line_num}: {reason}.") from error
            yield row["photo"], box
    except csv.Error as error:
        raise BoxesError(f"{path}: line {rows.line_num}: {error}.") from error


def _collected(path: Path, rows: Iterable[tuple[str, Box]]) -> Boxes:
    found: dict[str, list[Box]] = {}
    for name, box in rows:
        own = found.setdefault(name, [])
        own.append(box)
        if not (box[0] < box[2] and box[1] < box[3] and is_usable(frame_around(*box))):
            raise BoxesError(f"{path}: {name}: {list(box)} is no box x0, y0, x1, y1 around a face in pixels.")
        if len(own) > _MOST_FACES:
            raise BoxesError(f"{path}: {name} has more than {_MOST_FACES} boxes.")
    return {name: tuple(boxes) for name, boxes in found.items()}
