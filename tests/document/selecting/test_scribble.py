"""Scribble fix: strokes that add or remove a part."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.draw import disk

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.fragments import without_fragments
from faceparse_gui.document.selecting.scribble import scribble


def _scene(side: int) -> tuple[np.ndarray, np.ndarray]:
    """A noisy photo with a dark disc on a bright, uneven ground; and where the disc is."""
    rng = np.random.default_rng(1)
    disc = np.zeros((side, side), bool)
    disc[disk((side * 0.55, side * 0.45), side * 0.2, shape=disc.shape)] = True
    ground = np.linspace(150, 220, side)[None].repeat(side, 0)
    photo = np.where(disc, 70.0, ground)[..., None] + rng.normal(0, 8, (side, side, 3))
    return np.clip(photo, 0, 255).astype(np.uint8), disc


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


def test_a_missing_part_is_found_from_a_stroke_on_it():
    photo, disc = _scene(400)
    labels = np.where(disc, 13, 0).astype(np.uint8)
    labels[:220, :][disc[:220, :]] = 0  # the network left the upper part out
    yes, no = np.zeros((2, 400, 400), bool)
    yes[200:206, 150:210] = True
    no[130:136, 150:210] = True
    damaged = _overlap(labels == 13, disc)
    box, new = scribble(photo, labels, PackedMap(np.full((400, 400), 200, np.uint8)), yes, no, 13)
    x0, y0, x1, y1 = box
    labels[y0:y1, x0:x1] = new
    assert _overlap(labels == 13, disc) > max(0.93, damaged)
    assert (labels[yes] == 13).all()
    assert (labels[no] != 13).all()


def test_a_part_too_many_goes_to_what_lies_around():
    photo, disc = _scene(400)
    labels = np.full((400, 400), 4, np.uint8)
    labels[disc] = 13
    labels[150:300, 250:330] = 13  # the network went beyond the edge
    no, yes = np.zeros((2, 400, 400), bool)
    no[160:290, 290:300] = True
    yes[200:250, 170:176] = True
    box, new = scribble(photo, labels, None, yes, no, 13)
    x0, y0, x1, y1 = box
    labels[y0:y1, x0:x1] = new
    assert _overlap(labels == 13, disc) > 0.93
    assert set(np.unique(labels)) == {4, 13}


def _fragments(labels: np.ndarray) -> list[tuple[int, int]]:
    """Class and size of all parts of less than 40 pixels."""
    found = []
    for class_id in np.unique(labels):
        _, _, stats, _ = cv2.connectedComponentsWithStats(
            (labels == class_id).astype(np.uint8), connectivity=8
        )
        found += [(int(class_id), int(area)) for area in stats[1:, cv2.CC_STAT_AREA] if area < 40]
    return found


@pytest.mark.parametrize("side", [300, 900, 1500])
@pytest.mark.parametrize("takes_away", [False, True])
def test_no_line_of_the_old_class_is_left_around_a_stroke_and_no_fragment(side, takes_away):
    photo, disc = _scene(side)
    stripes = np.where((np.arange(side) // 7) % 2, 1, 17).astype(np.uint8)[:, None].repeat(side, 1)
    labels = np.where(disc, 13, stripes).astype(np.uint8)
    unit = side // 100
    if takes_away:
        labels[50 * unit : 75 * unit, 62 * unit : 80 * unit] = 13  # the network went beyond the edge
    else:
        labels[: 55 * unit][disc[: 55 * unit]] = 18  # and here it left a part out
    yes, no = np.zeros((2, side, side), bool)
    tip = np.zeros((side, side), np.uint8)
    place = ((72, 55), (72, 72)) if takes_away else ((35, 45), (55, 45))
    (x0, y0), (x1, y1) = place
    cv2.line(tip, (x0 * unit, y0 * unit), (x1 * unit, y1 * unit), 1, max(3, 3 * unit))
    (no if takes_away else yes)[tip > 0] = True
    (left, top, right, bottom), new = scribble(photo, labels, None, yes, no, 13)
    after = labels.copy()
    after[top:bottom, left:right] = new

    assert (after != labels).sum() > 20 * unit * unit
    assert not set(_fragments(after)) - set(_fragments(labels))


def test_what_was_small_before_a_proposal_stays():
    labels = np.zeros((100, 100), np.uint8)
    labels[20:80, 20:80] = 1
    labels[30:34, 30:34] = 15  # a stud earring
    labels[60:70, 60:62] = 4
    new = labels[10:90, 10:90].copy()
    new[19:, 15:] = np.where(new[19:, 15:] == 1, 13, new[19:, 15:])  # hair over most of the skin
    nothing = np.zeros(new.shape, bool)
    after = without_fragments(labels, (10, 10, 90, 90), new, 13, nothing)

    assert (after[20:24, 20:24] == 15).all()
    assert (after[50:60, 50:52] == 4).all()
    new[20:24, 22] = 13  # now the proposal cuts it in two
    assert not (without_fragments(labels, (10, 10, 90, 90), new, 13, nothing) == 15).any()
    fixed = nothing.copy()
    fixed[20:24, 20:24] = True
    assert (without_fragments(labels, (10, 10, 90, 90), new, 13, fixed) == 15).any()


def test_without_strokes_there_is_no_answer():
    photo, _ = _scene(50)
    nothing = np.zeros((50, 50), bool)
    assert scribble(photo, np.zeros((50, 50), np.uint8), None, nothing, nothing, 1) is None


def test_strokes_that_agree_find_the_edge_between_them():
    photo, disc = _scene(400)
    labels = np.where(disc, 13, 0).astype(np.uint8)
    labels[200:240, 60:110] = 13  # beyond the edge of the disc, which lies at column 100
    yes, no = np.zeros((2, 400, 400), bool)
    yes[190:250, 125:131] = True
    no[190:250, 50:56] = True
    box, new = scribble(photo, labels, None, yes, no, 13)
    x0, y0, x1, y1 = box
    labels[y0:y1, x0:x1] = new
    assert _overlap(labels == 13, disc) > 0.97


def test_what_the_network_is_sure_of_stays_unless_a_stroke_is_near():
    photo, disc = _scene(200)
    labels = np.zeros((200, 200), np.uint8)
    yes, no = np.zeros((2, 200, 200), bool)
    yes[106:114, 75:105] = True
    unsure = np.full((200, 200), 120, np.uint8)
    far = np.arange(200)[:, None] + np.zeros(200) < 85
    found = []
    for confidence in (unsure, np.where(far, np.uint8(255), unsure)):
        (x0, y0, x1, y1), new = scribble(photo, labels, PackedMap(confidence), yes, no, 13)
        after = labels.copy()
        after[y0:y1, x0:x1] = new
        found.append(after == 13)
    assert _overlap(found[0], disc) > 0.95
    assert not found[1][far].any()
    assert _overlap(found[1], disc & ~far) > 0.9


def test_no_stroke_far_from_a_region_changes_it():
    photo, disc = _scene(400)
    labels = np.where(disc, 13, 0).astype(np.uint8)
    labels[:30, :30] = 13
    yes, no = np.zeros((2, 400, 400), bool)
    no[10:14, 5:25] = True
    (x0, y0, x1, y1), new = scribble(photo, labels, None, yes, no, 13)
    after = labels.copy()
    after[y0:y1, x0:x1] = new
    assert np.array_equal(after[100:], labels[100:])
    assert not (after[10:14, 5:25] == 13).any()


@settings(max_examples=40)
@given(st.data(), st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_strokes_hold_and_only_their_class_is_touched(data, shape):
    labels = data.draw(arrays(np.uint8, shape, elements=st.integers(0, 3)))
    photo = data.draw(arrays(np.uint8, (*shape, 3), elements=st.sampled_from([0, 40, 200])))
    confidence = data.draw(st.none() | arrays(np.uint8, shape, elements=st.sampled_from([60, 250])))
    strokes = data.draw(arrays(np.uint8, shape, elements=st.integers(0, 5)))
    yes, no = strokes == 1, strokes == 2
    found = scribble(photo, labels, None if confidence is None else PackedMap(confidence), yes, no, 2)
    if not (yes | no).any():
        assert found is None
        return
    (x0, y0, x1, y1), new = found
    after = labels.copy()
    after[y0:y1, x0:x1] = new
    assert (after[yes] == 2).all()
    assert (after[no] != 2).all()
    changed = after != labels
    assert ((after[changed] == 2) | (labels[changed] == 2)).all()
