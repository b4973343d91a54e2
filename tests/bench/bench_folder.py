"""Images a second of ``faceparse parse FOLDER --out DIR`` against the bare network's on as many images.

The folder holds copies of the sample portrait at 512 px, each turned a little differently. It goes through
the command's own machinery (prefetch, parse whole, write indexed PNGs). The bare network is the one that
the command runs (on a CPU the fused one): it gets the same pictures at the same size as one tensor each,
already in memory, and its coarse logits are discarded. The published order of steps, ``model(picture)``
with logits of the picture's size, is timed as well. All three take turns; their processor seconds, which
other programs disturb less than the clock (least so with one thread), are given for each picture.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

import faceparse_resources
from faceparse_core import devices
from faceparse_core.model import normalise
from faceparse_core.model_files.catalog import resolve
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.fused import FusedNetwork, can_fuse
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_thumbnail
from faceparse_gui.commands.batch.plan import make_plan
from faceparse_gui.commands.batch.run import Batch
from tests.bench.harness import Bench, Times, in_turns, milliseconds, ratio, table


def main() -> None:
    bench = Bench(__doc__, "folder-speed", "docs/large-sets.md", repeat=5, of="turns")
    bench.option("--images", type=int, default=60, quick=2)
    bench.option("--model", default="default")
    bench.option("--device", default="auto")
    bench.option("--threads", type=int, help="torch's, by default one for each core")
    options = bench.parse()
    if options.threads:
        torch.set_num_threads(options.threads)
    model, info = load_model(resolve(options.model))
    parser = Parser(
        model, info.model_copy(update={"input_size": 512}), info.name, devices.choose(options.device)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = draw(folder / "photos", options.images)
        fused = FusedNetwork(model.coarse) if can_fuse(torch.device(parser.device)) else model.coarse
        outs = (folder / f"out{number}" for number in itertools.count())
        wall, processor = both_clocks(
            {
                "published order": lambda: run_bare(model, pictures, parser.device),
                "bare network": lambda: run_bare(fused, pictures, parser.device),
                "command": lambda: run_command(parser, folder / "photos", next(outs)),
            },
            options.repeat,
        )
    rows = []
    for what in wall:
        each = [clock[what].median / options.images for clock in (wall, processor)]
        shares = [f"{ratio(clock[what], clock['command']):.0%}" for clock in (wall, processor)]
        rows.append([what, f"{1000 / each[0]:.2f}", f"{each[1]:.1f}", *shares])
    head = "| images/s | ms of processor a picture | command's rate over it, by the clock | by processor time"
    threads = torch.get_num_threads()
    title = f"{info.name} on {parser.device}, {threads} threads, {options.images} images."
    shares = (
        f"{rows[1][3]} of the fused network's images a second, {rows[0][3]} of those in the published order"
    )
    bench.write([title, "", *table(head, rows)], f"{shares}, {threads} threads")


def both_clocks(
    actions: dict[str, Callable[[], object]], turns: int
) -> tuple[dict[str, Times], dict[str, Times]]:
    """Return wall and processor times of actions that take turns; the first turn warms up."""
    processor: dict[str, list[float]] = {name: [] for name in actions}

    def timed(name: str, action: Callable[[], object]) -> Callable[[], None]:
        return lambda: processor[name].append(milliseconds(action, time.process_time))

    wall = in_turns({name: timed(name, action) for name, action in actions.items()}, turns)
    return wall, {name: Times(tuple(values[1:])) for name, values in processor.items()}


def draw(folder: Path, count: int) -> list[np.ndarray]:
    """Write ``count`` JPEGs of 512 px and return their pixels."""
    folder.mkdir()
    portrait = read_thumbnail(faceparse_resources.path("sample/portrait.jpg"), 512)
    height, width = portrait.shape[:2]
    pictures = []
    for i in range(count):
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), i % 20 - 10, 1)
        picture = cv2.warpAffine(portrait, turn, (512, 512), borderMode=cv2.BORDER_REFLECT)
        cv2.imwrite(str(folder / f"{i:04}.jpg"), picture[..., ::-1])
        pictures.append(picture)
    return pictures


@torch.inference_mode()
def run_bare(network: Callable[[Tensor], Tensor], pictures: list[np.ndarray], device: str) -> None:
    for picture in pictures:
        network(normalise(torch.from_numpy(picture)[None].to(device))).cpu()


def run_command(parser: Parser, photos: Path, out: Path) -> None:
    plan = make_plan([photos], out, ["indexed"])
    todo = plan.survey().todo
    failures = [o.failure for o in Batch(parser, "whole").run(plan.jobs()) if o.failure]
    if failures or len(list(out.glob("*.png"))) != todo:
        sys.exit(f"not every photo was written: {failures}")


if __name__ == "__main__":
    main()
