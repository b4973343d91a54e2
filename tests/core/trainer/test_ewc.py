"""How much weights matter, and what holds them where they were."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import faceparse_resources
from faceparse_core.model import normalise
from faceparse_core.model_files.checkpoint import CheckpointError, load_model
from faceparse_core.trainer import ewc
from faceparse_core.trainer.ewc import EWC

SHIPPED = sorted(path.stem for path in faceparse_resources.path("models").glob("*.safetensors"))


def pixelwise(seed: int = 0) -> nn.Conv2d:
    """19 logits from a pixel's three values: small enough for its Fisher information on paper."""
    torch.manual_seed(seed)
    return nn.Conv2d(3, 19, 1)


def picture(seed: int, side: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).integers(0, 256, (1, side, side, 3), np.uint8))


@pytest.mark.parametrize("side", [3, 12])
def test_it_is_the_fisher_information_whatever_the_pictures_size(side):
    model, seen = pixelwise(), picture(1, side)
    draws = 1500
    found = ewc.measure_fisher(model, (seen for _ in range(draws)), seed=5)
    # On paper: the mean over the pixels of p (1 - p) x², for a bias of p (1 - p)
    x = normalise(seen)[0].double().flatten(1).numpy()
    weight, bias = (t.detach().double().numpy() for t in (model.weight[:, :, 0, 0], model.bias))
    p = np.exp(weight @ x + bias[:, None])
    p /= p.sum(0)
    doubt = p * (1 - p)
    expected = doubt @ (x**2).T / side**2
    # A squared sum of draws spreads like chi-squared: by the root of 2 / 1500, or 4 %
    assert found["weight"][:, :, 0, 0].numpy() == pytest.approx(expected, rel=0.3)
    assert found["bias"].numpy() == pytest.approx(doubt.mean(1), rel=0.3)
    assert float(found["weight"].sum()) == pytest.approx(expected.sum(), rel=0.05)


def test_the_fisher_information_is_a_mean_over_the_pictures_and_comes_again_with_the_seed():
    model, pictures = pixelwise(), [picture(seed, 6) for seed in range(3)]
    found, again = (ewc.measure_fisher(model, pictures, seed=1) for _ in range(2))
    assert all(torch.equal(found[name], again[name]) for name in found)
    assert not torch.equal(found["weight"], ewc.measure_fisher(model, pictures, seed=2)["weight"])
    twice = ewc.measure_fisher(model, [picture(0, 6)] * 400, seed=1)
    once = ewc.measure_fisher(model, [picture(0, 6)] * 200, seed=1)
    assert float(twice["weight"].sum()) == pytest.approx(float(once["weight"].sum()), rel=0.2)


def test_nothing_is_left_of_the_measuring():
    model = pixelwise()
    before = model.weight.detach().clone()
    ewc.measure_fisher(model, [picture(0, 4)], seed=0)
    assert model.weight.grad is None
    assert torch.equal(model.weight, before)


def test_without_a_picture_there_is_nothing_to_measure():
    with pytest.raises(ValueError, match="no picture"):
        ewc.measure_fisher(pixelwise(), [], seed=0)


def test_what_is_added_is_the_gradient_of_the_penalty():
    model, strength = pixelwise(), 40.0
    start = {name: p.detach().clone() for name, p in model.named_parameters()}
    fisher = {name: torch.rand_like(p) for name, p in start.items()}
    held = EWC(model, fisher, strength)
    task = {name: torch.randn_like(p) for name, p in start.items()}
    with torch.no_grad():
        for p in model.parameters():
            p += torch.randn_like(p)
    for name, p in model.named_parameters():
        p.grad = task[name].clone()
    held.add_gradient()
    pulled = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    penalty = sum((fisher[n] * (p - start[n]) ** 2).sum() for n, p in model.named_parameters())
    (strength * penalty).backward()
    for name, p in model.named_parameters():
        torch.testing.assert_close(pulled[name], task[name] + p.grad)


def test_a_weight_without_a_gradient_or_at_its_start_is_not_pulled():
    model = pixelwise()
    held = EWC(model, {name: torch.ones_like(p) for name, p in model.named_parameters()}, 1e6)
    model.weight.grad = torch.full_like(model.weight, 0.5)
    held.add_gradient()
    assert model.bias.grad is None
    assert torch.equal(model.weight.grad, torch.full_like(model.weight, 0.5))


def test_the_distance_is_what_the_penalty_weighs():
    model = pixelwise()
    start = {name: p.detach().clone() for name, p in model.named_parameters()}
    held = EWC(model, {name: torch.full_like(p, 0.5) for name, p in start.items()}, 9.0)
    assert held.distance(start) == 0
    assert held.distance({name: t + 2 for name, t in start.items()}) == pytest.approx(0.5 * 4 * (19 * 3 + 19))


@pytest.mark.parametrize(
    "fisher",
    [{"weight": torch.ones(19, 3, 1, 1)}, {"weight": torch.ones(19, 3, 3, 3), "bias": torch.ones(19)}],
    ids=["a name lacks", "a shape differs"],
)
def test_the_fisher_information_of_another_network_is_refused(fisher):
    with pytest.raises(CheckpointError, match="another network"):
        EWC(pixelwise(), fisher, 1.0)


@pytest.fixture
def fishers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of that of the shipped files of Fisher information."""
    folder = tmp_path / "fisher"
    folder.mkdir()
    monkeypatch.setattr(faceparse_resources, "path", lambda name: {"fisher": folder}[name])
    return folder


def test_what_is_saved_is_read_again_however_small(fishers):
    fisher = {"weight": 10.0 ** torch.linspace(-30, 5, 57).view(19, 3, 1, 1), "bias": torch.zeros(19)}
    ewc.save_fisher(fishers / "mine.safetensors", fisher)
    again = ewc.shipped_fisher("mine")
    assert again.keys() == fisher.keys()
    for name, tensor in again.items():
        assert tensor.dtype == torch.float32
        torch.testing.assert_close(tensor, fisher[name], rtol=2**-8, atol=0)
    assert ewc.shipped_fisher("other") is None


def test_a_damaged_file_is_refused(fishers):
    (fishers / "mine.safetensors").write_bytes(b"not tensors")
    with pytest.raises(CheckpointError, match=r"mine\.safetensors"):
        ewc.shipped_fisher("mine")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_has_fisher_information_that_fits(name):
    network, _ = load_model(faceparse_resources.path(f"models/{name}.safetensors"))
    fisher = ewc.shipped_fisher(name)
    assert fisher is not None
    shapes = {key: p.shape for key, p in network.named_parameters()}
    assert {key: tensor.shape for key, tensor in fisher.items()} == shapes
    assert all(bool((tensor >= 0).all() and tensor.isfinite().all()) for tensor in fisher.values())
    assert any(bool(tensor.any()) for tensor in fisher.values())
    EWC(network, fisher, 1.0)
