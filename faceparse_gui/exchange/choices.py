"""What was chosen for the last export of a project, to be offered again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.store_files import read_file, replace_file
from faceparse_gui.formats import ExportOptions, Format, ReadOptions
from faceparse_gui.formats.choices import COMMON

FILE_NAME = "export.json"

Scope = Literal["current", "accepted", "all"]
"""Which photos: the open one, the accepted ones, all that have labels."""


class ExportChoices(BaseModel):
    """A field that a later version adds is passed over."""

    model_config = ConfigDict(frozen=True)

    scope: Scope = "accepted"
    format: str = "indexed"
    target: str = ""
    """Empty: nothing was exported yet."""
    options: ExportOptions = ExportOptions()


def load_choices(store: Path) -> ExportChoices:
    """What was kept in the project's ``store``; the usual choices where that is nothing, or broken."""
    try:
        return ExportChoices.model_validate_json(read_file(store / FILE_NAME))
    except FileNotFoundError:
        pass
    except (OSError, ValidationError) as error:
        logging.getLogger(__name__).warning("%s cannot be used: %s", store / FILE_NAME, error)
    return ExportChoices()


def save_choices(store: Path, choices: ExportChoices) -> None:
    """Keep ``choices``. ``FileError`` when the disk refuses."""
    with replace_file(store / FILE_NAME) as file:
        file.write(choices.model_dump_json(indent=2).encode())


def heeded(options: ExportOptions, format_: Format) -> ExportOptions:
    """``options`` with what ``format_`` does not heed as it is at first: so that the same is the same."""
    names = COMMON | (format_.uses - {"probabilities"})
    return ExportOptions(**{name: getattr(options, name) for name in names} | _order(options, format_, names))


def heeded_in_reading(options: ReadOptions, format_: Format) -> ReadOptions:
    """As :func:`heeded`."""
    names = format_.read_uses
    return ReadOptions(**{name: getattr(options, name) for name in names} | _order(options, format_, names))


def _order(options: ExportOptions | ReadOptions, format_: Format, names: frozenset[str]) -> dict[str, str]:
    foreign = "order" in names and options.order not in format_.orders
    return {"order": format_.orders[0]} if foreign else {}
