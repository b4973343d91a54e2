"""Lay photos with two sets of label maps side by side: ``pair_overlays.py PHOTOS BEFORE AFTER OUT.jpg``.

The label maps are those that ``faceparse parse PHOTOS --out FOLDER`` writes, of two versions of the program.
Each row shows one photo, what the earlier version made of it, and what the later one does.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from faceparse_core.photos.imaging import Photo, find_photos, read_label_map, read_photo
from faceparse_gui.formats.overlay import blend

WIDTH, HEIGHT, GAP = 320, 300, 8
"""The most that a picture takes, and the white between pictures, in pixels."""
QUALITY = 85


def shown(photo: Photo, labels: Path | None) -> Image.Image:
    """The photo, with the label map over it if there is one, shrunk to its place."""
    with_labels = photo if labels is None or not labels.is_file() else blend(photo, read_label_map(labels))
    picture = Image.fromarray(with_labels)
    picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return picture


def main() -> None:
    photos, before, after, out = map(Path, sys.argv[1:])
    rows = []
    for file in find_photos([photos]):
        photo = read_photo(file)
        maps = [None, before / f"{file.stem}.png", after / f"{file.stem}.png"]
        rows.append([shown(photo, labels) for labels in maps])
    height = sum(row[0].height for row in rows) + GAP * (len(rows) - 1)
    sheet = Image.new("RGB", (3 * WIDTH + 2 * GAP, height), "white")
    top = 0
    for row in rows:
        for column, picture in enumerate(row):
            sheet.paste(picture, (column * (WIDTH + GAP), top))
        top += row[0].height + GAP
    sheet.save(out, quality=QUALITY)
    print(f"{out}: {len(rows)} photos, {np.prod(sheet.size):,} pixels")


if __name__ == "__main__":
    main()
