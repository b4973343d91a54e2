"""The editor at 512² to 8192², beside napari's Labels layer in the same run.

    python tests/bench/bench_editor.py [--napari PYTHON] [--sides 512 2048 ...] [--report docs/editor.md]

``--napari`` names the Python that has napari (``pip install faceparse-gui[bench]``, or an environment of its
own: it needs no Qt). Stroke by stroke the two take turns at the same path with the same brush; a ratio is the
median of the turns' ratios. "data" is the change of the label map, with what undo needs; "window" adds the
repaint, into an offscreen window of 1280 × 900, the whole photo seen. Times in milliseconds; "own" is the
thread's processor time, which other work on the machine touches less.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Brush, Document
from faceparse_gui.ui.widgets.theme import Theme
from faceparse_training.studies.report import write_section
from tests.bench.bench_canvas import Measured, frames, open_canvas, strokes, wheel
from tests.bench.bench_parse import processor

SIDES = (512, 2048, 4096, 8192)
BRUSHES = (10, 40, 128)
STROKES, EVENTS, PAUSE = 12, 60, 0.002
STEPS = 1000
FRAMES = 30
MB = 2**20


class Napari:
    """The other side, in its own process; without one the tables have our figures alone."""

    version = ""

    def __init__(self, python: str | None) -> None:
        self._process: subprocess.Popen[str] | None = None
        if python is not None:
            script = Path(__file__).with_name("peer_napari.py")
            pipe = subprocess.PIPE
            self._process = subprocess.Popen([python, script], stdin=pipe, stdout=pipe, text=True)

    def ask(self, do: str, **task: object) -> dict[str, Any]:
        if self._process is None:
            return {}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"do": do, **task}), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("napari's process ended: its reason stands above")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()


def blocks(side: int) -> Document:
    """The same map that the peer opens."""
    ids = np.random.default_rng(0).integers(0, NUM_CLASSES, (side // 64, side // 64), dtype=np.uint8)
    return Document(np.kron(ids, np.ones((64, 64), np.uint8)))


def circle(side: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """The positions of one stroke: round a quarter of the picture at most, as a hand's events come."""
    radius = min(side / 8, 200)
    x, y = rng.uniform(radius, side - radius, 2)
    turns = [2 * math.pi * event / EVENTS for event in range(EVENTS + 1)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def draw(document: Document, points: Sequence[tuple[float, float]], size: int, label: int) -> list[float]:
    """Paint it; the milliseconds of each event after the press."""
    taken = []
    document.begin_stroke(*points[0], label, Brush(size))
    for point in points[1:]:
        time.sleep(PAUSE)
        taken.append(milliseconds(lambda: document.stroke_to(*point)))  # noqa: B023
    document.end_stroke()
    return taken


def milliseconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begun)


def figures(times: Sequence[float]) -> list[str]:
    if not times:
        return ["–", "–"]
    p50, p99 = np.percentile(times, (50, 99))
    return [f"{p50:.2f}", f"{p99:.2f}"]


def stroke_rows(side: int, napari: Napari) -> list[list[str]]:
    """Of each brush: the label map's change, ours and theirs turn about."""
    rows = []
    document, rng = blocks(side), np.random.default_rng(side)
    napari.version = napari.ask("open", side=side, seed=0).get("version", "")
    for size in BRUSHES:
        ours: list[float] = []
        theirs: list[float] = []
        ratios = []
        for number in range(STROKES + 1):
            points, label = circle(side, rng), number % NUM_CLASSES
            answer = napari.ask("stroke", points=points, size=size, label=label, pause=PAUSE)
            mine = draw(document, points, size, label)
            if number:  # the first warms up
                ours += mine
                theirs += answer.get("wall", [])
                if answer:
                    ratios.append(statistics.median(answer["wall"]) / statistics.median(mine))
        times = f"{statistics.median(ratios):.1f}" if ratios else "–"
        rows.append([f"{side}²", f"{size} px", *figures(ours), *figures(theirs), times])
    return rows


