"""Ten thousand photos out of the window and back in: seconds, and how long its event loop was held.

    python tests/bench/bench_exchange.py [--photos 10000]

Small photos with drawn labels, all edited. The window shows the export dialog with the tree of files for
one mask a photo and for one a class, exports, is cancelled on the way, goes on, and imports the masks again.
Holds are CPU seconds of the main thread between two ticks of a 2 ms timer.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QObject, QTimer

from faceparse_gui.app import build
from faceparse_gui.project import Project
from faceparse_gui.ui.shell.main_window import MainWindow

SIZE = 64, 48


class Holds(QObject):
    """How long the loop was held since :meth:`take` was called last."""

    def __init__(self) -> None:
        super().__init__()
        self._longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now

    def take(self) -> float:
        longest, self._longest = self._longest, 0.0
        return longest


def wait(condition: Callable[[], object], seconds: float = 550) -> float:
    """Seconds until ``condition`` holds."""
    start = time.perf_counter()
    while not condition():
        if time.perf_counter() - start > seconds:
            raise TimeoutError
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()
    return time.perf_counter() - start


def make_project(folder: Path, count: int) -> None:
    folder.mkdir()
    photo = folder / "00000.png"
    Image.new("RGB", SIZE, (90, 120, 150)).save(photo)
    for number in range(1, count):
        (folder / f"{number:05}.png").write_bytes(photo.read_bytes())
    project = Project.open(folder)
    labels = np.zeros(SIZE[::-1], np.uint8)
    labels[10:40, 10:50] = 1
    labels[20:25, 28:32] = 2
    first, *others = project.images()
    project.save_labels(first.key, labels, "edited")
    place = project.store / "labels"
    for record in others:  # the window takes them up, which is quicker than to save ten thousand
        shutil.copy(place / f"{first.key}.png", place / f"{record.key}.png")
    project.close()


def tell(what: str, seconds: float, holds: Holds) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s, loop held {1000 * holds.take():.0f} ms at most, peak {peak:,.0f} MiB")


def open_dialog(window: MainWindow):
    window.actions_.export.trigger()
    wait(lambda: window.exporting.dialog)
    return window.exporting.dialog


def export(window: MainWindow, holds: Holds, out: Path, count: int) -> None:
    start = time.perf_counter()
    dialog = open_dialog(window)
    dialog.scope.buttons["all"].click()
    dialog.target.edit.setText(str(out))
    wait(lambda: dialog.tree.topLevelItemCount() and dialog.tree.topLevelItem(0).text(0) == out.name)
    tell("dialog with the tree of one file a photo", time.perf_counter() - start, holds)
    start = time.perf_counter()
    dialog.format.choose("layers")
    wait(lambda: f"{18 * count:,}" in dialog._summary.text())
    tell("tree of one file a class", time.perf_counter() - start, holds)
    dialog.format.choose("indexed")
    window.exporting.progress.connect(cancel := _At(count // 2, window.exporting.cancel))
    start = time.perf_counter()
    dialog.accept()
    wait(lambda: "stopped" in window.jobs.told)
    window.exporting.progress.disconnect(cancel)
    tell(f"export up to the cancel ({window.jobs.told})", time.perf_counter() - start, holds)
    start = time.perf_counter()
    dialog = open_dialog(window)
    wait(lambda: "goes on" in dialog._summary.text())
    tell("dialog that sees the stopped export", time.perf_counter() - start, holds)
    start = time.perf_counter()
    dialog.accept()
    wait(lambda: "exported to" in window.jobs.told)
    tell(f"the rest ({window.jobs.told})", time.perf_counter() - start, holds)
    assert len(list(out.glob("*.png"))) == count


def import_(window: MainWindow, holds: Holds, source: Path) -> None:
    start = time.perf_counter()
    window.actions_.import_masks.trigger()
    wait(lambda: window.importing.dialog)
    dialog = window.importing.dialog
    dialog.source.edit.setText(str(source))
    wait(dialog.go.isEnabled)
    tell(f"look at the masks ({dialog.preview.summary.text()})", time.perf_counter() - start, holds)
    dialog.replace.click()
    start = time.perf_counter()
    dialog.accept()
    wait(lambda: "imported" in window.jobs.told)
    tell(f"import ({window.jobs.told})", time.perf_counter() - start, holds)


class _At:
    """Calls ``action`` once so many are done."""

    def __init__(self, count: int, action: Callable[[], object]) -> None:
        self._count, self._action = count, action

    def __call__(self, done: int, total: int) -> None:
        if done >= self._count:
            self._action()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=int, default=10_000)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        folder = Path(home) / "photos"
        make_project(folder, args.photos)
        _, window = build()
        window.show()
        window.opener.open([folder])
        wait(lambda: window.session.image)
        holds = Holds()
        export(window, holds, Path(home) / "out", args.photos)
        import_(window, holds, Path(home) / "out")
        window.close()


if __name__ == "__main__":
    main()
