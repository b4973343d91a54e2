"""JSON and XML from outside, read without trust."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from pydantic import TypeAdapter, ValidationError

from faceparse_core.messages import message
from faceparse_core.validation import first_fault
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import pieces

MAX_JSON = 256 << 20
"""Bytes of a JSON file that is read whole, pictures in it included."""
MAX_VALUES = 1 << 18
"""Values in JSON that is parsed in one go. Pydantic holds Python's lock the while, some 10 ms for 100,000."""
MAX_XML = 16 << 20

_PIECE = 1 << 20

T = TypeVar("T")


def read_limited(path: Path, limit: int) -> bytes:
    """A file's bytes. ``FormatError`` if it has more than ``limit`` or cannot be read."""
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise FormatError(path, message("{name} is not a file. Choose a file.", name=path.name))
    try:
        with path.open("rb") as file:
            data = b"".join(pieces(file, limit + 1))
    except OSError as error:
        raise FormatError(
            path,
            message(
                "{name} cannot be read: {reason}. Check its name and rights.",
                name=path.name,
                reason=error.strerror,
            ),
        ) from error
    if len(data) > limit:
        raise FormatError(
            path,
            message(
                "{name} has more than {most} MB, the most that is read. Split it.",
                name=path.name,
                most=limit >> 20,
            ),
        )
    return data


def read_json(path: Path, shape: TypeAdapter[T]) -> T:
    """Read a JSON file of that shape. ``FormatError`` names the first place where it is of another."""
    return parse_json(path, read_limited(path, MAX_JSON), shape)


def parse_json(path: Path, data: bytes, shape: TypeAdapter[T]) -> T:
    """As ``read_json``, of ``data``, with or without a byte-order mark; ``path`` is the file to name.

    Raises:
        FormatError: if it has more than ``MAX_VALUES`` values, is no JSON, or has another ``shape``.
    """
    if _has_more_values(data):
        raise FormatError(
            path,
            message(
                "{name} has more than {most:,} values, the most that is read. Split it.",
                name=path.name,
                most=MAX_VALUES,
            ),
        )
    return validate_json(path, data, shape)


def validate_json(path: Path, data: bytes, shape: TypeAdapter[T]) -> T:
    """As ``parse_json``, of data that is known to be small.

    Raises:
        FormatError: if it is no JSON, or has another ``shape``; it says where.
    """
    try:
        return shape.validate_json(data.removeprefix(BOM_UTF8))
    except ValidationError as error:
        raise misshapen_as(path, error) from error


def _has_more_values(data: bytes) -> bool:
    """Whether there may be more than ``MAX_VALUES``: each has a comma before it, or a bracket."""
    values = 0
    for start in range(0, len(data), _PIECE):
        values += sum(data.count(mark, start, start + _PIECE) for mark in (b",", b"[", b"{"))
        if values > MAX_VALUES:
            return True
    return False


def misshapen_as(path: Path, error: ValidationError, place: Sequence[str | int] = ()) -> FormatError:
    """The first of pydantic's errors about what stands at ``place`` in a file, for the user."""
    where, reason = first_fault(error)
    return misshapen(path, ".".join(filter(None, (*map(str, place), where))), reason)


def misshapen(path: Path, where: str, why: str) -> FormatError:
    """A file of another shape than its format's; ``where`` may be empty."""
    return FormatError(
        path,
        message(
            "{name} is not as its format asks: {where}: {why}. Export it again.",
            name=path.name,
            where=where or message("the file"),
            why=why,
        ),
    )


def parse_xml(path: Path, data: bytes) -> Element:
    """The root of an XML document of at most ``MAX_XML`` bytes, without DTD, entities and outside references.

    Raises:
        FormatError: if it is no such document; ``path`` is the file to name.
    """
    if len(data) > MAX_XML:
        raise FormatError(
            path,
            message(
                "The XML in {name} has more than {most} MB, the most that is read.",
                name=path.name,
                most=MAX_XML >> 20,
            ),
        )
    try:
        root: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FormatError(
            path,
            message(
                "{name} was not opened: its XML declares entities, which a mask needs not. Do not use it.",
                name=path.name,
            ),
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise FormatError(
            path,
            message("The XML in {name} is damaged ({error}). Export it again.", name=path.name, error=error),
        ) from error
    return root
