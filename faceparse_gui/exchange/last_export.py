"""What was chosen for the last export of a project, to be offered again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from faceparse_core.files.store_files import read_file, replace_file
from faceparse_core.files.stores import STORE_NAME
from faceparse_gui.formats import ExportOptions, Format, ReadOptions
from faceparse_gui.formats.checked_options import COMMON
from faceparse_gui.formats.writing.naming import spelled

FILE_NAME = "export.json"

Scope = Literal["current", "accepted", "all"]
"""Which photos: the open one, the accepted ones, all that have labels."""


class LastExport(BaseModel):
    """A field that a later version adds is passed over."""

    model_config = ConfigDict(frozen=True)

    scope: Scope = "accepted"
    with_no_face: bool = False
    """With the photos in which no face was found."""
    with_partly: bool = False
    """With the photos that are accepted for some classes only."""
    format: str = "indexed"
    target: str = ""
    """Empty: nothing was exported yet."""
    chosen_in: str = ""
    """The store for which the target was chosen, set by ``save_choices``."""
    options: ExportOptions = ExportOptions()


def load_choices(store: Path) -> LastExport:
    """What was kept in the project's ``store``; the usual choices where that is nothing, or broken.

    The target comes back as a path of this project, wherever it was moved or copied to; one elsewhere only if
    it is there, was chosen for the project at this place, and does not belong to another project: a copy
    would write over what its original exported.
    """
    try:
        choices = LastExport.model_validate_json(read_file(store / FILE_NAME))
        is_from_here = choices.chosen_in in ("", _place(store))  # empty: of before this was noted
        target = _usable_target(choices.target, store, is_from_here)
        return choices.model_copy(update={"target": target, "chosen_in": ""})
    except FileNotFoundError:
        pass
    except (OSError, ValidationError) as error:
        logging.getLogger(__name__).warning("%s cannot be used: %s", store / FILE_NAME, error)
    return LastExport()


def save_choices(store: Path, choices: LastExport) -> None:
    """Keep ``choices``, a target inside the project relative to it, and none whose name is no text.

    ``FileError`` when the disk refuses.
    """
    target, folder = choices.target, _photos_of(store)
    if folder is not None and Path(target).is_relative_to(folder):
        target = Path(target).relative_to(folder).as_posix()
    kept = target if spelled(target) == target else ""
    choices = choices.model_copy(update={"target": kept, "chosen_in": _place(store)})
    with replace_file(store / FILE_NAME) as file:
        file.write(choices.model_dump_json(indent=2).encode())


def _place(store: Path) -> str:
    return spelled(str(store.absolute()))


def _photos_of(store: Path) -> Path | None:
    """The folder whose store this is; None where it lies in the user's data folder."""
    return store.parent if store.name == STORE_NAME else None


def _usable_target(target: str, store: Path, is_from_here: bool) -> str:
    folder = _photos_of(store)
    path = Path(target)
    if not target or ".." in path.parts:
        return ""
    if not path.is_absolute():
        return "" if folder is None else str(folder / path)
    if folder is not None and path.is_relative_to(folder):
        return target
    if not is_from_here:
        return ""
    try:
        others = [each for each in path.parents if (each / STORE_NAME).is_dir()]
        is_there = path.parent.is_dir()
    except (OSError, ValueError):
        return ""
    foreign = any(folder is None or not folder.is_relative_to(each) for each in others)
    return target if is_there and not foreign else ""


def supported(options: ExportOptions, format_: Format) -> ExportOptions:
    """``options`` with the defaults for what ``format_`` does not use: equal exports compare equal."""
    names = COMMON | (format_.uses - {"probabilities"})
    return ExportOptions(**{name: getattr(options, name) for name in names} | _order(options, format_, names))


def supported_for_reading(options: ReadOptions, format_: Format) -> ReadOptions:
    """As ``supported``, of options for reading."""
    names = format_.read_uses
    return ReadOptions(**{name: getattr(options, name) for name in names} | _order(options, format_, names))


def _order(options: ExportOptions | ReadOptions, format_: Format, names: frozenset[str]) -> dict[str, str]:
    foreign = "order" in names and options.order not in format_.orders
    return {"order": format_.orders[0]} if foreign else {}
