"""A large JSON object as a stream: the entries of its lists one after another, in the memory of the largest.

Parsed in pieces of 64 KB, so that Python's other threads, the window's among them, have their turn.
"""

from __future__ import annotations

import time
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import step
from faceparse_gui.formats.reading.json_numbers import Numbers
from faceparse_gui.formats.reading.outside import MAX_VALUES, misshapen

MAX_STREAM = 4 << 30
"""Bytes of a file."""
MAX_ENTRY = 4 << 20
"""Bytes of an entry, or of anything else that is kept until it ends."""
MAX_DEPTH = 64
"""Lists and objects around a value."""

_BUFFER = 1 << 16
_TURN = 1e-5
"""Seconds in which other threads get Python's lock. Without, one may wait for 0.1 s: the database gives the
lock away so often, and so shortly, that who waits for it is always late."""
_LIST = 16
"""Values that a list or an object counts as: they take pydantic as long."""

_Events = Iterator[tuple[str, Any]]


def entries(path: Path, keys: Collection[str]) -> Iterator[tuple[str, int, object]]:
    """The entries of the lists ``keys`` of the object in a JSON file: key, place in the list, and value.

    They come in the file's order; what else is in the object is passed over. Numbers are floats, or ints of
    64 bits; others, and ``NaN`` and ``Infinity``, are None.

    Raises:
        FormatError: naming the first place, if the file cannot be read, is too large, is no JSON as RFC 8259
            has it, has no such list or one twice, or an entry beyond the limits above.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_size > MAX_STREAM:
                raise FormatError(
                    path,
                    message(
                        "{name} has more than {most} GB, the most that is read. Split it.",
                        name=path.name,
                        most=MAX_STREAM >> 30,
                    ),
                )
            yield from _Walk(path, file).entries(keys)
    except FormatError:
        raise
    except OSError as error:
        raise FormatError(
            path,
            message(
                "{name} cannot be read: {reason}. Check its name and rights.",
                name=path.name,
                reason=error.strerror,
            ),
        ) from error


class _Walk:
    """One way through a file; knows where it is."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._bytes = _Guarded(file)
        # Without use_float, an integer of millions of digits ends the process (ijson 3.6.0).
        self._events: _Events = ijson.basic_parse(self._bytes, buf_size=_BUFFER, use_float=True)
        self._place = ""
        self._values = 0
        """Of the entry under way."""

    def entries(self, keys: Collection[str]) -> Iterator[tuple[str, int, object]]:
        missing = dict.fromkeys(keys)
        try:
            if next(self._events)[0] != "start_map":
                raise ValueError(message("Input should be an object"))
            for event, key in self._events:
                if event == "end_map":
                    break
                self._place = key
                event, _ = next(self._events)
                if key not in keys:
                    self._skip(event)
                    continue
                if key not in missing:
                    raise ValueError(message("Listed twice"))
                del missing[key]
                if event != "start_array":
                    raise ValueError(message("Input should be a valid list"))
                yield from self._list(key)
                self._place = message("after {key}", key=key)
            for key in missing:
                self._place = key
                raise ValueError(message("Field required"))
            self._place = ""
            next(self._events, None)  # what follows the object
        except (ijson.JSONError, ValueError) as error:
            raise misshapen(self._path, self._place, _reason(error)) from error

    def _list(self, key: str) -> Iterator[tuple[str, int, object]]:
        for index in count():
            self._place = f"{key}.{index}"
            event, value = next(self._events)
            if event == "end_array":
                return
            self._bytes.mark()
            self._values = 0
            built = self._value(event, value)
            if self._values > MAX_VALUES:
                raise ValueError(
                    message("More than {most:,} values, the most that one entry may have", most=MAX_VALUES)
                )
            yield key, index, built

    def _value(self, event: str, value: Any, depth: int = 0) -> object:
        """The value that begins with this event."""
        if event not in ("start_array", "start_map"):
            return value
        _check(depth + 1)
        if event == "start_array":
            items: list[object] = []
            for event, value in self._events:
                if event == "end_array":
                    break
                items.append(self._value(event, value, depth + 1))
            self._values += _LIST + len(items)
            return items
        members: dict[str, object] = {}
        for event, value in self._events:
            if event == "end_map":
                break
            members[value] = self._value(*next(self._events), depth + 1)
        self._values += _LIST + len(members)
        return members

    def _skip(self, event: str) -> None:
        """Pass over the value that begins with this event."""
        depth = int(event.startswith("start"))
        while depth:
            event, _ = next(self._events)
            self._bytes.mark()
            depth += event.startswith("start") - event.startswith("end")
            _check(depth)


class _Guarded:
    """A file, behind its byte-order mark, that is not read further than ``MAX_ENTRY`` from the last mark."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._numbers = Numbers()
        self._since = 0
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)

    def mark(self) -> None:
        self._since = 0

    def read(self, size: int) -> bytes:
        while True:
            if self._since > MAX_ENTRY:
                raise ValueError(
                    message("More than {most} MB, the most that one entry may have", most=MAX_ENTRY >> 20)
                )
            step()
            time.sleep(_TURN)
            data = self._file.read(size)
            self._since += len(data)
            piece = self._numbers.feed(data)
            if piece or not data:  # an empty one would be the end
                return piece


def _check(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(message("More than {most} lists and objects in one another", most=MAX_DEPTH))


def _reason(error: Exception) -> str:
    """In one line; ijson's errors show the text around as well, which may be anything."""
    if isinstance(error, ijson.JSONError):
        text = error.args[0]
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        reason = text.splitlines()[0].strip().rstrip(".")
        return message("Invalid JSON: {reason}", reason=reason)
    return str(error)
