"""Losses and class weights against per-pixel loops, gradients against finite differences."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from torch.nn import functional as F

from faceparse_core.losses import (
    IGNORE,
    Dice,
    Focal,
    Loss,
    LossTerm,
    class_weights,
    cross_entropy,
    dice,
    focal,
    lovasz,
)

CLASSES = 4


def batch(
    seed: int, ignored: float = 0.2, dtype: torch.dtype = torch.float64
) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(2, CLASSES, 3, 5, generator=generator, dtype=dtype) * 2
    target = torch.randint(0, CLASSES - 1, (2, 3, 5), generator=generator)  # the last class never occurs
    target[torch.rand(target.shape, generator=generator) < ignored] = IGNORE
    return F.log_softmax(logits, 1), target


def pixels_of(log_probs: torch.Tensor, target: torch.Tensor):
    """(image, class, log-probabilities) of every valid pixel."""
    for b in range(target.shape[0]):
        for y in range(target.shape[1]):
            for x in range(target.shape[2]):
                if target[b, y, x] != IGNORE:
                    yield b, int(target[b, y, x]), log_probs[b, :, y, x].tolist()


@given(st.integers(0, 1000), st.booleans(), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_focal_and_cross_entropy_by_the_pixel(seed: int, weighted: bool, gamma: float):
    log_probs, target = batch(seed)
    weight = torch.tensor([0.5, 2.0, 1.0, 9.0], dtype=torch.float64) if weighted else None
    top_ce = top_focal = mass = 0.0
    for _, true, logs in pixels_of(log_probs, target):
        w = 1.0 if weight is None else float(weight[true])
        top_ce -= w * logs[true]
        top_focal -= w * 0.25 * (1 - math.exp(logs[true])) ** gamma * logs[true]
        mass += w
    if mass:
        assert float(cross_entropy(log_probs, target, weight)) == pytest.approx(top_ce / mass, rel=1e-9)
        assert float(focal(log_probs, target, 0.25, gamma, weight)) == pytest.approx(
            top_focal / mass, rel=1e-5
        )


@pytest.mark.parametrize("weighted", [False, True])
def test_focal_without_focus_is_scaled_cross_entropy(weighted: bool):
    log_probs, target = batch(3)
    weight = torch.tensor([0.5, 2.0, 1.0, 9.0], dtype=torch.float64) if weighted else None
    expected = 0.3 * cross_entropy(log_probs, target, weight)
    torch.testing.assert_close(focal(log_probs, target, 0.3, 0.0, weight), expected)


@given(st.integers(0, 1000), st.sampled_from(["present", "all"]), st.sampled_from(["image", "batch"]))
def test_dice_by_the_pixel(seed: int, classes: str, over: str):
    log_probs, target = batch(seed)
    images = len(target)
    groups = [range(images)] if over == "batch" else [[i] for i in range(images)]
    rows = []
    for group in groups:
        overlap, guess, true = [0.0] * CLASSES, [0.0] * CLASSES, [0] * CLASSES
        for b, own, logs in pixels_of(log_probs, target):
            if b in group:
                overlap[own] += math.exp(logs[own])
                true[own] += 1
                for c in range(CLASSES):
                    guess[c] += math.exp(logs[c])
        counted = [c for c in range(CLASSES) if classes == "all" or true[c]]
        scores = [(2 * overlap[c] + 1) / (guess[c] + true[c] + 1) for c in counted]
        rows.append(sum(1 - s for s in scores) / len(scores) if scores else 0.0)
    value = dice(log_probs, target, classes, over)  # type: ignore[arg-type]
    assert float(value) == pytest.approx(sum(rows) / len(rows), rel=1e-9)


def jaccard_loss(wrong: set[int], true: set[int]) -> float:
    """The paper's set function, equation 6: the Jaccard loss if exactly ``wrong`` is mispredicted."""
    return len(wrong) / len(true | wrong)


