"""How long what the tools search for takes, in its thread.

    python tests/bench/bench_selections.py [--report docs/editor.md]

A smart selection around her hair, a scribble fix with a stroke of either kind, a fill by colour of the sky of
the portrait, a push of the hair's edge, a lasso of 2,000 points around most of the photo, and the look for
warnings, at three sizes. Medians in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import skimage.data

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.checks import check
from faceparse_gui.document.selecting.boundary import EdgePush
from faceparse_gui.document.selecting.flood import similar
from faceparse_gui.document.selecting.polygon import inside
from faceparse_gui.document.selecting.scribble import scribble
from faceparse_gui.document.selecting.segment import grab_cut
from faceparse_training.studies.report import write_section

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
    unsure = PackedMap(np.full((side, side), 180, np.uint8)).pack()
    at = 160 * k, 80 * k
    push = EdgePush(labels, HAIR, at, 40 * k)
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    ring = side * (0.5 + (0.45 + 0.02 * np.sin(40 * turn)) * [np.cos(turn), np.sin(turn)]).T
    return [
        median(lambda: grab_cut(photo, outline, around)),
        median(lambda: scribble(photo, labels, unsure, yes, no, HAIR)),
        median(lambda: similar(photo, labels, (round(150 * k), round(40 * k)), 60)),
        median(lambda: push.move(labels, at, (at[0] - 2 * k, at[1]))),
        median(lambda: inside(ring, labels.shape)),
        median(lambda: check(labels)),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--report", type=Path, help="write the section 'selections' of this page")
    args = options.parse_args()
    lines = [
        "| map | smart select | scribble fix | fill by colour | a push | a lasso | warnings |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for side in SIDES:
        grab, scribbled, filled, pushed, lassoed, checked = measure(side)
        lines.append(
            f"| {side}² | {grab:.0f} | {scribbled:.0f} | {filled:.0f} | {pushed:.1f} | {lassoed:.0f} |"
            f" {checked:.0f} |"
        )
    text = "\n".join(lines)
    print(text)
    if args.report:
        write_section(args.report, "selections", text)


if __name__ == "__main__":
    main()
