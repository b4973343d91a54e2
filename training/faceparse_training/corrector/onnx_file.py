"""The corrector as an ONNX file, which the window reads with OpenCV."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import torch

from faceparse_core.corrector.inputs import PLANES, SIDE
from faceparse_core.corrector.network import CorrectorNetwork
from faceparse_core.files.writing import atomic_write

_OPSET = 17


def write_onnx(network: CorrectorNetwork, file: Path) -> None:
    """Write the network, whole or not at all.

    Raises:
        faceparse_core.files.writing.FileError: if ``file`` cannot be written.
    """
    example, program = torch.zeros(1, PLANES, SIDE, SIDE), io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's newer exporter needs a package more
        torch.onnx.export(
            network.eval(),
            (example,),
            program,  # type: ignore[arg-type]
            input_names=["planes"],
            output_names=["logits"],
            opset_version=_OPSET,
            dynamo=False,
        )
    with atomic_write(file) as out:
        out.write(program.getvalue())
