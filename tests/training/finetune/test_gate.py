"""The gate: what is held back, what counts as better, and what it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from faceparse_core.labels import ID_OF, NAMES
from faceparse_core.metrics import confusion
from faceparse_training.evaluation.crop_predictor import CropPrediction
from faceparse_training.finetune import gate
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.gate import CropPair, HeldBack, HeldBackCorrection
from faceparse_training.finetune.learner import TrainingCrop
from faceparse_training.finetune.manifest import Check, Crop

SKIN, HAIR, NOSE, CLOTH = (ID_OF[name] for name in ("skin", "hair", "nose", "cloth"))


def image(name, right_before, right_after, area=100):
    """A picture of skin and hair of which so many of a hundred pixels of skin were right."""

    def matrix(right):
        truth = np.repeat([SKIN, HAIR], area).astype(np.uint8)
        said = truth.copy()
        said[: area - right] = HAIR
        return confusion(truth, said).tolist()

    return HeldBackCorrection(image=name, before=matrix(right_before), after=matrix(right_after))


def held(*changes):
    return HeldBack(images=tuple(image(str(n), *change) for n, change in enumerate(changes)))


def answer(labels):
    labels = np.asarray(labels, np.uint8)
    return CropPrediction(labels, labels, np.ones(labels.shape, bool), 0.0)


@given(st.integers(0, 300), st.integers(0, 5))
def test_every_correction_is_held_back_at_most_once_and_few_exactly_once(count, seed):
    images = [f"image {n}" for n in range(count)]
    folds = gate.folds(images, seed)
    held_back = [each for fold in folds for each in fold]
    assert len(set(held_back)) == len(held_back)
    assert set(held_back) <= set(images)
    if count < 2:
        assert folds == []
    elif count < 20:
        assert len(folds) == 2
        assert set(held_back) == set(images)
        assert abs(len(folds[0]) - len(folds[1])) <= 1
    else:
        (fold,) = folds
        assert len(fold) == min(40, round(count / 5))
    assert folds == gate.folds(images, seed)


def test_a_rise_within_the_standard_error_is_no_proof():
    assert gate.check_held_back(held((50, 70), (50, 72), (50, 69))).passed
    assert not gate.check_held_back(held((50, 90), (50, 20), (50, 45))).passed
    assert not gate.check_held_back(held((50, 90))).passed
    assert not gate.check_held_back(held((50, 40), (50, 41), (50, 39))).passed
    assert not gate.check_held_back(held((50, 50), (50, 50))).passed


def test_every_check_must_pass_and_the_reason_names_the_one_that_did_not():
    better = held((50, 70), (50, 72), (50, 69))
    forgot = Check(kind="replay", images=9, before=0.85, after=0.80, passed=False)
    strayed = Check(kind="untouched", images=9, before=1.0, after=0.9, passed=False)
    assert gate.decide(better, [None], "").promote
    verdict = gate.decide(better, [forgot], "")
    assert not verdict.promote
    assert "forgot: F 0.800 on the replay folder, before 0.850" in verdict.reason
    assert "10.0%" in gate.decide(better, [strayed], "").reason
    worse = gate.decide(held((50, 40), (50, 41)), [], "")
    assert worse.reason.startswith("Not better: ")
    assert "beyond chance" in gate.decide(held((50, 90), (50, 30), (50, 50)), [], "").reason
    assert gate.decide(HeldBack(), [], "nobody knows").reason == "nobody knows"
    assert not gate.decide(HeldBack(), [], "nobody knows").promote


def test_the_table_of_classes_is_the_mean_over_the_images_that_hold_the_class():
    rng = np.random.default_rng(0)
    images, scores = [], {}
    for number in range(3):
        truth = rng.choice([SKIN, HAIR] if number else [SKIN, NOSE], 500).astype(np.uint8)
        before = np.where(rng.random(500) < 0.7, truth, HAIR).astype(np.uint8)
        images.append(
            HeldBackCorrection(
                image=str(number),
                before=confusion(truth, before).tolist(),
                after=confusion(truth, truth).tolist(),
            )
        )
        for each in np.unique(truth):
            f = f1_score(truth == each, before == each)
            scores.setdefault(NAMES[each], []).append(f)
    rows = gate.decide(HeldBack(images=tuple(images)), [], "").classes
    assert {row.name: row.images for row in rows} == {"skin": 3, "hair": 2, "nose": 1}
    for row in rows:
        assert row.before == pytest.approx(np.mean(scores[row.name]))
        assert row.after == 1.0


def test_ten_examples_from_the_one_that_lost_most_to_the_one_that_gained_most():
    images = [image(str(n), 50, 30 + n) for n in range(41)]
    chosen = gate.choose_examples(images)
    assert len(chosen) == 10
    assert chosen[0] == "0"
    assert chosen[-1] == "40"
    assert [int(name) for name in chosen] == sorted(int(name) for name in chosen)
    assert gate.choose_examples(images[:3]) == ["0", "1", "2"]


def test_faces_of_one_image_are_pooled_and_wide_crops_left_out(monkeypatch):
    truths = {"a": SKIN, "b": HAIR}

    def sample(self, crop):
        assert not crop.wide
        return TrainingCrop(np.zeros((2, 2, 3), np.uint8), np.full((2, 2), truths[crop.photo], np.uint8))

    monkeypatch.setattr(Corrections, "sample", sample)
    crops = [
        Crop(image="one", photo="a", labels="a"),
        Crop(image="one", photo="b", labels="b"),
        Crop(image="one", photo="a", labels="a", wide=True),
    ]
    pair = CropPair(lambda photo: answer([[SKIN] * 2] * 2), lambda photo: answer([[HAIR] * 2] * 2))
    (only,) = gate.compare(Corrections.__new__(Corrections), crops, pair)
    assert np.array(only.before)[[SKIN, HAIR], SKIN].tolist() == [4, 4]
    assert np.array(only.after)[[SKIN, HAIR], HAIR].tolist() == [4, 4]


def test_what_the_corrections_ask_for_is_no_forgetting():
    """Cloth that a person made background may go elsewhere too; skin may not."""
    truth = np.zeros((10, 10), np.uint8)
    said = np.full((10, 10), CLOTH, np.uint8)
    matrix = confusion(truth, said).tolist()
    rule = HeldBack(images=(HeldBackCorrection(image="1", before=matrix, after=matrix),))
    photo = np.zeros((4, 4, 3), np.uint8)
    half = [[CLOTH] * 4] * 2 + [[SKIN] * 4] * 2

    def check(after, held):
        return gate.check_untouched([photo], CropPair(lambda _: answer(half), lambda _: answer(after)), held)

    no_cloth = [[0] * 4] * 2 + [[SKIN] * 4] * 2
    assert check(no_cloth, rule).after == 1.0
    assert check(no_cloth, rule).passed
    assert check(no_cloth, HeldBack()).after == 0.5
    assert not check(no_cloth, HeldBack()).passed
    no_skin = [[CLOTH] * 4] * 2 + [[0] * 4] * 2
    assert check(no_skin, rule).after == 0.5
    assert gate.check_untouched([], CropPair(lambda _: answer(half), lambda _: answer(half)), rule) is None


def test_a_replay_folder_may_lose_half_a_hundredth():
    truth = np.repeat(np.array([[SKIN, HAIR]], np.uint8), 1000, axis=0)

    def wrong(rows):
        said = truth.copy()
        said[:rows] = said[:rows, ::-1]
        return answer(said)

    photos = [(np.zeros((1000, 2, 3), np.uint8), truth)]
    little = gate.check_replay(photos, CropPair(lambda _: wrong(0), lambda _: wrong(4)))
    assert little.passed
    assert little.after == pytest.approx(0.996)
    assert not gate.check_replay(photos, CropPair(lambda _: wrong(0), lambda _: wrong(6))).passed
    assert gate.check_replay([], CropPair(lambda _: wrong(0), lambda _: wrong(0))) is None
