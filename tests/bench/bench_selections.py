"""How long what the tools search for takes, in its thread: ``python tests/bench/bench_selections.py``.

A smart selection around her hair, a scribble fix with a stroke of either kind, a fill by colour of the sky of
the portrait, a push of the hair's edge, and the look for warnings, at three sizes. Medians in milliseconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
import skimage.data

from faceparse_gui.document.boundary import EdgePush
from faceparse_gui.document.checks import check
from faceparse_gui.document.flood import similar
from faceparse_gui.document.scribble import scribble
from faceparse_gui.document.segment import grab_cut

SIDES = (512, 2048, 4096)
TIMES = 5
HAIR = 13


def median(action: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        start = time.perf_counter()
        action()
        spent.append(time.perf_counter() - start)
    return 1000 * statistics.median(spent)


def measure(side: int) -> list[float]:
    k = side / 512
    photo = cv2.resize(skimage.data.astronaut(), (side, side), interpolation=cv2.INTER_CUBIC)

    def box(x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
        return round(x0 * k), round(y0 * k), round(x1 * k), round(y1 * k)

    def marked(*where: float) -> np.ndarray:
        mask = np.zeros((side, side), np.bool_)
        x0, y0, x1, y1 = box(*where)
        mask[y0:y1, x0:x1] = True
        return mask

    labels = np.where(marked(160, 20, 300, 150), np.uint8(HAIR), np.uint8(0))
    labels[marked(190, 70, 260, 150)] = 1
    around = box(150, 10, 310, 170)
    outline = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    yes, no = marked(180, 60, 260, 66), marked(150, 20, 156, 100)
    unsure = np.full((side, side), 180, np.uint8)
    at = 160 * k, 80 * k
    push = EdgePush(labels, HAIR, at, 40 * k)
    return [
        median(lambda: grab_cut(photo, outline, around)),
        median(lambda: scribble(photo, labels, unsure, yes, no, HAIR)),
        median(lambda: similar(photo, labels, (round(150 * k), round(40 * k)), 60)),
        median(lambda: push.move(labels, at, (at[0] - 2 * k, at[1]))),
        median(lambda: check(labels)),
    ]


def main() -> None:
    print("   map  smart select  scribble fix  fill by colour  push  warnings")
    for side in SIDES:
        grab, scribbled, filled, pushed, checked = measure(side)
        print(f"{side:>5}² {grab:>12.0f} {scribbled:>13.0f} {filled:>15.0f} {pushed:>5.1f} {checked:>9.0f}")


if __name__ == "__main__":
    main()
