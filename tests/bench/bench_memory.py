"""Memory and smoothness of the window with a folder of thousands of photos.

Resident memory of the window's process and of its parse process (network loaded), after opening the folder,
after scrolling through the whole list, and after going through photos one by one, painting on each, the
network changed and a photo parsed on the way. A hold is CPU time of the main thread between two ticks of a
timer of 2 ms. Photos are 640 × 480 JPEGs made here, 50 different ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from faceparse_gui.document.brush import Brush
from tests.bench.harness import MB, Bench, scratch_home, table
from tests.bench.support.window import BenchWindow

DIFFERENT = 50
NETWORKS = ("lmsa", "default")


def main() -> None:
    bench = Bench(__doc__, "memory", "docs/editor.md", repeat=250, of="photos of each pass", quick=2)
    bench.option("--photos", type=int, default=10_000, quick=60)
    options = bench.parse()
    with scratch_home() as home:
        folder = home / "photos"
        folder.mkdir()
        make_photos(folder, options.photos)
        passes = Passes(options.photos, options.repeat)
        passes.run(folder)
    window, parser = passes.at_most
    opened = f"window {passes.opened:.0f} MB with {options.photos:,} photos open"
    worked = f"at most {window:.0f} MB with {4 * options.repeat:,} painted on and four changes of the network"
    bench.write(
        table("after | seconds | window, MB | parser, MB | longest hold, ms", passes.rows),
        f"{opened}, {worked}; parser at most {parser:.0f} MB",
    )


def make_photos(folder: Path, photos: int) -> None:
    rng = np.random.default_rng(0)
    for number in range(DIFFERENT):
        coarse = Image.fromarray(rng.integers(0, 256, (30, 40, 3), dtype=np.uint8))
        coarse.resize((640, 480), Image.Resampling.BICUBIC).save(folder / f"{number:04}.jpg", quality=90)
    for number in range(DIFFERENT, photos):
        (folder / f"{number:04}.jpg").hardlink_to(folder / f"{number % DIFFERENT:04}.jpg")


class Passes:
    """What is done with the window, with a row for each pass."""

    def __init__(self, photos: int, visits: int) -> None:
        self.rows: list[list[str]] = []
        self.opened = 0.0
        self.at_most = 0.0, 0.0
        self._photos, self._visits = photos, visits
        self._bench = BenchWindow()
        self._window, self._process = self._bench.window, psutil.Process()

    def run(self, folder: Path) -> None:
        self._step("window", lambda: self._bench.pause(0.5))
        self._step("network loaded", self._load_network)
        self._step(f"{self._photos:,} photos opened", lambda: self._open(folder))
        self.opened = self._process.memory_info().rss / MB
        for turn in ("list scrolled through", "list scrolled through again"):
            self._step(turn, self._scroll)
        for turn in (f"{self._visits} photos painted on", f"{self._visits} more"):
            self._step(turn, lambda: self._visit(self._visits))
        for network in (*NETWORKS, *NETWORKS):
            more = max(1, self._visits // 2)
            self._step(f"network changed, {more} more", lambda: self._change(network, more))  # noqa: B023
        self._window.close()

    def _step(self, what: str, action: Callable[[], object]) -> None:
        self._bench.take_hold()
        start = time.monotonic()
        action()
        seconds = time.monotonic() - start
        hold = self._bench.take_hold()
        window = self._process.memory_info().rss / MB
        parser = sum(child.memory_info().rss for child in self._process.children(recursive=True)) / MB
        self.at_most = max(self.at_most[0], window), max(self.at_most[1], parser)
        self.rows.append([what, f"{seconds:.1f}", f"{window:.0f}", f"{parser:.0f}", f"{hold:.0f}"])

    def _load_network(self) -> None:
        self._window.service.start()
        self._bench.wait(lambda: self._window.parsing.model)

    def _open(self, folder: Path) -> None:
        self._window.open_commands.open([folder])
        self._bench.wait(lambda: self._window.session.open_photo)

    def _scroll(self) -> None:
        bar = self._window.photo_list.view.verticalScrollBar()
        for position in range(0, bar.maximum(), bar.pageStep()):
            bar.setValue(position)
            self._bench.pause(0.01)
        self._bench.pause(0.5)

    def _change(self, network: str, visits: int) -> None:
        before, session = self._window.parsing.model, self._window.session
        self._window.models.choose(network)
        self._bench.wait(lambda: self._window.parsing.model != before)
        assert session.open_photo is not None
        key = session.open_photo.key
        self._window.parsing.parse_open()
        self._bench.wait(lambda: session.photos.record(key).model == self._window.parsing.model)
        self._visit(visits)

    def _visit(self, count: int) -> None:
        session = self._window.session
        for _ in range(count):
            before = session.open_photo
            assert before is not None
            document = before.work.document
            document.begin_stroke(100, 100, 13, Brush(40))
            document.stroke_to(500, 300)
            document.end_stroke()
            session.current.step(1)
            self._bench.wait(lambda before=before: session.open_photo is not before)


if __name__ == "__main__":
    main()
