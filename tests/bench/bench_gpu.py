"""Training and batched parsing on a GPU: images a second, and how long the GPU waits for the loader.

Training is ``faceparse_core.trainer.loop.fit`` with the recipe's augmentation on drawn faces, whole epochs:
starting the loader's workers and saving count. *Busy* is its rate over that of the same run whose batches lie
on the GPU from the start; the goal is 85 %. Parsing is ``Parser.parse_many`` on aligned crops, beside the
bare network on a batch that lies on the GPU. ``--quick`` runs on the CPU where there is no GPU.
"""

from __future__ import annotations

import dataclasses
import os
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
from tests.bench.harness import Bench, table
from tests.training.faces import draw, write_pairs

GOAL = 0.85


@dataclass(frozen=True)
class Load:
    """How much work: distinct drawn faces, how often each is repeated, side in pixels, photos parsed."""

    drawn: int
    repeats: int
    side: int
    parsed: int
    epochs: int = 1


FULL = Load(drawn=64, repeats=14, side=512, parsed=512)
TINY = Load(drawn=4, repeats=1, side=64, parsed=4)


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
    bench = Bench(__doc__, "speed-gpu", "docs/results.md", repeat=4, of="measured epochs")
    bench.option("--recipe", default="lmsa")
    bench.option("--batch-size", type=int, nargs="+", default=[8, 16, 32, 64], quick=[2])
    bench.option("--workers", type=int, nargs="+", default=[max(1, (os.cpu_count() or 2) - 1)])
    precisions = ["32-true", "16-mixed", "bf16-mixed"]
    bench.option("--precision", nargs="+", default=precisions, quick=precisions[:1])
    bench.option("--model", default="default", help="the model that parses")
    options = bench.parse()
    if not torch.cuda.is_available() and not bench.is_quick:
        print(
            "skipped: this computer has no CUDA GPU that torch can use; --quick makes a tiny run on the CPU"
        )
        return
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    load = dataclasses.replace(TINY if bench.is_quick else FULL, epochs=options.repeat)
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU, a tiny run: not to be compared"
    recipe, sizes = load_recipe(options.recipe), options.batch_size
    lines = [f"{name}, {load.side} px.", ""]
    with tempfile.TemporaryDirectory() as folder:
        data = write_pairs(Path(folder), load.drawn, load.side)
        pairs = FacePairs(find_pairs(data / "images", data / "masks") * load.repeats, repair=False)
        lines += training_table(recipe, pairs, load, device, sizes, options.workers, options.precision)
    lines += ["", *parsing_table(options.model, load, device, sizes)]
    bench.write(["### Training and parsing on a GPU", "", *lines])


def training_table(
    recipe: Recipe,
    pairs: FacePairs,
    load: Load,
    device: torch.device,
    sizes: Sequence[int],
    workers: Sequence[int],
    precisions: Sequence[Precision],
) -> list[str]:
    rows = []
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
                cells = f"{rate:.1f}", f"{bound:.1f}", f"{busy:.0%}"
                rows.append([precision, str(size), str(count), *cells])
                best = max(best, (rate, busy))
    head = "precision | batch size | loader processes | images/s | without a loader | GPU busy"
    lines = [f"Training, recipe `{recipe.name}`:", "", *table(head, rows)]
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
    rows = []
    for size in sizes:
        list(parser.parse_many(photos[:size], "whole", size))  # warm
        begun = time.perf_counter()
        for result in parser.parse_many(photos, "whole", size):
            assert result.labels.shape == photos[0].shape[:2]
        rate = len(photos) / (time.perf_counter() - begun)
        rows.append([str(size), f"{rate:.1f}", f"{network_rate(parser, size, device, load):.1f}"])
    head = "batch size | photos/s | bare network, images/s"
    title = f"Parsing aligned crops, model `{parser.name}`, half precision on a GPU:"
    return [title, "", *table(head, rows)]


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