def window_rows(side: int) -> list[list[str]]:
    """Events and frames of the canvas: wall, then the thread's own."""
    canvas, opened = open_canvas(side)
    layers = canvas.layers
    shown: dict[str, Measured] = {"photo on the canvas": opened}
    for brush in BRUSHES:
        shown[f"stroke event, {brush} px on the screen"] = strokes(canvas, brush)
    shown["pan frame"] = frames(canvas, lambda n: canvas.pan_by(QPointF(7, 3 if n % 2 else -5)))
    shown["zoom frame"] = frames(canvas, lambda n: wheel(canvas, n))
    canvas.fit()
    shown["opacity of a class"] = frames(canvas, lambda n: layers.set_opacity(3, 0.3 + n / 200))
    shown["opacity of all"] = frames(canvas, lambda n: layers.set_overall(0.3 + n / 200))
    shown["a class hidden or shown"] = frames(canvas, lambda n: layers.set_visible(3, bool(n % 2)))
    shown["other colours"] = frames(canvas, lambda n: layers.set_palette(("distinct", "official")[n % 2]))
    canvas.close()
    QApplication.processEvents()
    return [[f"{side}²", name, *figures(each.wall), *figures(each.cpu)] for name, each in shown.items()]


def undo_lines(side: int, napari: Napari) -> list[str]:
    """1,000 strokes of all brushes at ``side``: undo, redo and what they hold in memory."""
    document, rng = blocks(side), np.random.default_rng(1)
    napari.ask("open", side=side, seed=0)
    before = napari.ask("memory").get("rss", 0)
    for number in range(STEPS):
        points, size, label = circle(side, rng)[::6], BRUSHES[number % 3], number % NUM_CLASSES
        document.begin_stroke(*points[0], label, Brush(size))
        for point in points[1:]:
            document.stroke_to(*point)
        document.end_stroke()
        napari.ask("stroke", points=points, size=size, label=label, pause=0)
    after = napari.ask("memory").get("rss", 0)
    steps = 100
    undo = [milliseconds(document.undo) for _ in range(steps)]
    redo = [milliseconds(document.redo) for _ in range(steps)]
    kept = 0
    while document.undo() is not None:
        kept += 1
    theirs = napari.ask("undo", steps=steps)
    held = f"{(after - before) / MB:.0f} (its last 100)" if after else "–"
    return [
        "| | undo p50 | p99 | redo p50 | p99 | MB held | steps that can be undone |",
        "|---|---:|---:|---:|---:|---:|---:|",
        row(["ours", *figures(undo), *figures(redo), f"{document.history.nbytes / MB:.1f}", f"{kept:,}"]),
        row(["napari", *figures(theirs.get("undo", [])), *figures(theirs.get("redo", [])), held, "100"]),
    ]


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--napari", metavar="PYTHON", help="the Python that has napari")
    options.add_argument("--sides", type=int, nargs="+", default=SIDES)
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section editor-speed there")
    args = options.parse_args()
    app = QApplication([])
    Theme.install(app)
    napari = Napari(args.napari)
    try:
        data = [cells for side in args.sides for cells in stroke_rows(side, napari)]
        undo_side = min(4096, max(args.sides))
        undo = undo_lines(undo_side, napari)
    finally:
        napari.close()
    window = [cells for side in args.sides for cells in window_rows(side)]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    peer = f"napari {napari.version}" if napari.version else "napari"
    lines = [
        f"{processor()}; load while measuring {load} (other work ran on the machine). Milliseconds.",
        "",
        f"A stroke's event, data side, {STROKES} strokes of {EVENTS} events:",
        "",
        f"| map | brush | ours p50 | p99 | {peer} p50 | p99 | times faster |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *map(row, data),
        "",
        f"Undo after {STEPS:,} strokes at {undo_side}²:",
        "",
        *undo,
        "",
        "In the window, with the repaint:",
        "",
        "| map | what | p50 | p99 | own p50 | own p99 |",
        "|---:|---|---:|---:|---:|---:|",
        *map(row, window),
    ]
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_editor.py", *sys.argv[1:]])
        write_section(args.report, "editor-speed", "\n".join([f"`{command}`", "", *lines]))


if __name__ == "__main__":
    main()
