"""What the canvas costs the window's event loop: a stroke event with its repaint, opacity, zoom, pan.

Real events on an offscreen window of 1280 × 900, the photo fitted; each time runs from the event until its
pixels are in the window's backing store. Each stroke event is painted by itself, which is the most it
costs: in the window, events within one frame are painted together. "CPU" is the thread's own time.

"bare event" is a lower bound: the same events on a widget that only copies a picture where the brush's
outline was and is. "bare fill" is a NumPy fill of as many pixels as an event newly covers, in rows, with
the count of classes that undo and areas need. Milliseconds.
"""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QPointF

from faceparse_core.labels import NUM_CLASSES
from tests.bench.harness import Bench, Times, milliseconds, table
from tests.bench.support.canvas_events import (
    EVENTS,
    PAUSE,
    EventTimes,
    application,
    bare_strokes,
    frames,
    open_canvas,
    strokes,
    turn_wheel,
)

SIDES = (512, 1024, 2048, 4096)
BRUSHES = (10, 40, 128)


def main() -> None:
    bench = Bench(__doc__, "canvas-events", "docs/editor.md", repeat=12, of="strokes of each brush")
    bench.option("--sides", type=int, nargs="+", default=SIDES, quick=(512,))
    options = bench.parse()
    _app = application()
    rows: list[list[str]] = []
    events: list[str] = []
    for side in options.sides:
        found = measure(side, options.repeat)
        rows += [[f"{side}²", name, *cells] for name, cells in found.items()]
        events.append(f"{side}²: {', '.join(found[_event(brush)][1] for brush in BRUSHES)} ms")
    brushes = ", ".join(map(str, BRUSHES))
    bench.write(
        table("map | what | p50 | p99 | longest | CPU p50 | CPU p99", rows),
        f"{events[0]}; {events[-1]} (brushes of {brushes} px)",
    )


def measure(side: int, number: int) -> dict[str, list[str]]:
    """Return the cells of each row by its name; ``number`` strokes for each brush."""
    canvas, opened = open_canvas(side)
    layers = canvas.layers
    rows = {"photo on the canvas": cells(opened)}
    for brush in BRUSHES:
        rows[_event(brush)] = cells(strokes(canvas, brush, number))
        rows[f"bare event, {brush} px"] = cells(bare_strokes(brush, number))
        fill = bare_fill(side, brush, canvas.scale, number)
        rows[f"bare fill, {brush} px"] = [*wall_cells(fill), "–", "–"]
    rows["opacity tick"] = cells(frames(canvas, lambda n: layers.set_overall(0.3 + n / 200)))
    rows["zoom frame"] = cells(frames(canvas, lambda n: turn_wheel(canvas, n)))
    rows["pan frame"] = cells(frames(canvas, lambda n: canvas.pan_by(QPointF(7, 3 if n % 2 else -5))))
    canvas.set_outlines(True)
    canvas.fit()
    rows["pan frame, outlines"] = cells(frames(canvas, lambda n: canvas.pan_by(QPointF(2, n % 2))))
    canvas.close()
    return rows


def bare_fill(side: int, brush: int, scale: float, number: int) -> Times:
    """Count and fill what each event of the strokes newly covers, in a square map."""
    labels = np.zeros((side, side), np.uint8)
    values = []
    for stroke in range(number):
        step = 2 * math.pi * (60.0 + 20 * (stroke % 12)) / EVENTS
        covered = labels[: max(1, round(brush / scale)), : max(1, round(step / scale))]
        for _ in range(EVENTS):
            time.sleep(PAUSE)
            values.append(milliseconds(lambda: _count_and_fill(covered)))  # noqa: B023
    return Times(tuple(values))


def _count_and_fill(covered: np.ndarray) -> None:
    np.bincount(covered.ravel(), minlength=NUM_CLASSES)
    covered[...] = 1


def cells(times: EventTimes) -> list[str]:
    return [*wall_cells(times.wall), f"{times.cpu.median:.2f}", f"{times.cpu.p99:.2f}"]


def wall_cells(times: Times) -> list[str]:
    return [f"{times.median:.2f}", f"{times.p99:.2f}", f"{times.longest:.2f}"]


def _event(brush: int) -> str:
    return f"stroke event, {brush} px"


if __name__ == "__main__":
    main()
