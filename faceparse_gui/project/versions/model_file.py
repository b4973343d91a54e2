"""Model files seen without torch: what the header says, whether the weights are sound, a copy with a card.

The format is ``faceparse_core.model_files.checkpoint``'s. It needs torch; this reads what a version needs.
A **card** is a further entry in the header, in which an exported version has its name, note and verdict.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from pydantic import BaseModel, Field, ValidationError
from safetensors import SafetensorError, safe_open

from faceparse_core.labels import NAMES, NUM_CLASSES
from faceparse_core.messages import message
from faceparse_core.model_files.locations import MAX_BYTES, MAX_HEADER
from faceparse_core.validation import first_fault
from faceparse_gui.project.errors import VersionError

_MAX_CARD = 1_000_000
_MODEL_KEY, _CARD_KEY = "faceparse", "faceparse_version"
_TYPES = {"F32", "I64"}  # weights, and counters of batches


class _Config(BaseModel):
    num_classes: int = NUM_CLASSES


class ModelHeader(BaseModel):
    """The part of ``faceparse_core.model_files.checkpoint.ModelInfo`` that a version needs."""

    format: int = Field(1, ge=1, le=1)
    name: str
    config: _Config
    classes: tuple[str, ...] = NAMES
    created: str = ""


def read_model(path: Path) -> ModelHeader:
    """What the file says about itself.

    Raises:
        VersionError: if the file is no sound model of this program with the 19 classes.
    """
    with _reading(path) as file:
        entries = file.metadata() or {}
        if _MODEL_KEY not in entries:
            raise VersionError(
                path,
                message(
                    "{name} is no model of this program. Choose a file that faceparse made.", name=path.name
                ),
            )
        header = _header(path, entries[_MODEL_KEY])
        _check_weights(path, file)
    return header


def read_card(path: Path) -> str | None:
    """The card's JSON alone.

    Raises:
        VersionError: if the file cannot be read.
    """
    with _reading(path) as file:
        card = (file.metadata() or {}).get(_CARD_KEY)
    return card if card is not None and len(card) <= _MAX_CARD else None


def write_with_card(model: Path, card: str, target: BinaryIO) -> None:
    """Copy a model file into ``target`` with ``card`` in its header, the weights byte by byte.

    The layout: 8 bytes that count the header's, the header as JSON, the weights, whose places are counted
    from the header's end (https://huggingface.co/docs/safetensors).

    Raises:
        VersionError: if the model file is damaged, or none of this program.
    """
    read_model(model)
    with model.open("rb") as source:
        entries = json.loads(source.read(int.from_bytes(source.read(8), "little")))
        entries["__metadata__"][_CARD_KEY] = card
        header = json.dumps(entries, separators=(",", ":")).encode()
        header += b" " * (-len(header) % 8)
        target.write(len(header).to_bytes(8, "little") + header)
        shutil.copyfileobj(source, target, 1 << 20)


def _header(path: Path, text: str) -> ModelHeader:
    try:
        header = ModelHeader.model_validate_json(text)
    except ValidationError as error:
        where, reason = first_fault(error)
        raise VersionError(
            path,
            message(
                "{name} describes a model that this version of the program cannot read ({where}: "
                "{reason}). Update the program or choose another file.",
                name=path.name,
                where=where,
                reason=reason,
            ),
        ) from error
    if header.classes != NAMES or header.config.num_classes != NUM_CLASSES:
        raise VersionError(
            path,
            message(
                "{name} was made for another class table ({count} classes). Choose a model of the 19 "
                "CelebAMask-HQ classes.",
                name=path.name,
                count=len(header.classes),
            ),
        )
    return header


def _check_weights(path: Path, file: Any) -> None:
    names = file.keys()
    types = {file.get_slice(name).get_dtype() for name in names}
    if "F32" not in types or types - _TYPES:
        raise VersionError(
            path, message("{name} holds weights of another kind. Choose another file.", name=path.name)
        )
    for name in names:
        if not np.isfinite(file.get_tensor(name)).all():
            raise VersionError(
                path,
                message(
                    "{name} holds numbers that are not finite ({tensor}). Choose another file.",
                    name=path.name,
                    tensor=name,
                ),
            )


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise IsADirectoryError
        with path.open("rb") as start:
            header = int.from_bytes(start.read(8), "little")
        if path.stat().st_size > MAX_BYTES:
            raise VersionError(
                path,
                message(
                    "{name} is larger than any model of this program ({most:.0f} MB). Choose another file.",
                    name=path.name,
                    most=MAX_BYTES / 1e6,
                ),
            )
        if header > MAX_HEADER:
            raise SafetensorError(message("the header is too large"))
        with safe_open(path, "numpy") as file:
            yield file
    except VersionError:
        raise
    except (FileNotFoundError, IsADirectoryError) as error:
        raise VersionError(
            path,
            message(
                "{name} is not at {path} or is no file. Choose a .safetensors file.",
                name=path.name,
                path=path,
            ),
        ) from error
    except PermissionError as error:
        raise VersionError(
            path, message("{path} cannot be read: you may not. Change its rights.", path=path.name)
        ) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise VersionError(
            path,
            message(
                "{name} is not a model file, or it is damaged. Choose a .safetensors file that "
                "faceparse made.",
                name=path.name,
            ),
        ) from error
