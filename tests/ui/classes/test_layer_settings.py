"""How the classes look is the same after a restart; what was kept is not trusted."""

import pytest
from PySide6.QtCore import QSettings

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.classes.layer_settings import LayerSettings
from faceparse_gui.ui.classes.palettes import DISTINCT, OFFICIAL

HAIR, SKIN, HAT = ID_OF["hair"], ID_OF["skin"], ID_OF["hat"]


def restarted() -> LayerState:
    layers = LayerState()
    LayerSettings(layers)
    return layers


def test_all_that_was_chosen_comes_back(qtbot):
    layers = LayerState()
    LayerSettings(layers)
    layers.set_palette("official")
    layers.set_overall(0.3)
    layers.set_opacity(HAIR, 0.25)
    layers.set_visible(SKIN, False)
    layers.set_visible(0, True)
    layers.set_locked(HAT, True)
    layers.set_color(HAIR, (1, 2, 3))

    qtbot.waitUntil(lambda: restarted().locked == {HAT})
    again = restarted()
    assert again.palette == "official"
    assert again.overall == 0.3
    assert again.opacity(HAIR) == 0.25
    assert [i for i in range(NUM_CLASSES) if not again.is_visible(i)] == [SKIN]
    assert again.color(HAIR) == (1, 2, 3)
    assert again.color(HAT) == OFFICIAL[HAT]


def test_a_restriction_of_painting_ends_with_the_program(qtbot):
    layers = LayerState()
    settings = LayerSettings(layers)
    layers.set_paint_only_over({HAIR})
    settings.save()
    assert restarted().paint_over() is None


def test_without_anything_kept_all_is_as_it_ships(qtbot):
    layers = restarted()
    assert layers.overall == LayerState().overall
    assert not layers.is_visible(0)
    assert layers.color(HAIR) == DISTINCT[HAIR]


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        '{"overall": 7}',
        '{"opacity": {"99": 0.5}}',
        '{"colors": {"1": [0, 0, 999]}}',
        '{"locked": [-1]}',
    ],
)
def test_what_cannot_be_is_left_out(qtbot, kept):
    QSettings().setValue("layers/look", kept)
    layers = restarted()
    assert layers.overall == LayerState().overall
    assert layers.locked == frozenset()


def test_an_unknown_palette_or_an_addition_of_a_later_version_does_no_harm(qtbot):
    QSettings().setValue("layers/look", '{"palette": "neon", "overall": 0.5, "glow": true}')
    layers = restarted()
    assert layers.palette == "distinct"
    assert layers.overall == 0.5
