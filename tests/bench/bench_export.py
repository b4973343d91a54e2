"""Export of many photos, format by format: photos a second, and whether memory grows with their number.

    python tests/bench/bench_export.py [--photos 10000] [--format coco ...] [--report docs/formats.md]

Drawn label maps of 256 × 256 from memory, so that writing is what is measured. Each format runs in a process
of its own. Growth is the peak of resident memory at the end less that after a tenth of the photos. With
--report the section 'export-speed' of that page is written.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.formats import FORMATS
from faceparse_training.studies.report import write_section

SIDE = 256


def drawn(number: int) -> np.ndarray:
    """A face whose parts lie elsewhere for every number."""
    labels = np.zeros((SIDE, SIDE), np.uint8)
    x, y = 110 + number % 40, 120 + number // 40 % 30
    for name, centre, axes in (
        ("hair", (x, y - 30), (80, 80)),
        ("skin", (x, y), (60, 80)),
        ("l_eye", (x + 25, y - 20), (10, 5)),
        ("r_eye", (x - 25, y - 20), (10, 5)),
        ("nose", (x, y + 10), (10, 18)),
        ("u_lip", (x, y + 40), (22, 5)),
        ("l_lip", (x, y + 47), (20, 6)),
    ):
        cv2.ellipse(labels, centre, axes, 0, 0, 360, ID_OF[name], -1)
    return labels


def photo() -> np.ndarray:
    return np.full((SIDE, SIDE, 3), (200, 170, 150), np.uint8)


def item(number: int) -> Item:
    name = f"photo {number:05}.png"
    return Item(name, Path(name), lambda: SavedWork(drawn(number)), photo, in_file=False)


def measure(name: str, photos: int) -> dict[str, float]:
    format_ = FORMATS[name]
    with tempfile.TemporaryDirectory() as folder:
        plan = ExportPlan.make(
            format_, Path(folder) / f"out{format_.extension}", [item(number) for number in range(photos)]
        )
        start = time.perf_counter()
        early = 0
        for done, outcome in enumerate(Export(plan).run(), start=1):
            assert outcome.failure is None, outcome.failure
            if done == max(1, photos // 10):
                early = _peak()
        seconds = time.perf_counter() - start
    return {"rate": photos / seconds, "early": early, "growth": _peak() - early}


def _peak() -> float:
    """Of resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=int, default=10_000)
    options.add_argument("--format", action="append", dest="formats", help="one, for several times; else all")
    options.add_argument("--report", type=Path, help="write the section 'export-speed' of this page")
    options.add_argument("--alone", help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.alone:
        print(json.dumps(measure(args.alone, args.photos)))
        return
    lines = [
        f"`python tests/bench/bench_export.py --photos {args.photos}`",
        "",
        "| format | photos/s | memory after a tenth, MB | more at the end, MB |",
        "|---|---:|---:|---:|",
    ]
    for name in args.formats or [name for name, each in FORMATS.items() if each.writes]:
        command = [sys.executable, __file__, "--alone", name, "--photos", str(args.photos)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        lines.append(f"| {name} | {found['rate']:.0f} | {found['early']:.0f} | {found['growth']:.0f} |")
        print(lines[-1], flush=True)
    if args.report:
        write_section(args.report, "export-speed", "\n".join(lines))


if __name__ == "__main__":
    main()
