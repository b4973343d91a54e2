"""The steps of a project's history, without a window."""

import numpy as np

from faceparse_gui.ui.session.steps import Kept, ProjectStep, StepPart, Steps


def batch(*keys: str, size: int = 0, steps: Steps) -> ProjectStep:
    step = ProjectStep("Parse all", is_batch=True)
    for key in keys:
        steps.add(step, key, StepPart("new", "parsed", Kept((8, 8), bytes(size))))
    return step


def stroke(steps: Steps, key: str) -> ProjectStep:
    step = ProjectStep("Brush", is_stroke=True)
    steps.add(step, key, StepPart("parsed", "edited"))
    return step


def test_labels_are_kept_to_the_pixel():
    labels = np.random.default_rng(1).integers(0, 19, (33, 47)).astype(np.uint8)
    assert np.array_equal(Kept.of(labels).whole(), labels)
    blank = Kept.of(np.zeros((4, 6), np.uint8))
    assert blank.nbytes == 0
    assert blank.whole().shape == (4, 6)


def accept(steps: Steps, key: str) -> ProjectStep:
    step = ProjectStep("Accept")
    steps.add(step, key, StepPart("parsed", "accepted"))
    return step


def test_a_photo_undoes_what_was_last_done_to_it_and_a_batch_only_if_that_was_it():
    steps = Steps()
    first = batch("a", "b", steps=steps)
    own = stroke(steps, "a")
    assert steps.to_undo("a") is own
    assert steps.to_undo("b") is first
    second = batch("b", "c", steps=steps)
    assert steps.to_undo("a") is own
    assert steps.to_undo("b") is second
    assert steps.to_undo("d") is None
    assert not steps.is_next(first, "a")
    assert not steps.is_next(first, "b")


def test_a_batch_done_again_elsewhere_is_no_step_of_a_photo_that_was_drawn_on_meanwhile():
    steps = Steps()
    all_ = batch("a", "b", "c", steps=steps)
    for key in "abc":
        steps.move(all_, key, None)
    own = stroke(steps, "a")
    assert steps.to_redo("a") is None
    for key in "bc":
        steps.move(all_, key, None)
    assert steps.to_undo("a") is own
    steps.move(own, "a", None)
    for key in "bc":
        steps.move(all_, key, None)
    assert steps.to_redo("a") is own


def test_an_acceptance_right_before_comes_first_whatever_the_open_photo_went_through():
    steps = Steps()
    both = batch("a", "b", steps=steps)
    stroke(steps, "b")
    done = accept(steps, "a")
    assert steps.to_undo("b") is done
    own = stroke(steps, "b")
    assert steps.to_undo("b") is own
    steps.move(done, "a", None)
    assert steps.to_undo("a") is both


def test_acceptances_in_a_row_are_taken_back_and_done_again_one_after_the_other():
    steps = Steps()
    batch("a", "b", "c", steps=steps)
    first, second = accept(steps, "a"), accept(steps, "b")
    assert steps.to_undo("c") is second
    steps.move(second, "b", None)
    assert steps.to_undo("b") is first
    steps.move(first, "a", None)
    assert steps.to_redo("a") is first
    steps.move(first, "a", None)
    assert steps.to_redo("a") is second
    third = accept(steps, "c")
    assert steps.to_undo("a") is third
    assert steps.to_redo("a") is None
    assert steps.to_redo("b") is second


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
    accept = ProjectStep("Accept")
    steps.add(accept, "a", StepPart("edited", "accepted"))
    steps.forget_strokes("a")
    assert steps.to_undo("a") is accept
    steps.move(accept, "a", None)
    assert steps.to_undo("a") is None


def test_a_photo_that_has_another_key_now_is_forgotten():
    steps = Steps()
    both = batch("a", "b", steps=steps)
    steps.keep_only({"b"}.__contains__)
    assert both.keys(is_done=True) == ["b"]
    assert steps.to_undo("b") is both
    assert steps.newest("a") is None
