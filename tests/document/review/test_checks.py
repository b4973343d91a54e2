"""Each warning on a drawn face, turned and beside others; and what its mend does."""

import time

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from faceparse_core.labels import ID_OF, swap_left_right
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.checks import Issue, check, count
from faceparse_gui.document.review.fixes import can_fix, fixed

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


def of_weight(labels, faces=()) -> list[Issue]:
    return [issue for issue in check(labels, faces) if not issue.is_minor]


def reported(labels, faces=()) -> set[tuple[str, str]]:
    names = {number: name for name, number in ID_OF.items()}
    return {(issue.kind, names[issue.class_id]) for issue in of_weight(labels, faces)}


def put(labels: np.ndarray, issue: Issue, prediction=None) -> np.ndarray:
    result = labels.copy()
    x0, y0, x1, y1 = issue.box
    result[y0:y1, x0:x1] = fixed(labels, issue, None if prediction is None else PackedMap(prediction))
    return result


@pytest.mark.parametrize("degrees", [0, 35, -90, 180])
def test_a_right_face_is_not_warned_of_however_it_is_turned(degrees):
    assert reported(turned(face(), degrees)) == set()


@pytest.mark.parametrize("degrees", [0, 60, 180])
def test_swapped_sides_are_found_and_fixed(degrees):
    right = turned(face(), degrees)
    wrong = swap_left_right(right)
    assert reported(wrong) == {("swapped", "l_eye"), ("swapped", "l_brow"), ("swapped", "l_ear")}
    for issue in of_weight(wrong):
        wrong = put(wrong, issue)
    assert np.array_equal(wrong, right)


def test_a_lip_beside_the_face_is_found_and_given_back():
    labels = face()
    labels[360:380, 10:40] = ID_OF["u_lip"]
    assert reported(labels) == {("outside", "u_lip")}
    assert np.array_equal(put(labels, of_weight(labels)[0]), face())


def test_a_second_nose_is_found_and_goes_to_what_is_around():
    labels = face()
    labels[250:275, 148:166] = ID_OF["nose"]
    assert reported(labels) == {("twice", "nose")}
    assert np.array_equal(put(labels, of_weight(labels)[0]), face())


def test_a_missing_eye_is_found_where_it_should_be_and_restored():
    labels = face()
    labels[labels == ID_OF["l_eye"]] = ID_OF["skin"]
    assert reported(labels) == {("missing", "l_eye")}
    issue = of_weight(labels)[0]
    x0, y0, x1, y1 = issue.box
    assert (face()[y0:y1, x0:x1] == ID_OF["l_eye"]).any()
    assert np.array_equal(put(labels, issue, face()), face())
    assert np.array_equal(put(labels, issue), labels)
    assert can_fix(issue, PackedMap(face()))
    assert not can_fix(issue, PackedMap(labels))
    assert not can_fix(issue, None)


def test_behind_glasses_or_seen_from_the_side_an_eye_may_be_missing():
    labels = face()
    labels[labels == ID_OF["l_eye"]] = ID_OF["skin"]
    assert reported(labels) == {("missing", "l_eye")}
    cv2.ellipse(labels, (162, 175), (30, 18), 0, 0, 360, ID_OF["eye_g"], 6)  # the other glass
    assert reported(labels) == set()
    profile = face()
    profile[np.isin(profile, (ID_OF["l_eye"], ID_OF["l_brow"]))] = ID_OF["skin"]
    assert reported(profile) == set()


def test_specks_and_pinholes_are_one_finding_of_little_weight():
    labels = face()
    labels[150, 200] = 0
    labels[260:262, 150:152] = ID_OF["hat"]
    labels[20, 20] = ID_OF["cloth"]
    findings = check(labels)
    assert [issue.kind for issue in findings] == ["specks"]
    assert findings[0].is_minor
    assert findings[0].mask.sum() == 6
    assert np.array_equal(put(labels, findings[0]), face())


def frame(x: float, y: float, scale: float) -> np.ndarray:
    """The frame of a drawn face with its middle at ``(x, y)``."""
    unit = scale * 76 / 125.2  # between the eyes, drawn and in an aligned crop
    return np.array([[unit, 0, x - unit * 256], [0, unit, y - 25 * scale - unit * 245]])


