"""When a phase ends, what it counts as work, and which checkpoints it resumes from."""

import time

import pytest
import torch

from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.trainer.events import Notice, StepDone
from faceparse_training.finetune import phase as phase_module
from faceparse_training.finetune.clock import WorkClock
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import Learner
from faceparse_training.finetune.manifest import read_run
from faceparse_training.finetune.phase import FinetunePhase, Limit
from faceparse_training.fit.train import make_fabric
from tests.training.finetune.tuning_run import QUICK, write_model, write_run

CPU = torch.device("cpu")
RUN = {"settings": "s", "corrections": "c"}


@pytest.fixture
def make_phase(tmp_path):
    """``make_phase(name, limit, run)``: two learners that begin with one network, and the events."""
    model = write_model(tmp_path / "tiny.safetensors")
    folder = write_run(tmp_path / "run", model)
    network = load_model(model)[0]
    samples = Corrections(folder).samples(read_run(folder).corrected, 64)
    fisher = {name: torch.ones_like(p) for name, p in network.named_parameters()}

    def make(name="learn", limit=None, run=RUN, learners=2):
        events = []
        each = [
            Learner(network, samples, fisher, QUICK, make_fabric("cpu", "32-true"), seed)
            for seed in range(learners)
        ]
        phase = FinetunePhase(name, each, limit or Limit(6, 1e9), folder, run, events.append)
        return phase, each, events

    return make


def weights(learner):
    return torch.cat([p.flatten() for p in learner.network().parameters()])


def test_it_ends_at_the_steps_or_at_the_time(make_phase):
    phase, learners, events = make_phase(limit=Limit(4, 1e9))
    assert phase.run(lambda: False)
    assert [learner.steps for learner in learners] == [4, 4]
    assert [event.step for event in events if isinstance(event, StepDone)] == [1, 2, 3, 4]

    phase, learners, events = make_phase(limit=Limit(10_000, 0.2))
    assert phase.run(lambda: False)
    assert 1 <= learners[0].steps < 10_000
    assert phase.seconds >= 0.2


def test_stopped_and_resumed_it_comes_to_the_same(make_phase):
    whole, alone, _ = make_phase()
    whole.run(lambda: False)
    whole.delete_checkpoints()

    first, _, events = make_phase()
    assert not first.run(lambda: len(events) == 3)
    second, learners, _ = make_phase()
    second.resume()
    assert second.steps == 3
    assert second.seconds == pytest.approx(first.seconds)
    assert second.run(lambda: False)
    for one, other in zip(alone, learners, strict=True):
        assert torch.equal(weights(one), weights(other))


@pytest.mark.parametrize("other", [{"name": "hold_back"}, {"run": {**RUN, "corrections": "others"}}])
def test_a_state_of_something_else_is_not_resumed(make_phase, other):
    first, _, events = make_phase()
    first.run(lambda: len(events) == 2)
    second, _, _ = make_phase(**other)
    second.resume()
    assert second.steps == 0


def test_deleted_checkpoints_are_gone(make_phase, tmp_path):
    phase, _, _ = make_phase()
    phase.run(lambda: False)
    assert len(list((tmp_path / "run").glob("state*.safetensors"))) == 2
    phase.delete_checkpoints()
    assert not list((tmp_path / "run").glob("state*.safetensors"))


def test_waiting_is_no_work_but_counts_a_third():
    clock = WorkClock(CPU)
    time.sleep(0.6)
    assert 0.19 < clock.lap() < 0.35


def test_work_counts_whole_and_a_clock_set_back_changes_nothing(monkeypatch):
    clock = WorkClock(CPU)
    threads = torch.get_num_threads()
    began = time.process_time()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    while time.process_time() - began < 0.2:
        pass
    assert clock.lap() >= 0.19 / threads


def test_a_gpus_time_is_the_time_that_goes_by():
    clock = WorkClock(torch.device("cuda"))
    time.sleep(0.2)
    assert clock.lap() >= 0.2


def test_a_busy_machine_is_said_once_and_counted_in_the_time_left(make_phase, monkeypatch):
    class Busy:
        """Every lap is four seconds of work, and takes twice as long."""

        slowdown = 2.0
        is_busy = True

        def __init__(self, device):
            pass

        def start(self):
            pass

        def lap(self):
            return 4.0

    monkeypatch.setattr(phase_module, "WorkClock", Busy)
    phase, _, events = make_phase(limit=Limit(6, 1e9))
    phase.run(lambda: False)
    said = [event.text for event in events if isinstance(event, Notice)]
    assert len(said) == 1
    assert "about 1 minute more" in said[0]
    assert all(event.busy for event in events if isinstance(event, StepDone))
    first = next(event for event in events if isinstance(event, StepDone))
    assert first.seconds_left == pytest.approx(2 * 5 * 4, rel=0.1)


def test_a_clock_knows_how_long_others_keep_it_waiting():
    clock = WorkClock(CPU)
    clock.start()
    time.sleep(0.2)
    clock.lap()
    assert 2 < clock.slowdown <= 3.01
    assert WorkClock(CPU).slowdown == 1
