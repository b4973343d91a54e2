"""Training in several processes at once, with every sum taken over all of them.

DDP averages the processes' gradients. So that the result is that of one process with the whole batch, what
is not a mean over equal shares of it (valid pixels, batch statistics) is summed over the processes here. In a
run of one process nothing is exchanged.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from lightning_fabric import Fabric
from torch import Tensor, nn

from faceparse_core.errors import FaceparseError

TIMEOUT = datetime.timedelta(minutes=5)
"""How long a process waits for the others; a validation or a save must not take longer."""


class ProcessError(FaceparseError):
    """A run of several processes that cannot begin or go on; the text says why and what to do."""


def process_count() -> int:
    """The number of processes of this run, 1 where it is not distributed."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def leave() -> None:
    """End this process's part in the exchange; nothing where there is none.

    Call it before Python ends: threads of gloo that still run then abort the process (seen once in many
    runs).
    """
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()


def total(x: Tensor) -> Tensor:
    """The sum of ``x``, of one shape in all, over the processes. Gradients flow back into each of them."""
    return _Total.apply(x) if process_count() > 1 else x  # type: ignore[no-untyped-call]


def mean(x: Tensor) -> Tensor:
    """As ``total``, divided by the number of processes."""
    return total(x) / process_count()


class _Total(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        result = x.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(result)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return total(gradient)


def any_process(asked: Callable[[], bool], fabric: Fabric) -> bool:
    """Whether ``asked()`` is true in any process. All of them must call this, and all get the same answer."""
    answer = asked()
    if fabric.world_size == 1:
        return answer
    return bool(total(torch.tensor(float(answer), device=fabric.device)))


def check_share(batch_size: int, fabric: Fabric) -> None:
    """Check that a batch can be divided among the processes.

    Raises:
        ProcessError: if the images of a batch cannot be shared out evenly.
    """
    if batch_size % fabric.world_size:
        raise ProcessError(
            f"A batch of {batch_size} images cannot be shared evenly by {fabric.world_size} processes. "
            "Start another number of them, or change the recipe's train.batch_size."
        )


def check_same(value: object, fabric: Fabric) -> None:
    """Make sure that all processes work on the same.

    Raises:
        ProcessError: in all of them, if ``value`` differs from the first one's in any.
    """
    same = fabric.broadcast(value) == value
    if any_process(lambda: not same, fabric):
        raise ProcessError(
            "The processes of this run do not see the same recipe, data or saved state. "
            "Give all machines the same arguments, with --data and --out on a disk that they share."
        )


def share_statistics(model: nn.Module, fabric: Fabric) -> None:
    """Have every batch normalisation inside ``model`` normalise by the statistics of the whole batch."""
    if fabric.world_size == 1:
        return
    if fabric.device.type == "cuda":
        nn.SyncBatchNorm.convert_sync_batchnorm(model)  # type: ignore[no-untyped-call]
        return
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.BatchNorm2d):
                setattr(module, name, _SharedBatchNorm(child))


class _SharedBatchNorm(nn.BatchNorm2d):
    """What ``nn.SyncBatchNorm`` is on a GPU, for the processor; takes over the parameters of ``plain``."""

    def __init__(self, plain: nn.BatchNorm2d) -> None:
        super().__init__(plain.num_features, plain.eps, plain.momentum)
        self.weight, self.bias = plain.weight, plain.bias
        self.load_state_dict(plain.state_dict())

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        wide = x.float()
        average = mean(wide.mean((0, 2, 3)))
        centred = wide - average[:, None, None]
        variance = mean(centred.square().mean((0, 2, 3)))
        self._follow(average.detach(), variance.detach(), x.numel() // x.shape[1] * process_count())
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return (centred * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)

    @torch.no_grad()
    def _follow(self, average: Tensor, variance: Tensor, values: int) -> None:
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        self.running_mean.lerp_(average, self.momentum)
        self.running_var.lerp_(variance * (values / (values - 1)), self.momentum)  # without bias, as torch
        self.num_batches_tracked += 1


@contextmanager
def explain_lost_process() -> Iterator[None]:
    """Turn the collectives' errors into ``ProcessError``.

    With gloo (CPU) a process that dies is noticed at the next exchange, one that hangs after ``TIMEOUT``.
    NCCL (GPU) notices both after ``TIMEOUT`` and may end the process itself; ``torchrun`` ends it sooner.
    """
    try:
        yield
    except RuntimeError as error:
        if process_count() == 1 or not (isinstance(error, dist.DistError) or "gloo" in str(error).lower()):
            raise
        raise ProcessError(
            "Another process of this run was lost: it ended, or gave no answer for "
            f"{TIMEOUT.seconds // 60} minutes. Its own last words say why. "
            "The last saved state is kept: start all processes again with --resume."
        ) from error
