"""Shift+X over the canvas, through real events."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.document import Document
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.review.cut_clothes import CutClothes
from faceparse_gui.ui.settings.store import AppSettings

CLOTH, SKIN = ID_OF["cloth"], ID_OF["skin"]


@pytest.fixture
def canvas(qtbot, theme) -> Canvas:
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    canvas.said = []
    CutClothes(canvas).notice.connect(canvas.said.append)
    canvas.resize(500, 400)
    labels = np.full((80, 100), SKIN, np.uint8)
    labels[40:] = CLOTH
    canvas.set_photo(np.zeros((80, 100, 3), np.uint8), Document(labels), None)
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    return canvas


def cut_at(canvas: Canvas, x: float, y: float) -> None:
    QTest.mouseMove(canvas, canvas.view.to_view(QPointF(x, y)).toPoint())
    QTest.keyClick(canvas, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)


def test_clothes_below_the_pointer_become_background_as_one_step(canvas, qtbot):
    document = canvas.context.document
    before = document.labels.copy()
    cut_at(canvas, 50.5, 60.5)
    qtbot.waitUntil(lambda: not document.labels[70].any())
    assert (document.labels[40:59] == CLOTH).all()
    assert (document.labels[:40] == SKIN).all()
    document.undo()
    assert np.array_equal(document.labels, before)


def test_where_there_is_nothing_to_cut_it_says_so(canvas, qtbot):
    cut_at(canvas, 50.5, 79.5)
    qtbot.waitUntil(lambda: canvas.said == ["There are no clothes to cut off below the pointer."])
    assert canvas.context.document.revision == 0
