"""How much per-image F real photos keep: composed scenes against the same portraits as aligned crops.

    python tests/bench/bench_scenes.py --data DIR [--model NAME_OR_FILE] [--scenes 40]
                                       [--seed 0] [--report docs/results.md]

DIR holds images/ and masks/; only its fixed validation part is used, with mirrored masks repaired.
"""

from __future__ import annotations

import argparse
import itertools
import shlex
from pathlib import Path

import numpy as np
import numpy.typing as npt

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.faces import CROP_SIDE, transform
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from faceparse_training.studies.report import write_section
from tests.bench.scenes import compose, truth_in_scene

BANDS = (("height share", 2, "", (0.15, 0.25, 0.4, 0.81)), ("turned by", 3, "°", (0, 10, 20, 31)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path)
    options.add_argument("--model", default="default")
    options.add_argument("--scenes", type=int, default=40)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--report", type=Path, help="write the section 'scenes' of this page")
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
    text = report(table, args, missed, false_faces)
    print(text)
    if args.report:
        write_section(args.report, "scenes", text)


def report(table: npt.NDArray[np.float64], args: argparse.Namespace, missed: int, false_faces: int) -> str:
    """The figures as Markdown; ``table`` has a row a face: aligned F, F in the scene, height share, angle."""
    command = f"python tests/bench/bench_scenes.py --data DIR --scenes {args.scenes} --seed {args.seed}"
    if args.model != "default":
        command += f" --model {shlex.quote(Path(args.model).name)}"
    aligned, in_scene = table[:, :2].mean(0)
    lines = [
        "### Photos from life",
        "",
        (
            f"Portraits of the validation part composed into {args.scenes} scenes of 1 to 5 faces, 15 to "
            f"80 % of the height, turned up to 30°: {len(table)} faces, {missed} missed, "
            f"{false_faces} false. Made by `{command}`."
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
    return "\n".join(lines)


if __name__ == "__main__":
    main()
