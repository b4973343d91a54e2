"""Edits, locks, areas and undo of a document."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Brush, Document
from faceparse_gui.document.packed import PackedMap

HEIGHT, WIDTH = 150, 300  # more than one tile in both directions

classes = st.integers(0, NUM_CLASSES - 1)
class_sets = st.sets(classes, min_size=1, max_size=9)
positions = st.tuples(st.floats(-20, WIDTH + 20), st.floats(-20, HEIGHT + 20))
brushes = st.builds(Brush, st.integers(1, 60), st.sampled_from(["round", "square"]))
maps = st.builds(
    lambda seed: np.kron(
        np.random.default_rng(seed).integers(0, NUM_CLASSES, (6, 10), dtype=np.uint8),
        np.ones((25, 30), np.uint8),
    ),
    st.integers(0, 2**32 - 1),
)
edits = st.one_of(
    st.tuples(st.just("stroke"), st.lists(positions, min_size=1, max_size=5), classes, brushes),
    st.tuples(st.just("aborted stroke"), st.lists(positions, min_size=1, max_size=5), classes, brushes),
    st.tuples(st.just("fill"), positions, classes),
    st.tuples(st.just("replace"), maps),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def apply(document: Document, edit: tuple) -> None:
    match edit:
        case ("stroke" | "aborted stroke" as kind, path, class_id, brush):
            document.begin_stroke(*path[0], class_id, brush)
            for position in path[1:]:
                document.stroke_to(*position)
            document.end_stroke() if kind == "stroke" else document.abort_stroke()
        case ("fill", position, class_id):
            document.fill(*position, class_id)
        case ("replace", labels):
            document.put(labels, "Parse")
        case ("undo",):
            document.undo()
        case ("redo",):
            document.redo()


def assert_areas_are_true(document: Document) -> None:
    assert document.areas().tolist() == np.bincount(document.labels.ravel(), minlength=NUM_CLASSES).tolist()


@settings(max_examples=60, deadline=None)
@given(original=maps, steps=st.lists(edits, max_size=8))
def test_undoing_all_brings_the_original_and_redoing_all_the_last_state(original, steps):
    document = Document(original)
    for step in steps:
        apply(document, step)
        assert_areas_are_true(document)
    while document.redo():
        pass
    last = document.labels.copy()
    while document.undo():
        assert_areas_are_true(document)
    assert np.array_equal(document.labels, original)
    while document.redo():
        assert_areas_are_true(document)
    assert np.array_equal(document.labels, last)


@settings(max_examples=60, deadline=None)
@given(original=maps, steps=st.lists(edits, max_size=6), locked=class_sets)
def test_a_locked_class_neither_loses_nor_gains_a_pixel(original, steps, locked):
    document = Document(original)
    document.locked.update(locked)
    for step in steps:
        apply(document, step)
        for class_id in locked:
            assert np.array_equal(document.labels == class_id, original == class_id)


@settings(max_examples=60, deadline=None)
@given(original=maps, path=st.lists(positions, min_size=1, max_size=4), brush=brushes, over=class_sets)
def test_preserving_labels_paints_only_over_the_classes_given(original, path, brush, over):
    document = Document(original)
    document.paint_over = over
    apply(document, ("stroke", path, 7, brush))
    changed = document.labels != original
    assert set(original[changed]) <= over
    document.paint_over = None
    free = Document(original)
    apply(free, ("stroke", path, 7, brush))
    assert np.array_equal(changed, (free.labels != original) & np.isin(original, list(over)))


@settings(max_examples=60, deadline=None)
@given(original=maps, steps=st.lists(edits, max_size=6))
def test_listeners_hear_a_box_around_every_changed_pixel(original, steps):
    document = Document(original)
    seen = document.labels.copy()

    def follow(change):
        x0, y0, x1, y1 = change.box
        assert 0 <= x0 < x1 <= WIDTH
        assert 0 <= y0 < y1 <= HEIGHT
        seen[y0:y1, x0:x1] = document.labels[y0:y1, x0:x1]

    document.listeners.append(follow)
    for step in steps:
        apply(document, step)
        assert np.array_equal(seen, document.labels)


@settings(max_examples=60, deadline=None)
@given(original=maps, x=st.integers(0, WIDTH - 1), y=st.integers(0, HEIGHT - 1), class_id=classes)
def test_fill_changes_the_pixels_that_hang_together(original, x, y, class_id):
    document = Document(original)
    document.fill(x + 0.5, y + 0.5, class_id)
    same_class = (original == original[y, x]).astype(np.uint8)
    _, parts = cv2.connectedComponents(same_class, connectivity=4)
    assert np.array_equal(document.labels, np.where(parts == parts[y, x], np.uint8(class_id), original))


@settings(max_examples=60, deadline=None)
@given(path=st.lists(positions, min_size=1, max_size=5), size=st.integers(1, 40))
def test_a_stroke_leaves_no_gap_however_far_apart_the_positions(path, size):
    document, brush = Document(np.zeros((HEIGHT, WIDTH), np.uint8)), Brush(size)
    apply(document, ("stroke", path, 3, brush))
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    distance = np.full((HEIGHT, WIDTH), np.inf)
    for a, b in pairwise([path[0], *path]):
        (ax, ay), (bx, by) = brush.outline_center(*a), brush.outline_center(*b)
        length2 = (bx - ax) ** 2 + (by - ay) ** 2
        t = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2, 0, 1) if length2 else 0
        distance = np.minimum(distance, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    assert (document.labels[distance <= size / 2 - 1e-6] == 3).all()
    assert not document.labels[distance > size / 2 + 1e-6].any()


def blank(side: int = 200) -> Document:
    return Document(np.zeros((side, side), np.uint8))


def test_a_stroke_is_one_step_and_the_eraser_paints_background():
    document = blank()
    document.begin_stroke(20, 20, 13, Brush(10), "Brush")
    for x in range(20, 180, 5):
        document.stroke_to(x, 100)
    document.end_stroke()
    document.begin_stroke(100, 100, 0, Brush(30), "Eraser")
    document.end_stroke()
    assert document.history.undo_text == "Eraser"
    assert document.labels[100, 100] == 0
    document.undo()
    assert document.labels[100, 100] == 13
    assert (document.history.undo_text, document.history.redo_text) == ("Brush", "Eraser")
    document.undo()
    assert not document.labels.any()
    assert not document.history.can_undo


def test_a_new_edit_ends_what_could_be_redone():
    document = blank()
    document.fill(5, 5, 1)
    document.undo()
    document.fill(5, 5, 2)
    assert not document.history.can_redo
    assert document.redo() is None


def test_undo_while_the_brush_is_down_takes_the_stroke_back_and_redo_brings_it_again():
    document = blank()
    document.fill(0, 0, 1)
    document.begin_stroke(50, 50, 2, Brush(20))
    document.stroke_to(150, 50)
    half = document.labels.copy()
    document.undo()
    assert (document.labels == 1).all()
    assert document.stroke_to(150, 150) is None
    assert document.end_stroke() is None
    document.redo()
    assert np.array_equal(document.labels, half)


def test_every_edit_goes_round_a_locked_class():
    original = np.repeat(np.arange(19, dtype=np.uint8), 10)[None].repeat(100, 0)
    document = Document(original)
    document.locked.add(5)
    document.begin_stroke(0, 50, 1, Brush(11))
    document.stroke_to(190, 50)
    document.end_stroke()
    assert np.array_equal(document.labels[50] == 1, original[50] != 5)
    assert document.begin_stroke(100, 20, 5, Brush(11)) is None
    document.end_stroke()
    assert document.fill(55, 20, 1) is None
    assert document.fill(5, 20, 5) is None
    document.put(np.full_like(original, 2), "Parse")
    assert np.array_equal(document.labels, np.where(original == 5, np.uint8(5), np.uint8(2)))


def test_aborting_a_stroke_leaves_no_trace():
    document = blank()
    document.fill(0, 0, 1)
    document.undo()
    document.mark_saved(document.revision)
    document.begin_stroke(50, 50, 2, Brush(20))
    assert document.is_modified
    document.abort_stroke()
    assert not document.is_modified
    assert not document.labels.any()
    assert document.area(0) == document.labels.size
    assert document.history.redo_text == "Fill"


def test_an_edit_that_changes_nothing_is_no_step():
    document = blank()
    assert document.begin_stroke(50, 50, 0, Brush(20)) is None
    assert document.end_stroke() is None
    assert document.fill(5, 5, 0) is None
    assert document.fill(-1, 5, 3) is None
    assert document.put(document.labels.copy(), "Parse") is None
    assert not document.history.can_undo
    assert not document.is_modified


def test_the_buffer_stays_the_same_and_cannot_be_written_from_outside():
    document = blank()
    address = document.labels.__array_interface__["data"][0]
    document.fill(0, 0, 4)
    document.put(np.full((200, 200), 5, np.uint8), "Parse")
    document.undo()
    assert document.labels.__array_interface__["data"][0] == address
    assert document.labels.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        document.labels[0, 0] = 1


def test_modified_follows_the_revision_that_was_saved():
    document = blank()
    document.fill(0, 0, 4)
    first = document.revision
    document.fill(0, 0, 5)
    document.mark_saved(first)
    assert document.is_modified
    document.mark_saved(document.revision)
    assert not document.is_modified
    document.undo()
    assert document.is_modified


def test_the_history_drops_the_oldest_steps_beyond_its_limit_and_keeps_the_newest():
    document = blank(512)
    document.history.limit = 20_000
    rng = np.random.default_rng(0)
    for number in range(60):
        x, y = rng.uniform(0, 512, 2)
        document.begin_stroke(x, y, 1 + number % 18, Brush(90))
        document.end_stroke()
        assert document.history.nbytes <= 20_000
    kept = 0
    while document.undo():
        kept += 1
    assert 0 < kept < 60
    assert_areas_are_true(document)

    document.history.limit = 1
    document.fill(0, 0, 3)
    assert document.history.undo_text == "Fill"


def test_a_stroke_on_a_large_map_keeps_little_memory():
    document = blank(4096)
    document.begin_stroke(100, 100, 3, Brush(40))
    document.stroke_to(4000, 4000)
    document.end_stroke()
    assert document.history.nbytes < 100_000


@pytest.mark.parametrize(
    "labels",
    [
        np.zeros((4, 4), np.int64),
        np.zeros((4, 4, 3), np.uint8),
        np.full((4, 4), 19, np.uint8),
        np.zeros((0, 4), np.uint8),
    ],
)
def test_what_is_no_label_map_is_refused(labels):
    with pytest.raises(ValueError, match=r"label map|not a class"):
        Document(labels)


def test_labels_of_another_size_do_not_replace():
    document = blank()
    with pytest.raises(ValueError, match="does not fit"):
        document.put(np.zeros((10, 10), np.uint8), "Import")


def test_a_mask_is_painted_where_locks_and_preserve_allow():
    document = Document(np.repeat(np.arange(19, dtype=np.uint8), 10)[None].repeat(200, 0))
    document.locked.add(5)
    document.paint_over = {4, 5, 6}
    mask = np.zeros((60, 130), bool)
    mask[::2] = True
    before = document.labels.copy()
    assert document.paint_mask(mask, 9, "Lasso", (30, 120, 160, 180)) is not None
    expected = before.copy()
    rows = slice(120, 180, 2)
    for x in range(30, 160):
        if before[0, x] in (4, 6):
            expected[rows, x] = 9
    assert np.array_equal(document.labels, expected)
    assert np.array_equal(document.areas(), np.bincount(expected.ravel(), minlength=19))
    document.undo()
    assert np.array_equal(document.labels, before)
    assert np.array_equal(document.areas(), np.bincount(before.ravel(), minlength=19))
    assert document.paint_mask(np.zeros(before.shape, bool), 9, "Lasso") is None


def test_labels_are_put_into_a_box_and_preserved_classes_stay_if_asked():
    rng = np.random.default_rng(0)
    original, other = rng.integers(0, 19, (2, 300, 280), dtype=np.uint8)
    box = (100, 20, 270, 290)
    document = Document(original)
    document.locked.add(3)
    document.paint_over = {0, 1, 2, 3}
    document.put(other[20:290, 100:270], "Smooth", box, keep_preserved=True)
    expected = original.copy()
    old, new = expected[20:290, 100:270], other[20:290, 100:270]
    changes = (old < 3) & (new != 3)
    old[changes] = new[changes]
    assert np.array_equal(document.labels, expected)
    assert np.array_equal(document.areas(), np.bincount(expected.ravel(), minlength=19))


@pytest.mark.parametrize("box", [(0, 0, 10, 11), (195, 0, 205, 10), (-5, 0, 5, 10), (5, 5, 5, 15)])
def test_a_box_beside_the_map_or_of_another_size_is_refused(box):
    document = blank()
    with pytest.raises(ValueError, match="box"):
        document.put(np.ones((10, 10), np.uint8), "Smooth", box)
    with pytest.raises(ValueError, match="box"):
        document.paint_mask(np.ones((10, 10), bool), 1, "Lasso", box)
    assert not document.history.can_undo


def test_a_stroke_can_restore_what_another_map_holds():
    rng = np.random.default_rng(1)
    before, other = rng.integers(0, 6, (2, 200, 300), dtype=np.uint8)
    document = Document(before)
    document.locked.add(2)
    document.begin_stroke(40, 100, 0, Brush(30, "square"), "Eraser", restore=PackedMap(other).pack())
    document.stroke_to(260, 100)
    document.end_stroke()
    expected = before.copy()
    old, new = expected[85:115, 25:275], other[85:115, 25:275]
    free = (old != 2) & (new != 2)
    old[free] = new[free]
    assert np.array_equal(document.labels, expected)
    assert np.array_equal(document.areas(), np.bincount(expected.ravel(), minlength=19))
    document.undo()
    assert np.array_equal(document.labels, before)
    with pytest.raises(ValueError, match="fit"):
        document.begin_stroke(5, 5, 0, Brush(3), restore=PackedMap(other[:-1]))


def test_the_brush_may_change_its_size_on_the_way():
    document = blank()
    document.begin_stroke(20.5, 100.5, 3, Brush(1))
    for size in range(3, 60, 2):
        document.stroke_to(20.5 + 2 * size, 100.5, Brush(size))
    document.end_stroke()
    heights = (document.labels == 3).sum(0)
    assert heights[20] < heights[60] < heights[138] == 59
    assert len(set(heights[20:100])) > 10
    document.undo()
    assert not document.labels.any()
    assert not document.history.can_undo


def test_pushed_labels_are_one_step_and_go_round_what_is_locked_or_preserved():
    rng = np.random.default_rng(2)
    before, other = rng.integers(0, 6, (2, 200, 200), dtype=np.uint8)
    document = Document(before)
    document.locked.add(2)
    document.paint_over = {0, 1, 2}
    document.begin_push("Move boundary")
    document.push(other[10:60, 20:90], (20, 10, 90, 60))
    document.push(other[40:150, 30:150], (30, 40, 150, 150))
    document.end_stroke()
    expected = before.copy()
    for box in (np.s_[10:60, 20:90], np.s_[40:150, 30:150]):
        old, new = expected[box], other[box]
        changes = np.isin(old, (0, 1)) & (new != 2)
        old[changes] = new[changes]
    assert np.array_equal(document.labels, expected)
    assert np.array_equal(document.areas(), np.bincount(expected.ravel(), minlength=19))
    document.undo()
    assert np.array_equal(document.labels, before)
    assert not document.history.can_undo
    document.begin_push("Move boundary")
    document.push(other, (0, 0, 200, 200))
    document.abort_stroke()
    assert np.array_equal(document.labels, before)
    assert np.array_equal(document.areas(), np.bincount(before.ravel(), minlength=19))


def test_a_document_at_rest_takes_little_and_wakes_as_it_was():
    labels = np.zeros((300, 400), np.uint8)
    labels[100:200, 100:300] = 13
    document = Document(labels)
    document.begin_stroke(50, 50, 1, Brush(21))
    document.end_stroke()
    painted = document.labels.copy()
    assert document.rest(document.snapshot().pack(), document.revision)
    assert document.nbytes < labels.size / 10
    assert np.array_equal(document.snapshot().whole(), painted)
    assert document.nbytes < labels.size, "a look at it does not wake it"
    assert document.area(1) == np.count_nonzero(painted == 1)
    document.undo()
    assert np.array_equal(document.labels, labels)
    document.redo()
    assert np.array_equal(document.labels, painted)
    with pytest.raises(ValueError, match="read-only"):
        document.labels[0, 0] = 1


def test_snapshots_of_the_same_labels_are_one_copy_and_of_others_another():
    document = Document(np.zeros((300, 400), np.uint8))
    first = document.snapshot()
    assert document.snapshot() is first
    document.begin_stroke(50, 50, 1, Brush(21))
    stroking = document.snapshot()
    document.stroke_to(90, 50)
    assert document.snapshot() is not stroking
    painted = document.snapshot()
    document.abort_stroke()
    document.begin_stroke(50, 200, 2, Brush(21))
    assert document.snapshot().whole().max() == 2
    assert (first.whole().max(), stroking.whole().max()) == (0, 1)
    assert np.count_nonzero(painted.whole()) > np.count_nonzero(stroking.whole())


def test_what_changed_since_it_was_packed_does_not_rest():
    document = Document(np.zeros((300, 400), np.uint8))
    packed, revision = document.snapshot().pack(), document.revision
    document.begin_stroke(50, 50, 1, Brush(21))
    assert not document.rest(packed, revision)
    document.end_stroke()
    assert not document.rest(packed, revision)
    assert document.area(1) == np.count_nonzero(document.labels == 1) > 0
