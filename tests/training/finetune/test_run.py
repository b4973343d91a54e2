"""Whole fine-tunings of a small network: what comes of them, what stops them, where they go on."""

import itertools

import pytest
import torch

from faceparse_core.model_files.checkpoint import CheckpointError, load_model, read_info
from faceparse_core.photos.imaging import read_label_map, read_photo
from faceparse_core.trainer.events import (
    Judged,
    Notice,
    PhaseStarted,
    RunFinished,
    RunStarted,
    Scored,
    StepDone,
)
from faceparse_core.trainer.step import TrainingError
from faceparse_training.data.datasets import DataError
from faceparse_training.finetune import phase
from faceparse_training.finetune.manifest import (
    CROPS,
    EXAMPLES,
    VERDICT_FILE,
    ManifestError,
    read_run,
    read_verdict,
)
from faceparse_training.finetune.run import MODEL_FILE, finetune
from tests.training.faces import write_pairs
from tests.training.finetune.tuning_run import QUICK, write_model, write_run


class CountingClock:
    """Every step takes 60 ms, whatever else the machine does."""

    slowdown = 1.0
    is_busy = False

    def __init__(self, device):
        self._laps = 0.0

    def start(self):
        self._laps = 0.06

    def lap(self):
        took, self._laps = self._laps, 0.0
        return took


@pytest.fixture(autouse=True)
def counted_time(monkeypatch):
    """The same number of steps on every machine."""
    monkeypatch.setattr(phase, "WorkClock", CountingClock)


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "tiny.safetensors")


@pytest.fixture
def run(tmp_path, model):
    """``run(**what)``: a run's folder, of four corrections unless told otherwise."""
    numbers = itertools.count()
    return lambda **what: write_run(tmp_path / f"run{next(numbers)}", what.pop("model", model), **what)


def stop_after(steps, events):
    """Tell the events into ``events``, and ask to stop after so many steps."""

    def should_stop():
        return sum(isinstance(event, StepDone) for event in events) >= steps

    return {"on_event": events.append, "should_stop": should_stop, "config": QUICK, "device": "cpu"}


def test_a_run_leaves_a_better_network_its_verdict_and_examples(run, model):
    folder, events = run(untouched=2, time_budget=3.0), []

    verdict = finetune(folder, config=QUICK, device="cpu", on_event=events.append)

    assert verdict == read_verdict(folder)
    assert verdict.promote, verdict.reason
    held_back, wrong, areas, untouched = verdict.checks
    assert (held_back.kind, held_back.images) == ("held_back", 4)
    assert (wrong.kind, areas.kind) == ("wrong", "areas")
    assert wrong.after < 0.9 * wrong.before
    assert held_back.after > held_back.before + 0.1
    assert (untouched.kind, untouched.images) == ("untouched", 2)
    info = read_info(folder / MODEL_FILE)
    assert (info.parent, info.data["root"]) == ("tiny", "tiny")
    assert info.data["images"] == ["face0", "face1", "face2", "face3"]
    assert info.data["corrections"] == 4
    assert info.data["fingerprint"] == read_run(folder).fingerprint
    assert info.recipe["finetune"]["lr"] == QUICK.lr
    assert {example.image for example in verdict.examples} == {f"face{n}" for n in range(4)}
    for example in verdict.examples:
        assert read_photo(folder / EXAMPLES / example.photo).shape == (64, 64, 3)
        for picture in (example.before, example.after, example.truth):
            assert read_label_map(folder / EXAMPLES / picture).shape == (64, 64)
    assert not (folder / "state.safetensors").exists()