def lovasz_extension(errors: list[float], true: set[int]) -> float:
    """Definition 1: the errors in decreasing order, each times what its pixel adds to the set function."""
    total, seen = 0.0, set()
    for pixel in sorted(range(len(errors)), key=lambda i: -errors[i]):
        total += errors[pixel] * (jaccard_loss(seen | {pixel}, true) - jaccard_loss(seen, true))
        seen.add(pixel)
    return total


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.2, 0.9]))
def test_lovasz_by_the_papers_definition(seed: int, ignored: float):
    log_probs, target = batch(seed, ignored)
    images = []
    for image in range(len(target)):
        pixels = [(own, logs) for b, own, logs in pixels_of(log_probs, target) if b == image]
        classes = []
        for c in {own for own, _ in pixels}:
            true = {i for i, (own, _) in enumerate(pixels) if own == c}
            guess = [math.exp(logs[c]) for _, logs in pixels]
            classes.append(lovasz_extension([1 - g if i in true else g for i, g in enumerate(guess)], true))
        images.append(sum(classes) / len(classes) if classes else 0.0)
    assert float(lovasz(log_probs, target)) == pytest.approx(sum(images) / len(images), rel=1e-9)


def test_lovasz_of_hard_answers_is_the_jaccard_loss():
    target = torch.tensor([[[0, 0, 0, 1, 1, IGNORE]]])
    answer = torch.tensor([[[0, 0, 1, 1, 1, 0]]])
    log_probs = F.one_hot(answer, CLASSES).movedim(3, 1).double().log()
    expected = ((1 - 2 / 3) + (1 - 2 / 3)) / 2
    assert float(lovasz(log_probs, target)) == pytest.approx(expected)


