"""How much per-image F real photos keep: composed scenes against the same portraits as aligned crops.

DIR holds images/ and masks/; only its fixed validation part is used, with mirrored masks repaired.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.faces import CROP_SIDE, transform
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from tests.bench.harness import Bench
from tests.bench.support.scenes import compose, truth_in_scene

BANDS = (("height share", 2, "", (0.15, 0.25, 0.4, 0.81)), ("turned by", 3, "°", (0, 10, 20, 31)))


def main() -> None:
    bench = Bench(__doc__, "scenes", "docs/results.md", repeat=40, of="scenes")
    bench.option("--data", type=Path, metavar="DIR")
    bench.option("--model", default="default")
    bench.option("--seed", type=int, default=0)
    args = bench.parse()
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
    for number in range(args.repeat):
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
    bench.write(*report(table, args.repeat, missed, false_faces))


def report(
    table: npt.NDArray[np.float64], scenes: int, missed: int, false_faces: int
) -> tuple[list[str], str]:
    """Return Markdown and the result in a line.

    ``table`` has a row for each face: aligned F, F in the scene, share of the height, angle.
    """
    aligned, in_scene = table[:, :2].mean(0)
    lines = [
        "### Photos from life",
        "",
        (
            f"Portraits of the validation part composed into {scenes} scenes of 1 to 5 faces, 15 to "
            f"80 % of the height, turned up to 30°: {len(table)} faces, {missed} missed, "
            f"{false_faces} false."
        ),
        "",
        "| faces | number | aligned F | F in scenes | kept |",
        "|---|---|---|---|---|",
        f"| all | {len(table)} | {aligned:.4f} | {in_scene:.4f} | **{in_scene / aligned:.4f}** |",
    ]
    for name, column, unit, edges in BANDS:
        for low, high in itertools.pairwise(edges):
            part = table[(table[:, column] >= low) & (table[:, column] < high)]
            if len(part):
                aligned, in_scene = part[:, :2].mean(0)
                band = f"{name} {low:g}{unit} to {high:g}{unit}".replace("0.81", "0.8").replace("31°", "30°")
                row = f"{len(part)} | {aligned:.4f} | {in_scene:.4f} | {in_scene / aligned:.4f}"
                lines.append(f"| {band} | {row} |")
    aligned, in_scene = table[:, :2].mean(0)
    figure = f"{in_scene / aligned:.3f} of the aligned crop's"
    return lines, f"{figure}; {missed} of {len(table)} faces missed, {false_faces} invented"


if __name__ == "__main__":
    main()
