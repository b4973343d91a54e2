"""The real window with its real parse process, and a watch on its event loop."""

import gc
import time

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QTimer

from faceparse_gui.app import build


class LoopWatch(QObject):
    """How long the event loop was held, in CPU seconds of the main thread: other processes do not count."""

    def __init__(self):
        super().__init__()
        self.held = []
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._tick)

    def start(self):
        self._last = time.thread_time()
        self._timer.start()

    def _tick(self):
        now = time.thread_time()
        self.held.append(now - self._last)
        self._last = now

    def stop(self):
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
    """A folder of three photos: the portrait, the portrait mirrored, and an even grey."""
    folder = tmp_path / "portraits"
    folder.mkdir()
    Image.fromarray(astronaut).save(folder / "a.png")
    Image.fromarray(astronaut[:, ::-1]).save(folder / "b.png")
    Image.new("RGB", (320, 240), (120, 120, 120)).save(folder / "c.png")
    return folder
