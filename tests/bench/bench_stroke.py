"""What a stroke costs the label map: one event, the press, the release, the undo.

Without the repaint, which bench_canvas.py measures. A stroke is a press and 60 events round a circle a
quarter of the map wide, at most 400 pixels, with a pause before each event as a hand makes it: without
pauses the caches stay warm and the events look three times as fast. Milliseconds.
"""

from __future__ import annotations

import math
import time

import numpy as np

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Brush, Document
from tests.bench.harness import Bench, Times, milliseconds, table
from tests.bench.support.drawn import blocks

SIZES = (512, 2048, 4096)
BRUSHES = (10, 40, 128)
EVENTS = 60
PAUSE = 0.002


def main() -> None:
    bench = Bench(__doc__, "stroke-events", "docs/editor.md", repeat=20, of="strokes of each brush")
    bench.option("--sides", type=int, nargs="+", default=SIZES, quick=(512,))
    options = bench.parse()
    measure(512, 10, 2)  # warm up
    rows, figures = [], []
    for side in options.sides:
        slowest = 0.0
        for size in BRUSHES:
            times = measure(side, size, options.repeat)
            longest = [f"{times[action].longest:.3f}" for action in ("press", "release", "undo")]
            events = times["event"]
            rows.append([f"{side}²", str(size), f"{events.median:.3f}", f"{events.p99:.3f}", *longest])
            slowest = max(slowest, events.p99)
        figures.append(f"{slowest:.2f} ms at {side}²")
    head = "map | brush, px | event p50 | event p99 | longest press | longest release | longest undo"
    bench.write(table(head, rows), ", ".join(figures))


def measure(side: int, size: int, strokes: int) -> dict[str, Times]:
    """Draw on a map of ``side`` × ``side`` with a brush of ``size``; return the times of each action."""
    rng = np.random.default_rng(0)
    document = Document(blocks(side))
    brush = Brush(size)
    radius = min(side / 8, 200)
    times: dict[str, list[float]] = {"press": [], "event": [], "release": [], "undo": []}
    for number in range(strokes):
        x, y = rng.uniform(radius, side - radius, 2)
        class_id = number % NUM_CLASSES
        times["press"].append(milliseconds(lambda: document.begin_stroke(x + radius, y, class_id, brush)))  # noqa: B023
        for event in range(1, EVENTS + 1):
            angle = 2 * math.pi * event / EVENTS
            time.sleep(PAUSE)
            to = x + radius * math.cos(angle), y + radius * math.sin(angle)
            times["event"].append(milliseconds(lambda: document.stroke_to(*to)))  # noqa: B023
        times["release"].append(milliseconds(document.end_stroke))
    while document.history.can_undo:
        times["undo"].append(milliseconds(document.undo))
    return {action: Times(tuple(values)) for action, values in times.items()}


if __name__ == "__main__":
    main()