def test_lovasz_of_some_pixels_is_near_that_of_all():
    torch.manual_seed(0)
    target = (torch.arange(96) // 32).repeat(2, 96, 1)
    log_probs = F.log_softmax(
        torch.randn(2, CLASSES, 96, 96) + 2 * F.one_hot(target, CLASSES).movedim(3, 1), 1
    )
    whole = lovasz(log_probs, target)
    some = [float(lovasz(log_probs, target, 96 * 96 // 9)) for _ in range(20)]
    assert len(set(some)) > 3  # the grid moves
    assert sum(some) / len(some) == pytest.approx(float(whole), rel=0.03)
    torch.testing.assert_close(lovasz(log_probs, target, 10**6), whole)


@pytest.mark.parametrize(
    "loss",
    [
        lambda p, t: cross_entropy(p, t, torch.tensor([0.5, 2, 1, 9], dtype=p.dtype)),
        lambda p, t: focal(p, t, 0.25, 2.0),
        lambda p, t: focal(p, t, 1.0, 0.5),
        lambda p, t: dice(p, t, "present", "image"),
        lambda p, t: dice(p, t, "all", "batch"),
        lovasz,
    ],
    ids=["cross_entropy", "focal", "focal-half", "dice-present-image", "dice-all-batch", "lovasz"],
)
def test_gradients(loss):
    logits = torch.randn(2, CLASSES, 2, 3, dtype=torch.float64, requires_grad=True)
    target = torch.tensor([[[0, 1, 2], [IGNORE, 1, 0]], [[2, 2, IGNORE], [0, 0, 0]]])
    assert torch.autograd.gradcheck(lambda x: loss(F.log_softmax(x, 1), target), logits)


@pytest.mark.parametrize("loss", [cross_entropy, focal, dice, lovasz])
def test_ignored_pixels_have_no_say(loss):
    log_probs, target = batch(7, ignored=0.5)
    changed = log_probs.clone()
    changed[(target == IGNORE)[:, None].expand_as(changed)] -= 3
    torch.testing.assert_close(loss(log_probs, target), loss(changed, target))
    nothing = torch.full_like(target, IGNORE)
    assert float(loss(log_probs, nothing)) == 0


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_a_certain_answer_has_a_finite_gradient(gamma: float):
    logits = torch.zeros(1, CLASSES, 1, 2)
    logits[:, 1] = 200
    logits.requires_grad_()
    focal(F.log_softmax(logits, 1), torch.ones(1, 1, 2, dtype=torch.long), gamma=gamma).backward()
    assert torch.isfinite(logits.grad).all()


TERMS = TypeAdapter(tuple[LossTerm, ...])


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_logits_give_a_finite_float32_sum(dtype: torch.dtype):
    terms = TERMS.validate_python(
        [{"name": "cross_entropy", "weight": 0.5}, {"name": "dice", "weight": 2}, {"name": "focal"}]
    )
    torch.manual_seed(0)
    logits = (torch.randn(2, 19, 64, 64) * 30).to(dtype).requires_grad_()
    target = torch.randint(0, 19, (2, 64, 64))
    loss = Loss(terms, np.ones((2, 19), dtype=np.int64))
    value = loss(logits, target)
    value.backward()
    log_probs = F.log_softmax(logits.detach().float(), 1)
    expected = 0.5 * cross_entropy(log_probs, target) + 2 * dice(log_probs, target) + focal(log_probs, target)
    assert value.dtype == torch.float32
    torch.testing.assert_close(value.detach(), expected)
    assert torch.isfinite(logits.grad).all()
    with torch.autocast("cpu", torch.bfloat16):  # no rounding of the sums inside a mixed-precision region
        torch.testing.assert_close(loss(logits, target).detach(), expected)


def test_class_weights_by_definition():
    pixels = np.array([[60, 40, 0, 0], [90, 0, 10, 0], [50, 50, 0, 0]])
    # Eigen & Fergus: frequency among the pixels of the images that hold the class
    frequency = [200 / 300, 90 / 200, 10 / 100]
    median = 90 / 200
    expected = [*(median / f for f in frequency), 1.0]
    torch.testing.assert_close(class_weights("median_frequency", pixels), torch.tensor(expected))
    inverse = np.array([300 / 200, 300 / 90, 300 / 10])
    torch.testing.assert_close(
        class_weights("inverse", pixels),
        torch.tensor([*(inverse / inverse.mean()), 1.0], dtype=torch.float32),
    )
    root = np.sqrt(inverse)
    torch.testing.assert_close(
        class_weights("inverse_sqrt", pixels), torch.tensor([*(root / root.mean()), 1.0], dtype=torch.float32)
    )
    assert class_weights("none", pixels) is None


def test_class_weights_reach_the_loss():
    pixels = np.array([[96, 2, 1, 1]])
    log_probs, target = batch(5, dtype=torch.float32)
    weight = class_weights("inverse", pixels)
    loss = Loss(TERMS.validate_python([{"name": "cross_entropy", "class_weights": "inverse"}]), pixels)
    torch.testing.assert_close(loss(log_probs, target), cross_entropy(log_probs, target, weight))
    assert float(loss(log_probs, target)) != pytest.approx(float(cross_entropy(log_probs, target)))


@pytest.mark.parametrize(
    "term",
    [
        {"name": "lovasz", "gamma": 2},
        {"name": "lovasz", "pixels": 0},
        {"name": "lovazs"},
        {"name": "dice", "gamma": 2},
        {"name": "dice", "class_weights": "inverse"},
        {"name": "cross_entropy", "over": "batch"},
        {"name": "focal", "gamma": -1},
        {"name": "focal", "weight": 0},
    ],
    ids=str,
)
def test_settings_that_a_loss_does_not_have_are_refused(term: dict):
    with pytest.raises(ValidationError):
        TERMS.validate_python([term])


def test_terms_by_name():
    assert TERMS.validate_python([{"name": "focal", "gamma": 1}, {"name": "dice"}]) == (
        Focal(gamma=1),
        Dice(),
    )


@pytest.mark.parametrize("gamma", [0.0, 0.5])
def test_the_focus_may_be_weak_or_none(gamma: float):
    log_probs, target = batch(5, dtype=torch.float32)
    loss = Loss(TERMS.validate_python([{"name": "focal", "gamma": gamma}]), np.ones((1, CLASSES), np.int64))
    torch.testing.assert_close(loss(log_probs, target), focal(log_probs, target, 0.25, gamma))
