"""What a run's events come to."""

import pytest

from faceparse_core.trainer.events import (
    Judged,
    Notice,
    Paused,
    PhaseStarted,
    RunFinished,
    RunStarted,
    Scored,
    StepDone,
)
from faceparse_gui.ui.finetune.run_progress import RunProgress


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def step(loss, left=10.0):
    return StepDone(1, 1, 1, loss, 1e-4, 8.0, left)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def progress(clock):
    progress = RunProgress(clock)
    progress.take(RunStarted(1, "cpu", "fp32", 1, 0, 10, 2))
    return progress


def test_the_smoothed_loss_starts_at_the_first_loss_and_lags_behind_a_jump(progress):
    for _ in range(50):
        progress.take(step(2.0))
    assert progress.smoothed == [2.0] * 50

    progress.take(step(4.0))

    assert 2.0 < progress.smoothed[-1] < 2.2


def test_a_new_phase_is_smoothed_by_itself(progress):
    progress.take(PhaseStarted("hold_back"))
    for _ in range(30):
        progress.take(step(0.5))
    progress.take(PhaseStarted("learn"))
    progress.take(step(3.0))

    assert progress.phase == "learn"
    assert progress.borders == [30]
    assert progress.smoothed[-1] == 3.0


def test_the_share_done_counts_no_time_spent_in_a_pause(progress, clock):
    assert progress.share_done is None
    clock.now += 10
    progress.take(step(1.0, left=30))
    assert progress.share_done == pytest.approx(0.25)

    progress.take(Paused(True))
    clock.now += 1000
    assert progress.paused
    assert progress.share_done == pytest.approx(0.25)
    progress.take(Paused(False))
    clock.now += 10
    progress.take(step(1.0, left=20))

    assert progress.share_done == pytest.approx(0.5)


def test_scores_notices_and_the_end_are_kept(progress):
    for event in (Scored(5, 2.0, 0.9, 0.8), Notice("less memory"), Judged(True, "better")):
        progress.take(event)
    progress.take(RunFinished("done", 1, 1, 0.9, "m"))

    assert [each.per_image_f for each in progress.scores] == [0.9]
    assert progress.notices == ["less memory"]
    assert progress.judged == Judged(True, "better")
    assert progress.finished == "done"
    assert progress.share_done == 1.0


def test_a_resumed_run_goes_on_from_what_it_reported_before(progress):
    progress.take(step(1.0))
    progress.take(Paused(True))
    progress.take(RunFinished("stopped", 1, 1, None, ""))

    progress.take(RunStarted(1, "cpu", "fp32", 1, 0, 10, 2))
    progress.take(step(0.9))

    assert progress.losses == [1.0, 0.9]
    assert not progress.paused
    assert progress.finished == ""
