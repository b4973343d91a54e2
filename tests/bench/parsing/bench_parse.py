"""Parse at 512² on the CPU, step by step: the program's way against the straightforward one.

The straightforward way runs the same weights in the published order (``support/published_network.py``),
resizes the logits to the full size and then takes the class, as a script would. Both ways take turns; times
are medians over the turns, and a ratio is the median of the turns' ratios. ``--images`` counts on photos of
aligned faces where the label maps are the same.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
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
from tests.bench.harness import Bench, Clock, Times, in_turns, ratio, table
from tests.bench.support import published_network

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
        self.logits = published_network.logits(self.weights, self.picture, self.info.config.sr_ratios)

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


def main() -> None:
    bench = Bench(__doc__, "speed-cpu", "docs/results.md", repeat=30, of="turns")
    bench.option("--model", default="default")
    bench.option("--threads", type=int, help="torch's own choice unless given")
    bench.option(
        "--keep-memory", action="store_true", help="keep freed memory as the program does, both ways"
    )
    bench.option("--images", type=Path, metavar="DIR", help="aligned faces to compare labels on")
    options = bench.parse()
    if options.keep_memory:
        keep_freed_memory()
    if options.threads:
        torch.set_num_threads(options.threads)
        cv2.setNumThreads(options.threads)
    model, info = load_model(resolve(options.model))
    name, kept = resolve(options.model).stem, ", freed memory kept" if options.keep_memory else ""
    info = info.model_copy(update={"input_size": 512})
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        file = Path(folder) / "portrait.jpg"
        portrait = read_thumbnail(faceparse_resources.path("sample/portrait.jpg"), 512)[:512, :512]
        Image.fromarray(portrait).save(file, quality=95)
        theirs, ours = Straightforward(model, info, file), Ours(model, info, file)
        wall = measure(theirs, ours, time.perf_counter, options.repeat)
        processor_time = measure(theirs, ours, time.process_time, options.repeat)
        lines = [
            "### Parse at 512² on the CPU, step by step",
            "",
            f"Model `{name}`, {torch.get_num_threads()} threads, {options.repeat} turns{kept}.",
            "",
            *step_table("Time", wall),
            "",
            *step_table("Processor time", {title: processor_time[title] for title in TOTALS}),
            "",
            f"Fusing the network, at the first picture: {first_picture(model):.1f} s (processor time).",
            "",
            agreement(theirs, ours, [file], "the sample portrait"),
        ]
        if options.images:
            faces = list(find_photos([options.images]))
            lines.append(agreement(theirs, ours, faces, f"{len(faces)} aligned faces"))
        parsed = Parser(model, info, info.name, torch.device("cpu")).parse(portrait, "whole")
        assert (parsed.labels == paste_of(ours, portrait)).all(), "the steps are not those of Parser.parse"
    network, labels, both = (faster(wall[title]) for title in (STEPS["network"], *TOTALS))
    figure = f"network {network}× faster, to the label map {labels}×, with the confidence map {both}×"
    bench.write(lines, f"`{name}`: {figure}")


Pair = tuple[Times, Times]
"""Times of one step or total, the straightforward way's and ours."""


def measure(theirs: Straightforward, ours: Ours, clock: Clock, turns: int) -> dict[str, Pair]:
    """Return the times of every step and every total, by title."""
    actions = {(step, side): getattr(way, step) for step in STEPS for side, way in enumerate((theirs, ours))}
    found = in_turns(actions, turns, warm_up=2, clock=clock)
    pairs = {STEPS[step]: (found[step, 0], found[step, 1]) for step in STEPS}
    for title, parts in TOTALS.items():
        pairs[title] = total([found[p, 0] for p in parts]), total([found[p, 1] for p in parts])
    return pairs


def total(steps: Sequence[Times]) -> Times:
    """Return the sum of the steps, turn by turn."""
    return Times(tuple(map(sum, zip(*(step.values for step in steps), strict=True))))


def faster(pair: Pair) -> str:
    return f"{ratio(*pair):.1f}"


def step_table(title: str, pairs: dict[str, Pair]) -> list[str]:
    rows = []
    for name, pair in pairs.items():
        cells = [name, f"{pair[0].median:.1f}", f"{pair[1].median:.1f}", f"{ratio(*pair):.2f}"]
        rows.append([f"**{cell}**" for cell in cells] if name in TOTALS else cells)
    return table(f"{title} | straightforward, ms | ours, ms | times faster", rows)


def first_picture(model: MicroSegFormer) -> float:
    """Return the processor seconds that fusing adds to the first picture."""
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


if __name__ == "__main__":
    main()
