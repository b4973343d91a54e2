"""The moving average against a loop by hand, the learning rate against its formula."""

import math

import pytest
import torch
from torch import nn

from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.schedule import learning_rate


def test_average_against_a_loop():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    ema = Ema(model, decay=0.9)
    by_hand = {k: v.clone().double() for k, v in model.state_dict().items()}
    for step in range(1, 200):
        with torch.no_grad():
            for p in model.parameters():
                p.add_(torch.randn_like(p))
        model(torch.randn(8, 3))
        ema.update(model)
        decay = min(0.9, (1 + step) / (10 + step))
        for key, value in model.state_dict().items():
            if value.is_floating_point():
                by_hand[key] = decay * by_hand[key] + (1 - decay) * value.double()
    for key, value in ema.average.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(value.double(), by_hand[key], rtol=1e-4, atol=1e-4)
    assert ema.average[1].num_batches_tracked == model[1].num_batches_tracked == 199
    assert not any(p.requires_grad for p in ema.average.parameters())
    assert not ema.average.training


def test_warm_up_then_cosine():
    rates = [learning_rate(step, steps=100, peak=2.0, warmup=10) for step in range(101)]
    assert rates[:10] == pytest.approx([2.0 * (i + 1) / 10 for i in range(10)])
    assert rates[10] == 2.0
    assert rates[55] == pytest.approx(2.0 * (0.01 + 0.99 * 0.5))
    assert rates[32] == pytest.approx(2.0 * (0.01 + 0.99 * (1 + math.cos(math.pi * 22 / 90)) / 2))
    assert rates[100] == pytest.approx(0.02)
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_no_warm_up():
    assert learning_rate(0, steps=10, peak=1.0, warmup=0) == 1.0


def test_the_average_of_a_short_run_is_not_held_back_by_its_start():
    """After one step the decay is 2/11, whatever it is to become."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    ema = Ema(model, decay=0.999)
    nn.init.ones_(model.weight)
    ema.update(model)
    assert ema.average.weight.item() == pytest.approx(9 / 11)
