"""What a clean-up of a whole label map costs.

    python tests/bench/bench_cleanups.py [SIDE]

The map is a drawn face with ragged edges, a thousand islands and holes, ``SIDE`` (4096) pixels square. Each
clean-up is done to one class (skin, the largest after background) and to all classes, the best of three.
What the window would wait for, were it not done in the background, is over ``LIMIT`` milliseconds.
"""

from __future__ import annotations

import sys
import time

import cv2
import numpy as np

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.ui.review.cleanup_kinds import KINDS, OF_ONE_CLASS, CleanupOrder, all_unlocked

LIMIT = 200
ROUNDS = 3


def drawn_face(side: int) -> LabelMap:
    """Hair, neck, skin and parts as ellipses, their edges ragged, with specks of all classes."""
    rng = np.random.default_rng(0)
    unit = side / 512
    labels = np.zeros((side, side), np.uint8)
    for name, x, y, rx, ry in (
        ("hair", 256, 220, 190, 200), ("cloth", 256, 500, 250, 90), ("neck", 256, 400, 80, 90),
        ("skin", 256, 260, 140, 180), ("l_ear", 400, 270, 15, 40), ("r_ear", 112, 270, 15, 40),
        ("l_eye", 318, 244, 30, 12), ("r_eye", 194, 244, 30, 12), ("l_brow", 318, 215, 36, 7),
        ("r_brow", 194, 215, 36, 7), ("nose", 256, 300, 26, 50), ("u_lip", 256, 376, 46, 10),
        ("l_lip", 256, 392, 44, 12),
    ):  # fmt: skip
        center, axes = (round(x * unit), round(y * unit)), (round(rx * unit), round(ry * unit))
        cv2.ellipse(labels, center, axes, 0, 0, 360, ID_OF[name], -1)
    soft = cv2.resize(rng.normal(0, 1, (2, 256, 256)).transpose(1, 2, 0).astype(np.float32), (side, side))
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    labels = cv2.remap(labels, x + 4 * unit * soft[..., 0], y + 4 * unit * soft[..., 1], cv2.INTER_NEAREST)
    for class_id in rng.integers(0, 19, 1000):
        at = tuple(int(each) for each in rng.integers(0, side, 2))
        cv2.circle(labels, at, int(rng.integers(0, 5)), int(class_id), -1)
    return np.ascontiguousarray(labels)


def best(order: CleanupOrder, labels: LabelMap, prediction: PackedMap) -> float:
    """Milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        order.run(labels, prediction)
        times.append(1000 * (time.perf_counter() - start))
    return min(times)


def main() -> None:
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    labels, skin = drawn_face(side), ID_OF["skin"]
    prediction = PackedMap(np.roll(labels, 3, axis=1)).pack()
    locked = frozenset((ID_OF["hat"],))
    print(f"{side}², ms        one class   all classes   (over {LIMIT}: *)")
    for kind, about in KINDS.items():
        first = about.range[0]
        row = []
        for class_ids in ((skin,), all_unlocked(locked)):
            if len(class_ids) > 1 and kind in OF_ONE_CLASS:
                row.append(f"{'–':>11} ")
                continue
            took = best(CleanupOrder(kind, first, class_ids, ID_OF["hair"], locked), labels, prediction)
            row.append(f"{took:>11.0f}{'*' if took > LIMIT else ' '}")
        print(f"{kind:<14}{row[0]:>12} {row[1]:>12}")


if __name__ == "__main__":
    main()
