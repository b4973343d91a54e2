"""Learning from a few corrections: what it changes, what it leaves, and what it does when in need."""

import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from faceparse_core.losses import IGNORE
from faceparse_core.model import MicroSegFormer, ModelConfig, build, normalise
from faceparse_core.model_files.checkpoint import CheckpointError
from faceparse_core.trainer.step import TrainingError
from faceparse_core.validation import first_fault
from faceparse_training.data.augment import AugmentSettings
from faceparse_training.finetune import learner as learner_module
from faceparse_training.finetune.learner import FinetuneConfig, Learner, TrainingCrop
from faceparse_training.fit.train import make_fabric
from tests.training.faces import draw

TINY = ModelConfig(dims=(8, 8, 16, 16), depths=(1, 1, 1, 1), decoder_width=16, dropout=0.2, drop_path=0.2)
SMALL = FinetuneConfig(side=64, ewc=0, merge_weight=1, max_distance=math.inf, ema_decay=0.5, lr=5e-3)
AS_IT_IS = AugmentSettings(
    flip=0, scale=(1, 1), rotate=0, shift=0, brightness=0, contrast=0, saturation=0, hue=0, grey=0, blur=0,
    noise=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def start() -> MicroSegFormer:
    """A network whose BatchNorm has statistics of its own."""
    torch.manual_seed(3)
    network = build(TINY).train()
    with torch.no_grad():
        for seed in range(3):
            network(normalise(torch.from_numpy(draw(seed)[0][None])))
    return network.eval()


@pytest.fixture(scope="module")
def samples() -> list[TrainingCrop]:
    return [TrainingCrop(*draw(seed)) for seed in range(5)]


@pytest.fixture
def learner(start, samples):
    """A learner of the drawn faces; ``fisher`` is the same for every weight."""

    def make(
        config: FinetuneConfig = SMALL, seed: int = 0, fisher: float = 1.0, **changes: object
    ) -> Learner:
        each = {name: torch.full_like(p, fisher) for name, p in start.named_parameters()}
        chosen = {"samples": samples, **changes}
        return Learner(
            start, chosen.pop("samples"), each, config, make_fabric("cpu", "32-true"), seed, **chosen
        )

    return make


def run(learner: Learner, steps: int, of: int | None = None) -> list[float]:
    return [learner.step(learner.steps / (of or steps)) for _ in range(steps)]


def weights(network: MicroSegFormer) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in network.parameters()])


def the_same(one: MicroSegFormer, other: MicroSegFormer) -> bool:
    theirs = other.state_dict()
    return all(torch.equal(value, theirs[key]) for key, value in one.state_dict().items())


def test_the_loss_falls_and_the_start_is_untouched(learner, start):
    before = {key: value.clone() for key, value in start.state_dict().items()}
    losses = run(learner(), 40)
    assert np.mean(losses[-5:]) < 0.7 * np.mean(losses[:5])
    assert all(torch.equal(value, before[key]) for key, value in start.state_dict().items())


def test_the_statistics_of_batchnorm_stay(learner, start):
    mine = learner()
    run(mine, 4)
    learned = dict(mine.network().named_buffers())
    assert any("running_mean" in name and bool(value.any()) for name, value in learned.items())
    for name, value in start.named_buffers():
        assert torch.equal(learned[name], value), name
    assert not torch.equal(weights(mine.network()), weights(start))


def test_a_run_that_was_interrupted_comes_to_the_same(learner, tmp_path):
    whole, first, second = learner(), learner(), learner()
    run(whole, 6)
    run(first, 3, of=6)
    first.save(tmp_path / "state", {"data": "faces"}, 12.5)
    assert second.load(tmp_path / "state", {"data": "faces"}) == 12.5
    assert second.steps == 3
    run(second, 3, of=6)
    assert the_same(second.network(), whole.network())
    assert not the_same(first.network(), whole.network())


def test_the_state_of_another_run_is_refused(learner, tmp_path):
    mine = learner()
    run(mine, 1)
    mine.save(tmp_path / "state", {"data": "faces"}, 1)
    with pytest.raises(CheckpointError, match="other data"):
        learner().load(tmp_path / "state", {"data": "hands"})


def test_the_result_is_the_average_of_the_weights_before_and_after(learner, start):
    full, merged = learner(), learner(SMALL.model_copy(update={"merge_weight": 0.4}))
    for each in (full, merged):
        run(each, 4)
    own, learned = weights(start), weights(full.network())
    torch.testing.assert_close(weights(merged.network()), own + 0.4 * (learned - own))
    assert not merged.network().training


