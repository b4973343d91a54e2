"""The brush's size in the toolbar: a slider whose steps grow with the size, and the figure beside it."""

from __future__ import annotations

from math import log2

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.drags import MAX_BRUSH
from faceparse_gui.ui.theme import SPACE_M, SPACE_S

_STEPS = 16
"""Slider steps in which the size doubles."""


class BrushSize(QWidget):
    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, int(_STEPS * log2(MAX_BRUSH)))
        self._slider.setFixedWidth(96)
        self._slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._slider.setToolTip(self.tr("Brush size ([ and ], or Shift+drag)"))
        self._slider.setAccessibleName(self.tr("Brush size"))
        self._figure = QLabel()
        self._figure.setProperty("muted", True)
        self._figure.setMinimumWidth(self._figure.fontMetrics().horizontalAdvance("0000 px"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 0, SPACE_S, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self._slider)
        row.addWidget(self._figure)
        self._slider.valueChanged.connect(lambda value: canvas.set_brush_size(round(2 ** (value / _STEPS))))
        canvas.brush_size_changed.connect(self._show)
        self._show(canvas.brush_size)

    def _show(self, size: int) -> None:
        self._figure.setText(f"{size} px")
        if round(2 ** (self._slider.value() / _STEPS)) != size:
            self._slider.blockSignals(True)
            self._slider.setValue(round(_STEPS * log2(size)))
            self._slider.blockSignals(False)
