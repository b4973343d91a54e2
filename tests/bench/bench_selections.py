"""How long the searches behind tools and warnings take, in their thread.

The first proposal of a smart selection around the hair of the portrait and of a scribble fix with a stroke of
either kind, a fill by colour of the sky, a push of the hair's edge, a lasso of 2,000 points around most
of the photo, and the scan for issues, at three sizes. Medians in milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import skimage.data

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.checks import check
from faceparse_gui.document.selecting.boundary import EdgePush
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.selecting.flood import similar
from faceparse_gui.document.selecting.polygon import inside
from faceparse_gui.document.selecting.proposals import of_outline, of_strokes
from faceparse_gui.document.selecting.smart_outline import painted_whole
from tests.bench.harness import Bench, repeated, table

SIDES = (512, 2048, 4096)
HAIR = 13


def measure(side: int, times: int) -> list[float]:
    """Return the median of each search."""
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
    labels[marked(160, 20, 300, 66)] = 0
    around = box(150, 10, 310, 170)
    outline = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    yes, no = marked(180, 60, 260, 66), marked(150, 20, 156, 100)
    unsure = np.random.default_rng(0).integers(60, 255, (32, 32)).astype(np.uint8)
    confidence = PackedMap(cv2.resize(unsure, (side, side), interpolation=cv2.INTER_CUBIC)).pack()
    said = Said(PackedMap(labels.copy()).pack(), confidence)
    at = 160 * k, 80 * k
    push = EdgePush(labels, HAIR, at, 40 * k)
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    ring = side * (0.5 + (0.45 + 0.02 * np.sin(40 * turn)) * [np.cos(turn), np.sin(turn)]).T
    actions: list[Callable[[], object]] = [
        lambda: next(of_outline(photo, labels, outline, around, HAIR)),
        lambda: next(of_strokes(photo, labels, said, yes, no, HAIR)),
        lambda: painted_whole(labels, *similar(photo, labels, (round(150 * k), round(40 * k)), 60), HAIR),
        lambda: push.move(labels, at, (at[0] - 2 * k, at[1])),
        lambda: inside(ring, labels.shape),
        lambda: check(labels),
    ]
    return [repeated(action, times).median for action in actions]


def main() -> None:
    bench = Bench(__doc__, "selections", "docs/editor.md", repeat=5, of="turns of each search")
    bench.option("--sides", type=int, nargs="+", default=SIDES, quick=(512,))
    options = bench.parse()
    rows = [
        [f"{side}²", *(f"{taken:.1f}" for taken in measure(side, options.repeat))] for side in options.sides
    ]
    head = "map | smart select | scribble fix | fill by colour | a push | a lasso | warnings"
    bench.write(table(head, rows))


if __name__ == "__main__":
    main()
