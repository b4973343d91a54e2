"""How close to the truth the scribble fix and the smart selection come, beside other methods.

``--data DIR`` holds images/ and masks/; only its fixed validation part is used. A simulated person fixes
what the network really gets wrong there: three times a stroke of 8 pixels along the middle of the largest
error of a class, all strokes solved together each time. The other methods decide about the same uncertain
pixels. For the smart selection a loose outline is drawn around the true region of a class.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize
from skimage.segmentation import random_walker

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.parser import Parser
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.scribble import scribble
from faceparse_gui.document.selecting.segment import grab_cut, solve
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import box_of, crop
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from tests.bench.harness import Bench, Times, table

Mask = npt.NDArray[np.bool_]
SIDE = 512
ROUNDS = 3
WIDTH = 8
LONGEST = 120
FIXED_CLASSES = tuple(ID_OF[name] for name in ("skin", "hair", "hat", "neck", "cloth"))
LEAST_ERROR, LEAST_AREA = 250, 3000
"""Pixels: smaller errors and regions are painted, not searched for."""


def main() -> None:
    bench = Bench(__doc__, "found-edges", "docs/results.md", repeat=150, of="cases of each kind")
    bench.option("--data", type=Path, metavar="DIR", help="labelled faces")
    bench.option("--seed", type=int, default=0)
    options = bench.parse()
    if options.data is None:
        print("skipped: give the labelled faces with --data DIR")
        return
    _, held = split(find_pairs(options.data / "images", options.data / "masks"), 100)
    pairs = FacePairs(held, repair=True)
    found = [*scribbles(pairs, options.repeat), "", *selections(pairs, options.repeat, options.seed)]
    bench.write(found)


# The scribble fix


def watershed(photo: npt.NDArray[np.uint8], states: npt.NDArray[np.uint8]) -> Mask:
    small = cv2.GaussianBlur(cv2.resize(photo, states.shape[::-1], interpolation=cv2.INTER_AREA), (0, 0), 1)
    marks = np.where(states == cv2.GC_FGD, 2, np.where(states == cv2.GC_BGD, 1, 0)).astype(np.int32)
    return np.asarray(cv2.watershed(small, marks) == 2)


def walker(photo: npt.NDArray[np.uint8], states: npt.NDArray[np.uint8]) -> Mask:
    small = cv2.resize(photo, states.shape[::-1], interpolation=cv2.INTER_AREA)
    marks = np.where(states == cv2.GC_FGD, 2, np.where(states == cv2.GC_BGD, 1, 0))
    if not (marks == 1).any() or not (marks == 2).any() or not (marks == 0).any():
        return np.asarray(np.isin(states, (cv2.GC_FGD, cv2.GC_PR_FGD)))
    return np.asarray(random_walker(small, marks, beta=400, mode="cg_j", tol=1e-4, channel_axis=-1) == 2)


def by_hand(photo, labels, confidence, yes, no, class_id):
    box = 0, 0, labels.shape[1], labels.shape[0]
    new = surroundings(labels, (labels == class_id) & no, box, class_id)
    new[yes] = class_id
    return box, new


def solved_by(method: Callable) -> Callable:
    def run(*args):
        with patch("faceparse_gui.document.selecting.scribble.solve", method):
            return scribble(*args)

    return run


def scribbles(pairs: FacePairs, cases: int) -> list[str]:
    methods = {
        "the strokes alone": by_hand,
        "watershed": solved_by(watershed),
        "random walker": solved_by(walker),
        "GrabCut, confidence not looked at": lambda p, lab, _, *rest: solved_by(solve)(p, lab, None, *rest),
        "**scribble fix** (GrabCut)": solved_by(solve),
    }
    ious: dict[str, list[list[float]]] = {name: [] for name in methods}
    spent: dict[str, list[float]] = {name: [] for name in methods}
    for photo, truth, labels, confidence, class_id in _errors(pairs, cases):
        for name, method in methods.items():
            now, scores = labels, [_iou(labels == class_id, truth)]
            yes, no = np.zeros((2, *truth.shape), np.bool_)
            for _ in range(ROUNDS):
                stroke, is_missing = _stroke(now == class_id, truth)
                if stroke is not None:
                    yes, no = (yes | stroke, no & ~stroke) if is_missing else (yes & ~stroke, no | stroke)
                    start = time.perf_counter()
                    (x0, y0, x1, y1), new = method(photo, labels, confidence, yes, no, class_id)
                    spent[name].append(1000 * (time.perf_counter() - start))
                    now = labels.copy()
                    now[y0:y1, x0:x1] = new
                scores.append(_iou(now == class_id, truth))
            ious[name].append(scores)
    count = len(ious["watershed"])
    rows = []
    for name, scores in ious.items():
        of_stroke = np.array(scores)
        worse = (of_stroke[:, -1] < of_stroke[:, 0] - 0.002).mean()
        times = Times(tuple(spent[name]))
        means = [f"{mean:.3f}" for mean in of_stroke.mean(0)]
        rows.append([name, *means, f"{100 * worse:.0f} %", f"{times.median:.0f}", f"{times.longest:.0f}"])
    head = "| before | 1 stroke | 2 | 3 | worse than before after 3 | ms | slowest"
    title = f"Scribble fix: IoU of the class in {count} real errors of the network, {SIDE}²."
    return [title, "", *table(head, rows)]


def _errors(pairs: FacePairs, cases: int) -> Iterator[tuple]:
    parser = Parser.load()
    given = 0
    for index in range(len(pairs)):
        photo, truth = pairs.at(index, SIDE)[0], pairs.truth(index)
        result = parser.parse(photo, faces="whole")
        for class_id in FIXED_CLASSES:
            region = truth == class_id
            if region.sum() < LEAST_AREA or _stroke(result.labels == class_id, region)[0] is None:
                continue
            yield photo, region, result.labels, PackedMap(result.confidence), class_id
            given += 1
            if given == cases:
                return


def _stroke(now: Mask, truth: Mask) -> tuple[Mask | None, bool]:
    """Along the middle of the largest error, and whether the class is missing there; None: all is small."""
    missing, too_much = truth & ~now, now & ~truth
    (is_missing, errors), (_, others) = sorted(
        ((True, missing), (False, too_much)), key=lambda each: -int(each[1].sum())
    )
    stroke = _middle(errors)
    return (stroke, is_missing) if stroke is not None else (_middle(others), not is_missing)


def _middle(errors: Mask) -> Mask | None:
    _, components, stats, _ = cv2.connectedComponentsWithStats(errors.astype(np.uint8), connectivity=4)
    depth = cv2.distanceTransform(np.pad(errors.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    areas = stats[1:, cv2.CC_STAT_AREA]
    for component in np.argsort(-areas)[:3] + 1:
        inside = np.where(components == component, depth, 0)
        most = inside.max()
        if areas[component - 1] < LEAST_ERROR or most < WIDTH / 2:
            continue
        _, lines, sizes, _ = cv2.connectedComponentsWithStats(
            skeletonize(inside > 0.5 * most).astype(np.uint8), connectivity=8
        )
        ys, xs = np.nonzero(lines == 1 + np.argmax(sizes[1:, cv2.CC_STAT_AREA]))
        middle = len(ys) // 2
        near = np.hypot(ys - ys[middle], xs - xs[middle]) < LONGEST / 2
        line = np.zeros(errors.shape, np.uint8)
        line[ys[near], xs[near]] = 1
        tip = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDTH, WIDTH))
        return (cv2.dilate(line, tip) > 0) & (components == component)
    return None


# The smart selection


def selections(pairs: FacePairs, cases: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    shapes = {"lasso": _loosely, "box": lambda region, rng: _boxed(_loosely(region, rng))}
    methods = {"plain GrabCut": _plain, "**smart select**": grab_cut}
    rows = []
    for shape, draw in shapes.items():
        scores: list[list[float]] = []
        spent: list[float] = []
        for photo, region in _regions(pairs, cases, rng):
            mask = draw(region, rng)
            box = box_of(mask)
            assert box is not None
            row = [_iou(mask, region)]
            for method in methods.values():
                start = time.perf_counter()
                found = np.zeros_like(mask)
                crop(found, box)[...] = method(photo, crop(mask, box), box)
                spent.append(1000 * (time.perf_counter() - start))
                row.append(_iou(found, region))
            scores.append(row)
        ours = Times(tuple(spent[1::2]))
        means = [f"{mean:.3f}" for mean in np.mean(scores, 0)]
        rows.append([shape, *means, f"{ours.median:.0f}", f"{ours.longest:.0f}"])
    title = f"Smart select: IoU of the region of a class within a loose outline, {cases} regions, {SIDE}²."
    return [title, "", *table(f"| the outline itself | {' | '.join(methods)} | ms | slowest", rows)]


def _plain(photo: npt.NDArray[np.uint8], mask: Mask, box: tuple[int, int, int, int]) -> Mask:
    """Nothing inside is taken for the thing beforehand."""
    with patch(
        "faceparse_gui.document.selecting.segment._deepest", lambda allowed: np.zeros_like(allowed, np.bool_)
    ):
        return grab_cut(photo, mask, box)


def _regions(pairs: FacePairs, count: int, rng: np.random.Generator) -> Iterator[tuple]:
    given = 0
    while given < count:
        index = int(rng.integers(len(pairs)))
        truth = pairs.truth(index)
        region = truth == rng.choice(np.setdiff1d(np.unique(truth), [0]))
        if region.sum() >= LEAST_ERROR:
            yield pairs.at(index, SIDE)[0], region
            given += 1


def _loosely(region: Mask, rng: np.random.Generator) -> Mask:
    """What a hand draws around the largest piece: about 14 pixels off or, around small ones, 6."""
    far = 14 if region.sum() > LEAST_AREA else 6
    noise = cv2.GaussianBlur(rng.normal(size=region.shape).astype(np.float32), (0, 0), 25)
    reach = far * np.clip(1 + 0.6 * noise / noise.std(), 0.2, 2.5)
    near = cv2.distanceTransform(1 - region.astype(np.uint8), cv2.DIST_L2, 5) <= reach
    outlines, _ = cv2.findContours(near.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    drawn = np.zeros(region.shape, np.uint8)
    cv2.drawContours(drawn, [max(outlines, key=cv2.contourArea)], -1, 1, -1)
    return drawn > 0


def _boxed(mask: Mask) -> Mask:
    box = box_of(mask)
    assert box is not None
    whole = np.zeros_like(mask)
    crop(whole, box)[...] = True
    return whole


def _iou(a: Mask, b: Mask) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))


if __name__ == "__main__":
    main()
