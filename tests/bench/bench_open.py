"""A folder of many photos is opened: the project alone, and how long that holds the window's event loop.

    python tests/bench/bench_open.py [--photos 10000] [--rounds 3]

The event loop's figure is CPU time of the main thread between two turns, at most.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from PIL import Image

from faceparse_gui.project import Project


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--photos", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = scratch
        folder = make_photos(Path(scratch) / "photos", chosen.photos)
        opened = min(time_project(folder) for _ in range(chosen.rounds))
        print(f"{chosen.photos:,} photos: Project.open {opened:.2f} s")
        waited, held = time_window(folder)
        print(f"first photo shown after {waited:.2f} s, event loop held for {1000 * held:.0f} ms at most")


def make_photos(folder: Path, count: int) -> Path:
    folder.mkdir()
    first = folder / "00000.png"
    Image.new("RGB", (64, 48), (120, 120, 120)).save(first)
    for number in range(1, count):
        shutil.copyfile(first, folder / f"{number:05}.png")
    return folder


def time_project(folder: Path) -> float:
    """Seconds to open it anew."""
    shutil.rmtree(folder / ".faceparse", ignore_errors=True)
    begun = time.perf_counter()
    project = Project.open(folder)
    taken = time.perf_counter() - begun
    project.close()
    return taken


def time_window(folder: Path) -> tuple[float, float]:
    """Seconds until the first photo is shown, and the longest turn of the event loop until a second later."""
    from PySide6.QtCore import QEventLoop, QTimer

    from faceparse_gui.app import build

    _, window = build()
    window.show()
    loop, ticks = QEventLoop(), [time.thread_time()]
    QTimer.singleShot(500, loop.quit)
    loop.exec()
    watch = QTimer(interval=2)
    watch.timeout.connect(lambda: ticks.append(time.thread_time()))
    ticks.clear()
    watch.start()
    shown = []
    window.session.image_opened.connect(lambda _: shown.append(time.perf_counter()))
    window.session.image_opened.connect(lambda _: QTimer.singleShot(1000, loop.quit))
    begun = time.perf_counter()
    window.opener.open([folder])
    loop.exec()
    watch.stop()
    window.close()
    return shown[0] - begun, max(after - before for before, after in pairwise(ticks))


if __name__ == "__main__":
    main()
