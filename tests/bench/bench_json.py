"""Reading large JSON files: seconds, memory, and how long another thread, as the window's, has to wait.

A thread beside the reading sleeps 2 ms at a time; a wait is what it overslept. Memory is how far the
process's peak rose above what it was before the reading. Each file is read in a process of its own each
time; the median of the longest waits is given too, as other work on the machine lengthens some.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from faceparse_core.files.writing import FileError
from faceparse_core.labels import NAMES
from faceparse_gui.exchange.manifest import read_manifest
from faceparse_gui.formats import FORMATS, ReadOptions
from tests.bench.harness import MB, Bench, in_new_process, peak_memory, table

PAUSE = 0.002
CATEGORIES = [{"id": id_, "name": name, "isthing": 1} for id_, name in enumerate(NAMES)][1:]


def write_set(path: Path, megabytes: float, annotations: Callable[[int], Iterator[str]]) -> None:
    """Write a file in COCO's order: images, annotations, categories."""
    entries: list[str] = []
    size, count = 0, 0
    while size < megabytes * 1e6:
        count += 1
        new = list(annotations(count))
        size += sum(map(len, new))
        entries += new
    with path.open("w") as file:
        file.write('{"images":[')
        image = '{"id":%d,"file_name":"%d.jpg","width":512,"height":512}'
        file.write(",".join(image % (id_, id_) for id_ in range(1, count + 1)))
        file.write('],\n"annotations":[' + ",\n".join(entries))
        file.write(f'],\n"categories":{json.dumps(CATEGORIES)}}}')


def masks(segmentation: str) -> Callable[[int], Iterator[str]]:
    start = '{"image_id":%d,"category_id":%d,"segmentation":'
    end = ',"area":1234,"bbox":[1.0,2.0,3.0,4.0],"iscrowd":0}'
    return lambda id_: (start % (id_, category) + segmentation + end for category in range(1, 19))


def segments(id_: int) -> Iterator[str]:
    listed = [
        {"id": c, "category_id": c, "area": 1, "bbox": [1, 2, 3, 4], "iscrowd": 0} for c in range(1, 19)
    ]
    yield json.dumps({"image_id": id_, "file_name": f"{id_}.png", "segments_info": listed})


def write_all(folder: Path, megabytes: float) -> dict[str, tuple[Path, str]]:
    """Return, by what it holds, each file and its format, ``""`` for a manifest."""
    numbers = np.random.default_rng(0)
    text = "".join(map(chr, numbers.integers(48, 79, 300)))  # no backslash
    runs = ",".join(map(str, numbers.integers(1, 400, 600)))
    points = ",".join(f"{number:.2f}" for number in numbers.uniform(0, 512, 400))
    shape = {
        "label": "skin",
        "shape_type": "polygon",
        "points": [[n % 512 + 0.5, 3.25] for n in range(4_500)],
    }
    cases = {
        "COCO, compressed run lengths": ("coco", masks(f'{{"size":[512,512],"counts":"{text}"}}')),
        "COCO, plain run lengths": ("coco", masks(f'{{"size":[512,512],"counts":[{runs}]}}')),
        "COCO, polygons": ("coco", masks(f"[[{points}]]")),
        "COCO, few masks of 250,000 numbers": ("coco", masks(f"[[{','.join(['12.5'] * 250_000)}]]")),
        "COCO panoptic": ("panoptic", segments),
    }
    files = {}
    for number, (what, (format_, entries)) in enumerate(cases.items()):
        files[what] = (folder / f"{number}.json", format_)
        write_set(files[what][0], megabytes, entries)
    files["labelme, one file"] = (folder / "labelme.json", "labelme")
    labelme = {"version": "6.3.1", "shapes": [shape] * 18, "imagePath": "x.jpg"}
    files["labelme, one file"][0].write_text(json.dumps({**labelme, "imageWidth": 512, "imageHeight": 512}))
    files["manifest"] = (folder / "manifest.jsonl", "")
    line = '{"stem":"%d","photo":"%d.jpg","pixels":{"skin":%s}}\n'
    with files["manifest"][0].open("w") as file:
        file.writelines(line % (n, n, "1" * 500) for n in range(int(megabytes * 1e6 / 560)))
    return files


def measure(path: Path, format_: str) -> tuple[float, float, float]:
    """Return seconds, the longest wait of the other thread in milliseconds, and MB."""
    waits, done = [0.0], threading.Event()

    def tick() -> None:
        while not done.is_set():
            start = time.perf_counter()
            time.sleep(PAUSE)
            waits.append(time.perf_counter() - start - PAUSE)

    if format_:
        FORMATS[format_]  # imported before the clock starts
    before = peak_memory()
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    start = time.perf_counter()
    if format_:
        found = list(FORMATS[format_].read(path, ReadOptions()))
        with suppress(FileError):  # the masks are noise, and there are no PNGs
            found[-1].load()
    else:
        read_manifest(path)
    seconds = time.perf_counter() - start
    done.set()
    ticker.join()
    return seconds, 1000 * max(waits), (peak_memory() - before) / MB


def main() -> None:
    bench = Bench(__doc__, "json-reading", "docs/format-by-format.md", repeat=3, of="readings of each file")
    bench.option("--megabytes", type=float, default=70, quick=1, help="of each file")
    options = bench.parse()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for what, (path, format_) in write_all(Path(folder), options.megabytes).items():
            turns = [in_new_process(measure, path, format_) for _ in range(options.repeat)]
            seconds, waits, peaks = zip(*turns, strict=True)
            longest = [f"{max(waits):.0f}", f"{statistics.median(waits):.0f}"]
            size = f"{path.stat().st_size / 1e6:.0f}"
            rows.append([what, size, f"{min(seconds):.1f}", *longest, f"{max(peaks):.0f}"])
    bench.write(table("file | MB | seconds | longest wait, ms | median of these | memory, MB", rows))


if __name__ == "__main__":
    main()