def test_the_events_come_in_the_order_the_window_waits_for(run):
    events = []
    finetune(run(), config=QUICK, device="cpu", on_event=events.append)
    assert isinstance(events[0], RunStarted)
    assert (events[0].train_images, events[0].validation_images) == (4, 4)
    phases = [event.phase for event in events if isinstance(event, PhaseStarted)]
    assert phases == ["prepare", "hold_back", "learn", "judge"]
    scores = [event for event in events if isinstance(event, Scored)]
    assert [score.step for score in scores] == sorted(score.step for score in scores)
    assert len(scores) == 4
    left = [event.seconds_left for event in events if isinstance(event, StepDone)]
    assert left[-1] < left[len(left) // 2] < left[1] + 1
    assert isinstance(events[-2], Judged)
    assert events[-1] == RunFinished("done", 1, 1, events[-1].best_f, events[-1].model)


def test_the_weights_that_must_be_kept_are_measured_on_the_users_photos_without_a_file(run):
    events = []
    finetune(run(untouched=3), config=QUICK, device="cpu", on_event=events.append)
    assert any(isinstance(e, Notice) and "measured on 7 of your own crops" in e.text for e in events)


def test_one_correction_is_learned_but_not_put_to_use(run):
    verdict = finetune(run(corrected=1), config=QUICK, device="cpu")
    assert not verdict.promote
    assert "One correction" in verdict.reason
    assert verdict.examples == ()


def test_a_network_that_has_learned_from_the_corrections_is_no_measure(run, tmp_path):
    """It would look better than it is: the result is compared with the start."""
    data = {"images": ["face0", "face1", "face2", "face3"], "root": "tiny"}
    current = write_model(tmp_path / "v1.safetensors", data=data)
    verdict = finetune(run(current=str(current)), config=QUICK, device="cpu")
    assert verdict.checks[0].images == 4
    assert "The version it started from was compared" in verdict.reason

    again = finetune(run(model=current), config=QUICK, device="cpu")
    assert not again.promote
    assert "has learned from these corrections before" in again.reason


def test_only_corrections_new_to_the_network_in_use_judge_it(run, tmp_path):
    current = write_model(tmp_path / "v1.safetensors", data={"images": ["face0", "face1"]})
    verdict = finetune(run(corrected=5, current=str(current)), config=QUICK, device="cpu")
    assert {example.image for example in verdict.examples} == {"face2", "face3", "face4"}


def test_stopped_runs_go_on_to_their_verdict(run):
    folder, events = run(), []
    assert finetune(folder, **stop_after(3, events)) is None
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "stopped"
    assert (folder / "state.safetensors").exists()
    assert not (folder / VERDICT_FILE).exists()

    more = []
    verdict = finetune(folder, config=QUICK, device="cpu", resume=True, on_event=more.append)

    assert verdict is not None
    assert next(event.step for event in more if isinstance(event, StepDone)) == 4


def test_a_run_stopped_while_it_learns_does_not_hold_back_again(run):
    folder, events = run(), []

    def in_last_phase():
        learns = PhaseStarted("learn") in events
        return learns and isinstance(events[-1], StepDone)

    finetune(folder, config=QUICK, device="cpu", on_event=events.append, should_stop=in_last_phase)
    more = []
    finetune(folder, config=QUICK, device="cpu", resume=True, on_event=more.append)
    assert PhaseStarted("hold_back") not in more
    assert read_verdict(folder).checks[0].images == 4


def test_without_resume_it_begins_anew(run):
    folder, events = run(), []
    finetune(folder, **stop_after(3, events))
    more = []
    finetune(folder, config=QUICK, device="cpu", on_event=more.append)
    assert next(event.step for event in more if isinstance(event, StepDone)) == 1


def test_resuming_copes_with_a_damaged_and_a_missing_state(run):
    folder, events = run(), []
    finetune(folder, **stop_after(3, events))
    (folder / "state.safetensors").write_bytes(b"nonsense")
    more = []
    assert finetune(folder, config=QUICK, device="cpu", resume=True, on_event=more.append) is not None
    assert any(isinstance(event, Notice) and "begins anew" in event.text for event in more)

    assert finetune(run(), config=QUICK, device="cpu", resume=True) is not None


@pytest.mark.parametrize("which", ["base", "current"])
def test_a_network_deleted_from_the_disk_is_named(run, tmp_path, which):
    gone = tmp_path / "v7.safetensors"
    with pytest.raises(CheckpointError, match=r"v7\.safetensors"):
        finetune(run(**{which: str(gone)}), config=QUICK, device="cpu")


def test_a_network_of_another_class_table_is_refused(run, tmp_path):
    other = write_model(tmp_path / "other.safetensors", classes=("background", "skin"))
    with pytest.raises(CheckpointError, match="another class table"):
        finetune(run(model=other), config=QUICK, device="cpu")


def test_a_loss_that_is_no_number_leaves_no_network(run, monkeypatch):
    monkeypatch.setattr(
        "faceparse_training.finetune.learner.dice", lambda log_p, labels: log_p.sum() * float("nan")
    )
    folder = run()
    with pytest.raises(TrainingError, match="no longer a number"):
        finetune(folder, config=QUICK, device="cpu")
    assert not (folder / MODEL_FILE).exists()
    assert not (folder / VERDICT_FILE).exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda crops: (crops / "0.png").unlink(), r"0\.png"),
        (lambda crops: (crops / "1-labels.png").write_bytes(b"\x89PNG"), r"1-labels\.png"),
        (lambda crops: (crops / "2.png").write_bytes((crops / "2.png").read_bytes()[:200]), r"2\.png"),
    ],
)
def test_a_damaged_crop_is_named(run, spoil, said):
    folder = run()
    spoil(folder / CROPS)
    with pytest.raises(ManifestError, match=said):
        finetune(folder, config=QUICK, device="cpu")


