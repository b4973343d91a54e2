"""Choices as a person gave them, checked against the format that they are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from faceparse_core.errors import InputError
from faceparse_core.messages import message
from faceparse_core.validation import first_fault
from faceparse_gui.formats.base import Format
from faceparse_gui.formats.options import ExportOptions, ReadOptions

COMMON = frozenset({"crop", "size", "classes", "naming"})
"""The fields of ``ExportOptions`` that every format uses."""


def export_options(format_: Format, given: Mapping[str, Any]) -> ExportOptions:
    """``ExportOptions`` of what was given.

    :raises InputError: in a line, for a value that cannot be, and for a choice that the format does not use.
    """
    try:
        options = ExportOptions(**given)
    except ValidationError as error:
        raise InputError(_explain(error)) from error
    default = ExportOptions()
    for key in given:
        if key in COMMON or key in format_.uses or getattr(options, key) == getattr(default, key):
            continue
        raise InputError(
            message("The format {name} has no choice of {what}. Leave it out.", name=format_.name, what=key)
        )
    return options


def read_options(format_: Format, given: Mapping[str, Any]) -> ReadOptions:
    """``ReadOptions`` of what was given; ``InputError`` as :func:`export_options`."""
    try:
        options = ReadOptions(**given)
    except ValidationError as error:
        raise InputError(_explain(error)) from error
    default = ReadOptions()
    for key, word in (
        ("order", "order"),
        ("class_map", message("names of classes")),
        ("ids", message("way to read ids")),
    ):
        if key not in format_.read_uses and getattr(options, key) != getattr(default, key):
            raise InputError(
                message(
                    "Files in the format {name} have one {what} only. Leave it out.",
                    name=format_.name,
                    what=word,
                )
            )
    return options


def _explain(error: ValidationError) -> str:
    """The first fault that pydantic found, in a line."""
    field, reason = first_fault(error)
    return message("{field}: {reason}.", field=field, reason=reason)
