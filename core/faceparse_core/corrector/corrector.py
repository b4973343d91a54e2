"""The shipped corrector, run by OpenCV: no torch is needed."""

from __future__ import annotations

import threading
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

import faceparse_resources
from faceparse_core.corrector.inputs import Planes

FILE = "corrector/corrector.onnx"
"""Among the shipped files."""


class Corrector:
    """A loaded network; from any thread."""

    def __init__(self, network: bytes) -> None:
        """``network``: an ONNX file's content, see ``training/faceparse_training/corrector/onnx_file.py``."""
        self._network = cv2.dnn.readNetFromONNX(np.frombuffer(network, np.uint8))
        self._lock = threading.Lock()

    def logits(self, planes: Planes) -> npt.NDArray[np.float32]:
        """Above 0 where a pixel is of the class, ``float32 (SIDE, SIDE)``, from ``inputs.planes``."""
        with self._lock:
            self._network.setInput(planes[None])
            return np.asarray(self._network.forward()[0, 0], np.float32).copy()


@cache
def shipped() -> Corrector:
    """The corrector that comes with the program."""
    return Corrector(faceparse_resources.path(FILE).read_bytes())
