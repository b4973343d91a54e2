"""Model files: safetensors with everything about the model in the header. Nothing is ever unpickled.

Format: https://huggingface.co/docs/safetensors. The header's ``faceparse`` entry is one JSON object,
:class:`ModelInfo`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from core.errors import FaceparseError
from core.files import atomic_write
from core.labels import NAMES
from core.model import MicroSegFormer, ModelConfig, build

HEADER_KEY = "faceparse"


class CheckpointError(FaceparseError):
    """A model file that cannot be used; the text names the file, what is wrong and the mend."""


class ModelInfo(BaseModel):
    """What a model file says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(1, ge=1, le=1)
    name: str
    config: ModelConfig
    input_size: int = Field(512, ge=32, le=4096)
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
    header = read_header(path)
    if HEADER_KEY not in header:
        raise CheckpointError(
            f"{path.name} holds weights, but not a faceparse model. Choose a file made by faceparse."
        )
    try:
        info = ModelInfo.model_validate_json(header[HEADER_KEY])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CheckpointError(
            f"{path.name} describes a model this version cannot read ({where}: {first['msg']}). "
            "Choose another model or update the program."
        ) from error
    if info.classes != NAMES or info.config.num_classes != len(NAMES):
        raise CheckpointError(
            f"{path.name} was made for another class table ({len(info.classes)} classes). "
            "Choose a model of the 19 CelebAMask-HQ classes."
        )
    return info


def load_model(path: Path) -> tuple[MicroSegFormer, ModelInfo]:
    """The network with its weights, in evaluation mode on the CPU, and what the file says of it.

    Nothing is allocated for what the file only claims: the network is laid out without memory first.

    Raises:
        CheckpointError: if the file is missing, damaged, hostile or of another architecture.
    """
    info = read_info(path)
    with torch.device("meta"):
        model = build(info.config)
    tensors = read_tensors(path)
    alike = all(tensors[k].dtype == v.dtype for k, v in model.state_dict().items() if k in tensors)
    try:
        model.load_state_dict(tensors, assign=True)
    except RuntimeError as error:
        raise _other_weights(path) from error
    if not alike:
        raise _other_weights(path)
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
    fitting = {k: v for k, v in read_tensors(path).items() if k in own and v.shape == own[k].shape}
    if not fitting:
        raise CheckpointError(f"{path.name} holds no weights that fit this network. Name another model.")
    model.load_state_dict(fitting, strict=False)
    return [name for name in own if name not in fitting]


def _other_weights(path: Path) -> CheckpointError:
    return CheckpointError(
        f"{path.name} holds weights of another architecture than it claims. Choose another model."
    )


def read_header(path: Path) -> dict[str, str]:
    """The text entries of a safetensors header; :class:`CheckpointError` as in :func:`read_info`."""
    with _reading(path) as file:
        return dict(file.metadata() or {})


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file, in memory of their own; one with a NaN or infinity is refused."""
    with _reading(path) as file:
        tensors = {key: file.get_tensor(key).clone() for key in file.keys()}  # noqa: SIM118
    for key, tensor in tensors.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise CheckpointError(
                f"{path.name} holds numbers that are not finite ({key}). Choose another model."
            )
    return tensors


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    """The file as ``safe_open`` gives it; whatever goes wrong comes out as :class:`CheckpointError`."""
    if not path.is_file():
        raise CheckpointError(
            f"{path.name} is not there. Check the name, or list the models: faceparse models."
        )
    try:
        with safe_open(path, "pt") as file:
            yield file
    except PermissionError as error:
        raise CheckpointError(f"{path.name} cannot be read: you may not. Change its rights.") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{path.name} is not a model file, or it is damaged. "
            "Choose a .safetensors file made by faceparse."
        ) from error
