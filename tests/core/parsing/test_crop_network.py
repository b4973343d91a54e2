"""Crops through a tiny network: in batches of one shape, and what happens when memory is short."""

import numpy as np
import pytest
import torch

from faceparse_core.model import ModelConfig, build
from faceparse_core.parsing.crop_network import CPU_BATCH, CropNetwork

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)


@pytest.fixture
def network() -> CropNetwork:
    torch.manual_seed(0)
    return CropNetwork(build(TINY), 64, torch.device("cpu"))


@pytest.fixture
def crops() -> list[np.ndarray]:
    """Two of one shape, one of another, and one of the first again."""
    random = np.random.default_rng(0)
    return [random.integers(0, 256, (*shape, 3), np.uint8) for shape in [(64, 64)] * 2 + [(32, 64), (64, 64)]]


@pytest.fixture
def batches(network, monkeypatch) -> list[int]:
    """The number of crops of each pass so far; ``fail`` of them raise what torch raises when memory is short.

    There is no GPU to fill in a test.
    """
    forward, sizes = network._forward, []

    def counted(crops):
        sizes.append(len(crops))
        if len(sizes) <= network.fail:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(crops)

    network.fail = 0
    monkeypatch.setattr(network, "_forward", counted)
    return sizes


def test_crops_of_one_shape_go_together_and_come_back_in_order(network, crops, batches):
    alone = [network.logits([crop])[0] for crop in crops]
    batches.clear()
    network._batch_size = 8
    together = network.logits(crops)
    assert batches == [2, 1, 1]
    assert [tuple(each.shape[1:]) for each in together] == [(16, 16), (16, 16), (8, 16), (16, 16)]
    for one, other in zip(alone, together, strict=True):
        torch.testing.assert_close(one, other)
    assert network.logits([]) == []


def test_out_of_memory_halves_the_batch_and_then_moves_to_the_cpu(network, crops, batches):
    expected = network.logits(crops)
    batches.clear()
    network.fail, network._batch_size = 2, 2
    network._device = torch.device("meta")  # where nothing can be computed
    after = network.logits(crops)
    assert batches == [2, 1, 1, 1, 1, 1]
    assert network.device.type == "cpu"
    assert network._batch_size == CPU_BATCH
    assert all(torch.equal(one, other) for one, other in zip(expected, after, strict=True))
    (notice,) = network.take_notices()
    assert "ran out of memory" in notice
    assert network.take_notices() == ()


def test_a_smaller_batch_is_kept_for_the_crops_to_come(network, crops, batches):
    network.fail, network._batch_size = 1, 4
    network.logits(crops[:2] * 2)
    assert batches == [4, 2, 2]
    assert network.take_notices() == ()
    network.logits(crops[:2] * 2)
    assert batches == [4, 2, 2, 2, 2]
