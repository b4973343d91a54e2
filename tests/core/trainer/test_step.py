"""One optimiser step: what it changes, in which order, and what it refuses."""

import pytest
import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.precision import MixedPrecision
from torch import nn

from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.ewc import EWC
from faceparse_core.trainer.state import RunState
from faceparse_core.trainer.step import NonFiniteLossError, optimiser_step

LR = 0.5


class Run:
    """A weight of 3 numbers under plain gradient descent, and the state of its run."""

    def __init__(self, fabric: Fabric | None = None) -> None:
        self.fabric = fabric or Fabric(accelerator="cpu")
        self.model = nn.Linear(3, 1, bias=False)
        with torch.no_grad():
            self.model.weight.copy_(torch.tensor([[1.0, -2.0, 3.0]]))
        optimizer = torch.optim.SGD(self.model.parameters(), lr=99.0)
        self.net, optimizer = self.fabric.setup(self.model, optimizer)
        self.state = RunState(self.model, Ema(self.model, 0.5), optimizer, self.fabric.strategy.precision)

    def step(self, slope: list[float], clip_norm: float = 1e9, penalty: EWC | None = None) -> float:
        """A step on the loss ``slope · weight``."""
        slopes = torch.tensor([slope])
        return optimiser_step(
            self.fabric, self.net, self.state, lambda: (self.net.weight * slopes).sum(),
            lr=LR, clip_norm=clip_norm, penalty=penalty,
        )  # fmt: skip

    @property
    def weight(self) -> torch.Tensor:
        return self.model.weight.detach().clone()


def pulled(run: Run, strength: float) -> EWC:
    """A penalty that draws the weight to 1 below where it is: its gradient is ``2 * strength``."""
    with torch.no_grad():
        run.model.weight -= 1
    ewc = EWC(run.model, {"weight": torch.ones(1, 3)}, strength)
    with torch.no_grad():
        run.model.weight += 1
    return ewc


def test_it_descends_at_the_given_rate_and_counts_and_averages():
    run = Run()
    before = run.weight
    assert run.step([1.0, 2.0, 0.0]) == pytest.approx(1 - 4)
    torch.testing.assert_close(run.weight, before - LR * torch.tensor([[1.0, 2.0, 0.0]]))
    assert run.state.at.step == 1
    assert run.state.ema.steps == 1
    assert not torch.equal(run.state.ema.average.weight, before)


def test_no_gradient_is_left_from_the_step_before():
    run = Run()
    run.step([4.0, 0.0, 0.0])
    middle = run.weight
    run.step([0.0, 1.0, 0.0])
    torch.testing.assert_close(run.weight, middle - LR * torch.tensor([[0.0, 1.0, 0.0]]))


def test_loss_and_penalty_are_clipped_together_and_the_loss_is_given_alone():
    run = Run()
    before, ewc = run.weight, pulled(run, 1.5)
    assert run.step([1.0, 0.0, -3.0], clip_norm=0.1, penalty=ewc) == pytest.approx(1 - 9)
    both = torch.tensor([[4.0, 3.0, 0.0]])  # of length 5
    torch.testing.assert_close(before - run.weight, LR * 0.1 * both / 5, rtol=1e-4, atol=1e-6)


def test_the_penalty_weighs_the_same_where_gradients_are_scaled():
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    scaled = Run(Fabric(accelerator="cpu", plugins=MixedPrecision("16-mixed", "cpu", scaler)))
    plain = Run()
    for run in (scaled, plain):
        run.step([1.0, 2.0, 3.0], penalty=pulled(run, 0.25))
    torch.testing.assert_close(scaled.weight, plain.weight)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_changes_nothing(number):
    run = Run()
    before = run.weight
    with pytest.raises(NonFiniteLossError, match="no longer a number"):
        run.step([number, 1.0, 1.0])
    assert torch.equal(run.weight, before)
    assert torch.equal(run.state.ema.average.weight, before)
    assert (run.state.at.step, run.state.ema.steps) == (0, 0)


def test_a_gradient_that_is_no_number_changes_nothing():
    """The root has an infinite slope at 0, where it is 0 itself."""
    run = Run()
    with torch.no_grad():
        run.model.weight.zero_()
    with pytest.raises(NonFiniteLossError):
        optimiser_step(
            run.fabric, run.net, run.state, lambda: run.net.weight.sqrt().sum(), lr=LR, clip_norm=1.0
        )
    assert torch.equal(run.weight, torch.zeros(1, 3))
