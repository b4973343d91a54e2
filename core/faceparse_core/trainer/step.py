"""One optimiser step, the same in training and in fine-tuning."""

from __future__ import annotations

import math
from collections.abc import Callable

from lightning_fabric import Fabric
from torch import Tensor, nn

from faceparse_core.errors import FaceparseError
from faceparse_core.messages import message
from faceparse_core.trainer.distributed import mean
from faceparse_core.trainer.ewc import EWC
from faceparse_core.trainer.state import RunState


class TrainingError(FaceparseError):
    """Training cannot go on; the text says why and what to do. The last good checkpoint is untouched."""


class NonFiniteLossError(TrainingError):
    """The loss or its gradient is NaN or infinite; no weight was changed."""


def optimiser_step(
    fabric: Fabric,
    net: nn.Module,
    state: RunState,
    compute_loss: Callable[[], Tensor],
    *,
    lr: float,
    clip_norm: float,
    penalty: EWC | None = None,
) -> float:
    """Compute the loss and its gradient, clip it, step the optimiser and update the moving average.

    ``state`` counts the step. Autocast and the scaling of fp16 gradients are those of ``fabric``.

    Args:
        net: ``state.model``, set up by ``fabric``.
        compute_loss: passes this process's share of the batch through ``net``; a scalar.
        lr: the learning rate of this step.
        clip_norm: the largest L2 norm of all gradients together.
        penalty: a further loss, whose gradient is added before clipping.

    Returns:
        The loss before the step, without the penalty: the mean over the processes.

    Raises:
        NonFiniteLossError: before any weight is changed. An fp16 gradient alone may overflow: then the scaler
            skips the step and scales less.
    """
    optimizer = state.optimizer
    for group in optimizer.param_groups:
        group["lr"] = lr
    value = compute_loss()
    optimizer.zero_grad(set_to_none=True)
    fabric.backward(value)
    if penalty is not None:
        scaler = getattr(state.precision, "scaler", None)
        penalty.add_gradient(scaler.get_scale() if scaler else 1.0)
    norm = fabric.clip_gradients(net, optimizer, max_norm=clip_norm, error_if_nonfinite=False)
    loss = float(mean(value.detach()))
    may_overflow = state.precision.precision == "16-mixed"
    if not math.isfinite(loss) or not (may_overflow or math.isfinite(float(norm))):  # type: ignore[arg-type]
        raise NonFiniteLossError(
            message(
                "The loss or its gradient is no longer a number. Lower the learning rate; the last "
                "good checkpoint is kept."
            )
        )
    optimizer.step()
    state.ema.update(state.model)
    state.at.step += 1
    return loss
