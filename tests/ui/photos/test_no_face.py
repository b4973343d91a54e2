"""Photos without a face in the window: the list, the bar on the canvas, acceptance, the export dialog."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from faceparse_gui.document.brush import Brush
from faceparse_gui.exchange import LastExport
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.no_face_bar import NoFaceBar
from faceparse_gui.ui.exporting.dialog import ExportDialog
from faceparse_gui.ui.photos.photo_model import status_title
from faceparse_gui.ui.shell.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SHAPE = 48, 64


@pytest.fixture
def window(qtbot, theme, photo_folder):
    """1.png has no face, 2.png was parsed, 3.png is new; the first is open."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    first, second, _ = window.session.photos.keys
    blank, sure = np.zeros(SHAPE, np.uint8), np.full(SHAPE, 255, np.uint8)
    window.session.predictions.apply(first, Prediction(blank, sure, "net", no_face_by="haar"), False)
    window.session.predictions.apply(second, Prediction(blank + np.uint8(13), sure, "net"), False)
    yield window
    window.close()


def statuses(window) -> list[str]:
    return [record.status for record in window.session.photos.records()]


def test_the_list_has_a_word_a_filter_and_a_count(window, qtbot):
    assert statuses(window) == ["no-face", "parsed", "new"]
    first = window.session.photos.records()[0]
    assert status_title(first) == "no face"
    window.photo_list.filter_bar.choices["no-face"].trigger()
    assert window.session.photos.shown == [first.key]
    qtbot.waitUntil(lambda: window.photo_list.progress.text == "0 of 3 accepted · 1 without a face")
    window.photo_list.ordering.set_order("status")
    assert statuses(window) == ["new", "no-face", "parsed"]


def test_the_bar_says_it_until_a_hand_labels_the_photo(window, qtbot):
    bar = window.canvas.no_face
    assert bar.isVisible()
    assert bar.text.text() == "No face was found in this photo."
    window.canvas.pending_changed.emit("An outline waits.")
    assert not bar.isVisible(), "one bar at a time"
    window.canvas.pending_changed.emit("")
    assert bar.isVisible()
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 2, Brush(9))
    document.end_stroke()
    assert not bar.isVisible()
    window.session.history.undo()
    assert bar.isVisible()
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[1])
    assert not bar.isVisible()


def test_its_button_parses_this_photo_whole(window, monkeypatch):
    asked = []
    monkeypatch.setattr(window.service, "parse_all", asked.extend)
    QTest.mouseClick(window.canvas.no_face.parse_whole, LEFT)
    assert [(each.key, each.faces) for each in asked] == [(window.session.photos.keys[0], "whole")]
    assert window.parsing.faces == "auto"


def test_there_is_no_face_to_go_to(window):
    said = []
    window.viewing.go_to.notice.connect(said.append)
    window.viewing.go_to.next_face.trigger()
    assert said == ["No face was found in this photo."]


def test_accepting_many_leaves_it_out_and_says_so(window):
    window.photo_list.view.selectAll()
    window.selection.accept.trigger()
    assert statuses(window) == ["no-face", "accepted", "new"]
    assert any("1 photo without a face skipped." in text for text in window.notifications.texts)


def test_accepted_by_hand_and_taken_back_later_it_is_without_a_face_again(window, theme, photo_folder, qtbot):
    assert window.session.statuses.accept()
    assert statuses(window)[0] == "accepted"
    assert window.session.autosave.flush(5)
    window.close()
    later = MainWindow()
    qtbot.addWidget(later)
    later.show()
    later.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: later.session.open_photo is not None)
    later.photo_list.view.selectAll()
    later.selection.take_back.trigger()
    qtbot.waitUntil(lambda: statuses(later)[0] == "no-face")
    later.close()


def test_the_export_dialog_adds_it_only_when_set(qtbot, theme, tmp_path):
    scopes = {"current": ["a"], "accepted": [], "all": ["a", "b"]}
    dialog = ExportDialog(scopes, ["lawn"], tmp_path, LastExport(scope="all"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.request.keys == ("a", "b")
    dialog.scope.no_face.click()
    assert dialog.request.keys == ("a", "b", "lawn")
    assert dialog.choices.with_no_face
    dialog.scope.buttons["current"].click()
    assert dialog.request.keys == ("a",)
    assert not dialog.scope.no_face.isEnabled()
    none = ExportDialog(scopes, [], tmp_path, LastExport(scope="all", with_no_face=True))
    qtbot.addWidget(none)
    none.show()
    assert not none.scope.no_face.isVisible()
    assert none.request.keys == ("a", "b")


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_the_bar_fits_a_narrow_canvas_with_another_button_too(qtbot, theme, request, language):
    if language == "chinese":
        request.getfixturevalue("chinese")
    canvas = QWidget()
    qtbot.addWidget(canvas)
    bar = NoFaceBar(canvas)
    canvas.show()
    bar.set_shown(True)
    bar.add_button(QPushButton("Draw the frame of a face"))
    for width in (240, 300, 420, 900):
        canvas.resize(width, 300)
        bar.place()
        qtbot.wait(1)
        assert canvas.rect().contains(bar.geometry()), width
        for button in bar.findChildren(QPushButton):
            assert button.width() >= button.sizeHint().width(), width
            assert bar.rect().contains(button.geometry()), width
        assert bar.text.height() >= bar.text.heightForWidth(bar.text.width()), width
    assert bar.text.mapTo(bar, QPoint()).y() >= 0
