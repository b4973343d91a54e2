"""What a clean-up of a whole label map costs.

The map is a drawn face with ragged edges and a thousand specks. Each clean-up is done to one class (skin,
the largest after background) and to all classes; medians in milliseconds. What takes longer than ``LIMIT``
is marked with a star: the window does it in the background.
"""

from __future__ import annotations

import numpy as np

from faceparse_core.labels import ID_OF
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.ui.review.cleanup_kinds import KINDS, OF_ONE_CLASS, CleanupOrder, all_unlocked
from tests.bench.harness import Bench, repeated, table
from tests.bench.support.drawn import ragged_face

LIMIT = 200


def main() -> None:
    bench = Bench(__doc__, "cleanups", "docs/editor.md", repeat=3, of="turns of each clean-up")
    bench.option("--side", type=int, default=4096, quick=512, help="of the square map, in pixels")
    options = bench.parse()
    labels, skin = ragged_face(options.side), ID_OF["skin"]
    prediction = PackedMap(np.roll(labels, 3, axis=1)).pack()
    locked = frozenset((ID_OF["hat"],))
    rows = []
    for kind, about in KINDS.items():
        row = [kind]
        for class_ids in ((skin,), all_unlocked(locked)):
            if len(class_ids) > 1 and kind in OF_ONE_CLASS:
                row.append("–")
                continue
            order = CleanupOrder(kind, about.range[0], class_ids, ID_OF["hair"], locked)
            taken = repeated(lambda: order.run(labels, prediction), options.repeat).median  # noqa: B023
            row.append(f"{taken:.0f}{'*' if taken > LIMIT else ''}")
        rows.append(row)
    bench.write(table(f"{options.side}² | one class, ms | all classes, ms", rows))


if __name__ == "__main__":
    main()
