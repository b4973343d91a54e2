"""JSON and XML from outside, read without trust."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from pydantic import TypeAdapter, ValidationError

from faceparse_gui.formats.base import FormatError

MAX_JSON = 256 << 20
"""Bytes; a JSON file takes about ten times its size in memory."""
MAX_XML = 16 << 20

T = TypeVar("T")


def read_limited(path: Path, limit: int) -> bytes:
    """A file's bytes. ``FormatError`` if it has more than ``limit`` or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise FormatError(
            path, f"{path.name} cannot be read: {error.strerror}. Check its name and rights."
        ) from error
    if len(data) > limit:
        raise FormatError(
            path,
            f"{path.name} has more than {limit >> 20} MB, the most that is read. Split it.",
        )
    return data


def read_json(path: Path, shape: TypeAdapter[T]) -> T:
    """Read a JSON file of that shape. ``FormatError`` names the first place where it is of another."""
    return parse_json(path, read_limited(path, MAX_JSON), shape)


def parse_json(path: Path, data: bytes, shape: TypeAdapter[T]) -> T:
    """As :func:`read_json`, of ``data``; ``path`` is the file to name."""
    try:
        return shape.validate_json(data)
    except ValidationError as error:
        raise misshapen_as(path, error) from error


def misshapen_as(path: Path, error: ValidationError, place: Sequence[str | int] = ()) -> FormatError:
    """The first of pydantic's errors about what stands at ``place`` in a file, for the user."""
    first = error.errors(include_url=False, include_input=False)[0]
    return misshapen(path, ".".join(map(str, (*place, *first["loc"]))), first["msg"])


def misshapen(path: Path, where: str, why: str) -> FormatError:
    """A file of another shape than its format's; ``where`` may be empty."""
    return FormatError(
        path, f"{path.name} is not as its format asks: {where or 'the file'}: {why}. Export it again."
    )


def parse_xml(path: Path, data: bytes) -> Element:
    """The root of an XML document of at most ``MAX_XML`` bytes, without DTD, entities and outside references.

    :raises FormatError: if it is no such document; ``path`` is the file to name.
    """
    if len(data) > MAX_XML:
        raise FormatError(
            path, f"The XML in {path.name} has more than {MAX_XML >> 20} MB, the most that is read."
        )
    try:
        root: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FormatError(
            path,
            f"{path.name} was not opened: its XML declares entities, which a mask needs not. Do not use it.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise FormatError(path, f"The XML in {path.name} is damaged ({error}). Export it again.") from error
    return root
