"""Photos that nobody takes on purpose: what is found in them, how long they take and how much memory.

Drawn from scikit-image's pictures: crowds, tiny and cut faces, a painting, a statue, animals, strips of one
pixel. Each photo is parsed in a process of its own; "memory" is by how much its peak grew from before the
photo. The time is that of the second parse, the confidence map included.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

import cv2
import numpy as np
import skimage.data

from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import Photo
from tests.bench.harness import Bench, in_new_process, milliseconds, table

HEAD = np.s_[:220, 110:330]
"""The head in NASA's portrait."""
GREY = 140


def crowd(count: int, side: int) -> Photo:
    """That many heads of ``side`` pixels, in rows, somewhat apart."""
    columns = int(np.ceil((count * 1.5) ** 0.5))
    step = side + side // 8
    photo = np.full((-(-count // columns) * step, columns * step, 3), GREY, np.uint8)
    head = resized(skimage.data.astronaut()[HEAD], side, side)
    for number in range(count):
        top, left = number // columns * step, number % columns * step
        photo[top : top + side, left : left + side] = head
    return photo


def tiny() -> Photo:
    """A head whose face is 8 pixels wide."""
    photo = np.full((480, 640, 3), GREY, np.uint8)
    photo[200:218, 300:318] = resized(skimage.data.astronaut()[HEAD], 18, 18)
    return photo


def half() -> Photo:
    """The portrait cut through the middle of the face."""
    return np.ascontiguousarray(skimage.data.astronaut()[:, 223:])


def painting() -> Photo:
    """The portrait in few colours and broad strokes."""
    return cv2.stylization(skimage.data.astronaut(), sigma_s=60, sigma_r=0.45).astype(np.uint8)


def statue() -> Photo:
    """The portrait in grey stone: without colours, with the light of one side."""
    grey = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2GRAY)
    stone = cv2.bilateralFilter(grey, 9, 60, 9)
    return np.repeat(stone[..., None], 3, 2).astype(np.uint8)


def resized(photo: Photo, width: int, height: int) -> Photo:
    return cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


PHOTOS: dict[str, Callable[[], Photo]] = {
    "one face, 512²": skimage.data.astronaut,
    "41 faces of 100 px": lambda: crowd(41, 200),
    "500 faces of 25 px": lambda: crowd(500, 50),
    "a face of 8 px": tiny,
    "half a face at the edge": half,
    "as a painting": painting,
    "as a statue": statue,
    "a cat": skimage.data.chelsea,
    "coffee": skimage.data.coffee,
    "noise, 1000²": lambda: np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8),
    "1 × 4,000 px": lambda: np.full((4000, 1, 3), GREY, np.uint8),
    "4,000 × 1 px": lambda: np.full((1, 4000, 3), GREY, np.uint8),
    "1 × 1 px": lambda: np.full((1, 1, 3), GREY, np.uint8),
}
QUICK = {"a face of 8 px", "1 × 4,000 px"}


def main() -> None:
    bench = Bench(__doc__, "odd-photos", "docs/results.md", repeat=1, of="parses of each photo", quick=1)
    bench.option("--photos", nargs="+", choices=list(PHOTOS), default=list(PHOTOS), quick=sorted(QUICK))
    args = bench.parse()
    rows = []
    for name in args.photos:
        faces, labelled, seconds, memory = in_new_process(measure, name, args.repeat)
        rows.append((name, str(faces), f"{100 * labelled:.0f} %", f"{seconds:.2f}", f"{memory:.0f}"))
    lines = ["### Odd photos", "", *table("photo | faces | labelled | seconds | memory, MB", rows)]
    bench.write(lines)


def measure(name: str, repeat: int) -> tuple[int, float, float, float]:
    """The number of faces, the share of labelled pixels, seconds a parse, and megabytes."""
    photo = PHOTOS[name]()
    parser = Parser.load("default", "cpu")
    parser.warm_up()
    before = peak()
    result = parser.parse(photo)
    count, labelled = len(result.faces), float((result.labels > 0).mean())
    del result
    seconds = min(milliseconds(lambda: parser.parse(photo).confidence) for _ in range(repeat)) / 1000
    return count, labelled, seconds, peak() - before


def peak() -> float:
    """The process's largest resident memory so far, in megabytes."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()
