"""The clean-ups against scikit-image and scipy."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage
from skimage.morphology import remove_small_holes, remove_small_objects

from faceparse_core.labels import swap_left_right
from faceparse_gui.document.review import cleanups, reshaping

maps = arrays(np.uint8, st.tuples(st.integers(1, 14), st.integers(1, 14)), elements=st.integers(0, 3))


@given(maps, st.integers(2, 9))
def test_islands_below_a_size_go_to_their_neighbours(labels, pixels):
    cleaned = cleanups.drop_islands(labels, 2, pixels)
    kept = remove_small_objects(labels == 2, max_size=pixels - 1, connectivity=2)
    if (labels != 2).any():
        assert np.array_equal(cleaned == 2, kept)
    assert np.array_equal(cleaned[labels != 2], labels[labels != 2])
    assert set(np.unique(cleaned)) <= set(np.unique(labels)) | {0}


@given(maps, st.integers(1, 9))
def test_what_is_enclosed_up_to_a_size_is_filled(labels, pixels):
    mask = labels == 2
    filled = remove_small_holes(np.pad(mask, 4), max_size=pixels, connectivity=1)[4:-4, 4:-4]
    assert np.array_equal(cleanups.fill_holes(labels, 2, pixels) == 2, filled)


@given(maps, st.integers(1, 8))
def test_growing_and_shrinking_move_the_edge_by_the_distance(labels, radius):
    mask = labels == 2
    if mask.any():
        to_class = ndimage.distance_transform_edt(~mask)
        assert np.array_equal(cleanups.grow(radius)(labels, 2) == 2, to_class <= radius)
    if mask.any() and not mask.all():
        to_others = ndimage.distance_transform_edt(mask)
        shrunk = cleanups.shrink(radius)(labels, 2)
        assert np.array_equal(shrunk == 2, to_others > radius)
        assert (shrunk[mask & (shrunk != 2)] != 2).all()


@given(maps, st.integers(1, 3))
def test_nothing_makes_a_class_that_was_not_there_or_touches_the_map_itself(labels, amount):
    before = labels.copy()
    for clean in (
        partial(cleanups.drop_islands, pixels=amount),
        partial(cleanups.fill_holes, pixels=amount),
        cleanups.smooth(amount),
        cleanups.grow(amount),
        cleanups.shrink(amount),
    ):
        cleaned = clean(labels, 1)
        assert cleaned.shape == labels.shape
        assert cleaned.dtype == np.uint8
        assert set(np.unique(cleaned)) <= set(np.unique(labels)) | {0}
    assert np.array_equal(labels, before)


def test_smoothing_takes_teeth_off_and_fills_notches_but_leaves_a_straight_edge():
    labels = np.zeros((80, 80), np.uint8)
    labels[:, 40:] = 7
    smooth = cleanups.smooth(4)(labels, 7)
    assert np.array_equal(smooth, labels)
    labels[30:32, 36:40] = 7
    labels[50:52, 40:44] = 0
    smooth = cleanups.smooth(6)(labels, 7)
    assert (smooth[:, :38] == 0).all()
    assert (smooth[:, 42:] == 7).all()


@given(maps, maps)
def test_restoring_brings_one_class_back(labels, other):
    if labels.shape != other.shape:
        return
    restored = cleanups.restore(labels, [1], other)
    assert np.array_equal(restored == 1, other == 1)
    away = (labels != 1) & (other != 1)
    assert np.array_equal(restored[away], labels[away])


@given(arrays(np.uint8, (6, 7), elements=st.integers(0, 18)))
def test_sides_are_swapped_for_all_or_for_some(labels):
    assert np.array_equal(cleanups.swap_sides(labels, range(19)), swap_left_right(labels))
    eyes = cleanups.swap_sides(labels, [4])
    assert np.array_equal(eyes == 4, labels == 5)
    assert np.array_equal(eyes == 6, labels == 6)


@given(maps)
def test_merging_leaves_none_of_the_class(labels):
    merged = cleanups.merge(labels, [1], 3)
    assert not (merged == 1).any()
    assert np.array_equal(merged == 3, (labels == 3) | (labels == 1))


def test_a_part_over_many_squares_gets_what_lies_nearest_in_each():
    rng = np.random.default_rng(0)
    labels = np.kron(rng.choice([0, 1, 3], (14, 9)), np.ones((60, 60))).astype(np.uint8)
    specks = rng.random(labels.shape) < 0.02
    labels[specks] = 2
    assert ndimage.label(specks, np.ones((3, 3)))[1] > 2 * 500  # more than are marked one by one
    cleaned = cleanups.drop_islands(labels, 2, 64)
    assert not (cleaned == 2).any()
    for class_id in (0, 1, 3):
        to_class = ndimage.distance_transform_edt(labels != class_id)
        to_any = ndimage.distance_transform_edt(specks)
        here = (cleaned == class_id) & specks
        assert (to_class[here] <= 1.05 * to_any[here] + 0.1).all()


def test_a_clean_map_is_returned_as_it_is():
    labels = np.zeros((40, 40), np.uint8)
    labels[10:30, 10:30] = 2
    for clean in (cleanups.drop_islands, cleanups.fill_holes):
        assert clean(labels, 2, 9) is labels
        assert clean(labels, 5, 9) is labels


@given(maps, st.sets(st.integers(0, 3)))
def test_growing_takes_from_the_chosen_classes_only(labels, over):
    grown = cleanups.grow(2)(labels, 2)
    result = cleanups.kept(labels, grown, frozenset(), over)
    taken = np.isin(labels, list(over)) & (grown != labels)
    assert np.array_equal(result, np.where(taken, grown, labels))


@given(maps, maps)
def test_locked_classes_neither_lose_nor_gain(labels, cleaned):
    if labels.shape != cleaned.shape:
        return
    result = cleanups.kept(labels, cleaned, {2})
    assert np.array_equal(result == 2, labels == 2)
    free = (labels != 2) & (cleaned != 2)
    assert np.array_equal(result[free], cleaned[free])


@given(maps, st.integers(2, 9))
def test_very_many_small_parts_are_cleaned_like_few(labels, pixels):
    few = cleanups.drop_islands(labels, 2, pixels), cleanups.fill_holes(labels, 2, pixels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cleanups, "_FEW", 0)
        many = cleanups.drop_islands(labels, 2, pixels), cleanups.fill_holes(labels, 2, pixels)
    assert np.array_equal(few[0] == 2, many[0] == 2)
    assert np.array_equal(few[1], many[1])


def in_patches(side: int, patch: int) -> np.ndarray:
    """Ragged patches of classes, some smaller than a tile, some of many, with specks in them."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, (side // patch + 1,) * 2, np.uint8).repeat(patch, 0).repeat(patch, 1)
    labels = np.ascontiguousarray(labels[:side, : side - 30])
    for _ in range(200):
        y, x = rng.integers(0, side - 40, 2)
        labels[y : y + rng.integers(1, 9), x : x + rng.integers(1, 9)] = rng.integers(0, 5)
    return labels


@pytest.mark.parametrize("patch", [50, 300])
@pytest.mark.parametrize("radius", [2, 9, 40])
@pytest.mark.parametrize("kind", [cleanups.smooth, cleanups.grow, cleanups.shrink])
def test_what_is_done_tile_by_tile_is_what_is_done_to_all_at_once(monkeypatch, patch, radius, kind):
    labels = in_patches(700, patch)
    in_tiles = cleanups.of_all(labels, range(5), kind(radius))
    monkeypatch.setattr(reshaping, "TILE", 1000)
    at_once = cleanups.of_all(labels, range(5), kind(radius))
    # Of what is lost, a pixel may be as near to two other classes.
    assert np.mean(in_tiles != at_once) < 1e-3
    assert not np.array_equal(in_tiles, labels)
