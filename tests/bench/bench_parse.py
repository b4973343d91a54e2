"""Parse at 512² on the CPU, step by step: the program's way against the straightforward one.

    python tests/bench/bench_parse.py [--model NAME_OR_FILE] [--turns 30] [--threads N]
                                      [--images DIR] [--report docs/results.md]

The straightforward way runs the same weights in the published order (``reference.py``), takes the logits to
the full size and then the class, as a script would. Both ways take turns; times are medians over the turns,
and a ratio is the median of the turns' ratios. ``--images`` counts on photos of aligned faces where the label
maps are the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image

import faceparse_resources
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.model_files.catalog import resolve
from faceparse_core.model_files.checkpoint import ModelInfo, load_model
from faceparse_core.parsing.faces import whole_frame
from faceparse_core.parsing.fused import FusedNetwork
from faceparse_core.parsing.memory import keep_freed_memory
from faceparse_core.parsing.parser import Parser
from faceparse_core.parsing.paste import CropLogits, confidence, paste
from faceparse_core.photos.imaging import find_photos, read_photo, read_thumbnail
from faceparse_training.studies.report import write_section
from tests.bench import reference

STEPS = {
    "decode": "decode the JPEG",
    "normalise": "normalise",
    "network": "network",
    "labels": "logits to label map",
    "both": "logits to label map and confidence map",
}
TOTALS = {
    "photo to label map": ("decode", "normalise", "network", "labels"),
    "photo to label map and confidence map": ("decode", "normalise", "network", "both"),
}


class Straightforward:
    """The published order; logits at the photo's size."""

    def __init__(self, model: MicroSegFormer, info: ModelInfo, file: Path) -> None:
        self.weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
        self.info, self.file = info, file

    def decode(self) -> None:
        self.photo = np.asarray(Image.open(self.file).convert("RGB"))

    def normalise(self) -> None:
        self.picture = normalise(torch.from_numpy(self.photo.copy())[None])

    def network(self) -> None:
        self.logits = reference.logits(self.weights, self.picture, self.info.config.sr_ratios)

    def labels(self) -> np.ndarray:
        return self.logits[0].argmax(0).byte().numpy()

    def both(self) -> tuple[np.ndarray, np.ndarray]:
        sure, labels = (self.logits[0] / self.info.temperature).softmax(0).max(0)
        return labels.byte().numpy(), (255 * sure).round().byte().numpy()


class Ours:
    """What ``Parser.parse`` does with an aligned crop."""

    def __init__(self, model: MicroSegFormer, info: ModelInfo, file: Path) -> None:
        self.coarse = FusedNetwork(model.coarse)
        self.info, self.file = info, file

    def decode(self) -> None:
        self.photo = read_photo(self.file)

    def normalise(self) -> None:
        self.picture = normalise(torch.from_numpy(self.photo)[None])

    def network(self) -> None:
        self.logits = self.coarse(self.picture)[0]

    def labels(self) -> np.ndarray:
        return paste((512, 512), [self._layer()])

    def both(self) -> tuple[np.ndarray, np.ndarray]:
        layer = self._layer()
        return paste((512, 512), [layer]), confidence((512, 512), [layer], self.info.temperature)

    def _layer(self) -> CropLogits:
        return CropLogits(whole_frame(512, 512), self.logits)


