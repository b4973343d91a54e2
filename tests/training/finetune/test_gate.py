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
from faceparse_training.finetune.comparison import CropPair, HeldBackCorrection
from faceparse_training.finetune.gate import HeldBack
from faceparse_training.finetune.manifest import Check

SKIN, HAIR, NOSE, CLOTH = (ID_OF[name] for name in ("skin", "hair", "nose", "cloth"))


def correction(name, before, after, areas=(0, 0), area_pixels=(0, 0)):
    return HeldBackCorrection(
        image=name,
        before=before.tolist(),
        after=after.tolist(),
        areas_before=areas[0],
        areas_after=areas[1],
        area_pixels_before=area_pixels[0],
        area_pixels_after=area_pixels[1],
    )


def image(name, right_before, right_after, area=10_000, grown=0):
    """A picture of skin and hair of which so many of ten thousand pixels of skin were right."""

    def matrix(right):
        truth = np.repeat([SKIN, HAIR], area).astype(np.uint8)
        said = truth.copy()
        said[: area - right] = HAIR
        return confusion(truth, said)

    return correction(name, matrix(right_before), matrix(right_after), (8, 7), (4000, 4000 + grown))


def held(*changes, **more):
    return HeldBack(images=tuple(image(str(n), *change, **more) for n, change in enumerate(changes)))


def answer(labels):
    labels = np.asarray(labels, np.uint8)
    return CropPrediction(labels, labels, np.ones(labels.shape, bool), 0.0)


@given(st.integers(0, 300), st.integers(0, 5))
def test_every_correction_is_held_back_exactly_once_and_forty_of_more(count, seed):
    images = [f"image {n}" for n in range(count)]
    folds = gate.folds(images, seed)
    held_back = [each for fold in folds for each in fold]
    assert len(set(held_back)) == len(held_back)
    assert set(held_back) <= set(images)
    if count < 2:
        assert folds == []
    else:
        assert len(held_back) == min(count, 40)
        assert len(folds) == 2
        assert abs(len(folds[0]) - len(folds[1])) <= 1
    assert folds == gate.folds(images, seed)


def answer_to(*changes, others=(), careful=False, **more):
    verdict = gate.decide(held(*changes, **more), others, "", careful)
    assert not (verdict.promote and verdict.ask)
    return "better" if verdict.promote else "ask" if verdict.ask else "stays"


CLEARLY = [(5000, 7000), (5000, 7200), (5000, 6900), (5000, 7100)]


@pytest.mark.parametrize(
    ("changes", "answer", "said"),
    [
        (CLEARLY, "better", "About 41% less to correct: areas to correct"),
        ([(5000, 9000), (5000, 4500), (5000, 5100)], "ask", "Perhaps by chance, about 24% less"),
        ([(5000, 7000)], "ask", "Perhaps by chance"),
        ([(5000, 5050)] * 40, "ask", "Too small to be felt, about 1% less"),
        ([(5000, 7000), (5000, 1000), (5000, 6500)], "ask", "Too few corrections to tell, about 3% more"),
        ([(5000, 4000), (5000, 4100)], "ask", "Too few corrections to tell, about 19% more"),
        ([(5000, 4000), (5000, 4100)] * 3, "stays", "Not better, about 19% more to correct"),
        ([(5000, 5000)] * 12, "stays", "Not better, about 0% more"),
    ],
)
def test_a_clear_gain_takes_over_a_doubtful_one_is_asked_and_a_loss_stays(changes, answer, said):
    assert answer_to(*changes) == answer
    assert gate.decide(held(*changes), [], "").reason.startswith(said)


def test_where_large_areas_grow_the_person_is_asked():
    assert answer_to(*CLEARLY, grown=500) == "ask"
    assert "but large areas grew" in gate.decide(held(*CLEARLY, grown=500), [], "").reason


