"""The fused program against the network run step by step."""

import numpy as np
import pytest
import torch

from faceparse_core.model import ModelConfig, build, normalise
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.fused import MOST_SCORES, FusedNetwork, can_fuse, fuse
from faceparse_core.parsing.parser import Parser

CPU = torch.device("cpu")
needs_fusing = pytest.mark.skipif(not can_fuse(CPU), reason="this torch has no oneDNN Graph")


@pytest.fixture(scope="module")
def network():
    return load_model(catalog.resolve("default"))[0]


def pictures(side: int, batch: int = 1, width: int | None = None) -> torch.Tensor:
    generator = torch.Generator().manual_seed(side)
    pixels = torch.randint(0, 256, (batch, side, width or side, 3), dtype=torch.uint8, generator=generator)
    return normalise(pixels)


def steps_of(program) -> str:
    """The names of what the program runs, as torch's profiler sees them."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        program()
    return " ".join(event.key for event in profile.key_averages())


@needs_fusing
@pytest.mark.parametrize("side", [64, 256])
def test_a_fused_network_answers_as_before_and_in_other_steps(network, side):
    fused, x = FusedNetwork(network.coarse), pictures(side)
    with torch.inference_mode():
        expected = network.coarse(x)
        for _ in range(3):
            torch.testing.assert_close(fused(x), expected, rtol=0, atol=1e-4)
        other = pictures(side + 1)[..., :side, :side].contiguous(memory_format=torch.channels_last)
        torch.testing.assert_close(fused(other), network.coarse(other), rtol=0, atol=1e-4)
    assert "Llga" in steps_of(lambda: fused(x))
    assert "Llga" not in steps_of(lambda: network.coarse(x))


@needs_fusing
@pytest.mark.parametrize("config", [{"lmsa": False}, {"detail_width": 8}], ids=str)
def test_every_architecture_can_be_fused(config):
    torch.manual_seed(1)
    model = build(ModelConfig(**config)).eval()
    x = pictures(96)
    program = fuse(model.coarse, x)
    with torch.inference_mode():
        torch.testing.assert_close(program(x), model.coarse(x), rtol=1e-4, atol=1e-5)
    assert "Llga" in steps_of(lambda: program(x))


def test_other_shapes_and_batches_run_step_by_step(network):
    fused = FusedNetwork(network.coarse)
    with torch.inference_mode():
        for x in (pictures(64, width=96), pictures(64, batch=2)):
            assert torch.equal(fused(x), network.coarse(x))


def test_what_cannot_be_fused_stays_as_it_was():
    def moody(x: torch.Tensor) -> torch.Tensor:
        """Another answer each time: a trace of it is wrong."""
        calls.append(1)
        return x * len(calls)

    calls: list[int] = []
    x = pictures(32)
    assert fuse(moody, x) is moody


def test_attention_with_too_many_scores_is_left_to_torch():
    def attend(x: torch.Tensor) -> torch.Tensor:
        tokens = x.flatten(2).mT
        return torch.nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)

    side = int(MOST_SCORES**0.25)
    small, large = pictures(side // 2), pictures(side + 1)
    with torch.inference_mode():
        assert "scaled_dot_product" in steps_of(lambda: fuse(attend, large)(large))
        torch.testing.assert_close(fuse(attend, small)(small), attend(small), rtol=1e-4, atol=1e-5)


@needs_fusing
def test_a_portrait_parses_alike_with_and_without(astronaut, shipped_parser, monkeypatch):
    crop = np.ascontiguousarray(astronaut[5:205, 125:325])
    fast = shipped_parser.parse(crop, "whole")
    monkeypatch.setattr("faceparse_core.parsing.crop_network.can_fuse", lambda device: False)
    plain = Parser.load("default", device="cpu").parse(crop, "whole")
    assert (fast.labels == plain.labels).mean() >= 0.9999
    assert np.abs(fast.confidence.astype(int) - plain.confidence).max() <= 2