@dataclass(frozen=True)
class Row:
    """Milliseconds of one step or total, theirs and ours, and how many times ours is faster."""

    theirs: float
    ours: float
    ratio: float


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--model", default="default")
    options.add_argument("--turns", type=int, default=30)
    options.add_argument("--threads", type=int, help="torch's own choice unless given")
    options.add_argument("--keep-memory", action="store_true", help="as the program does, for both ways")
    options.add_argument("--images", type=Path, metavar="DIR", help="aligned faces to compare labels on")
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section speed-cpu there")
    args = options.parse_args()
    if args.keep_memory:
        keep_freed_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
        cv2.setNumThreads(args.threads)
    model, info = load_model(resolve(args.model))
    info = info.model_copy(update={"input_size": 512})
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        file = Path(folder) / "portrait.jpg"
        portrait = read_thumbnail(faceparse_resources.path("sample/portrait.jpg"), 512)[:512, :512]
        Image.fromarray(portrait).save(file, quality=95)
        theirs, ours = Straightforward(model, info, file), Ours(model, info, file)
        lines = [
            f"{processor()}, {torch.get_num_threads()} threads, model `{resolve(args.model).stem}`, "
            f"medians of {args.turns} turns" + (", freed memory kept" if args.keep_memory else "") + ".",
            "",
            *table("Time", measure(theirs, ours, time.perf_counter, args.turns)),
            "",
            *table("Processor time", measure(theirs, ours, time.process_time, args.turns), totals_only=True),
            "",
            f"Fusing the network, at the first picture: {first_picture(model):.1f} s (processor time).",
            "",
            agreement(theirs, ours, [file], "the sample portrait"),
        ]
        if args.images:
            faces = list(find_photos([args.images]))
            lines.append(agreement(theirs, ours, faces, f"{len(faces)} aligned faces"))
        parsed = Parser(model, info, info.name, torch.device("cpu")).parse(portrait, "whole")
        assert (parsed.labels == paste_of(ours, portrait)).all(), "the steps are not those of Parser.parse"
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_parse.py", *sys.argv[1:]])
        head = ["### Parse at 512² on the CPU, step by step", "", f"    {command}", ""]
        write_section(args.report, "speed-cpu", "\n".join([*head, *lines]))


def measure(theirs: Straightforward, ours: Ours, clock: Callable[[], float], turns: int) -> dict[str, Row]:
    """Every step and every total, by its title."""
    taken: list[dict[str, tuple[float, float]]] = []
    for turn in range(turns + 2):
        steps = {}
        for step in STEPS:  # turn by turn and step by step, so that both meet the same disturbance
            seconds = []
            for way in (theirs, ours):
                begun = clock()
                getattr(way, step)()
                seconds.append(clock() - begun)
            steps[step] = (seconds[0] * 1e3, seconds[1] * 1e3)
        if turn >= 2:  # warm
            taken.append(steps)
    rows = {title: middle([turn[step] for turn in taken]) for step, title in STEPS.items()}
    for title, parts in TOTALS.items():
        rows[title] = middle([tuple(map(sum, zip(*(turn[p] for p in parts), strict=True))) for turn in taken])
    return rows


def middle(pairs: Sequence[tuple[float, ...]]) -> Row:
    theirs, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Row(theirs, ours, statistics.median(t / max(o, 1e-9) for t, o in pairs))


def table(title: str, rows: dict[str, Row], totals_only: bool = False) -> list[str]:
    lines = [f"| {title} | straightforward, ms | ours, ms | times faster |", "|---|---:|---:|---:|"]
    for name, row in rows.items():
        cells = [name, f"{row.theirs:.1f}", f"{row.ours:.1f}", f"{row.ratio:.2f}"]
        if name in TOTALS:
            cells = [f"**{cell}**" for cell in cells]
        if name in TOTALS or not totals_only:
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def first_picture(model: MicroSegFormer) -> float:
    """Processor seconds that fusing adds to the first picture."""
    coarse, seconds = FusedNetwork(model.coarse), []
    picture = normalise(torch.zeros(1, 512, 512, 3, dtype=torch.uint8))
    for _ in range(2):
        begun = time.process_time()
        coarse(picture)
        seconds.append(time.process_time() - begun)
    return seconds[0] - seconds[1]


def agreement(theirs: Straightforward, ours: Ours, files: Sequence[Path], of_what: str) -> str:
    shares = []
    for file in files:
        picture = read_photo(file)
        theirs.photo = cv2.resize(picture, (512, 512)) if picture.shape[:2] != (512, 512) else picture
        theirs.normalise()
        theirs.network()
        shares.append(float((theirs.labels() == paste_of(ours, theirs.photo)).mean()))
    return (
        f"Same class in {statistics.mean(shares):.4%} of the pixels of {of_what} (least {min(shares):.4%})."
    )


def paste_of(ours: Ours, photo: np.ndarray) -> np.ndarray:
    ours.photo = np.ascontiguousarray(photo)
    ours.normalise()
    ours.network()
    return ours.labels()


def processor() -> str:
    """Its name, and what of its instructions matters here."""
    name, flags = platform.processor() or platform.machine(), ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        fields = dict(line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
        fields = {key.strip(): value.strip() for key, value in fields.items()}
        name = fields.get("model name", name)
        known = ("avx2", "avx512f", "avx512_bf16", "amx_tile")
        flags = " (" + ", ".join(f for f in known if f in fields.get("flags", "").split()) + ")"
    return f"{name}{flags}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