def test_where_what_is_left_falls_into_many_more_areas_the_person_is_asked():
    """Half of the wrong pixels, but crumbs: each of them wants a gesture of its own."""
    images = held(*CLEARLY).images
    crumbs = HeldBack(images=tuple(each.model_copy(update={"areas_after": 10}) for each in images))
    verdict = gate.decide(crumbs, [], "")
    assert (verdict.promote, verdict.ask) == (False, True)
    assert "but in more areas: areas to correct 8.0 → 10.0" in verdict.reason
    assert not verdict.check("areas").passed


def test_a_loss_elsewhere_is_shown_and_forbids_only_in_a_careful_run():
    forgot = Check(kind="replay", images=9, before=0.85, after=0.80, passed=False)
    strayed = Check(kind="untouched", images=9, before=1.0, after=0.9, passed=False)
    verdict = gate.decide(held(*CLEARLY), [forgot, None, strayed], "")
    assert verdict.promote
    assert "On the replay folder it is worse: F 0.800, before 0.850." in verdict.reason
    assert "changed 10.0% of what was sure" in verdict.reason
    assert verdict.checks[-2:] == (forgot, strayed)
    assert answer_to(*CLEARLY, others=[forgot], careful=True) == "stays"
    assert answer_to(*CLEARLY, careful=True) == "better"


def test_nobody_knows_without_held_back_corrections():
    verdict = gate.decide(HeldBack(), [], "nobody knows")
    assert (verdict.promote, verdict.ask, verdict.reason) == (False, False, "nobody knows")
    assert verdict.saved is None


def test_the_figures_are_those_of_a_photo():
    images = held((5000, 7000), (4000, 6000)).images
    f, wrong, areas = gate.checks_of(images)
    assert (wrong.before, wrong.after) == (5500, 3500)
    assert (areas.before, areas.after) == (8, 7)
    assert f.after > f.before
    assert gate.decide(HeldBack(images=images), [], "").saved == pytest.approx(1 - 3500 / 5500)


def test_a_merged_class_is_seen_by_its_wrong_pixels_alone():
    """Where a person calls nose what is skin, F knows of the skin alone, whatever it is called."""
    truth = np.full(10_000, SKIN, np.uint8)
    before, after = truth.copy(), truth.copy()
    before[:2000] = NOSE
    after[:100] = NOSE
    images = [
        HeldBackCorrection(
            image=str(n),
            before=confusion(truth, before).tolist(),
            after=confusion(truth, after).tolist(),
            areas_before=1,
            areas_after=0,
            area_pixels_before=2000,
            area_pixels_after=0,
        )
        for n in range(4)
    ]
    assert gate.decide(HeldBack(images=tuple(images)), [], "").promote


def test_the_table_of_classes_is_the_mean_over_the_images_that_hold_the_class():
    rng = np.random.default_rng(0)
    images, scores = [], {}
    for number in range(3):
        truth = rng.choice([SKIN, HAIR] if number else [SKIN, NOSE], 500).astype(np.uint8)
        before = np.where(rng.random(500) < 0.7, truth, HAIR).astype(np.uint8)
        images.append(correction(str(number), confusion(truth, before), confusion(truth, truth)))
        for each in np.unique(truth):
            f = f1_score(truth == each, before == each)
            scores.setdefault(NAMES[each], []).append(f)
    rows = gate.decide(HeldBack(images=tuple(images)), [], "").classes
    assert {row.name: row.images for row in rows} == {"skin": 3, "hair": 2, "nose": 1}
    for row in rows:
        assert row.before == pytest.approx(np.mean(scores[row.name]))
        assert row.after == 1.0


def test_what_the_corrections_ask_for_is_no_forgetting():
    """Cloth that a person made background may go elsewhere too; skin may not."""
    truth = np.zeros((10, 10), np.uint8)
    said = np.full((10, 10), CLOTH, np.uint8)
    matrix = confusion(truth, said)
    rule = HeldBack(images=(correction("1", matrix, matrix),))
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
