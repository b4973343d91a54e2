"""The steps of a project's history, without a window."""

import numpy as np

from faceparse_gui.ui.steps import Kept, Part, Step, Steps


def batch(*keys: str, size: int = 0, steps: Steps) -> Step:
    step = Step("Parse all", is_batch=True)
    for key in keys:
        steps.add(step, key, Part("new", "parsed", Kept((8, 8), bytes(size))))
    return step


def stroke(steps: Steps, key: str) -> Step:
    step = Step("Brush", is_stroke=True)
    steps.add(step, key, Part("parsed", "edited"))
    return step


def test_labels_are_kept_to_the_pixel():
    labels = np.random.default_rng(1).integers(0, 19, (33, 47)).astype(np.uint8)
    assert np.array_equal(Kept.of(labels).whole(), labels)
    blank = Kept.of(np.zeros((4, 6), np.uint8))
    assert blank.nbytes == 0
    assert blank.whole().shape == (4, 6)


def test_a_photos_own_last_step_comes_before_an_older_batch_and_after_a_newer_one():
    steps = Steps()
    first = batch("a", "b", steps=steps)
    own = stroke(steps, "a")
    assert steps.to_undo("a") is own
    assert steps.to_undo("b") is first
    second = batch("b", "c", steps=steps)
    assert steps.to_undo("a") is second
    assert not steps.is_next(first, "a")
    assert not steps.is_next(first, "b")


def test_the_step_of_another_photo_is_offered_only_right_after_it():
    steps = Steps()
    accept = Step("Accept")
    steps.add(accept, "a", Part("edited", "accepted"))
    assert steps.to_undo("b") is accept
    stroke(steps, "c")
    assert steps.to_undo("b") is None
    assert steps.to_undo("a") is accept


def test_something_new_ends_what_could_be_redone_there_alone():
    steps = Steps()
    both = batch("a", "b", steps=steps)
    for key in "ab":
        steps.move(both, key, None)
    assert steps.to_redo("a") is both
    stroke(steps, "a")
    assert steps.to_redo("a") is None
    assert steps.to_redo("b") is both
    assert both.keys(is_done=False) == ["b"]


def test_the_oldest_batches_go_when_they_hold_too_much():
    steps = Steps(limit=100)
    old = batch("a", "b", size=30, steps=steps)
    below = stroke(steps, "c")
    batch("c", size=80, steps=steps)
    assert steps.to_undo("a") is not old
    assert not old.parts
    assert below.parts
    batch("c", size=90, steps=steps)
    assert not below.parts  # it cannot be reached any more
    assert steps.newest("c") is not None


def test_without_its_document_a_photo_keeps_only_what_came_after_its_strokes():
    steps = Steps()
    stroke(steps, "a")
    accept = Step("Accept")
    steps.add(accept, "a", Part("edited", "accepted"))
    steps.forget_strokes("a")
    assert steps.to_undo("a") is accept
    steps.move(accept, "a", None)
    assert steps.to_undo("a") is None


def test_a_photo_that_has_another_key_now_is_forgotten():
    steps = Steps()
    both = batch("a", "b", steps=steps)
    steps.keep_only({"b"}.__contains__)
    assert both.keys(is_done=True) == ["b"]
    assert steps.to_undo("a") is both
    assert steps.newest("a") is None
