"""Memory and time of ``faceparse parse`` by the number of photos.

Planning runs over folders of empty files, in processes of their own: the survey (clashes, what is there
already) and the whole stream of jobs; what is loaded before the first name is listed is subtracted. Parsing
runs over small photos; its memory is taken on the way.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from tests.bench.harness import MB, Bench, in_new_process, peak_memory, table


def main() -> None:
    bench = Bench(__doc__, "planning", "docs/large-sets.md", repeat=1, of="plans of each folder")
    bench.option("--names", type=int, nargs="*", default=[2_000, 20_000, 200_000], quick=[50])
    bench.option("--photos", type=int, default=200, quick=4, help="that are parsed; 0 for none")
    bench.option("--model", default="default")
    options = bench.parse()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for count in options.names:
            folder = Path(name) / str(count)
            folder.mkdir()
            for number in range(count):
                (folder / f"{number:07}.jpg").touch()
            runs = [in_new_process(plan, folder) for _ in range(options.repeat)]
            survey, first, jobs, memory = (statistics.median(values) for values in zip(*runs, strict=True))
            rows.append([f"{count:,}", f"{survey:.2f}", f"{first:.0f}", f"{jobs:.2f}", f"{memory:.1f}"])
        head = "names | survey, s | first job after it, ms | all jobs, s | memory above the start, MB"
        lines = table(head, rows)
        if options.photos:
            lines += ["", *table("parsed | memory, MB", parse(Path(name), options.photos, options.model))]
    bench.write(lines)


def plan(folder: Path) -> tuple[float, float, float, float]:
    """Return seconds of the survey, milliseconds to the first job, seconds of all jobs, and MB of both."""
    from faceparse_gui.commands.batch.plan import make_plan

    before = peak_memory()
    plan = make_plan([folder], folder.parent / "out", ["indexed"])
    start = time.perf_counter()
    todo = plan.survey().todo
    surveyed = time.perf_counter()
    jobs = plan.jobs()
    next(jobs)
    first = time.perf_counter()
    assert sum(1 for _ in jobs) == todo - 1
    end = time.perf_counter()
    return surveyed - start, 1000 * (first - surveyed), end - surveyed, (peak_memory() - before) / MB


def parse(folder: Path, count: int, model: str) -> list[list[str]]:
    """Parse so many photos; return the resident memory after each quarter."""
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
    process, rows = psutil.Process(), []
    for done, outcome in enumerate(Batch(parser, "whole").run(jobs), start=1):
        assert outcome.failure is None
        if done % max(1, count // 4) == 0:
            rows.append([str(done), f"{process.memory_info().rss / MB:.0f}"])
    return rows


if __name__ == "__main__":
    main()
