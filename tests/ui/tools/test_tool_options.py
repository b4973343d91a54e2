"""The row of a tool's options: what it shows, sets and keeps."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.tools.tool_options import ToolOptions
from faceparse_gui.ui.widgets.fold_row import FoldRow
from faceparse_gui.ui.widgets.hint import Hint
from tests.ui.tools.tool_canvas import show


@pytest.fixture
def canvas(qtbot, theme, astronaut, face_labels) -> Canvas:
    return show(qtbot, astronaut, face_labels)


def test_the_options_follow_the_tool_and_set_it(qtbot, canvas):
    options = ToolOptions(canvas)
    qtbot.addWidget(options)
    options.resize(900, 36)
    options.show()
    tip = options.findChild(QComboBox, "shape")
    assert tip.isVisible()
    tip.setCurrentIndex(tip.findData("square"))
    tip.activated.emit(tip.currentIndex())
    assert canvas.context.brush.shape == "square"
    canvas.set_tool("lasso")
    assert not tip.isVisible()
    canvas.set_tool("fill")
    fill_by = options.findChild(QComboBox, "fill_by")
    assert fill_by.isVisible()
    assert not options._tolerance_slider.isVisible()
    canvas.context.settings.set("fill_by", "color")
    assert options._tolerance_slider.isVisible()
    assert fill_by.currentData() == "color"


@pytest.mark.parametrize("width", [240, 420, 640, 1400])
def test_advice_is_shown_in_whole_sentences_and_the_rest_of_it_on_request(qtbot, canvas, width):
    options = ToolOptions(canvas)
    qtbot.addWidget(options)
    options.resize(width, 36)
    options.show()
    row, hint = options.findChild(FoldRow), options.findChild(Hint)
    for action in CanvasActions(canvas, canvas.layers).tools.actions():
        action.trigger()
        QApplication.processEvents()
        assert hint.whole.startswith(hint.text())
        assert hint.text() == "" or hint.text().endswith(".")
        assert hint.fontMetrics().horizontalAdvance(hint.text()) <= max(hint.width(), 0)
        in_row = [part for part in row.findChildren(QWidget) if part.parent() is row and part.isVisible()]
        assert all(part is hint or part.width() >= part.sizeHint().width() for part in in_row)
        if hint.text() != hint.whole:
            assert row.more.isVisible()
            row.more.click()
            assert row.advice.isVisible()
            assert row.advice.text() == hint.whole
            row.advice.window().close()


def test_no_option_says_the_name_of_its_tool_again(qtbot, canvas):
    options = ToolOptions(canvas)
    qtbot.addWidget(options)
    options.resize(1400, 36)
    options.show()
    for action in CanvasActions(canvas, canvas.layers).tools.actions():
        action.trigger()
        first, *others = [
            label for label in options.findChildren(QLabel) if label.isVisible() and label.text()
        ]
        titles = [label.text() for label in others if not isinstance(label, Hint)]
        assert first.text() == canvas.tool_title
        assert not [title for title in titles if first.text().split()[0] in title]


def test_the_settings_are_kept_and_a_strange_one_is_passed_over(qtbot, canvas):
    from PySide6.QtCore import QSettings

    canvas.context.settings.set("tolerance", 77)
    QSettings().setValue("settings/shape", "star")
    again = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(again)
    assert again.context.settings.tolerance == 77
    assert again.context.settings.shape == "round"
    assert again.context.brush.shape == "round"
