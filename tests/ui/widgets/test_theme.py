"""Light and dark: readable, live, and the icons with them."""

import re

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QPushButton

import faceparse_resources
from faceparse_gui.ui.widgets.icons import ICON_NAMES, icon
from faceparse_gui.ui.widgets.theme import DARK, LIGHT, Theme


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [value / 255 for value in QColor(color).getRgb()[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(colors):
    for ground in (colors.window, colors.panel, colors.field, colors.hover, colors.selected):
        assert contrast(colors.text, ground) >= 7
        assert contrast(colors.muted, ground) >= 4.5
    for sign in (colors.warning, colors.error, colors.success, colors.accent):
        assert contrast(sign, colors.window) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 4.5


def test_the_users_choice_changes_widgets_that_are_already_there(theme, qtbot):
    button = QPushButton("Parse")
    qtbot.addWidget(button)
    button.show()
    light = button.grab().toImage().pixelColor(20, 3).lightness()
    with qtbot.waitSignal(theme.changed):
        theme.set_preference("dark")
    assert theme.is_dark
    assert button.grab().toImage().pixelColor(20, 3).lightness() < light - 100


def test_the_systems_scheme_is_followed_while_the_program_runs(theme, qapp, qtbot, monkeypatch):
    theme.set_preference("system")
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda hints: Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda hints: Qt.ColorScheme.Light)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert not theme.is_dark


def test_there_is_one_theme_for_the_application(theme, qapp):
    assert Theme.install(qapp) is theme
    assert Theme.current() is theme


def ink(made: QIcon, side: int = 24) -> QColor:
    """The colour of the icon's strokes."""
    image = made.pixmap(QSize(side, side)).toImage()
    pixels = [image.pixelColor(x, y) for x in range(side) for y in range(side)]
    return max(pixels, key=lambda color: color.alpha())


@pytest.mark.parametrize("name", ICON_NAMES)
def test_every_icon_draws_something_in_the_text_colour(theme, name):
    assert ink(icon(name)).name() == LIGHT.text
    drawing = faceparse_resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in drawing
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", drawing), "the theme gives the colour"


def test_an_icon_made_before_the_theme_changed_takes_the_new_colour(theme):
    made = icon("brush")
    assert ink(made).lightness() < 100
    theme.set_preference("dark")
    assert ink(made).name() == DARK.text


def test_an_icon_is_drawn_at_the_screens_scale(theme):
    pixmap = icon("brush").pixmap(QSize(20, 20), 2.0)
    assert pixmap.size() == QSize(40, 40)
    assert pixmap.devicePixelRatio() == 2.0


def test_a_disabled_icon_is_paler(theme):
    disabled = icon("brush").pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    strongest = max(
        (disabled.pixelColor(x, y) for x in range(24) for y in range(24)), key=lambda color: color.alpha()
    )
    assert strongest.name() == LIGHT.disabled
