"""The editor at 512² to 8192², beside napari's Labels layer in the same run.

``--napari`` names the Python that has napari (``pip install faceparse-gui[bench]``, or an environment of its
own: it needs no Qt). Stroke by stroke the two take turns at the same path with the same brush; a ratio is the
median of the turns' ratios. The first tables time the change of the label map, with what undo needs; the last
adds the repaint, into an offscreen window of 1280 × 900, the whole photo seen. Milliseconds; "CPU" is the
thread's own time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Brush, Document
from tests.bench.harness import MB, Bench, Times, milliseconds, ratio, repeated, table
from tests.bench.support.canvas_events import (
    EVENTS,
    PAUSE,
    EventTimes,
    application,
    frames,
    open_canvas,
    strokes,
    turn_wheel,
)
from tests.bench.support.drawn import blocks

SIDES = (512, 2048, 4096, 8192)
BRUSHES = (10, 40, 128)
STEPS = 1000
FRAMES = 30


class Napari:
    """napari's layer in its own process; without a Python for it, every answer is empty."""

    version = ""

    def __init__(self, python: str | None) -> None:
        self._process: subprocess.Popen[str] | None = None
        if python is not None:
            script, pipe = Path(__file__).with_name("support") / "napari_labels.py", subprocess.PIPE
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


def main() -> None:
    bench = Bench(__doc__, "editor-speed", "docs/editor.md", repeat=12, of="strokes of each brush")
    bench.option("--napari", type=Path, metavar="PYTHON", help="the Python that has napari")
    bench.option("--sides", type=int, nargs="+", default=SIDES, quick=(512,))
    options = bench.parse()
    _app = application()
    steps = 100 if bench.is_quick else STEPS
    napari = Napari(options.napari)
    try:
        data = [cells for side in options.sides for cells in stroke_rows(side, napari, options.repeat)]
        undo_side = min(4096, max(options.sides))
        undo = undo_rows(undo_side, napari, steps)
    finally:
        napari.close()
    window = [cells for side in options.sides for cells in window_rows(side, options.repeat)]
    peer = f"napari {napari.version}".strip()
    bench.write([
        f"A stroke event in the label map, {options.repeat} strokes of {EVENTS} events:",
        "",
        *table(f"map | brush | ours p50 | p99 | {peer} p50 | p99 | times faster", data),
        "",
        f"Undo after {steps:,} strokes at {undo_side}²:",
        "",
        *table("| undo p50 | p99 | redo p50 | p99 | MB held | steps that can be undone", undo),
        "",
        "In the window, with the repaint:",
        "",
        *table("map | what | p50 | p99 | CPU p50 | CPU p99", window),
    ])  # fmt: skip


def circle(side: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return the positions of a stroke: a circle of a quarter of the map at most."""
    radius = min(side / 8, 200)
    x, y = rng.uniform(radius, side - radius, 2)
    turns = [2 * math.pi * event / EVENTS for event in range(EVENTS + 1)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def draw(document: Document, points: Sequence[tuple[float, float]], size: int, label: int) -> list[float]:
    """Paint a stroke; return the milliseconds of each event after the press."""
    taken = []
    document.begin_stroke(*points[0], label, Brush(size))
    for point in points[1:]:
        time.sleep(PAUSE)
        taken.append(milliseconds(lambda: document.stroke_to(*point)))  # noqa: B023
    document.end_stroke()
    return taken


def cells(times: Times | None) -> list[str]:
    return [f"{times.median:.2f}", f"{times.p99:.2f}"] if times else ["–", "–"]


def stroke_rows(side: int, napari: Napari, number: int) -> list[list[str]]:
    """Return a row for each brush: strokes in the label map, the two programs in turns."""
    rows = []
    document, rng = Document(blocks(side)), np.random.default_rng(side)
    napari.version = napari.ask("open", side=side, seed=0).get("version", "")
    for size in BRUSHES:
        ours: list[list[float]] = []
        theirs: list[list[float]] = []
        for turn in range(number + 1):
            points, label = circle(side, rng), turn % NUM_CLASSES
            answer = napari.ask("stroke", points=points, size=size, label=label, pause=PAUSE)
            taken = draw(document, points, size, label)
            if turn:  # the first warms up
                ours.append(taken)
                if answer:
                    theirs.append(answer["wall"])
        faster = f"{ratio(_medians(theirs), _medians(ours)):.1f}" if theirs else "–"
        rows.append([f"{side}²", f"{size} px", *cells(_all(ours)), *cells(_all(theirs)), faster])
    return rows


def _all(turns: list[list[float]]) -> Times | None:
    return Times(tuple(itertools.chain.from_iterable(turns))) if turns else None


def _medians(turns: list[list[float]]) -> Times:
    return Times(tuple(Times(tuple(turn)).median for turn in turns))


def window_rows(side: int, number: int) -> list[list[str]]:
    """Return a row for each kind of event or frame of the canvas."""
    canvas, opened = open_canvas(side)
    layers = canvas.layers
    shown: dict[str, EventTimes] = {"photo on the canvas": opened}
    for brush in BRUSHES:
        shown[f"stroke event, {brush} px on the screen"] = strokes(canvas, brush, number)
    shown["pan frame"] = frames(canvas, lambda n: canvas.pan_by(QPointF(7, 3 if n % 2 else -5)), FRAMES)
    shown["zoom frame"] = frames(canvas, lambda n: turn_wheel(canvas, n), FRAMES)
    canvas.fit()
    shown["opacity of a class"] = frames(canvas, lambda n: layers.set_opacity(3, 0.3 + n / 200), FRAMES)
    shown["opacity of all"] = frames(canvas, lambda n: layers.set_overall(0.3 + n / 200), FRAMES)
    shown["a class hidden or shown"] = frames(canvas, lambda n: layers.set_visible(3, bool(n % 2)), FRAMES)
    palettes = "distinct", "official"
    shown["other colours"] = frames(canvas, lambda n: layers.set_palette(palettes[n % 2]), FRAMES)
    canvas.close()
    QApplication.processEvents()
    return [[f"{side}²", name, *cells(each.wall), *cells(each.cpu)] for name, each in shown.items()]


def undo_rows(side: int, napari: Napari, strokes: int) -> list[list[str]]:
    """Paint so many strokes; return both programs' times of undo and redo and the memory of the steps."""
    document, rng = Document(blocks(side)), np.random.default_rng(1)
    napari.ask("open", side=side, seed=0)
    before = napari.ask("memory").get("rss", 0)
    for number in range(strokes):
        points, size, label = circle(side, rng)[::6], BRUSHES[number % 3], number % NUM_CLASSES
        document.begin_stroke(*points[0], label, Brush(size))
        for point in points[1:]:
            document.stroke_to(*point)
        document.end_stroke()
        napari.ask("stroke", points=points, size=size, label=label, pause=0)
    after = napari.ask("memory").get("rss", 0)
    steps = min(100, strokes)
    undo, redo = repeated(document.undo, steps), repeated(document.redo, steps)
    kept = 0
    while document.undo() is not None:
        kept += 1
    answer = napari.ask("undo", steps=steps)
    theirs = [Times(tuple(answer[key])) if answer else None for key in ("undo", "redo")]
    held = f"{(after - before) / MB:.0f} (its last 100)" if after else "–"
    return [
        ["ours", *cells(undo), *cells(redo), f"{document.history.nbytes / MB:.1f}", f"{kept:,}"],
        ["napari", *cells(theirs[0]), *cells(theirs[1]), held, "100"],
    ]


if __name__ == "__main__":
    main()
