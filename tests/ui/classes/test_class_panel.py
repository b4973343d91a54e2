"""The class list, used by mouse and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider, QToolButton

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.classes.class_row import ClassRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def layers(qapp) -> LayerState:
    return LayerState()


@pytest.fixture
def panel(qtbot, theme, layers) -> ClassPanel:
    panel = ClassPanel(layers)
    qtbot.addWidget(panel)
    panel.resize(260, 640)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def row_of(panel: ClassPanel, class_id: int) -> ClassRow:
    return panel.findChildren(ClassRow)[class_id]


def buttons(panel: ClassPanel, class_id: int) -> dict[str, QToolButton]:
    found = row_of(panel, class_id).findChildren(QToolButton)
    return {one.accessibleName().split()[0]: one for one in found}


def texts(panel: ClassPanel, class_id: int) -> list[str]:
    return [label.text() for label in row_of(panel, class_id).findChildren(QLabel)]


def test_there_is_a_row_for_each_class_in_the_official_order(panel):
    names = [texts(panel, i)[0] for i in range(NUM_CLASSES)]
    assert names[:3] == ["Background", "Skin", "Nose"]
    assert names[-1] == "Clothes"
    assert len(panel.findChildren(ClassRow)) == NUM_CLASSES


def test_a_click_on_a_row_makes_its_class_active(panel, layers):
    QTest.mouseClick(row_of(panel, 13), LEFT)
    assert layers.active == 13
    assert "active" in row_of(panel, 13).accessibleName()
    assert "active" not in row_of(panel, 1).accessibleName()


def test_eye_and_lock_switch_their_class_only(panel, layers):
    QTest.mouseClick(buttons(panel, 13)["Show"], LEFT)
    QTest.mouseClick(buttons(panel, 1)["Lock"], LEFT)
    assert not layers.is_visible(13)
    assert layers.is_visible(12)
    assert layers.locked == {1}
    assert "hidden" in row_of(panel, 13).accessibleName()
    assert "locked" in row_of(panel, 1).accessibleName()
    QTest.mouseClick(buttons(panel, 13)["Show"], LEFT)
    QTest.mouseClick(buttons(panel, 1)["Lock"], LEFT)
    assert layers.is_visible(13)
    assert layers.locked == set()


def test_alt_click_on_an_eye_shows_that_class_alone_and_show_all_ends_it(panel, layers):
    QTest.mouseClick(buttons(panel, 13)["Show"], LEFT, Qt.KeyboardModifier.AltModifier)
    assert [i for i in range(NUM_CLASSES) if layers.is_visible(i)] == [13]
    assert [buttons(panel, i)["Show"].isChecked() for i in (12, 13)] == [False, True]
    show_all = next(one for one in panel.findChildren(QToolButton) if one.text() == "Show all")
    QTest.mouseClick(show_all, LEFT)
    assert [i for i in range(NUM_CLASSES) if not layers.is_visible(i)] == [0]
    assert [i for i in range(NUM_CLASSES) if not buttons(panel, i)["Show"].isChecked()] == [0]


def test_a_double_click_on_an_eye_shows_that_class_alone_and_ends_it(panel, layers):
    """Some window managers keep Alt and the mouse for themselves."""
    layers.set_visible(5, False)
    before = [layers.is_visible(i) for i in range(NUM_CLASSES)]
    for expected in ([13], [i for i in range(NUM_CLASSES) if before[i]]):
        eye = buttons(panel, 13)["Show"]
        QTest.mouseClick(eye, LEFT)
        QTest.mouseDClick(eye, LEFT)
        QTest.mouseRelease(eye, LEFT)
        assert [i for i in range(NUM_CLASSES) if layers.is_visible(i)] == expected
        assert eye.isChecked()


def test_the_palette_is_chosen_by_name(panel, layers):
    colours = next(one for one in panel.findChildren(QToolButton) if one.text() == "Colours")
    choices = colours.menu().actions()
    assert [one.isChecked() for one in choices] == [True, False]
    choices[1].trigger()
    assert layers.palette == "official"
    layers.set_palette("distinct")
    assert choices[0].isChecked()


def test_show_all_says_that_the_background_stays_hidden(panel, layers, qtbot):
    show_all = next(one for one in panel.findChildren(QToolButton) if one.text() == "Show all")
    with qtbot.waitSignal(panel.notice, check_params_cb=lambda text: "except the background" in text):
        QTest.mouseClick(show_all, LEFT)


def test_the_keyboard_reaches_everything(panel, layers):
    layers.set_active(1)
    row_of(panel, 1).setFocus()
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert layers.active == 3
    assert panel.focusWidget() is row_of(panel, 3)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    assert not layers.is_visible(3)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert panel.focusWidget() is buttons(panel, 3)["Lock"]
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    assert layers.locked == {3}
    QTest.keyClick(row_of(panel, 3), Qt.Key.Key_End)
    assert layers.active == NUM_CLASSES - 1
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert layers.active == NUM_CLASSES - 1


def test_the_sliders_set_the_opacity_of_all_and_of_the_active_class(panel, layers):
    overall, own = panel.findChildren(QSlider)
    overall.setFocus()
    QTest.keyClick(overall, Qt.Key.Key_Home)
    assert layers.overall == 0.0
    layers.set_active(13)
    own.setFocus()
    QTest.keyClick(own, Qt.Key.Key_PageDown)
    assert layers.opacity(13) == pytest.approx(0.9)
    assert layers.opacity(1) == 1.0
    layers.set_active(1)
    assert own.value() == 100, "the slider shows the class that is active now"
    assert layers.opacity(13) == pytest.approx(0.9)


def test_areas_follow_the_document_while_a_stroke_runs(panel, layers, face_labels, qtbot):
    document = Document(face_labels)
    panel.set_document(document)
    hair, hat = ID_OF["hair"], ID_OF["hat"]
    share = np.count_nonzero(face_labels == hair) / face_labels.size
    assert f"{100 * share:.1f} %" in texts(panel, hair)
    assert texts(panel, hat) == ["Hat", ""]
    document.begin_stroke(228, 60, hat, Brush(120))
    qtbot.waitUntil(lambda: "4.3 %" in texts(panel, hat))
    document.abort_stroke()
    qtbot.waitUntil(lambda: texts(panel, hat) == ["Hat", ""])
    document.fill(0, 0, hat)
    panel.set_document(None)
    assert texts(panel, hat) == ["Hat", ""]
    assert document.listeners == []


def test_a_tiny_area_is_not_shown_as_none(panel, face_labels):
    labels = np.zeros((512, 512), np.uint8)
    labels[3, 3] = 15
    panel.set_document(Document(labels))
    assert "< 0.01 %" in texts(panel, 15)
    labels[4:8, 0:30] = 15
    panel.set_document(Document(labels))
    assert "0.05 %" in texts(panel, 15)


def test_names_are_translated(qtbot, theme, qapp):
    class German(QTranslator):
        def translate(self, context, source, disambiguation=None, n=-1):
            return {"Hair": "Haare"}.get(source, "") if context == "Classes" else ""

        def isEmpty(self) -> bool:
            return False

    translator = German()
    QCoreApplication.installTranslator(translator)
    try:
        panel = ClassPanel(LayerState())
        qtbot.addWidget(panel)
        assert texts(panel, 13)[0] == "Haare"
        assert "Haare" in row_of(panel, 13).accessibleName()
    finally:
        QCoreApplication.removeTranslator(translator)
