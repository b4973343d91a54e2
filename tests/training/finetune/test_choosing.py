"""Runs whose held-back corrections choose what learns: what comes of them, and where they go on."""

import pytest
import torch

from faceparse_core.model_files.checkpoint import load_model, read_info
from faceparse_core.trainer.events import PhaseStarted, Scored, StepDone
from faceparse_training.finetune import phase
from faceparse_training.finetune.choosing import CHOICE_FILE
from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.finetune.manifest import VERDICT_FILE
from faceparse_training.finetune.run import MODEL_FILE, finetune
from tests.training.finetune.test_run import CountingClock
from tests.training.finetune.tuning_run import write_model, write_run

SMALL = FinetuneConfig(side=64)


@pytest.fixture(autouse=True)
def counted_time(monkeypatch):
    """The same number of steps on every machine."""
    monkeypatch.setattr(phase, "WorkClock", CountingClock)


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "tiny.safetensors")


def work(folder, **more):
    return finetune(folder, config=SMALL, device="cpu", **more)


@pytest.mark.parametrize("how", ["these-photos", "only-this-set"])
def test_a_run_learns_and_says_what_it_chose(tmp_path, model, how):
    folder, events = write_run(tmp_path / "run", model, untouched=2, how=how, time_budget=4.0), []
    verdict = work(folder, on_event=events.append)
    assert verdict.checks[0].after > verdict.checks[0].before + 0.1
    assert {example.image for example in verdict.examples} == {f"face{n}" for n in range(4)}
    assert read_info(folder / MODEL_FILE).recipe["choice"]["head"] > 0
    phases = [event.phase for event in events if isinstance(event, PhaseStarted)]
    assert phases == ["prepare", "hold_back", "learn", "judge"]
    assert any(isinstance(event, Scored) for event in events)
    assert not (folder / "state.safetensors").exists()
    learned, start = load_model(folder / MODEL_FILE)[0], load_model(model)[0]
    assert not torch.equal(learned.decoder.classify.weight, start.decoder.classify.weight)


def test_one_correction_is_learned_but_not_put_to_use(tmp_path, model):
    verdict = work(write_run(tmp_path / "run", model, corrected=1, how="these-photos"))
    assert not verdict.promote
    assert "One correction" in verdict.reason


def of_candidate(event):
    """Whether it is a step of other layers than the last ones, which have no pictures."""
    return isinstance(event, StepDone) and event.images_per_second > 0


@pytest.mark.parametrize("steps", [2, 15])
def test_a_run_that_was_stopped_goes_on(tmp_path, model, steps):
    folder = write_run(tmp_path / "run", model, how="these-photos", time_budget=4.0)
    events, more = [], []
    stopped = work(
        folder,
        on_event=events.append,
        should_stop=lambda: sum(map(of_candidate, events)) >= steps,
    )
    assert stopped is None
    assert not (folder / VERDICT_FILE).exists()
    chosen = (folder / CHOICE_FILE).read_text()
    assert work(folder, resume=True, on_event=more.append) is not None
    assert (folder / CHOICE_FILE).read_text() != chosen
    first = next(event.step for event in more if of_candidate(event))
    assert first > 1


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"best": {"head": 1e300}, "wrong": 0, "tried": []}',
        '{"best": {"head": NaN}, "wrong": 0, "tried": []}',
        '{"best": {}, "wrong": 0, "tried": [], "seconds": Infinity}',
    ],
)
def test_a_damaged_choice_is_made_once_more(tmp_path, model, text):
    folder = write_run(tmp_path / "run", model, how="these-photos")
    (folder / CHOICE_FILE).write_text(text)
    assert work(folder, resume=True) is not None


def test_the_last_layers_report_their_loss_and_the_time_left_to_the_end(tmp_path, model):
    events = []
    work(write_run(tmp_path / "run", model, how="these-photos"), on_event=events.append)
    learning = events[events.index(PhaseStarted("learn")) :]
    last_layers = [each for each in learning if isinstance(each, StepDone) and not of_candidate(each)]
    assert len(last_layers) == 120
    assert last_layers[-1].loss < last_layers[0].loss
    assert last_layers[-1].seconds_left < last_layers[20].seconds_left
