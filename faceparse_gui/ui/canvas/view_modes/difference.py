"""Only what differs from the prediction, in the colour of the class it has now; the rest is dimmed."""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QColor, QImage, QPainter, qRgba

from faceparse_core.labels import BACKGROUND, NUM_CLASSES
from faceparse_gui.ui.canvas.sampling import Map, ScreenGrid
from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode, both
from faceparse_gui.ui.widgets.theme import Theme

_SAME = NUM_CLASSES
_VEIL = 170
_ALPHA = 235
_FINEST = 2
"""Samples along each side of a screen pixel at most: small corrections show when zoomed out, too."""


class DifferenceView(ViewMode):
    """Only the labels that differ from the prediction are in colour."""

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the labels where they differ from the prediction, and dim the rest."""
        part = scene.photo_region
        if not part.isEmpty():
            self._draw(painter, scene, part)
        scene.caption(
            painter, QCoreApplication.translate("ViewModes", "Coloured: differences from the prediction")
        )

    def _draw(self, painter: QPainter, scene: Scene, part: QRect) -> None:
        colors = Theme.current().colors
        veil = QColor(colors.canvas)
        veil.setAlpha(_VEIL)
        painter.save()
        painter.setClipRect(part)
        painter.fillRect(scene.view.photo_rect(), veil)
        pixels_each = 1 / (scene.view.scale * scene.ratio)
        finer = min(max(ceil(pixels_each), 1), _FINEST)
        grid = ScreenGrid.over(scene.view, part, scene.ratio, finer=finer)
        changed = _coarsened(_changed(*(grid.sample(each) for each in both(scene))), finer)
        height, width = changed.shape
        image = QImage(changed.data, width, height, width, QImage.Format.Format_Indexed8)
        taken_away = QColor(colors.text)
        table = [qRgba(*scene.labels.layers.color(i), _ALPHA) for i in range(NUM_CLASSES)]
        table[BACKGROUND] = qRgba(taken_away.red(), taken_away.green(), taken_away.blue(), _ALPHA)
        image.setColorTable([*table, *[0] * (256 - NUM_CLASSES)])
        painter.drawImage(grid.rect, image)
        painter.restore()


def _changed(now: Map, before: Map) -> Map:
    """The classes now where the two differ, ``_SAME`` elsewhere."""
    return np.where(now != before, now, np.uint8(_SAME))


def _coarsened(changed: Map, times: int) -> Map:
    """One pixel for each ``times`` × ``times``: a class that changed there, ``_SAME`` only where none did."""
    rows = changed[::times]
    for offset in range(1, times):
        rows = np.minimum(rows, changed[offset::times])
    columns = rows[:, ::times]
    for offset in range(1, times):
        columns = np.minimum(columns, rows[:, offset::times])
    return np.ascontiguousarray(columns)