def pair_of_faces() -> np.ndarray:
    """Two so near that the frame of each holds parts of the other; at the right the sides are swapped."""
    two = np.zeros((SIDE, SIDE), np.uint8)
    two[:, :200] = face((100, 200), 0.7)[:, :200]
    two[:, 200:] = swap_left_right(face((300, 200), 0.7))[:, 200:]
    return two


def test_each_of_several_faces_is_looked_at_alone():
    two, frames = pair_of_faces(), [frame(100, 200, 0.7), frame(300, 200, 0.7)]
    assert reported(two, frames) == {("swapped", "l_eye"), ("swapped", "l_brow"), ("swapped", "l_ear")}
    assert all(issue.box[0] >= 200 for issue in of_weight(two, frames))
    assert check(two, [frame(-900, 100, 1.0)]) == ()
    assert count(two, frames) == 3


def test_two_faces_that_were_not_listed_are_not_taken_for_one():
    right = pair_of_faces()
    right[:, 200:] = swap_left_right(right[:, 200:])
    assert reported(right) == set()


@pytest.mark.parametrize("degrees", [0, 70])
def test_a_pair_with_both_of_one_side_gets_its_sides(degrees):
    right = turned(face(), degrees)
    wrong = right.copy()
    wrong[np.isin(wrong, (ID_OF["r_eye"], ID_OF["r_brow"]))] -= 1  # the left ones stand before the right ones
    assert reported(wrong) == {("sides", "l_eye"), ("sides", "l_brow")}
    for issue in of_weight(wrong):
        wrong = put(wrong, issue)
    assert np.array_equal(wrong, right)


def test_an_ear_alone_can_be_on_the_wrong_side():
    right = face()
    right[right == ID_OF["r_ear"]] = ID_OF["hair"]
    wrong = np.where(right == ID_OF["l_ear"], np.uint8(ID_OF["r_ear"]), right)
    assert reported(right) == set()
    assert reported(wrong) == {("sides", "r_ear")}
    assert np.array_equal(put(wrong, of_weight(wrong)[0]), right)


@pytest.mark.parametrize("degrees", [0, 110])
def test_a_lip_on_the_forehead_is_out_of_place(degrees):
    labels = face()
    labels[105:118, 180:220] = ID_OF["l_lip"]
    labels = turned(labels, degrees)
    assert reported(labels) == {("outside", "l_lip")}


def test_an_open_mouth_has_lips():
    right = face()
    labels = right.copy()
    labels[np.isin(labels, (ID_OF["u_lip"], ID_OF["l_lip"]))] = ID_OF["skin"]
    assert reported(labels) == {("lips", "mouth")}
    issue = of_weight(labels)[0]
    after = put(labels, issue, right)
    assert np.isin((ID_OF["u_lip"], ID_OF["l_lip"]), after).all()
    assert reported(after) == set()
    assert np.array_equal(put(labels, issue), labels)


def test_two_missing_eyes_are_issues_where_they_should_be():
    labels = face()
    eyes = np.isin(labels, (ID_OF["l_eye"], ID_OF["r_eye"]))
    bare = np.where(eyes, np.uint8(ID_OF["skin"]), labels)
    assert reported(bare) == {("missing", "l_eye"), ("missing", "r_eye")}
    hidden = np.where(eyes, np.uint8(ID_OF["hair"]), labels)
    assert reported(hidden) == set()


def test_a_small_thing_that_is_all_there_is_of_its_class_is_no_speck():
    labels = face()
    labels[230:233, 298:301] = ID_OF["ear_r"]
    assert check(labels) == ()
    labels[100:140, 320:340] = ID_OF["ear_r"]
    assert [issue.kind for issue in check(labels)] == ["specks"]


def test_an_ear_in_three_pieces_is_an_issue_and_joined():
    labels = face()
    ear = labels == ID_OF["l_ear"]
    rows = np.flatnonzero(ear.any(1))
    for cut in (rows[0] + 12, rows[0] + 26):
        labels[cut : cut + 2][ear[cut : cut + 2]] = ID_OF["hair"]
    (issue,) = check(labels)
    assert (issue.kind, issue.class_id, len(issue.places)) == ("pieces", ID_OF["l_ear"], 3)
    assert issue.is_minor
    assert can_fix(issue, None)
    after = put(labels, issue)
    assert cv2.connectedComponents((after == ID_OF["l_ear"]).astype(np.uint8))[0] == 2
    assert not [each for each in check(after) if each.kind == "pieces"]


