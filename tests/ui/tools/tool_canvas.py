"""A shown canvas with a photo and its labels, for the tests of the tools."""

import numpy as np
from pytestqt.qtbot import QtBot

from faceparse_gui.document.document import Document
from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.settings.store import AppSettings
from tests.ui.tools.tool_steps import HAT


def show(qtbot: QtBot, photo: np.ndarray, labels: np.ndarray) -> Canvas:
    """A canvas of 600 x 600 with the focus, the hat as the active class, every tool set as at first."""
    canvas = Canvas(LayerState(), AppSettings())
    canvas.commands = CanvasActions(canvas, canvas.layers)
    qtbot.addWidget(canvas)
    canvas.resize(600, 600)
    canvas.set_photo(photo, Document(labels))
    canvas.layers.set_active(HAT)
    for name, value in (
        ("shape", "round"),
        ("smooth", True),
        ("erase_to", "background"),
        ("fill_by", "class"),
    ):
        canvas.context.settings.set(name, value)
    canvas.context.settings.set("at_once", False)
    canvas.context.settings.set("lasso_to", "class")
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    return canvas
