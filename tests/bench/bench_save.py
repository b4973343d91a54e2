"""What saving an edited label map costs, and counting its issues afterwards.

The map is a drawn face with ragged edges and 1000 specks. CPU time of the calling thread, medians in
milliseconds: what waits for the disk is not counted.
"""

from __future__ import annotations

import time
from pathlib import Path

from PIL import Image

from faceparse_gui.project import Project
from faceparse_gui.project.issue_count import count_issues
from tests.bench.harness import Bench, Times, milliseconds, scratch_home, table
from tests.bench.support.drawn import ragged_face

SIZES = (512, 2048, 4096)


def main() -> None:
    bench = Bench(__doc__, "save-labels", "docs/architecture.md", repeat=15, of="saves of each size")
    bench.option("--sides", type=int, nargs="+", default=SIZES, quick=(512,))
    options = bench.parse()
    rows, figures = [], []
    for side in options.sides:
        with scratch_home() as home:
            save, count = measure(home, side, options.repeat)
        rows.append([f"{side}²", f"{save.median:.1f}", f"{count.median:.1f}"])
        figures.append(f"{save.median:.1f} ms at {side}²")
    bench.write(table("map | save | count", rows), ", ".join(figures))


def measure(home: Path, side: int, saves: int) -> tuple[Times, Times]:
    """Save a map of ``side`` × ``side`` and count its issues, changed a little each time."""
    folder = home / "photos"
    folder.mkdir()
    Image.new("RGB", (side, side)).save(folder / "face.png")
    project = Project.open(folder)
    key, labels = project.records()[0].key, ragged_face(side)
    save, count = [], []
    for number in range(saves + 1):
        labels[number : number + 5, :9] = 13
        save.append(milliseconds(lambda: project.save_labels(key, labels, "edited"), time.thread_time))
        count.append(milliseconds(lambda: count_issues(project, key), time.thread_time))
    project.close()
    return Times(tuple(save[1:])), Times(tuple(count[1:]))


if __name__ == "__main__":
    main()
