"""On how many faces of photos from life a class ends in a straight line that the photo does not show.

DIR holds photos and ``boxes.json``, as for ``bench_faces.py``. What counts as a straight line is said in
``faceparse_training.evaluation.straight_cuts``; the same along directions in which no crop ends is chance.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from faceparse_core.parsing.faces import Frame
from faceparse_core.parsing.parser import Parser, ParseResult
from faceparse_core.photos.imaging import read_photo
from faceparse_training.evaluation.straight_cuts import cut_by_chance, is_long, straight_cut
from tests.bench.harness import Bench, table
from tests.bench.parsing.bench_faces import Box, shows


def main() -> None:
    bench = Bench(__doc__, "cuts", "docs/results.md", repeat=1, of="photos are parsed so often")
    bench.option("--data", type=Path, metavar="DIR")
    bench.option("--model", default="default")
    args = bench.parse()
    if args.data is None:
        print("skipped: give the photos with --data DIR")
        return
    parser = Parser.load(args.model)
    counts: Counter[tuple[str, bool]] = Counter()
    faces = 0
    for name, entry in json.loads((args.data / "boxes.json").read_text()).items():
        photo = read_photo(args.data / name)
        result = parser.parse(photo)
        for frame, others in found(result, [tuple(face["box"]) for face in entry["faces"]]):
            faces += 1
            for where, measure in (("along the frame", straight_cut), ("by chance", cut_by_chance)):
                length = measure(photo, result.labels, frame, others)
                counts[where, False] += length > 0
                counts[where, True] += is_long(length, frame)
    rows = [(where, counts[where, False], counts[where, True]) for where in ("along the frame", "by chance")]
    text = f"Of {faces} faces found, those on which hair, a hat, a neck or clothes end in a straight line:"
    columns = "line | an eye's width or more | five thirds of it or more"
    bench.write(["### Straight cuts in photos from life", "", text, "", *table(columns, rows)])


def found(result: ParseResult, boxes: Sequence[Box]) -> Iterator[tuple[Frame, tuple[Frame, ...]]]:
    """The frame of each face of ``boxes`` that was found, and the frames of all other faces of the photo."""
    frames = [face.to_photo for face in result.faces]
    for box in boxes:
        number = next((k for k, face in enumerate(result.faces) if shows(face, box)), None)
        if number is not None:
            yield frames[number], (*frames[:number], *frames[number + 1 :])


if __name__ == "__main__":
    main()
