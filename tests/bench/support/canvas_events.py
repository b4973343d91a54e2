"""Real events sent to a canvas of 1280 × 900, each timed until its pixels are in the backing store."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QThreadPool
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Document
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.widgets.theme import Theme
from tests.bench.harness import Times
from tests.bench.support.drawn import blocks

EVENTS = 60
"""Of a stroke, after the press."""
PAUSE = 0.002
"""Seconds before an event of a stroke, as a hand makes them: without a pause the caches stay warm."""
FRAMES = 60

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


class EventTimes:
    """Wall time and the thread's CPU time of many actions, each with the repaint that it asked for."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._wall: list[float] = []
        self._cpu: list[float] = []

    @property
    def wall(self) -> Times:
        return Times(tuple(self._wall))

    @property
    def cpu(self) -> Times:
        """Less disturbed by other work than ``wall``; time of Qt's drawing threads is not in it."""
        return Times(tuple(self._cpu))

    def run(self, action: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        action()
        QApplication.sendEvent(self._widget, QEvent(QEvent.Type.UpdateRequest))
        self._cpu.append(1000 * (time.thread_time() - cpu))
        self._wall.append(1000 * (time.perf_counter() - wall))


class BareWidget(QWidget):
    """Copies a picture where a brush's outline was and is: no canvas can take less time for an event."""

    def __init__(self, brush: int) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(1280, 900)
        self._picture = QImage(self.size(), QImage.Format.Format_RGB32)
        self._picture.fill(0)
        self._ring = QRect(0, 0, brush + 12, brush + 12)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before = QRect(self._ring)
        self._ring.moveCenter(event.position().toPoint())
        self.update(before | self._ring)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawImage(event.rect().topLeft(), self._picture, event.rect())


def application() -> QApplication:
    """Return the application with the window's theme."""
    app = QApplication([])
    Theme.install(app)
    return app


def open_canvas(side: int) -> tuple[Canvas, EventTimes]:
    """Return a shown canvas with a drawn photo of ``side`` pixels, and the time that showing it took."""
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 256, (side // 8, side // 8, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    document = Document(blocks(side))
    canvas = Canvas(LayerState(), AppSettings())
    canvas.resize(1280, 900)
    canvas.show()
    QApplication.processEvents()

    opened = EventTimes(canvas)
    opened.run(lambda: canvas.set_photo(photo, document))
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    return canvas, opened


def strokes(canvas: Canvas, brush: int, number: int) -> EventTimes:
    """Draw circles with a brush of ``brush`` view pixels; return the times of their move events."""
    canvas.set_brush_size(max(1, round(brush / canvas.scale)))
    return circles(canvas, number, lambda stroke: canvas.layers.set_active(stroke % NUM_CLASSES))


def bare_strokes(brush: int, number: int) -> EventTimes:
    """Send the events of ``strokes`` to a ``BareWidget``."""
    bare = BareWidget(brush)
    bare.show()
    times = circles(bare, number, lambda _: None)
    bare.close()
    return times


def circles(widget: QWidget, number: int, before: Callable[[int], object]) -> EventTimes:
    """Return the times of the move events of growing circles; ``before(index)`` is called before each."""
    times = EventTimes(widget)
    middle = QPointF(widget.rect().center())
    for index in range(number):
        before(index)
        radius = 60.0 + 20 * (index % 12)
        start = middle + QPointF(radius, 0)
        QApplication.sendEvent(widget, _mouse(widget, QEvent.Type.MouseButtonPress, start))
        QApplication.sendEvent(widget, QEvent(QEvent.Type.UpdateRequest))
        for step in range(1, EVENTS + 1):
            angle = 2 * math.pi * step / EVENTS
            at = middle + radius * QPointF(math.cos(angle), math.sin(angle))
            event = _mouse(widget, QEvent.Type.MouseMove, at)
            time.sleep(PAUSE)
            times.run(lambda: QApplication.sendEvent(widget, event))  # noqa: B023
        QApplication.sendEvent(widget, _mouse(widget, QEvent.Type.MouseButtonRelease, start))
        QApplication.processEvents()
    return times


def frames(canvas: Canvas, action: Callable[[int], object], number: int = FRAMES) -> EventTimes:
    """Return the times of ``action(index)`` with its repaint."""
    times = EventTimes(canvas)
    for index in range(number):
        times.run(lambda: action(index))  # noqa: B023
    return times


def turn_wheel(canvas: Canvas, index: int) -> None:
    """Zoom by a notch: ten times in, ten times out."""
    at = QPointF(500, 400)
    notch = 120 if index // 10 % 2 == 0 else -120
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, notch), NONE, PLAIN, phase, False)
    QApplication.sendEvent(canvas, event)


def _mouse(widget: QWidget, kind: QEvent.Type, at: QPointF) -> QMouseEvent:
    is_move = kind == QEvent.Type.MouseMove
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    return QMouseEvent(kind, at, widget.mapToGlobal(at), NONE if is_move else LEFT, held, PLAIN)
