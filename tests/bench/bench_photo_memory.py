"""What one large photo takes in the window, beside the photo's own pixels.

For each size a window of its own in a new process: resident memory with a tiny photo open, then with the
large one, parsed (stored prediction), then zoomed, painted on and saved. "beside" is bytes for each pixel
without the photo's own three. Medians.
"""

from __future__ import annotations

import gc
import statistics
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import psutil
from PIL import Image

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from tests.bench.harness import MB, Bench, in_new_process, scratch_home, table
from tests.bench.support.window import BenchWindow

HAIR, SKIN = ID_OF["hair"], ID_OF["skin"]


def main() -> None:
    bench = Bench(__doc__, "photo-memory", "docs/editor.md", repeat=1, of="windows for each size")
    bench.option("--sides", type=int, nargs="+", default=(2048, 4096, 8192), quick=(512,))
    options = bench.parse()
    rows = []
    for side in options.sides:
        runs = []
        for _ in range(options.repeat):
            with scratch_home() as home:
                make(home / "photos", side)
                runs.append(in_new_process(measure, home / "photos"))
        tiny, opened, worked = (statistics.median(values) for values in zip(*runs, strict=True))
        pixels = side * side / MB
        row = [f"{side}²", f"{3 * pixels:.0f}"]
        for now in (opened, worked):
            row += [f"{now - tiny:.0f}", f"{(now - tiny) / pixels - 3:.1f}"]
        rows.append(row)
    bench.write(table("photo | its pixels, MB | opened, MB | beside | worked on, MB | beside", rows))


def make(folder: Path, side: int) -> None:
    folder.mkdir()
    Image.new("RGB", (16, 16), "grey").save(folder / "1.png")
    coarse = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    Image.fromarray(coarse).resize((side, side), Image.Resampling.BILINEAR).save(folder / "2.jpg", quality=90)
    labels = np.zeros((side, side), np.uint8)
    third = side // 3
    cv2.circle(labels, (side // 2, side // 2), third, HAIR, cv2.FILLED)
    cv2.circle(labels, (side // 2, side // 2 + third // 4), third * 2 // 3, SKIN, cv2.FILLED)
    project = Project.open(folder)
    key = project.records()[1].key
    project.save_prediction(key, Prediction(labels, confidence(labels), "drawn"))
    project.save_labels(key, labels, "parsed")
    project.close()


def confidence(labels: LabelMap) -> npt.NDArray[np.uint8]:
    """Return a confidence map as of a network: certain but near edges, where it rises from a half."""
    edges = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) == 0
    distance = cv2.distanceTransform(edges.view(np.uint8), cv2.DIST_L2, 3)
    ripple = np.random.default_rng(0).normal(1, 0.1, (128, 128)).astype(np.float32)
    distance *= cv2.resize(ripple, labels.shape[::-1])
    return np.clip(127 + distance * (512 * 8 / labels.shape[0]), 0, 255).astype(np.uint8)


def measure(folder: Path) -> tuple[float, float, float]:
    """Return the resident MB with the tiny photo, with the large one, and after work on it."""
    bench = BenchWindow()
    session, process = bench.window.session, psutil.Process()

    def resident() -> float:
        bench.pause(3.5)
        gc.collect()
        return process.memory_info().rss / MB

    bench.window.open_commands.open([folder])
    bench.wait(lambda: session.open_photo)
    tiny, before = resident(), session.open_photo
    session.current.step(1)
    bench.wait(lambda: session.open_photo is not before)
    opened = resident()
    for _ in range(6):
        bench.window.canvas.zoom_in()
        bench.pause(0.05)
    assert session.open_photo is not None
    document = session.open_photo.work.document
    for number in range(20):
        document.begin_stroke(100, 100 + 20 * number, number % 19, Brush(40))
        document.stroke_to(document.shape[1] - 100, 900)
        document.end_stroke()
        bench.pause(0.1)
    worked = resident()
    bench.window.close()
    return tiny, opened, worked


if __name__ == "__main__":
    main()
