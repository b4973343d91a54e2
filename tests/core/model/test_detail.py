"""The detail path: its place in the network, its budget, the fast order against the plain one."""

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from faceparse_core.model import ModelConfig, build, count_parameters, normalise
from faceparse_core.model_files.checkpoint import (
    CheckpointError,
    ModelInfo,
    load_model,
    save_model,
    take_weights,
)
from tests.bench.support import published_network

SMALL = {"dims": (8, 8, 16, 16), "depths": (1, 1, 1, 1), "decoder_width": 16}
CAP = 1_821_085


def pictures(height: int, width: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(height)
    return normalise(torch.randint(0, 256, (2, height, width, 3), dtype=torch.uint8, generator=generator))


def lively(config: ModelConfig) -> torch.nn.Module:
    """A network whose weights and statistics are far from their first values."""
    torch.manual_seed(1)
    model = build(config).eval()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("running_var"):
                tensor.uniform_(0.3, 3)
            elif tensor.is_floating_point():
                tensor.add_(torch.randn_like(tensor) * 0.2)
    return model


def test_it_stays_under_the_challenges_cap():
    assert 1_747_923 < count_parameters(build(ModelConfig(detail_width=32))) <= CAP


@pytest.mark.parametrize(("height", "width"), [(64, 64), (72, 40), (67, 45)])
def test_the_folded_order_equals_the_plain_one(height: int, width: int):
    model = lively(ModelConfig(detail_width=8, **SMALL))
    x = pictures(height, width)
    with torch.inference_mode():
        ours = model(x)
    theirs = published_network.logits(model.state_dict(), x)
    assert ours.shape == theirs.shape == (2, 19, height, width)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4 * float(theirs.abs().max()))


def test_coarse_logits_lie_at_half_the_side_and_see_single_pixels():
    model = lively(ModelConfig(detail_width=8, **SMALL))
    x = pictures(64, 64)
    with torch.inference_mode():
        before = model.coarse(x)
        x[:, :, 31, 31] += 3
        moved = (model.coarse(x) - before).abs().amax((0, 1))
    assert before.shape[-2:] == (32, 32)
    assert moved[13:18, 13:18].mean() > 3 * moved[:8, :8].mean()


def test_a_grown_network_answers_as_the_one_it_grew_from(tmp_path: Path):
    plain = ModelConfig(**SMALL)
    file = tmp_path / "plain.safetensors"
    before = lively(plain)
    save_model(file, before.state_dict(), ModelInfo(name="plain", config=plain))
    grown = build(ModelConfig(detail_width=8, **SMALL)).eval()
    fresh = take_weights(grown, file)
    assert fresh
    assert all(name.startswith("detail.") for name in fresh)
    x = pictures(64, 64)
    with torch.inference_mode():
        up = F.interpolate(before.coarse(x), (32, 32), mode="bilinear", align_corners=False)
        torch.testing.assert_close(grown.coarse(x), up)


def test_a_grown_network_survives_its_file(tmp_path: Path):
    config = ModelConfig(detail_width=8, **SMALL)
    model = lively(config)
    file = tmp_path / "grown.safetensors"
    save_model(file, model.state_dict(), ModelInfo(name="grown", config=config))
    again, info = load_model(file)
    assert info.config == config
    x = pictures(64, 64)
    with torch.inference_mode():
        assert torch.equal(again(x), model(x))


def test_a_model_that_fits_nowhere_is_refused(tmp_path: Path):
    config = ModelConfig(dims=(4, 4, 4, 4), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)
    file = tmp_path / "tiny.safetensors"
    weights = {"other.weight": torch.zeros(3)}
    save_model(file, weights, ModelInfo(name="tiny", config=config))
    with pytest.raises(CheckpointError, match=r"tiny\.safetensors holds no weights that fit"):
        take_weights(build(ModelConfig(**SMALL)), file)
