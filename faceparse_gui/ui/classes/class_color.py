"""The user's own colour of a class: chosen in the system's dialog, seen on the photo meanwhile."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget

from faceparse_gui.ui.classes.class_model import Color, LayerState, class_title


def choose_color(class_id: int, layers: LayerState, parent: QWidget) -> None:
    """Open the dialog; Cancel brings back the colour that the class had."""
    before = layers.own_colors.get(class_id)
    dialog = QColorDialog(QColor(*layers.color(class_id)), parent)
    title = QCoreApplication.translate("ClassColor", "Display colour of “{name}”")
    dialog.setWindowTitle(title.format(name=class_title(class_id)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.currentColorChanged.connect(lambda color: layers.set_color(class_id, _rgb(color)))
    dialog.rejected.connect(partial(layers.set_color, class_id, before))
    dialog.open()


def _rgb(color: QColor) -> Color:
    return color.red(), color.green(), color.blue()
