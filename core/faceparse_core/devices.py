"""Where the network runs."""

from __future__ import annotations

import torch

from faceparse_core.errors import FaceparseError
from faceparse_core.messages import message

CHOICES = ("auto", "cpu", "cuda", "mps")


class DeviceError(FaceparseError):
    """A device that this computer does not have; the text says what to choose instead."""


def choose(name: str) -> torch.device:
    """The device of that name; ``auto`` takes CUDA, then Apple's MPS, then the CPU.

    Raises:
        DeviceError: if the device asked for is not there.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        name = next(n for n in ("cuda", "mps", "cpu") if there[n])
    if name not in there:
        raise DeviceError(
            message("There is no device {name}. Choose one of {names}.", name=name, names=", ".join(CHOICES))
        )
    if not there[name]:
        raise DeviceError(
            message("This computer has no {name} device that torch can use. Choose auto or cpu.", name=name)
        )
    return torch.device(name)
