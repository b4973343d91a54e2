"""The tour of three notes for a new user."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.shell.tour import _Note


@pytest.fixture
def window(qtbot, theme):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    yield window
    window.close()


def _note(window) -> _Note | None:
    shown = [note for note in window.findChildren(_Note) if note.isVisible()]
    assert len(shown) < 2
    return shown[0] if shown else None


def test_three_notes_come_with_the_first_photo_and_never_again(qtbot, window, photo_folder):
    assert _note(window) is None
    window.session.projects.open([photo_folder])
    titles = []
    for _ in range(3):
        qtbot.waitUntil(lambda: _note(window) is not None)
        note = _note(window)
        assert window.rect().contains(note.geometry())
        titles.append(note.accessibleName())
        note.next.click()
    qtbot.waitUntil(lambda: _note(window) is None)
    assert len(set(titles)) == 3
    window.session.current.step(1)
    QTest.qWait(100)
    assert _note(window) is None


def test_the_notes_can_be_skipped_and_called_back_from_the_menu(qtbot, window, photo_folder):
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: _note(window) is not None)
    _note(window).skip.click()
    qtbot.waitUntil(lambda: _note(window) is None)
    window.actions_.tour.trigger()
    qtbot.waitUntil(lambda: _note(window) is not None)


def test_a_note_stays_with_what_it_points_at(qtbot, window):
    window.actions_.tour.trigger()
    qtbot.waitUntil(lambda: _note(window) is not None)
    _note(window).next.click()
    _note(window).next.click()
    qtbot.waitUntil(lambda: _note(window) is not None)
    before = _note(window).pos()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.rect().contains(_note(window).geometry()))
    assert _note(window).pos().x() <= before.x()


def test_parsing_leads_to_the_next_note_and_escape_closes_it(qtbot, window, photo_folder, monkeypatch):
    monkeypatch.setattr(window.parsing, "parse_open", lambda: None)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: _note(window) is not None)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "Correct" in _note(window).accessibleName())
    window.actions_.parse.trigger()
    assert "Correct" in _note(window).accessibleName()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert _note(window) is None


def test_the_notes_go_when_another_folder_is_opened(qtbot, window, photo_folder, tmp_path):
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: _note(window) is not None)
    other = tmp_path / "other"
    shutil.copytree(photo_folder, other, ignore=shutil.ignore_patterns(".*"))
    window.session.projects.open([other])
    qtbot.waitUntil(lambda: _note(window) is None)
