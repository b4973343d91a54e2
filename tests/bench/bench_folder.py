"""Images a second of ``faceparse parse FOLDER --out DIR`` against the bare network's on as many images.

    python tests/bench/bench_folder.py [--images 60] [--model NAME_OR_FILE] [--device auto]

The folder holds copies of the sample portrait at 512 px, each turned a little differently. It goes through
the command's own machinery (read ahead, parse whole, write indexed PNGs); the bare network gets the same
pictures at the same size as one tensor each, already in memory, and its logits are thrown away.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import torch

import resources
from core import devices
from core.checkpoint import load_model
from core.imaging import read_thumbnail
from core.model import normalise
from core.models import resolve
from core.parser import Parser
from faceparse_gui.commands.batch import Batch
from faceparse_gui.commands.plan import make_plan


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=60)
    options.add_argument("--model", default="default")
    options.add_argument("--device", default="auto")
    options.add_argument("--rounds", type=int, default=3)
    args = options.parse_args()
    model, info = load_model(resolve(args.model))
    at_full_size = info.model_copy(update={"input_size": 512})
    parser = Parser(model, at_full_size, info.name, devices.choose(args.device))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = draw(folder / "photos", args.images)
        ratios = []
        for turn in range(args.rounds):
            bare = args.images / seconds_bare(model, pictures, parser.device)
            whole = args.images / seconds_command(parser, folder / "photos", folder / f"out{turn}")
            ratios.append(whole / bare)
            print(f"network {bare:.2f} images/s, command {whole:.2f} images/s: {whole / bare:.1%}")
        print(f"median {np.median(ratios):.1%} of the bare network on {parser.device}")


def draw(folder: Path, count: int) -> list[np.ndarray]:
    """Write ``count`` JPEGs of 512 px and return their pixels."""
    folder.mkdir()
    portrait = read_thumbnail(resources.path("sample/portrait.jpg"), 512)
    height, width = portrait.shape[:2]
    pictures = []
    for i in range(count):
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), i % 20 - 10, 1)
        picture = cv2.warpAffine(portrait, turn, (512, 512), borderMode=cv2.BORDER_REFLECT)
        cv2.imwrite(str(folder / f"{i:04}.jpg"), picture[..., ::-1])
        pictures.append(picture)
    return pictures


@torch.inference_mode()
def seconds_bare(model: torch.nn.Module, pictures: list[np.ndarray], device: str) -> float:
    start = time.perf_counter()
    for picture in pictures:
        model(normalise(torch.from_numpy(picture)[None].to(device))).cpu()
    return time.perf_counter() - start


def seconds_command(parser: Parser, photos: Path, out: Path) -> float:
    start = time.perf_counter()
    plan = make_plan([photos], out, ["indexed"], recursive=False, overwrite=False)
    failures = [o.failure for o in Batch(parser, "whole", overwrite=False).run(plan.jobs) if o.failure]
    seconds = time.perf_counter() - start
    if failures or len(list(out.glob("*.png"))) != len(plan.jobs):
        sys.exit(f"not every photo was written: {failures}")
    return seconds


if __name__ == "__main__":
    main()
