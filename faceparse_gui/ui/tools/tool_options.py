"""Above the canvas: the options of the tool in hand, and what its buttons do."""

from __future__ import annotations

from functools import partial
from math import log2

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.drags import MAX_BRUSH
from faceparse_gui.ui.keys.key_hints import with_keys
from faceparse_gui.ui.settings.fields import field, limits
from faceparse_gui.ui.settings.schema import about, translated
from faceparse_gui.ui.widgets.captions import heading
from faceparse_gui.ui.widgets.fold_row import FoldRow
from faceparse_gui.ui.widgets.hint import Hint
from faceparse_gui.ui.widgets.theme import SPACE_M

_HEIGHT = 36  # px, at least
_STEPS = 16
"""Slider steps in which the brush's size doubles."""

_OPTIONS = {
    "brush": ("size", "shape", "smooth", "pressure"),
    "eraser": ("size", "shape", "smooth", "pressure", "erase_to"),
    "fill": ("fill_by", "tolerance"),
    "pick": (),
    "lasso": ("lasso_to",),
    "push": ("size",),
    "smart-select": ("at_once",),
    "scribble": ("size", "at_once"),
    "add-face": (),
}
"""What of the options each tool has."""


class ToolOptions(QWidget):
    """Follows the canvas's tool, and the settings wherever they are changed."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._settings = canvas.context.settings
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("tool-options")
        self._name = heading("")
        self._hint = Hint()
        aside = self.tr("The nearest class takes its place.")
        away = (self.tr("Right button or Ctrl: erase the active class."), aside)
        self._hints = {
            "brush": (*away, self.tr("Shift+click: straight line.")),
            "eraser": (
                self.tr("Erases any class."),
                self.tr("Shift+click: straight line."),
            ),
            "fill": (
                self.tr("Click an area."),
                self.tr("By colour: drag right or left to adjust the tolerance."),
                *away,
            ),
            "pick": (self.tr("Click to pick a class."),),
            "lasso": (
                self.tr("Drag around an area, or click its corners."),
                self.tr("Shift: box."),
                *away,
            ),
            "push": (self.tr("Drag an edge outwards or inwards."),),
            "smart-select": (
                self.tr("Click an object, or drag or click around it."),
                self.tr("Its edges are found automatically."),
                self.tr("Shift: box."),
                *away,
            ),
            "scribble": (
                self.tr("Left button: part of the class."),
                self.tr("Right button or Ctrl: not part of it."),
                aside,
            ),
            "add-face": (self.tr("Drag a box around the face, or click two of its corners."),),
        }
        self._parts: dict[str, QWidget] = {"size": self._size(), "tolerance": self._tolerance()}
        for name in ("shape", "smooth", "pressure", "erase_to", "fill_by", "lasso_to", "at_once"):
            control = field(self._settings, name)
            titled = isinstance(control, QCheckBox)
            title = [] if titled else [QLabel(translated(about(name).short or about(name).title))]
            self._parts[name] = _row(*title, control)
        self._row = FoldRow(self._name, self._parts, self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self.setFixedHeight(max(_HEIGHT, self._row.sizeHint().height()))
        canvas.tool_changed.connect(self._show_tool)
        canvas.brush_size_changed.connect(self._show_size)
        self._settings.changed.connect(self._show_setting)
        self.show_size_keys("", "")
        self._show_setting("tolerance")
        self._show_size(canvas.brush_size)
        self._show_tool(canvas.tool)

    # Parts

    def _size(self) -> QWidget:
        self._slider = _slider(self.tr("Brush size"), "")
        self._slider.setRange(0, int(_STEPS * log2(MAX_BRUSH)))
        self._slider.valueChanged.connect(
            lambda value: self._canvas.set_brush_size(round(2 ** (value / _STEPS)))
        )
        self._figure = _figure("0000 px")
        return _row(QLabel(self.tr("Size")), self._slider, self._figure)

    def _tolerance(self) -> QWidget:
        self._tolerance_slider = _slider(
            self.tr("Tolerance"), self.tr("Maximum difference from the clicked colour")
        )
        self._tolerance_slider.setRange(*limits("tolerance"))
        self._tolerance_slider.valueChanged.connect(partial(self._settings.set, "tolerance"))
        self._tolerance_figure = _figure("000")
        return _row(QLabel(self.tr("Tolerance")), self._tolerance_slider, self._tolerance_figure)

    def show_size_keys(self, smaller: str, larger: str) -> None:
        """Name the keys that change the brush's size."""
        tip = with_keys(self.tr("Brush size"), smaller, larger, self.tr("Shift+drag"))
        self._slider.setToolTip(tip)

    # Following

    def _show_tool(self, name: str) -> None:
        self._name.setText(self._canvas.tool_title)
        self._hint.set_parts(self._hints[name])
        self._offer()

    def _offer(self) -> None:
        by_color = self._settings.fill_by == "color"
        self._row.want([part for part in _OPTIONS[self._canvas.tool] if part != "tolerance" or by_color])

    def _show_size(self, size: int) -> None:
        self._figure.setText(f"{size} px")
        if round(2 ** (self._slider.value() / _STEPS)) != size:
            self._slider.blockSignals(True)
            self._slider.setValue(round(_STEPS * log2(size)))
            self._slider.blockSignals(False)

    def _show_setting(self, name: str) -> None:
        if name == "tolerance":
            self._tolerance_slider.setValue(self._settings.tolerance)
            self._tolerance_figure.setText(str(self._settings.tolerance))
        elif name == "fill_by":
            self._offer()


def _slider(name: str, tip: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setFixedWidth(96)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    slider.setToolTip(tip)
    slider.setAccessibleName(name)
    return slider


def _figure(widest: str) -> QLabel:
    figure = QLabel()
    figure.setProperty("muted", True)
    figure.setMinimumWidth(figure.fontMetrics().horizontalAdvance(widest))
    return figure


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_M)
    for widget in widgets:
        row.addWidget(widget)
    return holder
