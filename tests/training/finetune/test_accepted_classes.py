"""Photos that were accepted for some classes only teach these, and are judged by these."""

import json

import numpy as np
import torch
from torch.nn import functional as F

from faceparse_core.labels import ID_OF
from faceparse_core.losses import IGNORE
from faceparse_training.finetune.accepted_classes import OTHER, known_labels
from faceparse_training.finetune.comparison import compare_labels
from faceparse_training.finetune.learner import FinetuneConfig, TrainingCrop
from faceparse_training.finetune.manifest import RUN_FILE
from faceparse_training.finetune.pixel_loss import exclude, pixel_loss
from faceparse_training.finetune.run import finetune
from tests.training.finetune.tuning_run import write_model, write_run

SKIN, HAIR, EARRING, NOSE = (ID_OF[name] for name in ("skin", "hair", "ear_r", "nose"))


def gradient(labels: list[int]) -> torch.Tensor:
    """Of the loss of such pixels, by the scores of the classes, which are all alike."""
    scores = torch.zeros(1, 19, len(labels), requires_grad=True)
    log_p = F.log_softmax(scores, 1)
    loss, _ = pixel_loss(log_p, torch.tensor([labels]), exclude((EARRING,))[None])
    loss.sum().backward()
    assert scores.grad is not None
    return scores.grad[0]


def test_what_is_known_is_what_is_or_was_of_an_accepted_class():
    labels = np.array([[EARRING, HAIR, SKIN, IGNORE]], np.uint8)
    predicted = np.array([[SKIN, EARRING, SKIN, SKIN]], np.uint8)
    known = known_labels(labels, predicted, [EARRING])
    assert known.tolist() == [[EARRING, HAIR, OTHER, IGNORE]]
    assert known_labels(labels, predicted, []).tolist() == labels.tolist()


def test_where_no_earring_was_left_only_the_earring_loses():
    slope = gradient([OTHER])[:, 0]
    assert slope[EARRING] > 0
    others = np.delete(slope.numpy(), EARRING)
    assert (others < 0).all()
    assert np.ptp(others) < 1e-7, "nothing is said of which of them it is"


def test_known_and_unknown_pixels_are_as_ever():
    known, unknown = gradient([HAIR, IGNORE]).T
    assert known[HAIR] < 0
    assert (np.delete(known.numpy(), HAIR) > 0).all()
    assert not unknown.any()


def test_only_accepted_classes_are_judged():
    """The network loses a nose that nobody looked at, and finds an earring."""
    truth = np.full((64, 64), OTHER, np.uint8)
    truth[40:56, 40:56] = EARRING
    before = np.full((64, 64), SKIN, np.uint8)
    before[:30, :30] = NOSE
    after = np.full((64, 64), SKIN, np.uint8)
    after[40:56, 40:56] = EARRING
    changed = (truth == EARRING) * np.uint8(255)
    sample = TrainingCrop(np.zeros((64, 64, 3), np.uint8), truth, changed, (EARRING,))
    found = compare_labels("a", sample, before, after)
    assert (found.wrong_before, found.wrong_after) == (256, 0)
    assert (found.areas_before, found.areas_after) == (1, 0)


def test_an_earring_where_the_person_left_none_is_wrong():
    truth = np.full((64, 64), OTHER, np.uint8)
    before = np.full((64, 64), SKIN, np.uint8)
    after = before.copy()
    after[10:30, 10:30] = EARRING
    sample = TrainingCrop(np.zeros((64, 64, 3), np.uint8), truth, np.zeros_like(truth), (EARRING,))
    found = compare_labels("a", sample, before, after)
    assert found.wrong_before == 0
    assert found.wrong_after > 300, "but for the corners, which are slivers"


def test_a_run_that_names_all_classes_is_judged_by_all(tmp_path):
    model = write_model(tmp_path / "tiny.safetensors")
    folder = write_run(tmp_path / "run", model, how="these-photos")
    data = json.loads((folder / RUN_FILE).read_text())
    for crop in data["crops"]:
        crop["classes"] = list(range(19))
    (folder / RUN_FILE).write_text(json.dumps(data))
    verdict = finetune(folder, config=FinetuneConfig(side=64), device="cpu")
    assert verdict is not None
    assert len(verdict.classes) > 1
