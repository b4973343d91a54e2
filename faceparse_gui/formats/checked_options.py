"""Choices as a person gave them, checked against the format that they are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from faceparse_gui.formats.base import Format
from faceparse_gui.formats.options import ExportOptions, ReadOptions

COMMON = frozenset({"crop", "size", "classes", "naming"})
"""The fields of ``ExportOptions`` that every format heeds."""


def export_options(format_: Format, given: Mapping[str, Any]) -> ExportOptions:
    """``ExportOptions`` of what was given.

    :raises ValueError: in a line, for a value that cannot be, and for a choice that the format does not heed.
    """
    try:
        options = ExportOptions(**given)
    except ValidationError as error:
        raise ValueError(_explain(error)) from error
    default = ExportOptions()
    for key in given:
        if key in COMMON or key in format_.uses or getattr(options, key) == getattr(default, key):
            continue
        raise ValueError(f"The format {format_.name} has no choice of {key}. Leave it out.")
    return options


def read_options(format_: Format, given: Mapping[str, Any]) -> ReadOptions:
    """``ReadOptions`` of what was given; ``ValueError`` as :func:`export_options`."""
    try:
        options = ReadOptions(**given)
    except ValidationError as error:
        raise ValueError(_explain(error)) from error
    default = ReadOptions()
    for key, word in (("order", "order"), ("class_map", "names of classes"), ("ids", "way to read ids")):
        if key not in format_.read_uses and getattr(options, key) != getattr(default, key):
            raise ValueError(f"Files in the format {format_.name} have one {word} only. Leave it out.")
    return options


def _explain(error: ValidationError) -> str:
    """The first fault that pydantic found, in a line."""
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    return f"{field}: {str(first['msg']).removeprefix('Value error, ')}."
