"""How small the parts of each class are in true masks, for what is to tell a stud earring from a crumb.

    python -m faceparse_training.data.part_sizes --data DIR [--write PART_SIZES.json]

DIR holds masks/<id>.png, upright faces. A part is meant if a square of 3 × 3 pixels has room in it: what has
not are crumbs and lines along the edges of what was drawn. Sizes are in pixels of a map whose face (skin,
eyes, brows, nose, mouth and lips) has ``FACE`` pixels, about that of an aligned crop of 512². Left and right
count as one.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from faceparse_core.labels import ID_OF, MIRROR_LUT, NAMES, NUM_CLASSES, LabelMap
from faceparse_core.photos.imaging import read_label_map

FACE = 90_000
_CORE = np.ones((3, 3), np.uint8)
_OF_FACE = [
    ID_OF[each] for each in ("skin", "nose", "l_eye", "r_eye", "l_brow", "r_brow", "mouth", "u_lip", "l_lip")
]
_PIECES, _WHOLES = 0.01, 0.005
"""One part in a hundred is smaller than the least piece, one class in two hundred than the least whole."""


def part_sizes(maps: Iterable[LabelMap]) -> dict[str, dict[str, float]]:
    """The least ``piece`` and the least ``whole`` (a class's largest part) of each class, by its name."""
    pieces: dict[int, list[float]] = defaultdict(list)
    wholes: dict[int, list[float]] = defaultdict(list)
    for labels in maps:
        face = np.isin(labels, _OF_FACE).sum()
        for class_id in np.unique(labels):
            mask = (labels == class_id).astype(np.uint8)
            count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
            meant = np.bincount(parts[cv2.erode(mask, _CORE, borderValue=0) > 0], minlength=count) > 0
            meant[0] = False
            if not meant.any() or not face:
                continue
            sizes = stats[meant, cv2.CC_STAT_AREA] * (FACE / face)
            pair = min(int(class_id), int(MIRROR_LUT[class_id]))
            pieces[pair] += sizes.tolist()
            wholes[pair].append(float(sizes.max()))
    table = {}
    for class_id in range(NUM_CLASSES):
        pair = min(class_id, int(MIRROR_LUT[class_id]))
        if pieces[pair]:
            table[NAMES[class_id]] = {
                "piece": round(float(np.quantile(pieces[pair], _PIECES)), 1),
                "whole": round(float(np.quantile(wholes[pair], _WHOLES)), 1),
            }
    return table


def main() -> None:
    """Print the table, and write it where ``--write`` names a file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--write", type=Path)
    args = options.parse_args()
    files = sorted((args.data / "masks").glob("*.png"))
    table: dict[str, Any] = {
        "source": f"python -m faceparse_training.data.part_sizes, {len(files)} masks of {args.data.name}",
        "face": FACE,
        "classes": part_sizes(read_label_map(each) for each in files),
    }
    text = json.dumps(table, indent=1) + "\n"
    print(text)
    if args.write:
        args.write.write_text(text)


if __name__ == "__main__":
    main()
