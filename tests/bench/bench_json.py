"""Reading large JSON files: seconds, memory, and how long another thread, as the window's, has to wait.

    python tests/bench/bench_json.py [--megabytes 70]

A thread beside the reading sleeps 2 ms at a time; the wait is what it overslept, at most. Memory is how far
the process's peak rose over what it had before the reading. Each file in a process of its own, three times;
the median of the waits is told too, as other work on the machine lengthens some.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np

from faceparse_core.files.writing import FileError
from faceparse_core.labels import NAMES
from faceparse_gui.exchange.manifest import read_manifest
from faceparse_gui.formats import FORMATS, ReadOptions

PAUSE = 0.002
TURNS = 3
CATEGORIES = [{"id": id_, "name": name, "isthing": 1} for id_, name in enumerate(NAMES)][1:]


def write_set(path: Path, megabytes: float, annotations: Callable[[int], Iterator[str]]) -> None:
    """A file as COCO orders it: images, annotations, categories."""
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
    """What it is → the file, and the format or nothing for a manifest."""
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


def peak_memory() -> float:
    """MiB of this process at most; of Linux alone."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(path: Path, format_: str) -> tuple[float, float, float]:
    """Seconds, milliseconds that the other thread waited at most, MiB."""
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
    return seconds, 1000 * max(waits), peak_memory() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=70)
    asked = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for what, (path, format_) in write_all(Path(folder), asked.megabytes).items():
            turns = []
            for _ in range(TURNS):
                with ProcessPoolExecutor(1, context) as pool:
                    turns.append(pool.submit(measure, path, format_).result())
            seconds, waits, peaks = zip(*turns, strict=True)
            print(
                f"{what}, {path.stat().st_size / 1e6:.0f} MB: {min(seconds):.1f} s, another thread waits "
                f"{max(waits):.0f} ms at most (median {statistics.median(waits):.0f}), "
                f"memory {max(peaks):.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
