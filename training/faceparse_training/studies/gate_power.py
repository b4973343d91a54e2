"""How often the gate is wrong: corrections as people make them, judged with a gain that is known.

The networks are real ones. A pair of them predicts photos with labels; a played person corrects the
predictions of the one before. In a run each photo takes the two in one order or in the other, by a coin whose
weight makes the expected gain in truly wrong pixels the one asked for: a fair coin makes none.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.photos.imaging import Photo
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.played_person import correct
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.finetune.comparison import HeldBackCorrection, Predict, compare_labels
from faceparse_training.finetune.gate import HeldBack, decide
from faceparse_training.finetune.learner import TrainingCrop

AS_THEY_ARE = "as they are"
GAINS = (0.0, 0.1, 0.2)
COUNTS = (3, 5, 10, 20, 40)
RUNS = 40  # of each pair, gain and count


@dataclass(frozen=True)
class Judged:
    """A photo, with two networks in one order: as the gate sees it, and in truth.

    ``f_before``, ``f_after``: over all pixels of what the person accepted.
    """

    correction: HeldBackCorrection
    wrong_before: int
    wrong_after: int
    f_before: float
    f_after: float


@dataclass(frozen=True)
class NetworkPair:
    """Two networks on the same photos: ``orders[0]`` from the worse to the better, ``orders[1]`` back."""

    title: str
    orders: tuple[Sequence[Judged], Sequence[Judged]]

    @property
    def gain(self) -> float:
        """The share of the truly wrong pixels that the better network saves."""
        return 1 - _total(self.orders[0], "wrong_after") / _total(self.orders[0], "wrong_before")

    def coin(self, gain: float) -> float | None:
        """The probability of the order to the better for an expected ``gain``; ``None`` if out of reach."""
        worse, better = (_total(self.orders[0], name) for name in ("wrong_before", "wrong_after"))
        left = 1 - gain
        if worse == better:
            return None if gain else 0.5
        if better > left * worse:
            return None
        return float((worse - left * better) / ((1 + left) * (worse - better)))


@dataclass(frozen=True)
class PowerRow:
    """What the gate said in ``runs`` runs of ``count`` corrections with a true ``gain``, as shares.

    ``by_f``: how often F over all pixels rose by more than its standard error, the rule of before.
    """

    gain: float
    count: int
    runs: int
    better: float
    asked: float
    stays: float
    by_f: float


def measure(
    networks: Mapping[str, Predict],
    photos: Iterable[HeldOutPhoto],
    on_done: Callable[[], object] = lambda: None,
) -> list[NetworkPair]:
    """All pairs of the networks, on photos as they are and in each shift."""
    found: dict[str, tuple[list[Judged], list[Judged]]] = {}
    for example in photos:
        for form, photo, truth in _forms(example):
            said = {name: predict(photo).labels for name, predict in networks.items()}
            for one, other in combinations(networks, 2):
                orders = found.setdefault(f"{one}, {other}, {form}", ([], []))
                orders[0].append(judge(example.stem, photo, truth, said[one], said[other]))
                orders[1].append(judge(example.stem, photo, truth, said[other], said[one]))
        on_done()
    return [_from_worse_to_better(title, orders) for title, orders in found.items()]


def judge(stem: str, photo: Photo, truth: LabelMap, before: LabelMap, after: LabelMap) -> Judged:
    """A photo whose prediction ``before`` a person corrected."""
    accepted = correct(before, truth)
    sample = TrainingCrop(photo, accepted.labels, accepted.changed * np.uint8(255))
    known = truth < NUM_CLASSES
    return Judged(
        compare_labels(stem, sample, before, after),
        int(((before != truth) & known).sum()),
        int(((after != truth) & known).sum()),
        mean_f(confusion(accepted.labels, before)),
        mean_f(confusion(accepted.labels, after)),
    )


def simulate(pairs: Sequence[NetworkPair], seed: int = 0) -> list[PowerRow]:
    """What the gate says for each gain and count of corrections, over all pairs that can have the gain."""
    rng = np.random.default_rng(seed)
    rows = []
    for gain in GAINS:
        for count in COUNTS:
            runs = [
                _answers(run)
                for pair in pairs
                if (coin := pair.coin(gain)) is not None and count <= len(pair.orders[0])
                for run in _runs(pair, coin, count, rng)
            ]
            if runs:
                rows.append(PowerRow(gain, count, len(runs), *np.mean(runs, axis=0).tolist()))
    return rows


def _forms(example: HeldOutPhoto) -> Iterator[tuple[str, Photo, LabelMap]]:
    yield AS_THEY_ARE, example.photo, example.truth
    for name, shift in SHIFTS.items():
        yield name, *shift.apply(example.photo, example.truth, zlib.crc32(example.stem.encode()))


def _from_worse_to_better(title: str, orders: tuple[list[Judged], list[Judged]]) -> NetworkPair:
    there, back = orders
    turned = _total(there, "wrong_after") > _total(there, "wrong_before")
    return NetworkPair(title, (back, there) if turned else (there, back))


def _runs(pair: NetworkPair, coin: float, count: int, rng: np.random.Generator) -> Iterator[list[Judged]]:
    for _ in range(RUNS):
        photos = rng.choice(len(pair.orders[0]), count, replace=False)
        back = rng.random(count) >= coin
        yield [pair.orders[int(turned)][photo] for photo, turned in zip(photos, back, strict=True)]


def _answers(run: Sequence[Judged]) -> tuple[bool, bool, bool, bool]:
    """Better, asked, neither, and better by the rule of before."""
    verdict = decide(HeldBack(images=tuple(each.correction for each in run)), (), "")
    rise: npt.NDArray[np.float64] = np.array([each.f_after - each.f_before for each in run])
    by_f = bool(rise.mean() > max(rise.std(ddof=1) / len(rise) ** 0.5, 0))
    return verdict.promote, verdict.ask, not (verdict.promote or verdict.ask), by_f


def _total(photos: Sequence[Judged], name: str) -> int:
    return sum(getattr(each, name) for each in photos)
