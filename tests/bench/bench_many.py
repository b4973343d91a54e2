"""Memory and time of ``faceparse parse`` by the number of photos.

    python tests/bench/bench_many.py [--names 2000 20000 200000] [--photos 200] [--model NAME_OR_FILE]

Planning runs over folders of empty files, one process each: the survey (clashes, what is there already) and
the whole stream of jobs; what is loaded before the first name is listed is taken off. Parsing runs over small
photos; its memory is taken on the way.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

MB = 1 << 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--names", type=int, nargs="*", default=[2_000, 20_000, 200_000])
    options.add_argument("--photos", type=int, default=200)
    options.add_argument("--model", default="default")
    options.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.plan:
        plan(args.plan)
        return
    with tempfile.TemporaryDirectory() as name:
        print("| names | survey, s | first job, ms | all jobs, s | memory above the start, MB |")
        print("|---:|---:|---:|---:|---:|")
        for count in args.names:
            folder = Path(name) / str(count)
            folder.mkdir()
            for number in range(count):
                (folder / f"{number:07}.jpg").touch()
            subprocess.run([sys.executable, __file__, "--plan", folder], check=True)
        if args.photos:
            parse(Path(name), args.photos, args.model)


def plan(folder: Path) -> None:
    """One line of the table; the peak is the process's own, of both passes."""
    from faceparse_gui.commands.batch.plan import make_plan

    before = peak()
    plan = make_plan([folder], folder.parent / "out", ["indexed"])
    start = time.perf_counter()
    todo = plan.survey().todo
    surveyed = time.perf_counter()
    jobs = plan.jobs()
    next(jobs)
    first = time.perf_counter()
    assert sum(1 for _ in jobs) == todo - 1
    end = time.perf_counter()
    print(
        f"| {todo:,} | {surveyed - start:.2f} | {(first - surveyed) * 1000:.0f} | {end - surveyed:.2f} "
        f"| {(peak() - before) / MB:.1f} |",
        flush=True,
    )


def peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def parse(folder: Path, count: int, model: str) -> None:
    from faceparse_core.parsing.parser import Parser
    from faceparse_gui.commands.batch.plan import make_plan
    from faceparse_gui.commands.batch.run import Batch

    photos = folder / "photos"
    photos.mkdir()
    rng = np.random.default_rng(0)
    for number in range(count):
        Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(photos / f"{number}.png")
    parser = Parser.load(model, "cpu")
    jobs = make_plan([photos], folder / "out", ["indexed"]).jobs()
    process = psutil.Process()
    print("| parsed | memory, MB |")
    print("|---:|---:|")
    for done, outcome in enumerate(Batch(parser, "whole", overwrite=False).run(jobs), start=1):
        assert outcome.failure is None
        if done % max(1, count // 4) == 0:
            print(f"| {done} | {process.memory_info().rss / MB:.0f} |", flush=True)


if __name__ == "__main__":
    main()