@pytest.mark.parametrize("gap", range(1, 8))
def test_gaps_between_pieces_are_judged_alike_along_rows_and_columns(gap):
    labels = face()
    ear = labels == ID_OF["l_ear"]
    rows = np.flatnonzero(ear.any(1))
    for first in (rows[0] + 10, rows[0] + 18 + gap):
        labels[first : first + gap][ear[first : first + gap]] = ID_OF["hair"]
    quarter = np.ascontiguousarray(np.rot90(labels))
    (issue,), (of_quarter,) = check(labels), check(quarter)
    assert (issue.kind, issue.fix) == (of_quarter.kind, of_quarter.fix)


def test_an_earring_in_four_pieces_on_one_side_is_an_issue_two_earrings_are_not():
    labels = face()
    for y in (225, 239, 253, 267):
        labels[y : y + 6, 300:306] = ID_OF["ear_r"]
    (issue,) = check(labels)
    assert (issue.kind, issue.class_id) == ("pieces", ID_OF["ear_r"])
    assert not can_fix(issue, None)  # nothing tells what lies between them
    assert can_fix(issue, PackedMap(np.full_like(labels, ID_OF["ear_r"])))
    labels = face()
    for x in (94, 300):
        for y in (230, 250):
            labels[y : y + 6, x : x + 6] = ID_OF["ear_r"]
    assert check(labels) == ()


def test_a_small_ear_beside_the_hair_and_a_line_of_the_old_class_are_specks():
    labels = face()
    labels[labels == ID_OF["l_ear"]] = ID_OF["hair"]
    labels[160:163, 312:315] = ID_OF["l_ear"]  # all that there is of this ear
    (issue,) = check(labels)
    assert (issue.kind, issue.mask.sum()) == ("specks", 9)
    labels = face()
    cv2.ellipse(labels, (200, 130), (40, 14), 0, 0, 360, ID_OF["hat"], 1)  # a ring, of many pixels
    labels[20:40, 20:60] = ID_OF["hat"]
    labels[300:360, 40:120] = ID_OF["hat"]
    (issue,) = check(labels)
    assert issue.kind == "specks"
    assert issue.mask.sum() > 100
    assert not (put(labels, issue)[100:160] == ID_OF["hat"]).any()


def test_a_hole_in_the_hair_that_shows_the_wall_is_no_speck():
    labels = face()
    labels[80:84, 190:194] = 0
    assert check(labels) == ()


def test_every_speck_has_its_place():
    labels = face()
    labels[20:22, 30] = ID_OF["cloth"]
    labels[200, 160] = 0
    (issue,) = check(labels)
    assert set(issue.places) == {(30, 20, 31, 22), (160, 200, 161, 201)}


def test_a_large_map_takes_a_moment_only():
    small, large = face(), cv2.resize(face(), (4096, 4096), interpolation=cv2.INTER_NEAREST)
    assert reported(small) == reported(large) == set()
    large[2:4, 2:4] = ID_OF["hat"]
    start = time.thread_time()
    assert [issue.kind for issue in check(large)] == ["specks"]
    assert time.thread_time() - start < 1.0  # 0.07 s on two quiet cores


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (50, 50)])
@pytest.mark.parametrize("class_id", [0, 1, 13])
def test_an_even_map_has_nothing_wrong(shape, class_id):
    assert check(np.full(shape, class_id, np.uint8)) == ()


@given(arrays(np.uint8, st.tuples(st.integers(1, 16), st.integers(1, 16)), elements=st.integers(0, 18)))
def test_fixes_keep_within_their_mask_and_make_a_label_map(labels):
    for issue in check(labels):
        after = put(labels, issue, labels)
        x0, y0, x1, y1 = issue.box
        outside = np.ones(labels.shape, bool)
        outside[y0:y1, x0:x1] = ~issue.mask
        assert np.array_equal(after[outside], labels[outside])
        assert after.max() <= 18
