"""Whether the crops of small faces may be parsed smaller: their per-image F and the network's time.

DIR holds images/ and masks/; the first of the fixed validation part are used, with mirrored masks repaired,
each made small by area. A crop is then cut from the small photo at several sides, as Parse does at one.
"""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import cut, whole_frame
from faceparse_core.parsing.paste import CropLogits, paste
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from tests.bench.harness import Bench, milliseconds, table

PHOTOS = (64, 128, 200)
"""How long a side of the face's frame is in the photo, in pixels."""
CROPS = (256, 320, 384, 512)


def main() -> None:
    import torch

    bench = Bench(__doc__, "small faces", "docs/results.md", repeat=20, of="faces")
    bench.option("--data", type=Path, metavar="DIR")
    bench.option("--model", default="default")
    args = bench.parse()
    if args.data is None:
        print("skipped: give the labelled faces with --data DIR")
        return
    torch.set_num_threads(1)
    model, info = load_model(catalog.resolve(args.model))
    network = CropNetwork(model, info.input_size, torch.device("cpu"))
    _, held = split(find_pairs(args.data / "images", args.data / "masks"), 100)
    pairs = FacePairs(held[: args.repeat], repair=True)
    f: dict[tuple[int, int], list[float]] = {(side, crop): [] for side in PHOTOS for crop in CROPS}
    times: dict[int, list[float]] = {crop: [] for crop in CROPS}
    for index in range(len(pairs)):
        photo, truth = pairs.at(index, 512)
        for side in PHOTOS:
            small = cv2.resize(photo, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
            expected = cv2.resize(truth, (side, side), interpolation=cv2.INTER_NEAREST)
            frame = whole_frame(side, side)
            for crop in CROPS:
                picture = cut(small, frame, crop)
                logits = []
                times[crop].append(
                    milliseconds(
                        lambda at=picture, into=logits: into.extend(network.logits([at])), time.process_time
                    )
                )
                labels = paste((side, side), [CropLogits(frame, logits[0])])
                f[side, crop].append(mean_f(confusion(np.asarray(expected, np.uint8), labels)))
    rows = [(f"{side} px", *(f"{np.mean(f[side, crop]):.4f}" for crop in CROPS)) for side in PHOTOS]
    cost = ("ms of one thread", *(f"{np.median(times[crop]):.0f}" for crop in CROPS))
    columns = f"frame in the photo | {' | '.join(f'crop of {crop} px' for crop in CROPS)}"
    lines = [f"### Small faces in smaller crops, {len(pairs)} faces", "", *table(columns, [*rows, cost])]
    bench.write(lines)


if __name__ == "__main__":
    main()
