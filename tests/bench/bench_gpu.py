"""Training and batched parsing on a GPU: images a second, and how long the GPU waits for the loader.

    python tests/bench/bench_gpu.py [--recipe NAME] [--batch-size N …] [--workers N …] [--report PAGE]
    python tests/bench/bench_gpu.py --device cpu            a tiny run, to see that the bench itself works

Training is ``faceparse_core.trainer.loop.fit`` with the recipe's augmentation on drawn faces, whole epochs:
starting the loader's workers and saving count. *Busy* is its rate over that of the same run whose batches lie
on the GPU from the start; the goal is 85 %. Parsing is ``Parser.parse_many`` on aligned crops, beside the
bare network on a batch that lies on the GPU.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from faceparse_core.losses import Loss
from faceparse_core.model import build, normalise
from faceparse_core.model_files.checkpoint import ModelInfo
from faceparse_core.parsing.parser import Parser
from faceparse_core.trainer.events import EpochDone, Event
from faceparse_core.trainer.loop import TrainData, fit
from faceparse_core.trainer.settings import Precision
from faceparse_training.data.augment import Augment
from faceparse_training.data.batches import TrainingPairs
from faceparse_training.data.datasets import FacePairs, find_pairs
from faceparse_training.data.mixing import Mix
from faceparse_training.fit.recipe import Recipe, load_recipe
from faceparse_training.fit.train import make_fabric, usable_precision
from faceparse_training.studies.report import write_section
from tests.training.faces import draw, write_pairs

GOAL = 0.85


@dataclass(frozen=True)
class Load:
    """How much work: distinct drawn faces, times each is repeated, side in pixels, measured epochs."""

    drawn: int
    repeats: int
    side: int
    epochs: int
    parsed: int


FULL = Load(drawn=64, repeats=14, side=512, epochs=4, parsed=512)
TINY = Load(drawn=4, repeats=1, side=64, epochs=1, parsed=4)


class Resident:
    """A ``TrainData`` whose one batch lies on the device: what the GPU does when it never waits."""

    def __init__(self, source: TrainingPairs, size: int, batch_size: int, device: torch.device) -> None:
        pictures, labels = next(iter(source.batches(0, 0, size, batch_size)))
        self._batch = pictures.to(device), labels.to(device)
        self._source, self.images = source, source.images

    def steps(self, batch_size: int) -> int:
        return self._source.steps(batch_size)

    def batches(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        yield from [self._batch] * (self.steps(batch_size) - first)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    options.add_argument("--recipe", default="lmsa")
    options.add_argument("--batch-size", type=int, nargs="+", help="8 16 32 64 unless given")
    options.add_argument("--workers", type=int, nargs="+", help="every core but one unless given")
    options.add_argument("--precision", nargs="+", default=["32-true", "16-mixed", "bf16-mixed"])
    options.add_argument("--model", default="default", help="the model that parses")
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section speed-gpu there")
    args = options.parse_args()
    if args.device == "cuda" and not torch.cuda.is_available():
        print("This computer has no CUDA GPU that torch can use. --device cpu makes a tiny run.")
        return
    tiny = args.device == "cpu"
    load, device = TINY if tiny else FULL, torch.device(args.device)
    sizes = args.batch_size or ([2] if tiny else [8, 16, 32, 64])
    workers = args.workers or [max(1, (os.cpu_count() or 2) - 1)]
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU, a tiny run: no figures to go by"
    lines = [f"{name}, {os.cpu_count()} processor cores, {load.side} px.", ""]
    with tempfile.TemporaryDirectory() as folder:
        data = write_pairs(Path(folder), load.drawn, load.side)
        pairs = FacePairs(find_pairs(data / "images", data / "masks") * load.repeats, repair=False)
        lines += training_table(load_recipe(args.recipe), pairs, load, device, sizes, workers, args.precision)
    lines += ["", *parsing_table(args.model, load, device, sizes)]
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_gpu.py", *sys.argv[1:]])
        head = ["### Training and parsing on a GPU", "", f"    {command}", ""]
        write_section(args.report, "speed-gpu", "\n".join([*head, *lines]))


def training_table(
    recipe: Recipe,
    pairs: FacePairs,
    load: Load,
    device: torch.device,
    sizes: Sequence[int],
    workers: Sequence[int],
    precisions: Sequence[Precision],
) -> list[str]:
    lines = [
        f"Training, recipe `{recipe.name}`:",
        "",
        "| precision | batch size | loader processes | images/s | without a loader | GPU busy |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    best = (0.0, 0.0)
    for precision in dict.fromkeys(usable_precision(device, p) for p in precisions):
        for size in sizes:
            source = loader(recipe, pairs, 0)
            bound = training_rate(
                recipe, Resident(source, load.side, size, device), load, size, precision, device
            )
            for count in workers:
                rate = training_rate(recipe, loader(recipe, pairs, count), load, size, precision, device)
                busy = min(1.0, rate / bound)
                lines.append(f"| {precision} | {size} | {count} | {rate:.1f} | {bound:.1f} | {busy:.0%} |")
                best = max(best, (rate, busy))
    if device.type == "cpu":
        return lines
    verdict = "reached" if best[1] >= GOAL else "missed"
    return [
        *lines,
        "",
        f"At the highest rate the GPU is {best[1]:.0%} busy: the goal, {GOAL:.0%}, is {verdict}.",
    ]


def loader(recipe: Recipe, pairs: FacePairs, workers: int) -> TrainingPairs:
    mix = Mix(recipe.mix, pairs)
    return TrainingPairs(pairs, Augment(recipe.augment), recipe.train.seed, workers=workers, mix=mix)


def training_rate(
    recipe: Recipe,
    data: TrainData,
    load: Load,
    batch_size: int,
    precision: Precision,
    device: torch.device,
) -> float:
    """Images a second over whole epochs, after a first one that warms up; every step ends in a wait."""
    ended: list[float] = []

    def note(event: Event) -> None:
        if isinstance(event, EpochDone):
            ended.append(time.perf_counter())

    settings = recipe.train.model_copy(
        update={
            "phases": (
                recipe.train.phases[0].model_copy(update={"size": load.side, "epochs": load.epochs + 1}),
            ),
            "batch_size": batch_size,
            "precision": precision,
        }
    )
    pairs = data.pairs if isinstance(data, TrainingPairs) else None
    pixels = pairs.pixels if pairs else np.ones((data.images, recipe.model.num_classes), np.int64)
    fabric = make_fabric(device.type, precision)
    fabric.launch()
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        fit(
            build(recipe.model),
            settings,
            data,
            Loss(recipe.loss, pixels),
            None,
            Path(folder) / "run",
            ModelInfo(name="bench", config=recipe.model),
            fabric=fabric,
            on_event=note,
        )
    return load.epochs * data.steps(batch_size) * batch_size / (ended[-1] - ended[0])


def parsing_table(model: str, load: Load, device: torch.device, sizes: Sequence[int]) -> list[str]:
    parser = Parser.load(model, device.type)
    photos = [draw(seed, load.side)[0] for seed in range(min(load.parsed, 16))]
    photos *= load.parsed // len(photos)
    lines = [
        f"Parsing aligned crops, model `{parser.name}`, half precision on a GPU:",
        "",
        "| batch size | photos/s | bare network, images/s |",
        "|---:|---:|---:|",
    ]
    for size in sizes:
        list(parser.parse_many(photos[:size], "whole", size))  # warm
        begun = time.perf_counter()
        for result in parser.parse_many(photos, "whole", size):
            assert result.labels.shape == photos[0].shape[:2]
        rate = len(photos) / (time.perf_counter() - begun)
        lines.append(f"| {size} | {rate:.1f} | {network_rate(parser, size, device, load):.1f} |")
    return lines


@torch.inference_mode()
def network_rate(parser: Parser, batch_size: int, device: torch.device, load: Load) -> float:
    side = parser.info.input_size
    network = build(parser.info.config).eval().to(device)
    batch = normalise(torch.zeros(batch_size, side, side, 3, dtype=torch.uint8, device=device))
    rounds = max(2, load.parsed // batch_size)
    with torch.autocast(device.type, dtype=torch.float16, enabled=device.type == "cuda"):
        network.coarse(batch)
        wait(device)
        begun = time.perf_counter()
        for _ in range(rounds):
            network.coarse(batch)
        wait(device)
    return rounds * batch_size / (time.perf_counter() - begun)


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()
