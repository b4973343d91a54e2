"""Batches: what they are made of, entered anywhere, from one process or several."""

import multiprocessing
from pathlib import Path

import torch

from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.data.batches import TrainingPairs
from faceparse_training.data.datasets import FacePairs, find_pairs
from tests.training.faces import write_pairs


def pairs_of(folder: Path) -> list:
    return find_pairs(folder / "images", folder / "masks")


def batches(
    folder: Path, first: int = 0, epoch: int = 0, **how: int
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    source = TrainingPairs(FacePairs(pairs_of(folder), True), Augment(AugmentSettings()), seed=3, **how)
    return list(source.batches(epoch, first, 32, 2))


def test_batches_can_be_entered_anywhere(tmp_path: Path):
    write_pairs(tmp_path, 7, side=32)
    whole = batches(tmp_path)
    assert len(whole) == 3
    assert whole[0][0].shape == (2, 32, 32, 3)
    assert whole[0][1].dtype == torch.uint8
    for entered, expected in zip(batches(tmp_path, first=2), whole[2:], strict=True):
        assert torch.equal(entered[0], expected[0])
        assert torch.equal(entered[1], expected[1])
    assert not torch.equal(batches(tmp_path, epoch=1)[0][0], whole[0][0])


def test_worker_processes_give_the_same_batches(tmp_path: Path):
    write_pairs(tmp_path, 6, side=32)
    for one, other in zip(batches(tmp_path), batches(tmp_path, workers=2), strict=True):
        assert torch.equal(one[0], other[0])
        assert torch.equal(one[1], other[1])


def test_batches_leave_the_dropout_generator_alone(tmp_path: Path):
    write_pairs(tmp_path, 4, side=32)
    before = torch.get_rng_state()
    batches(tmp_path)
    assert torch.equal(torch.get_rng_state(), before)


def test_processes_share_each_batch(tmp_path: Path):
    write_pairs(tmp_path, 8, side=32)
    alone = batches(tmp_path)
    shares = [batches(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]
    assert len(shares[0]) == len(alone) == 4
    for batch, first, second in zip(alone, *shares, strict=True):
        for whole, one, other in zip(batch, first, second, strict=True):
            assert torch.equal(torch.cat([one, other]), whole)


def test_fewer_pairs_than_a_batch(tmp_path: Path):
    write_pairs(tmp_path, 1, side=32)
    assert [tuple(p.shape) for p, _ in batches(tmp_path)] == [(2, 32, 32, 3)]


def test_epochs_follow_each_other_without_a_new_start(tmp_path: Path):
    write_pairs(tmp_path, 6, side=32)
    source = TrainingPairs(FacePairs(pairs_of(tmp_path), True), Augment(AugmentSettings()), 3, workers=2)
    children = []
    for epoch in range(3):
        for one, other in zip(source.batches(epoch, 0, 32, 2), batches(tmp_path, epoch=epoch), strict=True):
            assert torch.equal(one[0], other[0])
            assert torch.equal(one[1], other[1])
        children.append({child.pid for child in multiprocessing.active_children()})
    assert children[0] == children[1] == children[2] != set()


def test_a_broken_off_epoch_can_be_entered_again_and_another_size_begun(tmp_path: Path):
    write_pairs(tmp_path, 6, side=32)
    source = TrainingPairs(FacePairs(pairs_of(tmp_path), True), Augment(AugmentSettings()), 3)
    whole = batches(tmp_path)
    for _ in source.batches(0, 0, 32, 2):
        break
    for one, other in zip(source.batches(0, 0, 32, 2), whole, strict=True):
        assert torch.equal(one[0], other[0])
    assert next(source.batches(1, 0, 64, 2))[0].shape == (2, 64, 64, 3)
    assert torch.equal(next(source.batches(0, 2, 32, 2))[0], whole[2][0])
