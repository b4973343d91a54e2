"""Composed samples in a recipe: as often as it says, and never unless it says so."""

from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.data.batches import TrainingPairs
from faceparse_training.data.datasets import FacePairs, find_pairs
from faceparse_training.data.scenes.compose import Scenes, SceneSettings
from faceparse_training.data.scenes.kinds import KINDS
from faceparse_training.fit.recipe import load_recipe
from tests.training.data.scenes.drawn import portrait
from tests.training.faces import write_pairs

SIDE = 32


class Faces:
    def __init__(self) -> None:
        self.samples = [portrait(seed, SIDE) for seed in range(3)]
        self.pixels = np.stack([np.bincount(labels.ravel(), minlength=19) for _, labels in self.samples])

    def __len__(self) -> int:
        return len(self.samples)

    def at(self, index: int, size: int) -> tuple[np.ndarray, np.ndarray]:
        return self.samples[index]


def test_nothing_is_composed_unless_configured():
    pairs = Faces()
    sample = pairs.at(0, SIDE)
    for seed in range(20):
        assert Scenes(SceneSettings(), pairs)(sample, SIDE, np.random.default_rng(seed)) is sample


def test_old_recipes_give_the_same_batches(tmp_path: Path):
    write_pairs(tmp_path, 4, side=SIDE)
    pairs = FacePairs(find_pairs(tmp_path / "images", tmp_path / "masks"), repair=True)
    augment = Augment(AugmentSettings())

    def batches(scenes: Scenes | None) -> list:
        return list(TrainingPairs(pairs, augment, 3, scenes=scenes).batches(0, 0, SIDE, 2))

    old = batches(None)
    for one, other in zip(old, batches(Scenes(SceneSettings(), pairs)), strict=True):
        assert torch.equal(one[0], other[0])
        assert torch.equal(one[1], other[1])
    composed = batches(Scenes(SceneSettings(background=1), pairs))
    assert not any(torch.equal(one[0], other[0]) for one, other in zip(old, composed, strict=True))


def test_kinds_come_as_often_as_configured(monkeypatch):
    seen: list[str] = []
    for name in KINDS:
        monkeypatch.setitem(KINDS, name, lambda sample, other, rng, name=name: (seen.append(name), sample)[1])
    scenes = Scenes(SceneSettings(beyond=0.3, tiny=0.2, more=0.5), Faces())
    clean = 0
    for seed in range(1000):
        before = len(seen)
        scenes(scenes.pairs.at(0, SIDE), SIDE, np.random.default_rng(seed))
        clean += len(seen) == before
    assert 450 < clean < 550
    assert 250 < seen.count("beyond") < 350
    assert set(seen) == {"beyond", "tiny", "covered", "dark"}
    assert 90 < seen.count("covered") < 190  # half of what is composed has more, of two or three kinds


def test_shares_beyond_one_are_refused():
    with pytest.raises(ValidationError, match="more than 1 together"):
        SceneSettings(beyond=0.6, tiny=0.5)
    assert sum(SceneSettings(**dict.fromkeys(KINDS, 1 / 8)).shares) == pytest.approx(1)


def test_half_of_the_samples_of_the_shipped_recipe_stay_clean():
    recipe = load_recipe("lmsa-detail-scenes")
    assert sum(recipe.scenes.shares) == pytest.approx(0.5)
    assert all(recipe.scenes.shares)
    assert recipe.model == load_recipe("lmsa-detail").model
    assert not any(load_recipe("lmsa-detail").scenes.shares)
