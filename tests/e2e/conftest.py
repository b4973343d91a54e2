"""The real window with its real parse process, and a watch on its event loop."""

import gc
import statistics
import time
from collections import deque

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage, QPainter

from faceparse_gui.app import build


class Yardstick:
    """How slow the machine is just now: some Python and painting, in times of what it takes when quiet."""

    QUIET = 0.0017
    """CPU seconds on two quiet cores, the slower of two medians (1.15 and 1.69 ms): no excuse for these."""

    def __init__(self) -> None:
        self._picture = QImage(400, 300, QImage.Format.Format_RGB32)
        self._last: deque[float] = deque(maxlen=5)

    def measure(self) -> None:
        start = time.thread_time()
        names = sorted(str(number) for number in range(6000))
        painter = QPainter(self._picture)
        for row, name in enumerate(names[:80]):
            painter.drawText(10, 4 * row, name)
        painter.end()
        self._last.append(time.thread_time() - start)

    @property
    def slowness(self) -> float:
        """At least 1."""
        return max(1.0, statistics.median(self._last) / self.QUIET)


class LoopWatch(QObject):
    """How long the event loop was held, in CPU seconds of the main thread on a quiet machine.

    Neither the time of other processes counts, nor that they share its caches and its clock: both are taken
    out by a yardstick, which is measured again every quarter of a second.
    """

    EVERY = 0.25

    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []
        self.yardstick = Yardstick()
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        for _ in range(5):
            self.yardstick.measure()
        self._measured = time.monotonic()
        self._last = time.thread_time()
        self._timer.start()

    def _tick(self) -> None:
        held = time.thread_time() - self._last
        if time.monotonic() - self._measured > self.EVERY:
            self.yardstick.measure()
            self._measured = time.monotonic()
        self.held.append(held / self.yardstick.slowness)
        self._last = time.thread_time()

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def make_window(qtbot):
    """Build windows; what is still open at the end is closed."""
    windows = []

    def stop(window):
        """Or the window of a test that failed in mid-run would ask before it closes, and wait for ever."""
        if window.finetuning.service.running:
            with qtbot.waitSignal(window.finetuning.idle):
                window.finetuning.service.stop()

    def make():
        _, window = build()
        qtbot.addWidget(window, before_close_func=stop)
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def loop_watch(qapp):
    gc.collect()
    gc.freeze()  # or each collection would look through what all earlier tests left as well
    watch = LoopWatch()
    yield watch
    watch.stop()


@pytest.fixture
def portraits(tmp_path, astronaut):
    """A folder of three photos: the portrait, the portrait mirrored, and a darker one of another size."""
    folder = tmp_path / "portraits"
    folder.mkdir()
    Image.fromarray(astronaut).save(folder / "a.png")
    Image.fromarray(astronaut[:, ::-1]).save(folder / "b.png")
    Image.fromarray(astronaut[:240, 60:380] // 2 + 20).save(folder / "c.png")
    return folder
