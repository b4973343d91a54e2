"""The robustness table says what the parser does on harmed photos."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from faceparse_core.losses import IGNORE
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.corruptions import Corruption
from faceparse_training.evaluation.robustness import Robustness, labels_at, measure
from faceparse_training.studies.robustness_report import markdown
from tests.training.faces import draw
from tests.training.finetune.tuning_run import write_model


@pytest.fixture(scope="module")
def portrait(shipped_parser, _astronaut) -> HeldOutPhoto:
    """A portrait whose truth is the network's own answer for the clean picture."""
    photo = cv2.resize(_astronaut[5:205, 125:325], (160, 160), interpolation=cv2.INTER_AREA)
    return HeldOutPhoto("portrait", photo, shipped_parser.parse(photo, "whole").labels)


@pytest.fixture
def small_parser(tmp_path) -> Parser:
    """One whose answers are arbitrary but always the same."""
    return Parser.load(write_model(tmp_path / "tiny.safetensors"), "cpu")


@pytest.fixture
def drawn(small_parser) -> HeldOutPhoto:
    """A drawn face whose truth is the small network's own answer."""
    photo, _ = draw(0)
    return HeldOutPhoto("drawn", photo, small_parser.parse(photo, "whole").labels)


UNHARMED = Corruption("unharmed", "unharmed", True, lambda picture, labels, seed: (picture, labels))
BLACK = Corruption("black", "black", False, lambda picture, labels, seed: (np.zeros_like(picture), labels))
LEFT = Corruption(
    "left",
    "left half, moved out of sight",
    True,
    lambda picture, labels, seed: (
        picture,
        np.where(np.arange(labels.shape[1]) < labels.shape[1] // 2, np.uint8(IGNORE), labels),
    ),
)


@pytest.fixture(scope="module")
def measured(shipped_parser, portrait) -> tuple[Robustness, list[int]]:
    """What three corruptions leave of the portrait, and how often it was told that a photo is done."""
    done: list[int] = []
    corruptions = (UNHARMED, BLACK, LEFT)
    return measure(shipped_parser, [portrait], corruptions, on_done=lambda: done.append(1)), done


def test_the_rows_say_what_is_left(measured):
    found, done = measured
    unharmed, black, left = found.rows
    assert (found.images, done) == (1, [1])
    assert found.clean.whole == unharmed.whole == unharmed.moved == 1.0
    assert found.clean.auto == unharmed.auto
    assert black.whole < 0.3
    assert black.auto is black.moved is None
    assert left.whole == left.moved == 1.0  # nothing is asked where the truth is unknown
    assert found.losses(black) == (pytest.approx(1 - black.whole), None)
    assert found.losses(unharmed) == (0, 0)


def test_figures_are_the_mean_over_the_images_of_per_image_f(small_parser, drawn):
    other = HeldOutPhoto("other", np.ascontiguousarray(drawn.photo[::-1]), drawn.truth)
    found = measure(small_parser, [drawn, other], ())
    expected = mean_f(confusion(other.truth, small_parser.parse(other.photo, "whole").labels))
    assert expected < 1
    assert found.clean.whole == pytest.approx((1 + expected) / 2)


def test_a_seed_follows_from_the_name_alone(small_parser, drawn):
    seeds: list[int] = []
    remember = Corruption("seen", "seen", False, lambda p, labels, seed: (seeds.append(seed), (p, labels))[1])
    measure(small_parser, [drawn, replace(drawn, stem="other"), drawn], (remember,))
    assert seeds[0] == seeds[2] != seeds[1]


def test_without_an_image_there_is_no_figure(shipped_parser):
    with pytest.raises(ValueError, match="no image"):
        measure(shipped_parser, [])


def test_the_answer_for_a_small_photo_is_read_off_at_the_truth_s_size(shipped_parser, astronaut):
    small = cv2.resize(astronaut[5:205, 125:325], (128, 128), interpolation=cv2.INTER_AREA)
    for mode in ("whole", "auto"):
        result = shipped_parser.parse(small, mode)
        large = labels_at((256, 256), result)
        assert large.shape == (256, 256)
        coarse = cv2.resize(result.labels, (256, 256), interpolation=cv2.INTER_NEAREST)
        assert 0.97 < (large == coarse).mean() < 1  # the same parts, with finer edges
        assert labels_at((128, 128), result) is result.labels


def test_the_report_marks_the_rows_that_lose_too_much(measured):
    found, _ = measured
    lines = markdown("lmsa", found).splitlines()
    assert f"**{1 - found.rows[1].whole:.4f}**" in next(line for line in lines if line.startswith("| black"))
    assert "**" not in next(line for line in lines if line.startswith("| unharmed"))
