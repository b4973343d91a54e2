"""Each warning on a drawn face, turned and beside others; and what its mend does."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.labels import ID_OF, swap_left_right
from faceparse_gui.document.checks import Finding, check, mended

SIDE = 400


def face(center=(200, 200), scale=1.0) -> np.ndarray:
    """A drawn face, upright: the left eye at the picture's right, as CelebAMask-HQ has it."""
    labels = np.zeros((SIDE, SIDE), np.uint8)

    def oval(name: str, dx: float, dy: float, rx: float, ry: float) -> None:
        at = round(center[0] + dx * scale), round(center[1] + dy * scale)
        cv2.ellipse(labels, at, (round(rx * scale), round(ry * scale)), 0, 0, 360, ID_OF[name], -1)

    oval("hair", 0, -30, 110, 130)
    oval("skin", 0, 0, 90, 120)
    for side, dx in (("l", 38), ("r", -38)):
        oval(f"{side}_eye", dx, -25, 16, 8)
        oval(f"{side}_brow", dx, -48, 20, 5)
        oval(f"{side}_ear", 2.5 * dx, -10, 8, 20)
    oval("nose", 0, 8, 14, 26)
    oval("u_lip", 0, 56, 30, 8)
    oval("l_lip", 0, 68, 28, 8)
    oval("mouth", 0, 62, 24, 4)
    return labels


def turned(labels: np.ndarray, degrees: float) -> np.ndarray:
    around = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), degrees, 1.0)
    return cv2.warpAffine(labels, around, (SIDE, SIDE), flags=cv2.INTER_NEAREST)


def of_weight(labels, faces=()) -> list[Finding]:
    return [finding for finding in check(labels, faces) if not finding.is_hint]


def told(labels, faces=()) -> set[tuple[str, str]]:
    names = {number: name for name, number in ID_OF.items()}
    return {(finding.kind, names[finding.class_id]) for finding in of_weight(labels, faces)}


def put(labels: np.ndarray, finding: Finding, prediction=None) -> np.ndarray:
    result = labels.copy()
    x0, y0, x1, y1 = finding.box
    result[y0:y1, x0:x1] = mended(labels, finding, prediction)
    return result


@pytest.mark.parametrize("degrees", [0, 35, -90, 180])
def test_a_right_face_is_not_warned_of_however_it_is_turned(degrees):
    assert told(turned(face(), degrees)) == set()


@pytest.mark.parametrize("degrees", [0, 60, 180])
def test_swapped_sides_are_found_and_mended(degrees):
    right = turned(face(), degrees)
    wrong = swap_left_right(right)
    assert told(wrong) == {("sides", "l_eye"), ("sides", "l_brow"), ("sides", "l_ear")}
    for finding in of_weight(wrong):
        wrong = put(wrong, finding)
    assert np.array_equal(wrong, right)


def test_a_lip_beside_the_face_is_found_and_given_back():
    labels = face()
    labels[360:380, 10:40] = ID_OF["u_lip"]
    assert told(labels) == {("outside", "u_lip")}
    assert np.array_equal(put(labels, of_weight(labels)[0]), face())


def test_a_second_nose_is_found_and_goes_to_what_is_around():
    labels = face()
    labels[250:275, 148:166] = ID_OF["nose"]
    assert told(labels) == {("twice", "nose")}
    assert np.array_equal(put(labels, of_weight(labels)[0]), face())


def test_a_missing_eye_is_found_where_it_should_be_and_restored():
    labels = face()
    labels[labels == ID_OF["l_eye"]] = ID_OF["skin"]
    assert told(labels) == {("missing", "l_eye")}
    finding = of_weight(labels)[0]
    x0, y0, x1, y1 = finding.box
    assert (face()[y0:y1, x0:x1] == ID_OF["l_eye"]).any()
    assert np.array_equal(put(labels, finding, face())[face() == ID_OF["l_eye"]].max(), ID_OF["l_eye"])
    assert np.array_equal(put(labels, finding), labels)


def test_behind_glasses_or_seen_from_the_side_an_eye_may_be_missing():
    labels = face()
    labels[labels == ID_OF["l_eye"]] = ID_OF["eye_g"]
    assert told(labels) == set()
    profile = face()
    profile[np.isin(profile, (ID_OF["l_eye"], ID_OF["l_brow"]))] = ID_OF["skin"]
    assert told(profile) == set()


def test_specks_and_pinholes_are_one_finding_of_little_weight():
    labels = face()
    labels[150, 200] = 0
    labels[260:262, 150:152] = ID_OF["hat"]
    labels[20, 20] = ID_OF["cloth"]
    findings = check(labels)
    assert [finding.kind for finding in findings] == ["specks"]
    assert findings[0].is_hint
    assert findings[0].mask.sum() == 6
    assert np.array_equal(put(labels, findings[0]), face())


def test_each_of_several_faces_is_looked_at_alone():
    two = np.zeros((SIDE, 2 * SIDE), np.uint8)
    two[:, :SIDE] = face(scale=0.8)
    two[:, SIDE:] = swap_left_right(face(scale=0.8))
    frames = [(0, 0, SIDE, SIDE), (SIDE, 0, 2 * SIDE, SIDE)]
    assert told(two, frames) == {("sides", "l_eye"), ("sides", "l_brow"), ("sides", "l_ear")}
    assert all(finding.box[0] >= SIDE for finding in of_weight(two, frames))
    assert told(two[:, :SIDE], [(-50, -50, SIDE + 50, SIDE + 50)]) == set()
    assert check(two, [(-90, 0, -10, 50)]) == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (50, 50)])
@pytest.mark.parametrize("class_id", [0, 1, 13])
def test_an_even_map_has_nothing_wrong(shape, class_id):
    assert check(np.full(shape, class_id, np.uint8)) == ()


@given(arrays(np.uint8, st.tuples(st.integers(1, 16), st.integers(1, 16)), elements=st.integers(0, 18)))
def test_mends_keep_within_their_mask_and_make_a_label_map(labels):
    for finding in check(labels):
        after = put(labels, finding, labels)
        x0, y0, x1, y1 = finding.box
        outside = np.ones(labels.shape, bool)
        outside[y0:y1, x0:x1] = ~finding.mask
        assert np.array_equal(after[outside], labels[outside])
        assert after.max() <= 18