def test_the_result_lies_no_farther_from_the_start_than_it_may(learner, start):
    def squares(network: MicroSegFormer) -> float:
        return float((weights(network) - weights(start)).double().square().sum())

    free = learner(fisher=3.0)
    run(free, 4)
    far = 3 * squares(free.network())  # every weight matters alike
    for most in (far / 25, far * 2):
        mine = learner(SMALL.model_copy(update={"max_distance": most}), fisher=3.0)
        run(mine, 4)
        assert 3 * squares(mine.network()) == pytest.approx(min(most, far), rel=1e-3)
        straight = torch.cosine_similarity(
            weights(mine.network()) - weights(start), weights(free.network()) - weights(start), dim=0
        )
        assert float(straight) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("fisher", "held"), [(1.0, True), (0.0, False)])
def test_a_strong_penalty_holds_the_weights_that_matter(learner, start, fisher, held):
    free, penalised = learner(), learner(SMALL.model_copy(update={"ewc": 1e8}), fisher=fisher)
    far, near = (
        float((weights(each.network()) - weights(start)).norm()) for each in _after(20, free, penalised)
    )
    assert (near < 0.2 * far) == held


def _after(steps: int, *learners: Learner) -> tuple[Learner, ...]:
    for each in learners:
        run(each, steps)
    return learners


@pytest.mark.parametrize("weight", [1.0, 7.0])
def test_a_pixel_the_user_changed_weighs_more(learner, start, monkeypatch, weight):
    monkeypatch.setattr(learner_module, "GENTLE", AS_IT_IS)
    photo, labels = draw(4)
    labels[:6] = IGNORE
    changed = np.zeros_like(labels)
    changed[:30, 20:50] = 255
    config = SMALL.model_copy(update={"batch_size": 1, "changed_weight": weight})
    loss = learner(config, samples=[TrainingCrop(photo, labels, changed)]).step(0)

    with torch.no_grad():
        p = start(normalise(torch.from_numpy(photo[None])))[0].double().softmax(0).numpy()
    entropy = mass = 0.0
    for y, x in np.argwhere(labels != IGNORE):
        own = weight if changed[y, x] else 1.0
        entropy -= own * np.log(p[labels[y, x], y, x])
        mass += own
    known = labels != IGNORE
    dice = [
        1 - (2 * p[each][labels == each].sum() + 1) / (p[each][known].sum() + (labels == each).sum() + 1)
        for each in np.unique(labels[known])
    ]
    assert loss == pytest.approx(entropy / mass + np.mean(dice), rel=1e-4)


@pytest.fixture
def forward(monkeypatch):
    """Puts ``do(pictures, answer)`` around the network's pass; what it returns is the answer."""
    answer = MicroSegFormer.forward

    def around(do) -> None:
        monkeypatch.setattr(MicroSegFormer, "forward", lambda self, x: do(x, lambda: answer(self, x)))

    return around


SHORT = {
    "CUDA": lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    "CPU": lambda: RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
    "Python": MemoryError,
}


@pytest.mark.parametrize("error", SHORT.values(), ids=SHORT.keys())
def test_short_of_memory_it_goes_on_with_less(learner, start, forward, error):
    def pass_of_one(pictures, answer):
        if len(pictures) > 1:
            raise error()
        return answer()

    forward(pass_of_one)
    mine = learner()
    assert np.isfinite(run(mine, 2)).all()
    assert mine.config == SMALL.model_copy(update={"batch_size": 1})
    assert mine.steps == 2
    assert not torch.equal(weights(mine.network()), weights(start))


def test_then_the_crops_get_smaller(learner, forward):
    def pass_of_small(pictures, answer):
        if pictures.shape[-1] > 200:
            raise MemoryError
        return answer()

    forward(pass_of_small)
    mine = learner(SMALL.model_copy(update={"side": 256, "batch_size": 2}))
    mine.step(0)
    assert (mine.config.batch_size, mine.config.side) == (1, 192)


def test_with_too_little_memory_for_anything_it_says_so(learner, start, forward):
    def none(pictures, answer):
        raise torch.OutOfMemoryError("CUDA out of memory")

    forward(none)
    mine = learner()
    with pytest.raises(TrainingError, match="too little memory"):
        mine.step(0)
    assert the_same(mine.network(), start)


def test_another_error_is_not_taken_for_short_memory(learner, forward):
    def broken(pictures, answer):
        raise RuntimeError("shapes do not fit")

    forward(broken)
    with pytest.raises(RuntimeError, match="do not fit"):
        learner().step(0)


OLD_KEYS = {"anchor": "ewc", "mix": "merge_weight", "reach": "max_distance"}


@pytest.mark.parametrize(("old", "new"), OLD_KEYS.items())
def test_configs_of_earlier_versions_are_read(old, new):
    config = FinetuneConfig.model_validate_json(f'{{"{old}": 0.25, "side": 64}}')
    assert config == FinetuneConfig.model_validate({new: 0.25, "side": 64})
    assert config.model_dump()[new] == 0.25
    assert FinetuneConfig.model_validate(config.model_dump()) == config
    assert old not in config.model_dump()


