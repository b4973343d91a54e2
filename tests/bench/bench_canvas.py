"""What the canvas costs the window's event loop: a stroke event with its repaint, opacity, zoom, pan.

    python tests/bench/bench_canvas.py

Real events on an offscreen window of 1280 × 900, the photo fitted; each time runs from the event until its
pixels are in the window's backing store. A stroke's events come 2 ms apart, as a hand makes them, and each is
painted by itself: that is the most it costs, for in the window events that come within one frame are painted
together. "cpu" is the thread's own time, which other work on the machine touches less (Qt draws large areas
with several threads; theirs is not in it). Milliseconds.

"bare event" is what none can go below: the same events on a widget that does nothing but copy a picture
where the brush's outline was and is. "bare fill" is a NumPy fill of as many pixels as an event covers newly,
in rows, counted by class, which the undo and the areas need.
"""

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

SIDES = (512, 1024, 2048, 4096)
STROKES, EVENTS = 12, 60
FRAMES = 60
PAUSE = 0.002

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Measured:
    """Wall and CPU time of many actions, each followed by the repaint it asked for."""

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def run(self, action: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        action()
        QApplication.sendEvent(self._canvas, QEvent(QEvent.Type.UpdateRequest))
        self.cpu.append(1000 * (time.thread_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))

    def row(self, name: str, side: int) -> str:
        p50, p99 = np.percentile(self.wall, (50, 99))
        cpu50, cpu99 = np.percentile(self.cpu, (50, 99))
        return f"{side:6d}  {name:<22}{p50:8.2f}{p99:8.2f}{max(self.wall):8.2f}{cpu50:10.2f}{cpu99:9.2f}"


def mouse(canvas: QWidget, kind: QEvent.Type, at: QPointF) -> QMouseEvent:
    moved = kind == QEvent.Type.MouseMove
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    return QMouseEvent(kind, at, canvas.mapToGlobal(at), NONE if moved else LEFT, held, PLAIN)


class Bare(QWidget):
    """Copies a picture where a brush's outline was and is."""

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


def bare_fill(side: int, brush: int, scale: float) -> list[float]:
    """Of a square map, for each event of the strokes, the milliseconds."""
    labels = np.zeros((side, side), np.uint8)
    times = []
    for number in range(STROKES):
        step = 2 * math.pi * (60.0 + 20 * number) / EVENTS
        high, wide = max(1, round(brush / scale)), max(1, round(step / scale))
        for _ in range(EVENTS):
            time.sleep(PAUSE)
            start = time.perf_counter()
            part = labels[:high, :wide]
            np.bincount(part.ravel(), minlength=NUM_CLASSES)
            part[...] = 1
            times.append(1000 * (time.perf_counter() - start))
    return times


def strokes(canvas: Canvas, brush: int) -> Measured:
    """The move events of circles drawn with a brush of ``brush`` view pixels."""
    canvas.set_brush_size(max(1, round(brush / canvas.scale)))
    return circles(canvas, lambda number: canvas.layers.set_active(number % NUM_CLASSES))


def circles(canvas: QWidget, before: Callable[[int], object]) -> Measured:
    """The move events of growing circles; ``before`` each it is told their number."""
    measured = Measured(canvas)
    middle = QPointF(canvas.rect().center())
    for number in range(STROKES):
        before(number)
        radius = 60.0 + 20 * number
        start = middle + QPointF(radius, 0)
        QApplication.sendEvent(canvas, mouse(canvas, QEvent.Type.MouseButtonPress, start))
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.UpdateRequest))
        for step in range(1, EVENTS + 1):
            angle = 2 * math.pi * step / EVENTS
            at = middle + radius * QPointF(math.cos(angle), math.sin(angle))
            event = mouse(canvas, QEvent.Type.MouseMove, at)
            time.sleep(PAUSE)
            measured.run(lambda: QApplication.sendEvent(canvas, event))  # noqa: B023
        QApplication.sendEvent(canvas, mouse(canvas, QEvent.Type.MouseButtonRelease, start))
        QApplication.processEvents()
    return measured


def frames(canvas: Canvas, action: Callable[[int], object]) -> Measured:
    measured = Measured(canvas)
    for number in range(FRAMES):
        measured.run(lambda: action(number))  # noqa: B023
    return measured


def wheel(canvas: Canvas, number: int) -> None:
    at = QPointF(500, 400)
    notch = 120 if number // 10 % 2 == 0 else -120
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, notch), NONE, PLAIN, phase, False)
    QApplication.sendEvent(canvas, event)


def open_canvas(side: int) -> tuple[Canvas, Measured]:
    """A shown canvas with a drawn photo and labels in blocks, and what putting them there took."""
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 256, (side // 8, side // 8, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
    labels = np.kron(rng.integers(0, NUM_CLASSES, (side // 64,) * 2, np.uint8), np.ones((64, 64), np.uint8))
    document = Document(labels)
    canvas = Canvas(LayerState(), AppSettings())
    canvas.resize(1280, 900)
    canvas.show()
    QApplication.processEvents()

    opened = Measured(canvas)
    opened.run(lambda: canvas.set_image(photo, document))
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()
    return canvas, opened


def bench(side: int) -> None:
    canvas, opened = open_canvas(side)
    print(opened.row("photo on the canvas", side))
    for brush in (10, 40, 128):
        print(strokes(canvas, brush).row(f"stroke event, {brush} px", side))
        bare = Bare(brush)
        bare.show()
        print(circles(bare, lambda _: None).row(f"  bare event, {brush} px", side))
        bare.close()
        p50, p99 = np.percentile(filled := bare_fill(side, brush, canvas.scale), (50, 99))
        print(f"{side:6d}  {f'  bare fill, {brush} px':<22}{p50:8.2f}{p99:8.2f}{max(filled):8.2f}")
    shown = canvas.layers
    print(frames(canvas, lambda n: shown.set_overall(0.3 + n / 200)).row("opacity tick", side))
    print(frames(canvas, lambda n: wheel(canvas, n)).row("zoom frame", side))
    print(frames(canvas, lambda n: canvas.pan_by(QPointF(7, 3 if n % 2 else -5))).row("pan frame", side))
    canvas.set_outlines(True)
    canvas.fit()
    print(frames(canvas, lambda n: canvas.pan_by(QPointF(2, n % 2))).row("pan frame, outlines", side))
    canvas.close()


def main() -> None:
    app = QApplication([])
    Theme.install(app)
    print("   map  what                       p50     p99     max   cpu p50  cpu p99")
    for side in SIDES:
        bench(side)


if __name__ == "__main__":
    main()
