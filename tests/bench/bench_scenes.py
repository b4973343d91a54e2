"""How much per-image F real photos keep: composed scenes against the same portraits as aligned crops.

    python tests/bench/bench_scenes.py --data DIR [--model NAME_OR_FILE] [--scenes 40]

DIR holds images/ and masks/; only its fixed validation part is used, with mirrored masks repaired.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from scenes import compose, truth_in_scene

from core.faces import CROP_SIDE, transform
from core.metrics import confusion, mean_f
from core.parser import Parser
from training.datasets import FacePairs, find_pairs, split


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path)
    options.add_argument("--model", default="default")
    options.add_argument("--scenes", type=int, default=40)
    options.add_argument("--seed", type=int, default=0)
    args = options.parse_args()
    if args.data is None:
        print("skipped: give the labelled faces with --data DIR")
        return
    parser = Parser.load(args.model)
    _, held = split(find_pairs(args.data / "images", args.data / "masks"), 100)
    pairs = FacePairs(held, repair=True)
    aligned: dict[int, float] = {}
    rng = np.random.default_rng(args.seed)
    rows: list[tuple[float, float, float, float]] = []
    false_faces = missed = 0
    for number in range(args.scenes):
        chosen = rng.choice(len(pairs), 1 + number % 5, replace=False)
        photo, placed = compose(rng, [pairs.at(int(i), 512)[0] for i in chosen])
        height, width = photo.shape[:2]
        result = parser.parse(photo)
        centres = [transform(f.to_photo, np.array([[CROP_SIDE / 2, 290.0]]))[0] for f in result.faces]
        hit = set()
        for pasted in placed:
            index = int(chosen[pasted.index])
            if index not in aligned:
                whole = parser.parse(pairs.at(index, 512)[0], faces="whole")
                aligned[index] = mean_f(confusion(pairs.truth(index), whole.labels))
            truth = truth_in_scene(pairs.truth(index), pasted, width, height)
            score = mean_f(confusion(truth, result.labels))
            rows.append((aligned[index], score, pasted.share, abs(pasted.angle)))
            middle = pasted.matrix @ np.array([256.0, 290.0, 1.0])
            reach = 0.15 * pasted.share * height
            near = [k for k, c in enumerate(centres) if np.hypot(*(c - middle)) < reach]
            hit.update(near)
            missed += not near
        false_faces += len(centres) - len(hit)
    table = np.array(rows)
    print(f"{args.scenes} scenes, {len(table)} faces, {missed} missed, {false_faces} false")
    print(f"aligned per-image F {table[:, 0].mean():.4f}, in scenes {table[:, 1].mean():.4f}")
    print(f"kept {table[:, 1].mean() / table[:, 0].mean():.4f}")
    for name, column, edges in (("height share", 2, (0.15, 0.25, 0.4, 0.8)), ("angle", 3, (0, 10, 20, 30))):
        for low, high in itertools.pairwise(edges):
            part = table[(table[:, column] >= low) & (table[:, column] < high)]
            if len(part):
                kept = part[:, 1].mean() / part[:, 0].mean()
                print(f"  {name} {low}–{high}: {len(part)} faces, kept {kept:.4f}")


if __name__ == "__main__":
    main()
