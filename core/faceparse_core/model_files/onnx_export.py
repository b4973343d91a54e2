"""The network as an ONNX file, for programs without torch.

Input ``photo``: ``uint8 (B, S, S, 3)``, an aligned crop in RGB, 0 to 255, as decoders give it; the
normalisation is part of the network. Outputs ``labels``: ``uint8 (B, S, S)``, class ids, and
``probabilities``: ``float32 (B, 19, S, S)``, calibrated. ``B`` is free, ``S`` the side that was exported. The
file's ``metadata_props`` hold name, version, licence, classes, palette and how a crop is aligned.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

import faceparse_resources
from faceparse_core.errors import FaceparseError
from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import PALETTE
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.model_files.checkpoint import ModelInfo, load_model
from faceparse_core.parsing import faces
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_photo

OPSET, MIN_OPSET, MAX_OPSET = 17, 14, 20
LEAST_AGREEMENT = 0.999
"""The share of pixels on which ONNX Runtime must name torch's class."""

_AXES = {name: {0: "batch"} for name in ("photo", "labels", "probabilities")}
_CROP = (
    "Upright, left eye of the picture at (194, 245), right eye at (319, 245), middle of the mouth at "
    "(256, 385) of 512, as in CelebA-HQ (Karras et al. 2018, appendix C)."
)


class OnnxError(FaceparseError):
    """An export that cannot be made; the text names what is missing or wrong, and what to do."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    side: int
    size: int
    """Bytes."""
    agreement: float
    """The share of pixels on which ONNX Runtime names torch's class, 0 to 1."""


def export_onnx(model: Path, out: Path, side: int | None = None, opset: int = OPSET) -> Exported:
    """Write the network of ``model`` to ``out``, whole or not at all, once ONNX Runtime gives its answers.

    Args:
        side: the crop's side in pixels; ``None``: the one that the network was trained for.
        opset: the version of ONNX's operators, 14 to 20.

    Raises:
        OnnxError: if onnx or onnxruntime is not installed, or the answers differ.
        faceparse_core.model_files.checkpoint.CheckpointError: if ``model`` cannot be used.
        faceparse_core.files.writing.FileError: if ``out`` cannot be written.
    """
    onnx, _ = _libraries()
    network, info = load_model(model)
    side = side or info.input_size
    program = _Program(network, info.temperature).eval()
    graph = onnx.load_model_from_string(_translate(program, side, opset))
    _describe(graph, side, info, hashlib.sha256(model.read_bytes()).hexdigest())
    onnx.checker.check_model(graph, full_check=True)
    data: bytes = graph.SerializeToString(deterministic=True)
    agreement = agree(data, program, _pictures(network, info, side))
    if agreement < LEAST_AGREEMENT:
        raise OnnxError(
            f"{out.name} was not written: ONNX Runtime agrees with torch on {agreement:.2%} of the pixels "
            "only. Choose another opset."
        )
    with atomic_write(out) as file:
        file.write(data)
    return Exported(side, len(data), agreement)


@torch.inference_mode()
def agree(data: bytes, program: nn.Module, pictures: npt.NDArray[np.uint8]) -> float:
    """The share of the pixels of ``pictures``, ``uint8 (B, S, S, 3)``, to which an ONNX file gives the class
    that ``program`` does."""
    _, runtime = _libraries()
    session = runtime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (theirs,) = session.run(["labels"], {"photo": pictures})
    ours, _ = program(torch.from_numpy(pictures))
    return float((theirs == ours.numpy()).mean())


class _Program(nn.Module):
    """The network between a photo's bytes and its classes and probabilities."""

    def __init__(self, network: MicroSegFormer, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor]:
        logits: Tensor = self.network(normalise(photo))
        return logits.argmax(1).byte(), torch.softmax(logits / self.temperature, 1)


def _translate(program: _Program, side: int, opset: int) -> bytes:
    """The program as ONNX.

    Torch's exporter of traced programs needs no further library; the later one wants onnxscript. It is given
    a frozen trace, because it cannot see the shape of convolution weights that are computed.
    """
    example = torch.zeros(2, side, side, 3, dtype=torch.uint8)
    with TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, of shapes that might change: only the batch does
        traced = torch.jit.freeze(torch.jit.trace(program, example, check_trace=False))  # type: ignore[no-untyped-call]
        torch.onnx.export(
            traced,
            (example,),
            Path(folder, "network.onnx"),
            dynamo=False,
            opset_version=opset,
            input_names=["photo"],
            output_names=["labels", "probabilities"],
            dynamic_axes=_AXES,
        )
        return Path(folder, "network.onnx").read_bytes()


def _describe(graph: Any, side: int, info: ModelInfo, digest: str) -> None:
    """Sizes that are known, and what an integrator must know."""
    for value, known in zip(graph.graph.output, ((side, side), (len(info.classes), side, side)), strict=True):
        for dim, length in zip(value.type.tensor_type.shape.dim[1:], known, strict=True):
            dim.dim_value = length
    graph.producer_name = "faceparse-gui"
    about = {
        "name": info.name,
        "version": digest[:8],
        "licence": info.licence,
        "classes": json.dumps(info.classes),
        "palette": json.dumps(PALETTE.tolist()),
        "input": "RGB, uint8 0 to 255, (batch, side, side, 3)",
        "crop": _CROP,
        "temperature": str(info.temperature),
    }
    for key, text in about.items():
        graph.metadata_props.add(key=key, value=text)


def _pictures(network: MicroSegFormer, info: ModelInfo, side: int) -> npt.NDArray[np.uint8]:
    """The sample portrait's face as the network would see it, and noise: ``uint8 (2, side, side, 3)``."""
    photo = read_photo(faceparse_resources.path("sample/portrait.jpg"))
    found = Parser(network, info, info.name, torch.device("cpu")).parse(photo).faces
    height, width = photo.shape[:2]
    frame = found[0].to_photo if found else faces.square_frame(width, height)
    face = faces.cut(photo, frame, side)
    noise = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    return np.stack([face, noise])


def _libraries() -> tuple[Any, Any]:
    """``onnx`` and ``onnxruntime``."""
    try:
        import onnx
        import onnxruntime
    except ImportError as error:
        raise OnnxError(
            f"The package {error.name} is not installed, which ONNX files need. "
            "Install it: pip install 'faceparse-gui[onnx]'"
        ) from error
    return onnx, onnxruntime
