"""A network that gets used to photos before any correction: what comes of it, and when it is used."""

import pytest
import torch

from faceparse_core.model_files.checkpoint import load_model, read_info
from faceparse_core.trainer.events import Judged, PhaseStarted, RunFinished, StepDone, TimeLeft
from faceparse_training.data.datasets import DataError
from faceparse_training.finetune.familiarise import Face, judge
from faceparse_training.finetune.manifest import VERDICT_FILE, read_verdict
from faceparse_training.finetune.run import MODEL_FILE, finetune
from tests.training.finetune.tuning_run import write_model, write_run


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "tiny.safetensors")


def test_only_the_statistics_of_normalisation_move_and_the_gate_says_what_of_it(tmp_path, model):
    folder, events = write_run(tmp_path / "run", model, corrected=0, untouched=8), []
    verdict = finetune(folder, device="cpu", on_event=events.append)

    assert verdict == read_verdict(folder)
    assert {check.kind for check in verdict.checks} == {"expected", "untouched"}
    assert verdict.is_without_corrections
    before, after = (load_model(file)[0].state_dict() for file in (model, folder / MODEL_FILE))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert all(name.endswith(("running_mean", "running_var")) for name in moved)
    info = read_info(folder / MODEL_FILE)
    assert info.data["corrections"] == 0
    assert info.data["images"] == []  # they may judge any fine-tuning that follows
    assert PhaseStarted("familiarise") in events
    left = [event.seconds_left for event in events if isinstance(event, TimeLeft)]
    assert len(left) == 8 + 8 + 8
    assert left[-1] == 0
    assert not any(isinstance(event, StepDone) for event in events)
    assert [type(event) for event in events[-2:]] == [Judged, RunFinished]


def test_too_few_photos_are_said(tmp_path, model):
    folder = write_run(tmp_path / "run", model, corrected=0, untouched=7)
    with pytest.raises(DataError, match="7 parsed photos are too few"):
        finetune(folder, device="cpu")


def test_a_stop_between_two_photos_leaves_no_verdict_and_the_run_can_be_begun_again(tmp_path, model):
    folder, asked = write_run(tmp_path / "run", model, corrected=0, untouched=8), []

    def should_stop():
        asked.append(True)
        return len(asked) == 5

    assert finetune(folder, device="cpu", should_stop=should_stop) is None
    assert not (folder / VERDICT_FILE).exists()
    assert finetune(folder, device="cpu", resume=True) is not None


def faces(before, after, stays=0.99, count=10):
    """Faces that differ a little in what is expected wrong in them."""
    spread = [1 + 0.02 * (number % 3 - 1) for number in range(count)]
    return [Face(512 * 512, before, after * part, stays) for part in spread]


def test_a_network_that_is_surer_of_photos_it_did_not_measure_takes_over():
    verdict = judge(faces(0.05, 0.044))
    assert verdict.promote
    assert not verdict.ask
    assert "got used to" in verdict.reason


@pytest.mark.parametrize(
    ("after", "said"), [(0.05, "nothing to gain"), (0.0495, "nothing to gain"), (0.06, "less sure of them")]
)
def test_what_is_not_surer_by_more_than_is_felt_changes_nothing(after, said):
    verdict = judge(faces(0.05, after))
    assert not verdict.promote
    assert said in verdict.reason


def test_a_network_that_says_other_things_where_it_was_sure_is_not_used_however_sure_it_is():
    verdict = judge(faces(0.05, 0.02, stays=0.9))
    assert not verdict.promote
    assert "too much of what was sure" in verdict.reason
