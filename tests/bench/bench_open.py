"""A folder of many photos is opened: the project alone, and how long that holds the window's event loop.

A hold is CPU time of the main thread between two ticks of a timer of 2 ms; it is watched until a second
after the first photo is shown.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from PIL import Image

from faceparse_gui.project import Project
from tests.bench.harness import Bench, Times, milliseconds, scratch_home, table
from tests.bench.support.window import BenchWindow


def main() -> None:
    bench = Bench(__doc__, "open-folder", "docs/editor.md", repeat=3, of="openings of the project")
    bench.option("--photos", type=int, default=10_000, quick=20)
    options = bench.parse()
    with scratch_home() as home:
        folder = make_photos(home / "photos", options.photos)
        opened = Times(tuple(time_project(folder) for _ in range(options.repeat)))
        shown, hold = time_window(folder)
    rows = [[f"{options.photos:,}", f"{opened.median:.0f}", f"{shown:.0f}", f"{hold:.0f}"]]
    bench.write(table("photos | Project.open, ms | first photo shown after, ms | longest hold, ms", rows))


def make_photos(folder: Path, count: int) -> Path:
    folder.mkdir()
    first = folder / "00000.png"
    Image.new("RGB", (64, 48), (120, 120, 120)).save(first)
    for number in range(1, count):
        shutil.copyfile(first, folder / f"{number:05}.png")
    return folder


def time_project(folder: Path) -> float:
    """Return the milliseconds of opening a folder without a store."""
    shutil.rmtree(folder / ".faceparse", ignore_errors=True)
    opened: list[Project] = []
    taken = milliseconds(lambda: opened.append(Project.open(folder)))
    opened[0].close()
    return taken


def time_window(folder: Path) -> tuple[float, float]:
    """Return the milliseconds until the first photo is shown, and the longest hold of the event loop."""
    bench = BenchWindow()
    window = bench.window
    bench.pause(0.5)
    shown: list[float] = []
    window.session.current.opened.connect(lambda _: shown.append(time.perf_counter()))
    bench.take_hold()
    start = time.perf_counter()
    window.open_commands.open([folder])
    bench.wait(lambda: shown)
    bench.pause(1)
    hold = bench.take_hold()
    window.close()
    return 1000 * (shown[0] - start), hold


if __name__ == "__main__":
    main()
