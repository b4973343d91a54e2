"""What one large photo takes in the window, beside the photo's own pixels.

    python tests/bench/bench_photo_memory.py [--sides 2048 4096 8192] [--report docs/editor.md]

For each size a window of its own in a new process: resident memory with a tiny photo open, then with the
large one, parsed (stored prediction), then zoomed, painted on and saved. "beside" is bytes for each pixel,
the photo's own three left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import numpy.typing as npt
import psutil
from PIL import Image

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_training.studies.report import write_section
from tests.bench.bench_memory import Bench

MB = 2**20
HAIR, SKIN = ID_OF["hair"], ID_OF["skin"]


def make(folder: Path, side: int) -> None:
    from faceparse_gui.project import Prediction, Project

    folder.mkdir()
    Image.new("RGB", (16, 16), "grey").save(folder / "1.png")
    coarse = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    Image.fromarray(coarse).resize((side, side), Image.Resampling.BILINEAR).save(folder / "2.jpg", quality=90)
    labels = np.zeros((side, side), np.uint8)
    third = side // 3
    cv2.circle(labels, (side // 2, side // 2), third, HAIR, cv2.FILLED)
    cv2.circle(labels, (side // 2, side // 2 + third // 4), third * 2 // 3, SKIN, cv2.FILLED)
    project = Project.open(folder)
    key = project.images()[1].key
    project.save_prediction(key, Prediction(labels, confidence(labels), "drawn"))
    project.save_labels(key, labels, "parsed")
    project.close()


def confidence(labels: LabelMap) -> npt.NDArray[np.uint8]:
    """As a network has it: certain but near the edges, where it goes from a half upwards, not evenly."""
    edges = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) == 0
    distance = cv2.distanceTransform(edges.view(np.uint8), cv2.DIST_L2, 3)
    ripple = np.random.default_rng(0).normal(1, 0.1, (128, 128)).astype(np.float32)
    distance *= cv2.resize(ripple, labels.shape[::-1])
    return np.clip(127 + distance * (512 * 8 / labels.shape[0]), 0, 255).astype(np.uint8)


def measure(folder: Path) -> None:
    """Prints the resident megabytes with the tiny photo, with the large one, and after work on it."""
    from faceparse_gui.document.brush import Brush

    bench = Bench()
    session, process = bench.window.session, psutil.Process()

    def resident() -> float:
        bench.pause(3.5)
        gc.collect()
        return process.memory_info().rss / MB

    def show(step: int) -> None:
        before = session.image
        session.step(step)
        bench.wait(lambda: session.image is not before)

    bench.window.opener.open([folder])
    bench.wait(lambda: session.image)
    found = [resident()]
    show(1)
    found.append(resident())
    for _ in range(6):
        bench.window.canvas.zoom_in()
        bench.pause(0.05)
    document = session.image.work.document
    for number in range(20):
        document.begin_stroke(100, 100 + 20 * number, number % 19, Brush(40))
        document.stroke_to(document.labels.shape[1] - 100, 900)
        document.end_stroke()
        bench.pause(0.1)
    found.append(resident())
    bench.window.close()
    print("found", *found)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sides", type=int, nargs="+", default=(2048, 4096, 8192))
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section photo-memory there")
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.measure:
        measure(args.measure)
        return
    lines = ["| photo | its pixels, MB | opened, MB | beside | worked on, MB | beside |"]
    lines.append("|---:|---:|---:|---:|---:|---:|")
    for side in args.sides:
        with tempfile.TemporaryDirectory() as home:
            make(Path(home) / "photos", side)
            command = [sys.executable, __file__, "--measure", str(Path(home) / "photos")]
            places = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
            done = subprocess.run(
                command, env=os.environ | places, stdout=subprocess.PIPE, text=True, check=True
            )
        told = next(line for line in done.stdout.splitlines() if line.startswith("found"))
        tiny, opened, worked = map(float, told.split()[1:])
        pixels = side * side / MB
        cells = [f"{side}²", f"{3 * pixels:.0f}"]
        for now in (opened, worked):
            cells += [f"{now - tiny:.0f}", f"{(now - tiny) / pixels - 3:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_photo_memory.py", *sys.argv[1:]])
        write_section(args.report, "photo-memory", "\n".join([f"`{command}`", "", *lines]))


if __name__ == "__main__":
    main()
