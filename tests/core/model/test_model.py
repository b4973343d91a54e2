"""The networks: the report's parameter counts, and the fast order against the published one."""

import pytest
import torch
from pydantic import ValidationError

from faceparse_core.model import MicroSegFormer, ModelConfig, build, count_parameters, normalise
from faceparse_core.model.lmsa import LMSA
from tests.bench.support import published_network


def trained_looking(config: ModelConfig | None = None, seed: int = 0) -> MicroSegFormer:
    """A network whose every weight and statistic is far from its initial value."""
    torch.manual_seed(seed)
    model = build(config or ModelConfig()).eval()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("running_var"):
                tensor.uniform_(0.3, 3)
            elif tensor.is_floating_point() and tensor.dim() == 1:
                tensor.add_(torch.randn_like(tensor) * 0.3)
            elif "decoder" in name and tensor.is_floating_point():
                tensor.mul_(3)
    return model


def pictures(height: int, width: int, batch: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(height)
    return normalise(torch.randint(0, 256, (batch, height, width, 3), dtype=torch.uint8, generator=generator))


def test_parameter_counts_are_the_reports():
    assert count_parameters(build(ModelConfig())) == 1_747_923
    assert count_parameters(build(ModelConfig(lmsa=False))) == 1_721_939
    assert count_parameters(LMSA(128)) == 25_984


@pytest.mark.parametrize("lmsa", [True, False])
@pytest.mark.parametrize(
    ("height", "width", "batch"), [(256, 256, 2), (200, 264, 1), (264, 200, 1), (37, 61, 2)]
)
def test_the_folded_order_equals_the_published_one(lmsa: bool, height: int, width: int, batch: int):
    model = trained_looking(ModelConfig(lmsa=lmsa), seed=height)
    x = pictures(max(height, 32), max(width, 32), batch)
    with torch.inference_mode():
        ours = model(x)
    theirs = published_network.logits(model.state_dict(), x)
    assert ours.shape == theirs.shape == (batch, 19, *x.shape[-2:])
    assert ours.std() > 0.1
    assert (ours - theirs).abs().max() / theirs.abs().max().clamp(min=1) <= 1e-5
    top = theirs.topk(2, dim=1).values
    clear = top[:, 0] - top[:, 1] > 1e-4  # where float32 can tell
    assert clear.float().mean() > 0.999
    assert torch.equal(ours.argmax(1)[clear], theirs.argmax(1)[clear])


def test_upsampled_coarse_logits_are_the_logits():
    model = trained_looking()
    x = pictures(96, 128)
    with torch.inference_mode():
        up = torch.nn.functional.interpolate(model.coarse(x), (96, 128), mode="bilinear", align_corners=False)
        assert torch.equal(up, model(x))


@pytest.mark.parametrize("branch", [0, 1, 2], ids=["3x3", "5x5", "7x7"])
def test_every_branch_matters(branch: int):
    model = trained_looking()
    x = pictures(64, 64)
    with torch.inference_mode():
        whole = model(x)
        kernel = model.decoder.lmsa.branches[branch].weight
        assert kernel.shape == (64, 1, 2 * branch + 3, 2 * branch + 3)
        kernel.zero_()
        without = model(x)
    assert (whole - without).abs().max() > 1e-3


def test_one_merged_kernel_equals_the_three_branches_and_trains_them_all():
    torch.manual_seed(1)
    block = LMSA(16, se_reduction=2)
    x = torch.randn(2, 16, 13, 9, requires_grad=True)
    named = {f"lmsa.{name}": tensor for name, tensor in block.state_dict().items()}
    ours = block(x.permute(0, 2, 3, 1))
    theirs = published_network.lmsa(named, "lmsa", x).permute(0, 2, 3, 1)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)
    ours.square().sum().backward()
    assert all(branch.weight.grad.abs().min() > 0 for branch in block.branches)


def test_squeeze_and_excitation_weighs_the_channels():
    block = LMSA(128)
    assert block.squeeze.weight.shape == (16, 128)
    x = torch.randn(1, 8, 8, 128)
    with torch.inference_mode():
        gated = block(x) - x
        block.excite.weight.fill_(-100)
        block.squeeze.weight.uniform_(0, 1)
        block.expand.bias.fill_(1)  # a positive mean, so that the gates close
        block.expand.weight.zero_()
        closed = block(x) - x
    assert gated.abs().max() > 1e-3
    assert closed.abs().max() < 1e-6


def test_dropout_and_stochastic_depth_act_in_training_only():
    model = trained_looking(ModelConfig(dropout=0.3, drop_path=0.5))
    x = pictures(64, 64, batch=2)
    with torch.no_grad():
        model.train()
        assert not torch.equal(model.encoder(x)[3], model.encoder(x)[3])
        model.eval()
        assert torch.equal(model(x), model(x))


def test_the_deeper_a_block_the_more_often_it_is_dropped():
    stages = build(ModelConfig(depths=(1, 2, 1, 2), drop_path=0.5)).encoder.stages
    assert [block.drop_path.rate for stage in stages for block in stage] == [0, 0.1, 0.2, 0.3, 0.4, 0.5]


def test_normalise_is_imagenets():
    white = normalise(torch.full((1, 2, 2, 3), 255, dtype=torch.uint8))
    assert white.shape == (1, 3, 2, 2)
    expected = [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
    torch.testing.assert_close(white[0, :, 0, 0], torch.tensor(expected), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"dims": (32, 64, 128)},
        {"dims": (32, 64, 128, 10**9)},
        {"depths": (1, 2, 2, 10**9)},
        {"sr_ratios": (0, 4, 2, 1)},
        {"mlp_ratio": 10**9},
        {"decoder_width": 10**9},
        {"decoder_width": 127},
        {"lmsa_kernels": (3, 4)},
        {"lmsa_kernels": (3, 10**6 + 1)},
        {"lmsa_kernels": ()},
        {"lmsa_se_reduction": 1000},
        {"heads": 2},
    ],
    ids=str,
)
def test_impossible_shapes_are_refused(wrong: dict):
    with pytest.raises(ValidationError) as caught:
        ModelConfig(**wrong)
    assert next(iter(wrong)).split("_")[0] in str(caught.value)


def test_training_and_use_compute_the_same():
    """Outside training the normalisations are multiplied into their neighbours; in training they run."""
    model = trained_looking()
    x = pictures(64, 96, batch=2)
    with torch.no_grad():
        used = model(x)
        model.train()
        for norm in (model.decoder.fuse_norm, model.decoder.norm):
            norm.eval()
        trained = model(x)
    assert (used - trained).abs().max() / trained.abs().max() <= 1e-5
