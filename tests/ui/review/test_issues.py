"""Warnings in the window: told, shown, mended, ignored."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF, swap_left_right
from faceparse_core.photos.memory import MemoryBudget
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.review import issues as guides_module
from faceparse_gui.ui.review.issues_panel import IssuesPanel, _Row
from faceparse_gui.ui.shell.main_window import MainWindow


@pytest.fixture
def window(qtbot, theme, tmp_path, face_labels):
    folder = tmp_path / "photos"
    folder.mkdir()
    labels = swap_left_right(face_labels)
    labels[60:75, 20:40] = ID_OF["nose"]
    for name in ("a", "b"):
        Image.new("RGB", (512, 512), (120, 120, 120)).save(folder / f"{name}.png")
    project = Project.open(folder)
    project.save_labels(project.records()[0].key, labels, "edited")
    project.close()
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.session.projects.open([folder])
    qtbot.waitUntil(lambda: len(window.issues.found) == 3)
    yield window
    window.close()


def rows(window) -> list[_Row]:
    return [row for row in window.findChild(IssuesPanel).findChildren(_Row) if row.isVisible()]


def row_of(window, text: str) -> _Row:
    return next(row for row in rows(window) if text in row.toolTip())


def press(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def document(window):
    return window.session.open_photo.work.document


def kinds(window) -> list[str]:
    return sorted(finding.kind for finding in window.issues.found)


def test_each_finding_has_a_row_and_a_click_shows_its_place(window):
    assert kinds(window) == ["outside", "swapped", "swapped"]
    before = window.canvas.scale
    row = next(row for row in rows(window) if "Nose" in row.toolTip())
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert window.canvas.scale > before
    x, y = 30, 67
    assert window.canvas.rect().contains(window.canvas.view.box_to_view((x, y, x + 1, y + 1)))


def test_a_fix_is_one_step_and_the_issue_goes(qtbot, window):
    press(row_of(window, "Nose").fix)
    qtbot.waitUntil(lambda: not (document(window).labels[60:75, 20:40] == ID_OF["nose"]).any())
    assert document(window).history.undo_text == "Fix"
    qtbot.waitUntil(lambda: kinds(window) == ["swapped", "swapped"])
    document(window).undo()
    qtbot.waitUntil(lambda: kinds(window) == ["outside", "swapped", "swapped"])


def test_what_is_ignored_stays_so_in_this_photo(qtbot, window):
    next(row for row in rows(window) if "Nose" in row.toolTip()).ignore.click()
    assert kinds(window) == ["swapped", "swapped"]
    document(window).begin_stroke(19, 67, ID_OF["nose"], Brush(5))  # it grows
    document(window).end_stroke()
    qtbot.waitUntil(lambda: not window.issues._soon.isActive() and not window.issues._searching)
    assert "outside" not in kinds(window)


def test_n_goes_from_one_to_the_next(window):
    seen = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_N)
        seen.append(window.issues._at)
    assert len(set(seen)) == 3
    assert seen[3] is seen[0]
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert window.issues._at is seen[2]


def test_a_photo_without_issues_says_so_once_it_has_labels(qtbot, window, face_labels):
    nothing = window.findChild(IssuesPanel)._nothing
    window.session.current.step(1)
    qtbot.waitUntil(lambda: window.issues.found == () and not window.issues._soon.isActive())
    qtbot.waitUntil(lambda: not window.issues._searching)
    assert rows(window) == []
    assert not nothing.isVisible()
    QTest.keyClick(window, Qt.Key.Key_N)
    assert window.jobs.notice == "There are no labels to check yet."

    document(window).put(face_labels, "Labels")
    qtbot.waitUntil(lambda: nothing.isVisible())
    assert (rows(window), nothing.text()) == ([], "No issues")
    QTest.keyClick(window, Qt.Key.Key_N)
    assert window.jobs.notice == "No issues in this photo."


def test_a_fix_honours_locks(qtbot, window):
    window.layers.set_locked(ID_OF["nose"], True)
    before = np.array(document(window).labels)
    press(row_of(window, "Nose").fix)
    qtbot.waitUntil(lambda: "by hand" in window.jobs.notice)
    assert np.array_equal(document(window).labels, before)


def test_swapped_sides_are_reported_as_such_and_set_right(qtbot, window, face_labels):
    press(row_of(window, "Left and right eye are swapped").fix)
    qtbot.waitUntil(lambda: kinds(window) == ["outside", "swapped"] and len(rows(window)) == 2)
    press(row_of(window, "Left and right brow are swapped").fix)
    qtbot.waitUntil(lambda: kinds(window) == ["outside"])
    right = document(window).labels.copy()
    right[60:75, 20:40] = face_labels[60:75, 20:40]
    assert np.array_equal(right, face_labels)


def test_what_is_painted_just_before_the_fix_stays(qtbot, window):
    document(window).begin_stroke(30, 67, ID_OF["hat"], Brush(5))
    document(window).end_stroke()
    press(row_of(window, "Nose").fix)  # found before the stroke
    qtbot.waitUntil(lambda: kinds(window) == ["swapped", "swapped"])
    assert document(window).labels[67, 30] == ID_OF["hat"]
    assert not (document(window).labels[60:75, 20:40] == ID_OF["nose"]).any()


def test_an_eye_that_the_network_did_not_see_cannot_be_brought_back(qtbot, window, face_labels):
    labels = face_labels.copy()
    labels[labels == ID_OF["l_eye"]] = ID_OF["skin"]
    document(window).put(labels, "Brush")
    qtbot.waitUntil(lambda: kinds(window) == ["missing"] and len(rows(window)) == 1)
    assert not row_of(window, "Left eye").fix.isEnabled()
    confidence = np.full(labels.shape, 255, np.uint8)
    window.session.predictions.apply(
        window.session.open_photo.key, Prediction(face_labels, confidence, "net"), True
    )
    document(window).undo()
    qtbot.waitUntil(lambda: len(rows(window)) == 1 and rows(window)[0].fix.isEnabled())
    press(row_of(window, "Left eye").fix)
    qtbot.waitUntil(lambda: np.array_equal(document(window).labels, face_labels))
    qtbot.waitUntil(lambda: kinds(window) == [])


def test_the_list_can_be_folded_away(qtbot, window):
    panel = window.findChild(IssuesPanel)
    assert "3" in panel.fold.text()
    press(panel.fold)
    assert rows(window) == []
    again = IssuesPanel(window.issues)
    qtbot.addWidget(again)
    assert not again.fold.isChecked()
    press(panel.fold)
    assert len(rows(window)) == 3


def test_the_place_is_framed(window):
    QTest.mouseClick(row_of(window, "Nose"), Qt.MouseButton.LeftButton)
    mark = window.issues._mark
    assert mark.isVisible()
    assert mark.geometry().contains(window.canvas.view.box_to_view((20, 60, 40, 75)))


def test_warnings_of_large_labels_are_not_searched_while_a_large_picture_is_read(qtbot, monkeypatch, window):
    reading = MemoryBudget(most=10_000_000, large=1000)
    monkeypatch.setattr(guides_module, "READING", reading)
    labels = document(window).labels.copy()
    labels[labels == ID_OF["nose"]] = ID_OF["skin"]
    before = kinds(window)
    with reading.take(5000):
        document(window).put(labels, "Brush")
        qtbot.waitUntil(lambda: window.issues._searching)
        qtbot.wait(300)
        assert window.issues._searching
        assert kinds(window) == before
    qtbot.waitUntil(lambda: not window.issues._searching and kinds(window) != before)
