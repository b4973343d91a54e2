"""Images a second of ``faceparse parse FOLDER --out DIR`` against the bare network's on as many images.

    python tests/bench/bench_folder.py [--images 60] [--model NAME_OR_FILE] [--device auto] [--rounds 5]
        [--threads N]

The folder holds copies of the sample portrait at 512 px, each turned a little differently. It goes through
the command's own machinery (read ahead, parse whole, write indexed PNGs). The bare network is the one that
the command runs (on a CPU the fused one): it gets the same pictures at the same size as one tensor each,
already in memory, and its coarse logits are thrown away. The published order of steps, ``model(picture)``
with logits of the picture's size, is timed as well. All three take turns within a round; their processor
seconds, which other programs disturb less than the clock (least so with one thread), are given a picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=60)
    options.add_argument("--model", default="default")
    options.add_argument("--device", default="auto")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--threads", type=int, help="torch's, by default one for each core")
    args = options.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    model, info = load_model(resolve(args.model))
    at_full_size = info.model_copy(update={"input_size": 512})
    parser = Parser(model, at_full_size, info.name, devices.choose(args.device))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = draw(folder / "photos", args.images)
        fused = FusedNetwork(model.coarse) if can_fuse(torch.device(parser.device)) else model.coarse
        run_bare(fused, pictures[:2], parser.device)
        run_command(parser, folder / "photos", folder / "warm")
        took: dict[str, list[Took]] = {"published order": [], "bare network": [], "command": []}
        for turn in range(args.rounds):
            took["published order"].append(timed(run_bare, model, pictures, parser.device))
            took["bare network"].append(timed(run_bare, fused, pictures, parser.device))
            took["command"].append(timed(run_command, parser, folder / "photos", folder / f"out{turn}"))
        print(f"{info.name} on {parser.device}, {args.images} images, median of {args.rounds}")
        for name, turns in took.items():
            wall, cpu = (np.median([each[i] for each in turns]) / args.images * 1000 for i in (0, 1))
            print(f"{name:16} {1000 / wall:6.2f} images/s, {cpu:6.1f} ms of processor a picture")
        for name in ("published order", "bare network"):
            ratios = [
                (other.wall / own.wall, other.processor / own.processor)
                for other, own in zip(took[name], took["command"], strict=True)
            ]
            wall, cpu = np.median(ratios, axis=0)
            print(f"command at {wall:.1%} of the {name} by the clock, {cpu:.1%} by processor time")


class Took(NamedTuple):
    """Seconds of clock and of processor."""

    wall: float
    processor: float


def timed(work: Callable[..., None], *arguments: object) -> Took:
    wall, processor = time.perf_counter(), time.process_time()
    work(*arguments)
    return Took(time.perf_counter() - wall, time.process_time() - processor)


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
    failures = [o.failure for o in Batch(parser, "whole", overwrite=False).run(plan.jobs()) if o.failure]
    if failures or len(list(out.glob("*.png"))) != todo:
        sys.exit(f"not every photo was written: {failures}")


if __name__ == "__main__":
    main()