def test_a_crop_outside_the_run_is_not_read(run):
    folder = run()
    file = folder / "run.json"
    file.write_text(file.read_text().replace('"0.png"', '"../../0.png"'))
    with pytest.raises(ManifestError, match="outside"):
        finetune(folder, config=QUICK, device="cpu")


def test_a_disk_that_is_full_in_mid_save_leaves_the_state_before(run, monkeypatch):
    folder, events = run(), []
    finetune(folder, **stop_after(2, events))
    before = (folder / "state.safetensors").read_bytes()

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("faceparse_core.trainer.state.atomic_write", full)
    monkeypatch.setattr(phase, "_SAVE_EVERY", 0.0)
    with pytest.raises(OSError, match="No space left"):
        finetune(folder, config=QUICK, device="cpu", resume=True)
    assert (folder / "state.safetensors").read_bytes() == before


def test_a_replay_folder_is_learned_along_and_judged(run, tmp_path):
    data = write_pairs(tmp_path / "old", 8)
    verdict = finetune(run(replay=str(data)), config=QUICK, device="cpu")
    (replay,) = [check for check in verdict.checks if check.kind == "replay"]
    assert replay.images == 2
    assert replay.after > replay.before

    with pytest.raises(DataError, match="at least two"):
        finetune(run(replay=str(write_pairs(tmp_path / "one", 1))), config=QUICK, device="cpu")


def test_the_network_differs_from_its_start_as_far_as_the_method_lets_it(run, model):
    folder = run(how="careful")
    finetune(folder, config=QUICK.model_copy(update={"max_distance": 1e-12}), device="cpu")
    learned, start = load_model(folder / MODEL_FILE)[0], load_model(model)[0]
    for new, old in zip(learned.parameters(), start.parameters(), strict=True):
        assert torch.allclose(new, old, atol=1e-2)


def test_short_memory_is_reported_and_gone_on_with(run, monkeypatch):
    from faceparse_core.model import MicroSegFormer

    forward = MicroSegFormer.forward

    def greedy(self, pictures):
        if torch.is_grad_enabled() and len(pictures) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, pictures)

    monkeypatch.setattr(MicroSegFormer, "forward", greedy)
    events = []
    assert finetune(run(), config=QUICK, device="cpu", on_event=events.append) is not None
    assert any(isinstance(e, Notice) and "goes on with 2 crops" in e.text for e in events)
