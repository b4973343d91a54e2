"""Which faces are found in photos from life, how long it takes to look for them, and where the time goes.

DIR holds photos and ``boxes.json``: for each photo its ``faces`` with ``box`` (x, y, width, height in
pixels), ``pose`` and ``kind``, and boxes to ``ignore``. A face counts as found when crop point (256, 285) of
a frame lies within half a box of the box's middle, and 265 crop units are 0.4 to 2.5 times as long as the box
is wide. Each photo is also shown turned by quarters, and small, with the largest face 20 pixels wide.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from faceparse_core.parsing.faces import Face, frame_scale, transform
from faceparse_core.parsing.parser import Parser, ParseResult
from faceparse_core.photos.imaging import Photo, read_photo
from tests.bench.harness import Bench, milliseconds, repeated, table
from tests.bench.support.scenes import busy_background

MIDDLE, SIDE = (256.0, 285.0), 265.0
EDGES = (0, 40, 80, 160, 100_000)
MEGAPIXELS = (0.25, 12.0, 24.0)
SMALLEST = 20.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class LabelledFace:
    """A face of ``boxes.json``."""

    box: Box
    pose: str
    kind: str

    @property
    def size(self) -> str:
        width = self.box[2]
        low, high = next((a, b) for a, b in itertools.pairwise(EDGES) if a <= width < b)
        return f"{low} px and more" if high == EDGES[-1] else f"{low} to {high} px"


def main() -> None:
    bench = Bench(__doc__, "faces", "docs/results.md", repeat=3, of="rounds of the times")
    bench.option("--data", type=Path, metavar="DIR")
    bench.option("--model", default="default")
    bench.option("--empty", type=int, default=40, quick=2, help="drawn photos without a face (40)")
    args = bench.parse()
    parser = Parser.load(args.model)
    parser.warm_up()
    lines = ["### Faces found", ""]
    figure = ""
    rng = np.random.default_rng(0)
    drawn = [busy_background(rng, 960, 640) for _ in range(args.empty)]
    invented = sum(len(parser.parse(photo).faces) for photo in drawn)
    if args.data is not None:
        found = count_all(parser, args.data)
        lines += [*found, ""]
        figure = found[-1]
    lines += [f"{invented} faces seen in {len(drawn)} drawn photos without a face.", ""]
    lines += times(parser, args.repeat)
    bench.write(lines, figure)


def count_all(parser: Parser, data: Path) -> list[str]:
    """The table of faces found by pose, size, kind, turn, and in photos made small."""
    boxes = json.loads((data / "boxes.json").read_text())
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    false = 0
    for name, entry in boxes.items():
        photo = read_photo(data / name)
        labelled = [LabelledFace(tuple(f["box"]), f["pose"], f["kind"]) for f in entry["faces"]]
        ignored = [tuple(box) for box in entry["ignore"]]
        result = parser.parse(photo)
        false += strangers(result, [face.box for face in labelled], ignored)
        for face in labelled:
            groups = ["all", f"pose: {face.pose}", f"width: {face.size}"]
            count(hits, total, groups + [f"kind: {face.kind}"] * bool(face.kind), result, face.box)
        for turn in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(photo, turn))
            result = parser.parse(turned)
            for face in labelled:
                box = turned_box(face.box, turn, photo.shape[1], photo.shape[0])
                count(hits, total, [f"turned by {90 * turn}°"], result, box)
        if labelled:
            ratio = min(1.0, SMALLEST / max(face.box[2] for face in labelled))
            small = cv2.resize(photo, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
            result = parser.parse(small.astype(np.uint8, copy=False))
            for face in labelled:
                if face.box[2] * ratio >= SMALLEST / 2:
                    box = tuple(ratio * each for each in face.box)
                    count(hits, total, ["10 to 20 px in a small photo"], result, box)
    rows = [(name, total[name], hits[name]) for name in total]
    text = f"{hits['all']} of {total['all']} faces found, {false} false"
    return [*table("faces | number | found", rows), "", text]


def count(
    hits: Counter[str], total: Counter[str], groups: Sequence[str], result: ParseResult, box: Box
) -> None:
    """Count the face of that box in each of the groups."""
    for name in groups:
        total[name] += 1
        hits[name] += any(shows(face, box) for face in result.faces)


def shows(face: Face, box: Box) -> bool:
    """Whether the frame shows the face of that box, as the module says."""
    x, y, width, height = box
    at = transform(face.to_photo, np.array([MIDDLE]))[0] - (x + width / 2, y + height / 2)
    ratio = SIDE * frame_scale(face.to_photo) / width
    return bool(abs(at[0]) <= width / 2 and abs(at[1]) <= height / 2 and 0.4 <= ratio <= 2.5)


def strangers(result: ParseResult, boxes: Sequence[Box], ignored: Sequence[Box]) -> int:
    """How many frames show no face of ``boxes`` and do not begin in a box to ignore."""
    false = 0
    for face in result.faces:
        x, y = transform(face.to_photo, np.array([MIDDLE]))[0]
        is_ignored = any(a <= x <= a + w and b <= y <= b + h for a, b, w, h in ignored)
        false += not is_ignored and not any(shows(face, box) for box in boxes)
    return false


def turned_box(box: Box, turn: int, width: int, height: int) -> Box:
    """The box in the photo of that size, turned as ``np.rot90`` does."""
    x, y, w, h = box
    for _ in range(turn):
        x, y, w, h = y, width - x - w, h, w
        width, height = height, width
    return x, y, w, h


def times(parser: Parser, repeat: int) -> list[str]:
    """Where the time goes: scikit-image's portrait at several sizes."""
    from skimage.data import astronaut

    rows = []
    for megapixels in MEGAPIXELS:
        side = round(1000 * megapixels**0.5)
        photo: Photo = cv2.resize(astronaut(), (side, side), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        laps: list[dict[str, float]] = []

        def parse(photo: Photo = photo, laps: list[dict[str, float]] = laps) -> None:
            laps.append(parser.parse(photo).seconds)

        milliseconds(parse)
        laps.clear()
        whole = repeated(parse, repeat).median
        median = {step: 1000 * float(np.median([lap.get(step, 0) for lap in laps])) for step in laps[0]}
        rows.append(
            (f"{megapixels:g} MP", f"{whole:.0f}", *(f"{median[step]:.0f}" for step in sorted(median)))
        )
    steps = " | ".join(sorted(median))
    return ["One face, in milliseconds:", "", *table(f"photo | whole | {steps}", rows)]


if __name__ == "__main__":
    main()
