"""Export of many photos, format by format: photos a second, and whether memory grows with their number.

Drawn label maps of 256 × 256 from memory, so that writing is what is measured. Each format runs in
processes of its own; medians. Growth is the peak of resident memory at the end less that after a tenth of
the photos.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

from faceparse_gui.exchange import Export, ExportPlan
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.formats import FORMATS
from tests.bench.harness import MB, Bench, in_new_process, peak_memory, scratch_home, table
from tests.bench.support.drawn import small_face

SIDE = 256


def main() -> None:
    bench = Bench(__doc__, "export-speed", "docs/formats.md", repeat=1, of="runs of each format")
    bench.option("--photos", type=int, default=10_000, quick=4)
    bench.option("--format", action="append", dest="formats", help="one, for several times; else all")
    options = bench.parse()
    writing = [name for name, each in FORMATS.items() if each.writes]
    if bench.is_quick:
        writing = writing[:2]
    rows = []
    for name in options.formats or writing:
        runs = [in_new_process(measure, name, options.photos) for _ in range(options.repeat)]
        rows.append([name, *(f"{statistics.median(values):.0f}" for values in zip(*runs, strict=True))])
    bench.write(table("format | photos/s | memory after a tenth, MB | more at the end, MB", rows))


def measure(name: str, photos: int) -> tuple[float, float, float]:
    """Return photos a second, the peak memory after a tenth of them and its later growth, in MB."""
    format_ = FORMATS[name]
    with scratch_home() as folder:
        items = [_item(number) for number in range(photos)]
        plan = ExportPlan.make(format_, folder / f"out{format_.extension}", items)
        start = time.perf_counter()
        early = 0
        for done, outcome in enumerate(Export(plan).run(), start=1):
            assert outcome.failure is None, outcome.failure
            if done == max(1, photos // 10):
                early = peak_memory()
        seconds = time.perf_counter() - start
    return photos / seconds, early / MB, (peak_memory() - early) / MB


def _item(number: int) -> Item:
    name = f"photo {number:05}.png"
    return Item(name, Path(name), lambda: SavedWork(small_face(number, SIDE)), _photo, in_file=False)


def _photo() -> np.ndarray:
    return np.full((SIDE, SIDE, 3), (200, 170, 150), np.uint8)


if __name__ == "__main__":
    main()
