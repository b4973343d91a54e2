"""napari's Labels layer in a process of its own: what bench_editor.py compares with.

    python tests/bench/support/napari_labels.py

One JSON object a line on stdin, one as an answer on stdout. It needs napari alone, without Qt: what is timed
is the layer's own work at each mouse move (``_draw``: interpolate, paint, keep the history, prepare the part
that changed for the screen), not the upload to the graphics card that follows in a window.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import json
import os
import sys
import time

import numpy as np
import psutil
from napari.layers import Labels


class Peer:
    """A layer and what can be asked of it; each method is a task."""

    def open(self, side: int, seed: int) -> dict[str, object]:
        rng = np.random.default_rng(seed)
        blocks = rng.integers(0, 19, (side // 64, side // 64), dtype=np.uint8)
        self._layer = Labels(np.kron(blocks, np.ones((64, 64), np.uint8)))
        self._layer.mode = "paint"
        self._process = psutil.Process()
        return {"version": importlib.metadata.version("napari")}

    def stroke(
        self, points: list[tuple[float, float]], size: int, label: int, pause: float
    ) -> dict[str, list[float]]:
        """The milliseconds of each move after the press: wall and the thread's own."""
        layer = self._layer
        layer.brush_size = size
        wall, cpu = [], []
        places = [(y, x) for x, y in points]
        with layer.block_history():
            layer._draw(label, places[0], places[0])
            for before, now in itertools.pairwise(places):
                time.sleep(pause)
                at, own = time.perf_counter(), time.thread_time()
                layer._draw(label, before, now)
                cpu.append(1000 * (time.thread_time() - own))
                wall.append(1000 * (time.perf_counter() - at))
        return {"wall": wall, "cpu": cpu}

    def undo(self, steps: int) -> dict[str, list[float]]:
        """The milliseconds of each undo, then of each redo."""
        return {
            "undo": [_milliseconds(self._layer.undo) for _ in range(steps)],
            "redo": [_milliseconds(self._layer.redo) for _ in range(steps)],
        }

    def memory(self) -> dict[str, int]:
        return {"rss": self._process.memory_info().rss}


def _milliseconds(action) -> float:
    begun = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    peer = Peer()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(getattr(peer, task.pop("do"))(**task)), file=answers, flush=True)


if __name__ == "__main__":
    main()
