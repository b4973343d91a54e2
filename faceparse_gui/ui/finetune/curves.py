"""The curves of a fine-tuning: the loss by step, and F on held-back corrections against the network before.

pyqtgraph takes a quarter of a second to load: import this module in a thread first.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from faceparse_gui.ui.finetune.run_progress import RunProgress
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_S, Theme

_ROOM_FOR_BOTH = 340  # px
_LEAST_SPAN = 0.02  # of the F axis, so that a flat curve looks flat


class Curves(QWidget):
    """Plots losses and scores of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = RunProgress()
        self._loss_title, self._score_title = QLabel(), QLabel()
        self._loss = _plot(self.tr("Step"), self.tr("Loss"))
        self._score = _plot(self.tr("Step"), self.tr("F"))
        self._raw = self._loss.plot(antialias=True)
        self._smooth = self._loss.plot(antialias=True)
        self._borders: list[pg.InfiniteLine] = []
        self._new = self._score.plot(antialias=True, symbol="o", symbolSize=5)
        self._base = pg.InfiniteLine(angle=0, movable=False)
        self._score.addItem(self._base, ignoreBounds=True)
        for curve in (self._raw, self._smooth):
            curve.setDownsampling(auto=True, method="mean")
        self._grid = layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE_L)
        layout.setVerticalSpacing(SPACE_S)
        for column, (title, plot) in enumerate(
            ((self._loss_title, self._loss), (self._score_title, self._score))
        ):
            title.setTextFormat(Qt.TextFormat.RichText)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            layout.addWidget(title, 0, column)
            layout.addWidget(plot, 1, column)
            layout.setColumnStretch(column, 1)
        self._loss.setAccessibleName(self.tr("Loss by step"))
        self._score.setAccessibleName(self.tr("F on held-back corrections"))
        Theme.current().changed.connect(self._dress)
        self._dress()

    def show_progress(self, progress: RunProgress) -> None:
        """Draw the run as it is now."""
        self._progress = progress
        steps = np.arange(1, len(progress.losses) + 1)
        self._raw.setData(steps, np.asarray(progress.losses))
        self._smooth.setData(steps, np.asarray(progress.smoothed))
        self._show_borders()
        self._new.setData(
            [each.step for each in progress.scores], [each.per_image_f for each in progress.scores]
        )
        self._base.setVisible(bool(progress.scores))
        if progress.scores:
            base = progress.scores[-1].base_f
            self._base.setValue(base)
            values = [base, *(each.per_image_f for each in progress.scores)]
            middle, span = (max(values) + min(values)) / 2, max(max(values) - min(values), _LEAST_SPAN)
            self._score.setYRange(middle - 0.6 * span, middle + 0.6 * span, padding=0)
        self._show_titles()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, F counts."""
        super().resizeEvent(event)
        both = self.width() >= _ROOM_FOR_BOTH
        for widget in (self._loss, self._loss_title):
            widget.setVisible(both)
        self._grid.setColumnStretch(0, both)
        self._grid.setHorizontalSpacing(SPACE_L if both else 0)

    def _show_borders(self) -> None:
        """A line where another phase begins."""
        while len(self._borders) > len(self._progress.borders):
            self._loss.removeItem(self._borders.pop())
        while len(self._borders) < len(self._progress.borders):
            line = pg.InfiniteLine(angle=90, movable=False, pen=self._border_pen())
            self._borders.append(line)
            self._loss.addItem(line, ignoreBounds=True)
        for line, step in zip(self._borders, self._progress.borders, strict=True):
            line.setValue(step + 0.5)

    def _show_titles(self) -> None:
        colors, progress = Theme.current().colors, self._progress
        loss = f" {progress.smoothed[-1]:.3f}" if progress.smoothed else ""
        loss_title, text = self.tr("Loss"), self.tr("Held back")
        self._loss_title.setText(f"<b>{loss_title}</b>{loss}")
        text = f"<b>{text}</b>"
        if progress.scores:
            last = progress.scores[-1]
            for color, figure in (
                (colors.accent, self.tr("● {0:.3f}").format(last.per_image_f)),
                (colors.muted, self.tr("┄ before {0:.3f}").format(last.base_f)),
            ):
                text += f" <span style='color:{color}'>{figure}</span>"
        self._score_title.setText(text)

    def _border_pen(self) -> object:
        return pg.mkPen(Theme.current().colors.border, width=1, style=Qt.PenStyle.DashLine)

    def _dress(self) -> None:
        colors = Theme.current().colors
        for plot in (self._loss, self._score):
            plot.setBackground(colors.panel)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(pg.mkPen(colors.border))
                axis.setTextPen(pg.mkPen(colors.muted))
                axis.setLabel(axis.labelText, color=colors.muted)
            plot.showGrid(y=True, alpha=0.12)
        faint = QColor(colors.accent)
        faint.setAlpha(70)
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._smooth.setPen(pg.mkPen(colors.accent, width=2))
        self._new.setPen(pg.mkPen(colors.accent, width=2))
        self._new.setSymbolBrush(colors.accent)
        self._new.setSymbolPen(None)
        self._base.setPen(pg.mkPen(colors.muted, width=1, style=Qt.PenStyle.DashLine))
        for line in self._borders:
            line.setPen(self._border_pen())
        self._show_titles()


def _plot(across: str, up: str) -> pg.PlotWidget:
    plot = pg.PlotWidget()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMinimumSize(90, 90)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setLabel("bottom", across)
    plot.setLabel("left", up)
    for side in ("left", "bottom"):
        plot.getAxis(side).enableAutoSIPrefix(False)
    return plot
