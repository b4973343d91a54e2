"""The network as one program for the CPU: traced, weights constant, operations fused by oneDNN Graph.

The results are those of the network run step by step, up to the rounding of ``float32``, in about half the
time. ``torch.jit`` is marked deprecated in favour of ``torch.compile``, but that needs a C++ compiler where
the program runs and takes far longer for the first photo. Where ``torch.jit`` is missing or does not help,
nothing is fused.
"""

from __future__ import annotations

import platform
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

MOST_SCORES = 1 << 23  # attention scores held at once; beyond it torch's own attention, which holds few

Network = Callable[[Tensor], Tensor]


class FusedNetwork:
    """``network``, fused for each size of single square picture when the first of that size comes.

    That first picture takes half a second longer. Crops of faces are square, and of one or two sizes; all
    else (a whole photo of another shape, a batch) runs step by step, so that a picture is always computed in
    the same way, whatever came before it.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._programs: dict[torch.Size, Network] = {}

    @torch.inference_mode()
    def __call__(self, pictures: Tensor) -> Tensor:
        """Normalised ``float32 (B, 3, H, W)``, channels last, to what ``network`` gives."""
        batch, _, height, width = pictures.shape
        if batch != 1 or height != width:
            return self._network(pictures)
        if pictures.shape not in self._programs:
            self._programs[pictures.shape] = fuse(self._network, pictures)
        return self._programs[pictures.shape](pictures)


def can_fuse(device: torch.device) -> bool:
    """Whether this torch has oneDNN Graph for the device's processor."""
    return (
        device.type == "cpu"
        and platform.machine().lower() in {"x86_64", "amd64"}
        and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        and hasattr(torch._C, "_jit_set_llga_enabled")
    )


@torch.inference_mode()
def fuse(network: Network, example: Tensor) -> Network:
    """``network`` for inputs of ``example``'s shape and memory format; itself, where that cannot be had."""
    expected = network(example)
    before = torch._C._jit_llga_enabled()
    try:
        torch._C._jit_set_llga_enabled(True)
        with warnings.catch_warnings(), _WrittenOutAttention():
            warnings.simplefilter("ignore")  # the tracer's, of shapes that might change: these do not
            traced = torch.jit.trace(_Module(network).eval(), example, check_trace=False)  # type: ignore[no-untyped-call]
            program: Network = torch.jit.freeze(traced)
        program(example)  # the first pass is watched, the second fuses
        fused = program(example)
    except RuntimeError:
        return network
    finally:
        torch._C._jit_set_llga_enabled(before)
    tolerance = 1e-3 * float(expected.abs().max())
    return program if torch.allclose(fused, expected, rtol=0, atol=tolerance) else network


class _Module(nn.Module):
    """``torch.jit.freeze`` takes modules only."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.owner = getattr(network, "__self__", None)  # whose weights become constants

    def forward(self, pictures: Tensor) -> Tensor:
        return self.network(pictures)


class _WrittenOutAttention(TorchFunctionMode):
    """Attention as products and a softmax, which oneDNN Graph joins and computes in its own code."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is F.scaled_dot_product_attention and len(args) == 3 and not kwargs:
            q, k, v = args
            if q.shape[-2] * k.shape[-2] <= MOST_SCORES:
                return torch.softmax(q @ (k * q.shape[-1] ** -0.5).mT, -1) @ v
        return func(*args, **(kwargs or {}))