@pytest.mark.parametrize(("old", "new"), OLD_KEYS.items())
def test_a_config_with_a_key_under_both_its_names_says_which_to_delete(old, new):
    with pytest.raises(ValidationError) as refused:
        FinetuneConfig.model_validate_json(f'{{"{old}": 0.25, "{new}": 0.5}}')
    (fault,) = refused.value.errors()
    assert fault["msg"] == f"{new} and {old}, its name of before, both stand here. Delete {old}."
    assert first_fault(refused.value)[1] == fault["msg"]


def test_every_smaller_config_is_smaller_and_they_end():
    config, seen = FinetuneConfig(), []
    while config is not None:
        seen.append(config.batch_size * config.side**2)
        config = config.smaller()
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen)
    assert seen[-1] == 128**2


def test_a_loss_that_is_no_number_changes_nothing(learner, forward):
    mine = learner()
    run(mine, 2, of=4)
    before = mine.network()
    forward(lambda pictures, answer: answer() * float("nan"))
    with pytest.raises(TrainingError, match="no longer a number"):
        mine.step(0.5)
    assert the_same(mine.network(), before)
    assert mine.steps == 2


@pytest.fixture
def passed(forward) -> list[torch.Tensor]:
    """The pictures of each pass so far."""
    seen = []

    def note(pictures, answer):
        seen.append(pictures.detach().clone())
        return answer()

    forward(note)
    return seen


def test_what_a_step_draws_follows_from_the_seed_and_its_number(learner, passed, tmp_path):
    run(learner(), 4)
    first = passed[:]
    passed.clear()
    np.random.default_rng(99).random(7)
    torch.manual_seed(5)
    other = learner(SMALL.model_copy(update={"lr": 1e-4, "ewc": 5.0}))
    run(other, 2, of=4)
    other.save(tmp_path / "state", {}, 0)
    resumed = learner()
    resumed.load(tmp_path / "state", {})
    run(resumed, 2, of=4)
    assert all(torch.equal(a, b) for a, b in zip(first, passed, strict=True))
    assert not torch.equal(first[0], first[1])
    passed.clear()
    run(learner(seed=1), 4)
    assert not any(torch.equal(a, b) for a, b in zip(first, passed, strict=True))


def test_each_correction_has_its_turn_before_any_comes_again(learner, passed, monkeypatch):
    monkeypatch.setattr(learner_module, "GENTLE", AS_IT_IS)
    plain = [
        TrainingCrop(np.full((64, 64, 3), 40 * i, np.uint8), np.zeros((64, 64), np.uint8)) for i in range(5)
    ]
    run(learner(SMALL.model_copy(update={"batch_size": 2}), samples=plain), 5)
    shown = [float(each.mean()) for pictures in passed for each in pictures]
    assert len({round(value, 3) for value in shown[:5]}) == 5
    assert sorted(shown[:5]) == sorted(shown[5:])
    assert shown[:5] != shown[5:]


def test_replayed_faces_come_on_top_of_the_corrections(learner, samples, passed):
    alone, replayed = learner(), learner(replay=samples[:1])
    for each in (alone, replayed):
        each.step(0)
    assert [len(pictures) for pictures in passed] == [4, 6]
    assert torch.equal(passed[0], passed[1][:4])


def test_there_must_be_something_to_learn_from(learner):
    with pytest.raises(ValueError, match="nothing"):
        learner(samples=[])


def test_a_sample_is_scaled_with_its_labels_and_changes():
    photo, labels = draw(0)
    labels[:8] = IGNORE
    changed = np.where(labels == 1, 255, 0).astype(np.uint8)
    sample = TrainingCrop(photo, labels, changed)
    assert sample.sized(64) is sample
    for side in (32, 96):
        sized = sample.sized(side)
        assert sized.photo.shape == (side, side, 3)
        assert set(np.unique(sized.labels)) <= set(np.unique(labels))
        assert np.array_equal(sized.changed == 255, sized.labels == 1)
    assert TrainingCrop(photo, labels).sized(32).changed is None


def test_what_the_user_changed_moves_with_the_photo(learner):
    """A part in a colour of its own, turned, scaled and shifted: the weight lies on it as before."""
    photo, labels = draw(0)
    photo, labels = np.full_like(photo, 60), np.zeros_like(labels)
    photo[20:40, 20:40], labels[20:40, 20:40] = 200, 1
    changed = np.where(labels == 1, 255, 0).astype(np.uint8)
    config = SMALL.model_copy(update={"batch_size": 1, "changed_weight": 5.0})
    _, moved, weights = learner(config, samples=[TrainingCrop(photo, labels, changed)])._batch(
        [TrainingCrop(photo, labels, changed)]
    )
    assert (moved == 1).any()
    assert torch.equal(weights == 5.0, moved == 1)
