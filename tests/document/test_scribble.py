import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.draw import disk

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.scribble import scribble


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
