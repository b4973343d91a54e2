"""What canvas and panel share: visibility, solo, opacity, locks, the active class, display colours."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from faceparse_core.labels import CLASSES, NUM_CLASSES, PALETTE
from faceparse_gui.ui.classes import class_model
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.classes.palettes import DISTINCT, OFFICIAL

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHTS = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def smallest_difference(palette, sight: np.ndarray) -> float:
    srgb = np.array(palette) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ sight.T, 0, 1)
    srgb = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    lab = rgb2lab(srgb[None])[0]
    differences = deltaE_ciede2000(lab[:, None], lab[None])
    return float(differences[~np.eye(len(lab), dtype=bool)].min())


@pytest.fixture
def layers(qapp) -> LayerState:
    return LayerState()


def test_background_starts_hidden_and_the_other_classes_visible(layers):
    assert [layers.is_visible(i) for i in range(NUM_CLASSES)] == [False] + [True] * 18


def test_solo_shows_one_class_and_a_second_time_what_was_visible_before(layers, qtbot):
    layers.set_visible(5, False)
    before = [layers.is_visible(i) for i in range(NUM_CLASSES)]
    with qtbot.waitSignal(layers.appearance_changed):
        layers.solo(3)
    assert [i for i in range(NUM_CLASSES) if layers.is_visible(i)] == [3]
    layers.solo(4)
    assert [i for i in range(NUM_CLASSES) if layers.is_visible(i)] == [4]
    layers.solo(4)
    assert [layers.is_visible(i) for i in range(NUM_CLASSES)] == before


@pytest.mark.parametrize("is_background_shown", [False, True])
def test_show_all_shows_all_but_a_background_that_was_hidden(layers, is_background_shown):
    layers.set_visible(0, is_background_shown)
    layers.set_visible(7, False)
    layers.show_all()
    assert [layers.is_visible(i) for i in range(NUM_CLASSES)] == [is_background_shown] + [True] * 18
    layers.solo(3)
    layers.show_all()
    assert [layers.is_visible(i) for i in range(NUM_CLASSES)] == [is_background_shown] + [True] * 18


def test_alpha_is_the_product_of_both_opacities_and_nothing_for_hidden_classes(layers):
    layers.set_overall(0.5)
    layers.set_opacity(1, 0.5)
    assert layers.alpha(1) == 64
    assert layers.alpha(2) == 128
    layers.set_visible(2, False)
    assert layers.alpha(2) == 0


def test_swapping_with_background_comes_back_to_the_same_class(layers):
    layers.set_active(12)
    layers.swap_background()
    assert layers.active == 0
    layers.swap_background()
    assert layers.active == 12


def test_preserving_allows_background_and_the_class_in_hand_even_while_background_is_active(layers):
    layers.set_active(12)
    assert layers.paint_over() is None
    layers.set_preserve(True)
    assert layers.paint_over() == {0, 12}
    layers.swap_background()
    assert layers.paint_over() == {0, 12}


@pytest.mark.parametrize(
    ("change", "signal"),
    [
        (lambda layers: layers.set_active(7), "active_changed"),
        (lambda layers: layers.set_visible(7, False), "appearance_changed"),
        (lambda layers: layers.set_opacity(7, 0.3), "appearance_changed"),
        (lambda layers: layers.set_overall(0.3), "appearance_changed"),
        (lambda layers: layers.set_palette("official"), "appearance_changed"),
        (lambda layers: layers.set_locked(7, True), "locks_changed"),
        (lambda layers: layers.set_preserve(True), "locks_changed"),
    ],
)
def test_a_change_is_reported_once_and_a_repetition_not_at_all(layers, qtbot, change, signal):
    with qtbot.waitSignal(getattr(layers, signal)):
        change(layers)
    with qtbot.assertNotEmitted(getattr(layers, signal)):
        change(layers)


def test_titles_for_the_translator_are_those_of_the_table(qapp):
    assert [str(title) for title in class_model._TITLES] == [one.title for one in CLASSES]
    assert class_title(13) == "Hair"


def test_the_distinct_palette_is_the_default_on_screen_and_the_official_one_that_of_files(layers):
    assert np.array_equal(np.array(OFFICIAL), PALETTE)
    assert layers.color(1) == DISTINCT[1]
    layers.set_palette("official")
    assert layers.color(1) == (204, 0, 0)


@pytest.mark.parametrize("sight", SIGHTS)
def test_distinct_colours_can_be_distinguished_by_everyone(sight):
    assert smallest_difference(DISTINCT, SIGHTS[sight]) >= 10
    assert smallest_difference(OFFICIAL, SIGHTS[sight]) < 6
