"""The two networks on a correction: what of their difference counts, and what nobody has decided."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_training.evaluation.crop_predictor import CropPrediction
from faceparse_training.evaluation.played_person import correct
from faceparse_training.finetune import comparison
from faceparse_training.finetune.comparison import CropPair, HeldBackCorrection
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import TrainingCrop
from faceparse_training.finetune.manifest import Crop

SKIN, HAIR = ID_OF["skin"], ID_OF["hair"]
SIDE = 128
NO_PHOTO = np.zeros((SIDE, SIDE, 3), np.uint8)


def answer(labels):
    labels = np.asarray(labels, np.uint8)
    return CropPrediction(labels, labels, np.ones(labels.shape, bool), 0.0)


def hair_from(column):
    """Skin on the left, hair from this column on."""
    labels = np.full((SIDE, SIDE), SKIN, np.uint8)
    labels[:, column:] = HAIR
    return labels


@pytest.fixture
def judge():
    """``judge(truth, before, after)``: as a person corrects it, from the prediction of the network before."""

    def work(truth, before, after, remembered=True):
        corrected = correct(before, truth)
        changed = corrected.changed.astype(np.uint8) * 255 if remembered else None
        return comparison.compare_labels(
            "photo", TrainingCrop(NO_PHOTO, corrected.labels, changed), before, after
        )

    return work


@pytest.mark.parametrize("remembered", [True, False])
def test_an_edge_that_lies_a_little_otherwise_where_nothing_was_changed_is_no_mistake(judge, remembered):
    truth = hair_from(60)
    for column in (56, 64):
        found = judge(truth, hair_from(60), hair_from(column), remembered)
        assert (found.wrong_before, found.wrong_after) == (0, 0)
        assert (found.areas_before, found.areas_after) == (0, 0)


def test_a_large_difference_where_nothing_was_changed_is_one(judge):
    found = judge(hair_from(60), hair_from(60), hair_from(80))
    assert found.wrong_before == 0
    assert found.wrong_after == pytest.approx(20 * SIDE, rel=0.01)  # its corners are rounded off
    assert (found.areas_before, found.areas_after) == (0, 1)
    assert found.area_pixels_after == pytest.approx(20 * SIDE, rel=0.01)


def test_what_was_changed_counts_to_the_pixel_and_a_little_beyond(judge):
    """Else a new network gains by what it moves inward, and loses nothing by what it moves outward."""
    truth, before = hair_from(60), hair_from(100)
    for column, wrong in ((60, 0), (62, 2), (58, 2), (90, 30), (40, 20)):
        found = judge(truth, before, hair_from(column))
        assert found.wrong_before == pytest.approx(40 * SIDE, rel=0.01)
        assert found.wrong_after == pytest.approx(wrong * SIDE, abs=0.01 * 40 * SIDE)


def test_two_networks_that_are_alike_good_are_so_whichever_was_corrected(judge):
    """By all pixels of what a person accepted, the other one is always the worse; this is mostly undone."""
    rng = np.random.default_rng(0)
    shares, whole = [], []
    for _ in range(6):
        truth = hair_from(60)
        one, other = (
            np.where(np.arange(SIDE) < edge[:, None], SKIN, HAIR).astype(np.uint8)
            for edge in 60 + np.cumsum(rng.normal(0, 1.2, (2, SIDE)), axis=1).round()
        )
        for before, after in ((one, other), (other, one)):
            found = judge(truth, before, after)
            shares.append((found.wrong_before, found.wrong_after))
            labels = correct(before, truth).labels
            whole.append(((labels != before).sum(), (labels != after).sum()))
    judged, all_pixels = (after / before - 1 for before, after in (np.sum(shares, 0), np.sum(whole, 0)))
    assert abs(judged) < all_pixels / 2
    assert all_pixels > 0.3


def test_faces_of_one_image_are_pooled_and_wide_crops_left_out(monkeypatch):
    truths = {"a": SKIN, "b": HAIR}

    def sample(self, crop):
        assert not crop.wide
        return TrainingCrop(NO_PHOTO, np.full((SIDE, SIDE), truths[crop.photo], np.uint8))

    monkeypatch.setattr(Corrections, "sample", sample)
    crops = [
        Crop(image="one", photo="a", labels="a"),
        Crop(image="one", photo="b", labels="b"),
        Crop(image="one", photo="a", labels="a", wide=True),
    ]
    pair = CropPair(lambda photo: answer(hair_from(SIDE)), lambda photo: answer(hair_from(0)))
    (only,) = comparison.compare(Corrections.__new__(Corrections), crops, pair)
    pixels = SIDE**2
    assert np.array(only.before)[[SKIN, HAIR], SKIN].tolist() == [pixels, pixels]
    assert np.array(only.after)[[SKIN, HAIR], HAIR] == pytest.approx([pixels, pixels], rel=0.01)
    assert only.wrong_before == pixels
    assert only.wrong_after == pytest.approx(pixels, rel=0.01)
    assert (only.areas_before, only.areas_after) == (1, 1)


def test_ten_examples_from_the_one_that_lost_most_to_the_one_that_gained_most():
    def image(number):
        before, after = ([[0] * 19 for _ in range(19)] for _ in range(2))
        before[0][1], after[0][1] = 100, 100 - number
        return HeldBackCorrection(
            image=str(number),
            before=before,
            after=after,
            areas_before=0,
            areas_after=0,
            area_pixels_before=0,
            area_pixels_after=0,
        )

    images = [image(number) for number in np.random.default_rng(0).permutation(41)]
    chosen = comparison.choose_examples(images)
    assert len(chosen) == 10
    assert chosen[0] == "0"
    assert chosen[-1] == "40"
    assert [int(name) for name in chosen] == sorted(int(name) for name in chosen)


def held_back(image, wrong):
    before, after = ([[0] * 19 for _ in range(19)] for _ in range(2))
    before[0][1], after[0][1] = 100, wrong
    return HeldBackCorrection(
        image=image,
        before=before,
        after=after,
        areas_before=0,
        areas_after=0,
        area_pixels_before=0,
        area_pixels_after=0,
    )


def test_each_fold_is_judged_by_what_the_other_fold_chooses():
    one = ((held_back("a", 50),), (held_back("b", 90),))
    other = ((held_back("a", 80),), (held_back("b", 60),))
    found = comparison.chosen_apart([one, other], 0.0)
    assert [(each.image, each.wrong_after) for each in found] == [("a", 80), ("b", 90)]
    slightly = ((held_back("a", 49),), (held_back("b", 89),))
    assert comparison.chosen_apart([one, slightly], 0.05) == (*one[0], *one[1])
    assert comparison.chosen_apart([one, slightly], 0.0) == (*slightly[0], *slightly[1])


def test_the_best_of_many_that_are_alike_is_no_better():
    """Chosen by the same corrections it would look a sixth better."""
    rng = np.random.default_rng(0)
    apart, same = [], []
    for _ in range(100):
        wrongs = rng.integers(60, 141, (6, 2, 2))
        tried = [
            tuple(
                tuple(held_back(f"{fold}{n}", int(w)) for n, w in enumerate(of)) for fold, of in enumerate(m)
            )
            for m in wrongs
        ]
        apart.append(sum(each.wrong_after for each in comparison.chosen_apart(tried, 0.0)))
        same.append(wrongs.sum((1, 2)).min())
    assert np.mean(apart) == pytest.approx(400, rel=0.03)
    assert np.mean(same) < 0.87 * 400
