"""A quick fine-tuning: how long it takes, and how much slower Parse is beside it.

The real command learns from drawn variants of NASA's portrait while this process parses the sample photo
over and over, as the window's parse process does; the same photo is parsed alone before and after. The
ratio of the medians is what counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as jobs/parse_service.py sets it
import faceparse_resources
from faceparse_core.labels import ID_OF
from faceparse_core.parsing import faces
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_photo
from faceparse_core.trainer.events import StepDone
from faceparse_training.finetune.manifest import CROPS, RUN_FILE, Crop, Run, RunSettings, write
from faceparse_training.fit.events import from_json
from tests import ROOT
from tests.bench.harness import Bench, Times, milliseconds, ratio, table


def variants(count: int) -> list[np.ndarray]:
    """The portrait turned a little, cropped and lit otherwise, every second one mirrored."""
    rng = np.random.default_rng(0)
    portrait = data.astronaut()
    pictures = []
    for number in range(count):
        image = Image.fromarray(portrait[:, ::-1] if number % 2 else portrait)
        image = image.rotate(rng.uniform(-8, 8), resample=Image.Resampling.BILINEAR)
        image = image.crop((*rng.integers(0, 30, 2), *rng.integers(480, 512, 2)))
        lit = np.asarray(image) * rng.uniform(0.7, 1.15) + rng.uniform(-10, 10)
        pictures.append(lit.clip(0, 255).astype(np.uint8))
    return pictures


def collect(folder: Path, parser: Parser, corrections: int, budget: float) -> None:
    """Write a run: corrections by somebody who labels the suit as background."""
    (folder / CROPS).mkdir(parents=True)
    crops = []
    for number, picture in enumerate(variants(corrections)):
        result = parser.parse(picture)
        labels = result.labels.copy()
        labels[labels == ID_OF["cloth"]] = ID_OF["background"]
        frame = result.crops[0].frame
        names = f"{number}.png", f"{number}-labels.png"
        Image.fromarray(faces.cut(picture, frame, 512)).save(folder / CROPS / names[0])
        Image.fromarray(faces.cut_labels(labels, frame, 512)).save(folder / CROPS / names[1])
        crops.append(Crop(image=str(number), photo=names[0], labels=names[1]))
    write(
        folder / RUN_FILE,
        Run(settings=RunSettings(time_budget=budget), crops=tuple(crops), fingerprint="bench"),
    )


def parse_for(parser: Parser, photo: np.ndarray, seconds: float) -> Times:
    """Parse ``photo`` for so many seconds, at least once."""
    times = []
    end = time.monotonic() + seconds
    while not times or time.monotonic() < end:
        times.append(milliseconds(lambda: parser.parse(photo)))
    return Times(tuple(times))


def start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "faceparse_gui.cli", "finetune", "--run", str(folder), "--json"]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
    )  # fmt: skip


def steps_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    events = [from_json(line) for line in process.stdout]
    return sum(isinstance(event, StepDone) for event in events)


def beside_run(parser: Parser, photo: np.ndarray, folder: Path, seconds: float) -> tuple[Times, Times]:
    """Return the times of Parse alone, before and after, and beside the run that ``folder`` holds."""
    before = parse_for(parser, photo, seconds / 3)
    process = start(folder)
    assert process.stdout is not None
    for line in process.stdout:
        if isinstance(from_json(line), StepDone):
            break
    beside = parse_for(parser, photo, seconds)
    process.kill()
    process.wait()
    after = parse_for(parser, photo, seconds / 3)
    return Times(before.values + after.values), beside


def main() -> None:
    bench = Bench(__doc__, "beside", "docs/loop.md", repeat=1, of="runs of either kind")
    bench.option("--budget", type=float, default=60.0, quick=1.0, metavar="SECONDS", help="of a run")
    bench.option("--corrections", type=int, default=10, quick=3)
    bench.option("--threads", type=int, help="of the parser; by default torch's own number")
    options = bench.parse()
    photo = read_photo(faceparse_resources.path("sample/portrait.jpg"))
    parser = Parser.load(threads=options.threads)
    parser.parse(photo)
    runs, steps, alone, beside = [], 0, [], []
    for _ in range(options.repeat):
        with tempfile.TemporaryDirectory() as temporary:
            quiet, busy = Path(temporary) / "quiet", Path(temporary) / "busy"
            for folder in (quiet, busy):
                collect(folder, parser, options.corrections, options.budget)
            began = time.monotonic()
            steps = steps_of(start(quiet))
            runs.append(time.monotonic() - began)
            pair = beside_run(parser, photo, busy, 1.5 if bench.is_quick else 15)
            alone.append(pair[0].median)
            beside.append(pair[1].median)
    about = f"{options.budget:.0f} s budget, {options.corrections} corrections"
    slower = ratio(Times(tuple(beside)), Times(tuple(alone)))
    rows = [
        [f"a run, {about}", f"{statistics.median(runs):.0f} s and {steps} steps, from start to verdict"],
        ["Parse alone, median", f"{statistics.median(alone):.0f} ms"],
        ["Parse beside a run, median", f"{statistics.median(beside):.0f} ms"],
        ["**ratio**", f"**{slower:.2f}**"],
    ]
    bench.write(table("what | figure", rows))


if __name__ == "__main__":
    main()
