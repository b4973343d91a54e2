"""Model files: safetensors with everything about the model in the header. Nothing is ever unpickled.

Format: https://huggingface.co/docs/safetensors. The header's ``faceparse`` entry is one JSON object,
``ModelInfo``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from faceparse_core.errors import FaceparseError
from faceparse_core.files.given import open_given
from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import NAMES
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, ModelConfig, build
from faceparse_core.model_files.locations import MAX_BYTES, MAX_HEADER
from faceparse_core.parsing.faces import WIDE
from faceparse_core.validation import first_fault

HEADER_KEY = "faceparse"
_TYPES = {torch.float32: "F32", torch.int64: "I64"}
"""Of weights, and of counters of batches, as safetensors calls them."""


class CheckpointError(FaceparseError):
    """A model file that cannot be used; the text names the file, what is wrong and what to do."""


class ModelInfo(BaseModel):
    """What a model file says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(1, ge=1, le=1)
    name: str
    config: ModelConfig
    input_size: int = Field(512, ge=32, le=4096)
    widest: float = Field(WIDE, ge=1, le=8)
    """How wide a crop the network was trained on at most, in sides of an aligned face's frame."""
    temperature: float = Field(1.0, gt=0, le=100)
    classes: tuple[str, ...] = NAMES
    metrics: dict[str, Any] = {}
    recipe: dict[str, Any] = {}
    parent: str | None = None
    data: dict[str, Any] = {}
    created: str = ""
    licence: str = ""


def save_model(path: Path, state: Mapping[str, Tensor], info: ModelInfo) -> None:
    """Write ``state`` and ``info`` to ``path`` atomically.

    Raises:
        OSError: if the disk is full or the folder cannot be written.
    """
    tensors = {k: v.detach().cpu().contiguous() for k, v in state.items()}
    blob = to_bytes(tensors, metadata={HEADER_KEY: info.model_dump_json()})
    with atomic_write(path) as file:
        file.write(blob)


def read_info(path: Path) -> ModelInfo:
    """The header of a model file, without its weights.

    Raises:
        CheckpointError: if the file is not a model of this program.
    """
    with _reading(path) as file:
        header = dict(file.metadata() or {})
        _refuse_larger(path, MAX_BYTES)
    if HEADER_KEY not in header:
        raise CheckpointError(
            message(
                "{name} holds weights, but not a faceparse model. Choose a file made by faceparse.",
                name=path.name,
            )
        )
    try:
        info = ModelInfo.model_validate_json(header[HEADER_KEY])
    except ValidationError as error:
        where, reason = first_fault(error)
        raise CheckpointError(
            message(
                "{name} describes a model this version cannot read ({where}: {reason}). Choose "
                "another model or update the program.",
                name=path.name,
                where=where,
                reason=reason,
            )
        ) from error
    if info.classes != NAMES or info.config.num_classes != len(NAMES):
        raise CheckpointError(
            message(
                "{name} was made for another class table ({count} classes). Choose a model of the 19 "
                "CelebAMask-HQ classes.",
                name=path.name,
                count=len(info.classes),
            )
        )
    return info


def load_model(path: Path) -> tuple[MicroSegFormer, ModelInfo]:
    """The network with its weights, in evaluation mode on the CPU, and what the file says of it.

    Nothing is allocated for what the file only claims: the network is laid out without memory first, and no
    weight is read before all have its names, shapes and types.

    Raises:
        CheckpointError: if the file is missing, damaged, hostile or of another architecture.
    """
    info = read_info(path)
    with torch.device("meta"):
        model = build(info.config)
    own = {name: (tuple(tensor.shape), tensor.dtype) for name, tensor in model.state_dict().items()}
    with _reading(path) as file:
        if _shapes(file) != {name: (shape, _TYPES.get(kind)) for name, (shape, kind) in own.items()}:
            raise _other_weights(path)
    model.load_state_dict(read_tensors(path), assign=True)
    return model.to(memory_format=torch.channels_last).eval(), info  # type: ignore[call-overload]


def take_weights(model: MicroSegFormer, path: Path) -> list[str]:
    """Copy into ``model`` the weights of a model file whose names and shapes are its own.

    Returns:
        The names of the model's tensors that the file does not hold: they keep their values.

    Raises:
        CheckpointError: if the file cannot be used, or nothing in it fits.
    """
    read_info(path)
    own = model.state_dict()
    with _reading(path) as file:
        shapes = {name: shape for name, (shape, _) in _shapes(file).items()}
    fitting = read_tensors(path, [name for name in own if shapes.get(name) == tuple(own[name].shape)])
    if not fitting:
        raise CheckpointError(
            message("{name} holds no weights that fit this network. Name another model.", name=path.name)
        )
    model.load_state_dict(fitting, strict=False)
    return [name for name in own if name not in fitting]


def _other_weights(path: Path) -> CheckpointError:
    return CheckpointError(
        message(
            "{name} holds weights of another architecture than it claims. Choose another model.",
            name=path.name,
        )
    )


def read_header(path: Path) -> dict[str, str]:
    """The text entries of a safetensors header; ``CheckpointError`` as in ``read_info``."""
    with _reading(path) as file:
        return dict(file.metadata() or {})


def read_tensors(path: Path, names: Iterable[str] | None = None, most: int = MAX_BYTES) -> dict[str, Tensor]:
    """Tensors of a safetensors file, in memory of their own; one with a NaN or infinity is refused.

    Args:
        names: which ones; by default all.
        most: bytes that the file may have, those included that a sparse one only claims.
    """
    with _reading(path) as file:
        _refuse_larger(path, most)
        tensors = {key: file.get_tensor(key).clone() for key in (file.keys() if names is None else names)}
    for key, tensor in tensors.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise CheckpointError(
                message(
                    "{name} holds numbers that are not finite ({tensor}). Choose another model.",
                    name=path.name,
                    tensor=key,
                )
            )
    return tensors


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    """The file as ``safe_open`` gives it; whatever goes wrong comes out as ``CheckpointError``."""
    try:
        with open_given(path) as start:
            if int.from_bytes(start.read(8), "little") > MAX_HEADER:
                raise SafetensorError(message("the header is too large"))
    except FileError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            why = message("Check the name, or list the models: faceparse models.")
            raise CheckpointError(message("{name} is not there. {why}", name=path.name, why=why)) from error
        raise CheckpointError(str(error)) from error
    except SafetensorError as error:
        raise _no_model(path) from error
    try:
        with safe_open(path, "pt") as file:
            yield file
    except PermissionError as error:
        raise CheckpointError(
            message("{path} cannot be read: you may not. Change its rights.", path=path.name)
        ) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise _no_model(path) from error


def _no_model(path: Path) -> CheckpointError:
    return CheckpointError(
        message(
            "{name} is not a model file, or it is damaged. Choose a .safetensors file made by faceparse.",
            name=path.name,
        )
    )


def _refuse_larger(path: Path, most: int) -> None:
    if path.stat().st_size > most:
        raise CheckpointError(
            message(
                "{name} is larger than it can be ({most:,.0f} MB). Choose another file.",
                name=path.name,
                most=most / 1e6,
            )
        )


def _shapes(file: Any) -> dict[str, tuple[tuple[int, ...], str]]:
    """Shape and type of every tensor, none of which is read."""
    slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118
    return {name: (tuple(each.get_shape()), each.get_dtype()) for name, each in slices.items()}
