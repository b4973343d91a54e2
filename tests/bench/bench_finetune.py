"""A quick fine-tuning: how long it takes, and how much slower Parse is beside it.

    python tests/bench/bench_finetune.py [--budget 60] [--corrections 10] [--report docs/loop.md]

The real command learns from drawn variants of NASA's portrait while this process parses the sample photo over
and over, as the window's parse process does; the same photo is parsed alone before and after. The figure that
counts is the ratio of the medians.
"""

from __future__ import annotations

import argparse
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

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as jobs/parse_service.py has it
import faceparse_resources
from faceparse_core.labels import ID_OF
from faceparse_core.parsing import faces
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_photo
from faceparse_core.trainer.events import StepDone
from faceparse_training.finetune.manifest import CROPS, RUN_FILE, Crop, Run, RunSettings, write
from faceparse_training.fit.events import from_json
from faceparse_training.studies.report import write_section
from tests import ROOT


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
    """A run of a person who wants the suit left out."""
    (folder / CROPS).mkdir(parents=True)
    crops = []
    for number, picture in enumerate(variants(corrections)):
        result = parser.parse(picture)
        labels = result.labels.copy()
        labels[labels == ID_OF["cloth"]] = ID_OF["background"]
        frame = result.layers[0].frame
        names = f"{number}.png", f"{number}-labels.png"
        Image.fromarray(faces.cut(picture, frame, 512)).save(folder / CROPS / names[0])
        Image.fromarray(faces.cut_labels(labels, frame, 512)).save(folder / CROPS / names[1])
        crops.append(Crop(image=str(number), photo=names[0], labels=names[1]))
    write(
        folder / RUN_FILE,
        Run(settings=RunSettings(time_budget=budget), crops=tuple(crops), fingerprint="bench"),
    )


def parse_ms(parser: Parser, photo: np.ndarray, seconds: float) -> list[float]:
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        parser.parse(photo)
        times.append(1000 * (time.perf_counter() - began))
    return times


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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--budget", type=float, default=60.0)
    options.add_argument("--corrections", type=int, default=10)
    options.add_argument(
        "--threads", type=int, default=None, help="of the parser; by default torch's own number"
    )
    options.add_argument("--report", type=Path)
    given = options.parse_args()

    photo = read_photo(faceparse_resources.path("sample/portrait.jpg"))
    parser = Parser.load(threads=given.threads)
    parser.parse(photo)
    with tempfile.TemporaryDirectory() as temporary:
        quiet, busy = Path(temporary) / "quiet", Path(temporary) / "busy"
        for folder in (quiet, busy):
            collect(folder, parser, given.corrections, given.budget)
        began = time.monotonic()
        steps = steps_of(start(quiet))
        alone_s = time.monotonic() - began
        before = parse_ms(parser, photo, 5)
        process = start(busy)
        assert process.stdout is not None
        for line in process.stdout:
            if isinstance(from_json(line), StepDone):
                break
        beside = parse_ms(parser, photo, 15)
        process.kill()
        after = parse_ms(parser, photo, 5)
    alone, with_run = statistics.median(before + after), statistics.median(beside)
    about = f"{given.budget:.0f} s budget, {given.corrections} corrections"
    rows = {
        f"a run, {about}": f"{alone_s:.0f} s and {steps} steps, from start to verdict",
        "Parse alone, median": f"{alone:.0f} ms",
        "Parse beside a run, median": f"{with_run:.0f} ms",
        "**ratio**": f"**{with_run / alone:.2f}**",
    }
    table = [f"| {what} | {figure} |" for what, figure in rows.items()]
    how = f"`python tests/bench/bench_finetune.py`, {os.cpu_count()} cores, no GPU."
    text = "\n".join(["| what | figure |", "|---|---|", *table, "", how])
    print(text)
    if given.report is not None:
        write_section(given.report, "beside", text)


if __name__ == "__main__":
    main()
