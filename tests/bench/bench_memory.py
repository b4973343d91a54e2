"""Memory and smoothness of the window with a folder of 5,000 photos.

    python tests/bench/bench_memory.py [--report docs/editor.md]

Resident memory of the window's process and of its parse process (network loaded), after opening the folder,
after scrolling through the whole list, and after going through photos one by one, painting on each, the
network changed and a photo parsed on the way. The event loop's longest hold is in CPU time of the main
thread. Photos are 640 × 480 JPEGs made here, 50 different ones.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import psutil
from PIL import Image

from faceparse_training.studies.report import write_section

PHOTOS = 10_000
DIFFERENT = 50
VISITS = 250
NETWORKS = ("lmsa", "default")
MB = 1024 * 1024


def make_photos(folder: Path) -> None:
    rng = np.random.default_rng(0)
    for number in range(DIFFERENT):
        coarse = Image.fromarray(rng.integers(0, 256, (30, 40, 3), dtype=np.uint8))
        coarse.resize((640, 480), Image.Resampling.BICUBIC).save(folder / f"{number:04}.jpg", quality=90)
    for number in range(DIFFERENT, PHOTOS):
        (folder / f"{number:04}.jpg").hardlink_to(folder / f"{number % DIFFERENT:04}.jpg")


class Bench:
    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        from faceparse_gui.app import build

        self.app, self.window = build()
        self.window.resize(1600, 1000)
        self.window.show()
        self._process = psutil.Process()
        self.lines = ["| | time | window | parser | longest hold |", "|---|---:|---:|---:|---:|"]
        self._held: list[float] = []
        self._last = time.thread_time()
        self._timer = QTimer(interval=2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.thread_time()
        self._held.append(now - self._last)
        self._last = now

    def wait(self, condition: Callable[[], object], seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError
            self.app.processEvents()
            time.sleep(0.001)

    def pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until)

    def say(self, what: str, seconds: float) -> None:
        parser = sum(child.memory_info().rss for child in self._process.children(recursive=True))
        own = self._process.memory_info().rss
        held = 1000 * max(self._held, default=0)
        self.lines.append(
            f"| {what} | {seconds:.1f} s | {own / MB:.0f} MB | {parser / MB:.0f} MB | {held:.0f} ms |"
        )
        print(self.lines[-1], flush=True)
        self._held.clear()

    def run(self, folder: Path) -> None:
        session, view = self.window.session, self.window.images.view
        self._step("window", lambda: self.pause(0.5))
        self._step("network loaded", self._load_network)
        self._step(f"{PHOTOS:,} photos opened", lambda: self._open(folder))
        bar = view.verticalScrollBar()
        for turn in ("list scrolled through", "list scrolled through again"):
            self._step(turn, lambda: self._scroll(bar))
        for turn in (f"{VISITS} photos painted on", f"{VISITS} more"):
            self._step(turn, lambda: self._visit(session, VISITS))
        for network in (*NETWORKS, *NETWORKS):
            self._step(f"network changed, {VISITS // 2} more", lambda: self._change(session, network))  # noqa: B023
        self.window.close()

    def _step(self, what: str, action: Callable[[], None]) -> None:
        begun = time.monotonic()
        action()
        self.say(what, time.monotonic() - begun)

    def _load_network(self) -> None:
        self.window.service.start()
        self.wait(lambda: self.window.parsing.model)

    def _open(self, folder: Path) -> None:
        self.window.opener.open([folder])
        self.wait(lambda: self.window.session.image)

    def _scroll(self, bar) -> None:
        for position in range(0, bar.maximum(), bar.pageStep()):
            bar.setValue(position)
            self.pause(0.01)
        self.pause(0.5)

    def _change(self, session, network: str) -> None:
        before = self.window.parsing.model
        self.window.models.choose(network)
        self.wait(lambda: self.window.parsing.model != before)
        key = session.image.key
        self.window.parsing.parse_open()
        self.wait(lambda: session.record(key).model == self.window.parsing.model)
        self._visit(session, VISITS // 2)

    def _visit(self, session, count: int) -> None:
        from faceparse_gui.document.brush import Brush

        for _ in range(count):
            document = session.image.work.document
            document.begin_stroke(100, 100, 13, Brush(40))
            document.stroke_to(500, 300)
            document.end_stroke()
            before = session.image
            session.step(1)
            self.wait(lambda before=before: session.image is not before)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section memory there")
    args = options.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        folder = Path(home) / "photos"
        folder.mkdir()
        make_photos(folder)
        bench = Bench()
        bench.run(folder)
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_memory.py", *sys.argv[1:]])
        write_section(args.report, "memory", "\n".join([f"`{command}`", "", *bench.lines]))


if __name__ == "__main__":
    main()
