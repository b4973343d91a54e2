"""What a stroke costs the window: one event, the press, the release, the undo.

    python tests/bench/bench_stroke.py

Data side only (the drawing is measured with the canvas). A stroke is a press and 60 events round a circle a
quarter of the picture wide, at most 400 pixels, with a pause before each event as a hand makes it: without
pauses the caches stay warm and the events look three times as quick. Times in milliseconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document import Brush, Document

SIZES = (512, 2048, 4096)
BRUSHES = (10, 40, 128)
STROKES = 20
EVENTS = 60
PAUSE = 0.002


def _milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def measure(side: int, size: int) -> dict[str, list[float]]:
    """Draw on a map of ``side`` × ``side`` with a brush of ``size``; return the times of each action."""
    rng = np.random.default_rng(0)
    blocks = rng.integers(0, NUM_CLASSES, (side // 64, side // 64), dtype=np.uint8)
    document = Document(np.kron(blocks, np.ones((64, 64), np.uint8)))
    brush = Brush(size)
    radius = min(side / 8, 200)
    times: dict[str, list[float]] = {"press": [], "event": [], "release": [], "undo": []}
    for number in range(STROKES):
        x, y = rng.uniform(radius, side - radius, 2)
        class_id = number % NUM_CLASSES
        times["press"].append(_milliseconds(lambda: document.begin_stroke(x + radius, y, class_id, brush)))  # noqa: B023
        for event in range(1, EVENTS + 1):
            angle = 2 * math.pi * event / EVENTS
            time.sleep(PAUSE)
            to = x + radius * math.cos(angle), y + radius * math.sin(angle)
            times["event"].append(_milliseconds(lambda: document.stroke_to(*to)))  # noqa: B023
        times["release"].append(_milliseconds(document.end_stroke))
    while document.history.can_undo:
        times["undo"].append(_milliseconds(document.undo))
    return times


def main() -> None:
    measure(512, 10)  # warm up
    print("   map  brush  event p50     p99  press max  release max  undo max")
    for side in SIZES:
        for size in BRUSHES:
            times = measure(side, size)
            p50, p99 = np.percentile(times["event"], [50, 99])
            print(
                f"{side:>5}² {size:>6} {p50:>10.3f} {p99:>7.3f} {max(times['press']):>10.3f}"
                f" {max(times['release']):>12.3f} {max(times['undo']):>9.3f}"
            )


if __name__ == "__main__":
    main()
