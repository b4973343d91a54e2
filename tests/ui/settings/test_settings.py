"""Every setting through the dialog, and what it does to the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox, QWidget

from faceparse_gui.document.brush import Brush
from faceparse_gui.ui.settings.dialog import SettingsDialog
from faceparse_gui.ui.settings.schema import Values, about
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell.main_window import MainWindow


@pytest.fixture
def settings(qapp) -> AppSettings:
    return AppSettings()


@pytest.fixture
def dialog(qtbot, theme, settings) -> SettingsDialog:
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def window(qtbot, theme) -> Iterator[MainWindow]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_every_setting_has_words_and_a_control_that_sets_it(dialog, settings):
    for name, field in Values.model_fields.items():
        assert about(name).title
        control = dialog.findChild(QWidget, name)
        assert control.accessibleName()
        if isinstance(control, QCheckBox):
            control.click()
        elif isinstance(control, QComboBox):
            assert control.count() > 1
            control.setCurrentIndex(control.count() - 1)
        else:
            assert isinstance(control, QSpinBox)
            control.stepUp()
        assert getattr(settings, name) != field.default
        again = getattr(AppSettings(), name)
        assert again == getattr(settings, name)


def test_reset_restores_the_defaults(dialog, settings):
    settings.set("smooth", False)
    settings.set("undo_megabytes", 100)
    assert not dialog.findChild(QCheckBox, "smooth").isChecked()
    assert dialog.findChild(QSpinBox, "undo_megabytes").value() == 100
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Reset").click()
    assert settings.smooth
    assert settings.undo_megabytes == 64
    assert AppSettings().smooth


def test_a_stored_value_that_cannot_be_is_passed_over(qapp):
    QSettings().setValue("settings/undo_megabytes", "many")
    QSettings().setValue("settings/theme", "purple")
    settings = AppSettings()
    assert settings.undo_megabytes == 64
    assert settings.theme == "system"


def test_the_theme_and_the_undo_memory_follow_at_once(qtbot, window, photo_folder, theme):
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    window.settings.set("theme", "dark")
    assert theme.is_dark
    window.settings.set("theme", "light")
    assert not theme.is_dark
    window.settings.set("undo_megabytes", 8)
    assert window.session.open_photo.work.document.history.limit == 8 * 2**20


def paint(window):
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 1, Brush(9))
    document.end_stroke()


def test_accepting_may_stay_on_the_photo(qtbot, window, photo_folder):
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    first = window.session.open_photo.key
    window.settings.set("accept_moves_on", False)
    paint(window)
    window.actions_.accept.trigger()
    QTest.qWait(50)
    assert window.session.current.wanted == first
    assert window.session.photos.record(first).status == "accepted"


def test_photos_are_parsed_when_opened_if_set_and_corrections_are_kept(
    qtbot, window, photo_folder, monkeypatch
):
    asked = []
    monkeypatch.setattr(window.service, "parse", lambda key, *rest, **more: asked.append(key))
    window.settings.set("parse_opened", True)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    assert asked == [window.session.photos.keys[0]]
    assert not window.parsing._asked_for
    paint(window)
    window.session.statuses.accept()
    window.session.current.step(1)
    qtbot.waitUntil(lambda: len(asked) == 2)
    window.session.current.step(-1)
    qtbot.waitUntil(lambda: window.session.open_photo.key == window.session.photos.keys[0])
    assert len(asked) == 2
