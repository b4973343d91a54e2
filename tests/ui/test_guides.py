"""Warnings in the window: told, shown, mended, ignored."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.labels import ID_OF, swap_left_right
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Project
from faceparse_gui.ui.guides_panel import GuidesPanel, _Row
from faceparse_gui.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot, theme, tmp_path, face_labels):
    folder = tmp_path / "photos"
    folder.mkdir()
    labels = swap_left_right(face_labels)
    labels[60:75, 20:40] = ID_OF["nose"]
    for name in ("a", "b"):
        Image.new("RGB", (512, 512), (120, 120, 120)).save(folder / f"{name}.png")
    project = Project.open(folder)
    project.save_labels(project.images()[0].key, labels, "edited")
    project.close()
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.session.open([folder])
    qtbot.waitUntil(lambda: len(window.guides.findings) == 3)
    yield window
    window.close()


def rows(window) -> list[_Row]:
    return [row for row in window.findChild(GuidesPanel).findChildren(_Row) if row.isVisible()]


def document(window):
    return window.session.image.work.document


def kinds(window) -> list[str]:
    return sorted(finding.kind for finding in window.guides.findings)


def test_each_finding_has_a_row_and_a_click_shows_its_place(window):
    assert kinds(window) == ["outside", "sides", "sides"]
    before = window.canvas.scale
    row = next(row for row in rows(window) if "Nose" in row.toolTip())
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert window.canvas.scale > before
    x, y = 30, 67
    assert window.canvas.rect().contains(window.canvas.view.box_to_view((x, y, x + 1, y + 1)))


def test_mend_is_one_step_and_the_warning_goes(qtbot, window):
    next(row for row in rows(window) if "Nose" in row.toolTip()).mend.click()
    assert not (document(window).labels[60:75, 20:40] == ID_OF["nose"]).any()
    assert document(window).history.undo_text == "Mend"
    qtbot.waitUntil(lambda: kinds(window) == ["sides", "sides"])
    document(window).undo()
    qtbot.waitUntil(lambda: kinds(window) == ["outside", "sides", "sides"])


def test_what_is_ignored_stays_so_in_this_photo(qtbot, window):
    next(row for row in rows(window) if "Nose" in row.toolTip()).ignore.click()
    assert kinds(window) == ["sides", "sides"]
    document(window).begin_stroke(400, 20, 13, Brush(9))
    document(window).end_stroke()
    qtbot.waitUntil(lambda: not window.guides._soon.isActive() and not window.guides._searching)
    assert "outside" not in kinds(window)


def test_n_goes_from_one_to_the_next(window):
    seen = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_N)
        seen.append(window.guides._at.key)
    assert len(set(seen)) == 3
    assert seen[3] == seen[0]
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert window.guides._at.key == seen[2]


def test_a_photo_without_findings_says_so(qtbot, window):
    window.session.step(1)
    qtbot.waitUntil(lambda: window.guides.findings == ())
    assert rows(window) == []
    QTest.keyClick(window, Qt.Key.Key_N)
    assert "Nothing" in window.jobs.told


def test_a_mend_honours_locks(qtbot, window):
    window.layers.set_locked(ID_OF["nose"], True)
    before = np.array(document(window).labels)
    next(row for row in rows(window) if "Nose" in row.toolTip()).mend.click()
    assert np.array_equal(document(window).labels, before)
    assert "paint" in window.jobs.told
