"""The clean-ups that the dialog offers: what they are called, what they need, what they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.document import cleanups
from faceparse_gui.document.packed import PackedMap

Kind = Literal["islands", "holes", "smooth", "grow", "shrink", "merge", "swap", "restore"]


@dataclass(frozen=True, slots=True)
class About:
    """What the user reads, in the context "Cleanups"; the number that is asked for: first, least, most."""

    title: str
    help: str
    amount: str = ""
    range: tuple[int, int, int] = (0, 0, 0)


OF_ONE_CLASS: frozenset[Kind] = frozenset({"grow", "shrink", "merge"})
"""Those that make sense for one class only."""

KINDS: dict[Kind, About] = {
    "islands": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Drop islands")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Small parts of a class go to what lies around them.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Smaller than")),
        (64, 2, 20_000),
    ),
    "holes": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Fill holes")),
        str(QT_TRANSLATE_NOOP("Cleanups", "What a class encloses becomes of the class.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Up to")),
        (64, 1, 20_000),
    ),
    "smooth": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Smooth edges")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Teeth and notches in a class's edge are evened out.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Radius")),
        (4, 1, 64),
    ),
    "grow": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Grow")),
        str(QT_TRANSLATE_NOOP("Cleanups", "The class's edge moves outwards.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "By")),
        (2, 1, 64),
    ),
    "shrink": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Shrink")),
        str(QT_TRANSLATE_NOOP("Cleanups", "The class's edge moves inwards.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "By")),
        (2, 1, 64),
    ),
    "merge": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Merge into another class")),
        str(QT_TRANSLATE_NOOP("Cleanups", "All pixels of the class become of the other one.")),
    ),
    "swap": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Swap left and right")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Eyes, brows and ears change sides.")),
    ),
    "restore": About(
        str(QT_TRANSLATE_NOOP("Cleanups", "Back to what was parsed")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Corrections of the class are taken back.")),
    ),
}


def translated(text: str) -> str:
    return QCoreApplication.translate("Cleanups", text) if text else ""


@dataclass(frozen=True, slots=True)
class Order:
    """A clean-up with all that it needs to be done to any photo."""

    kind: Kind
    amount: int
    class_ids: tuple[int, ...]
    into: int
    locked: frozenset[int]
    over: frozenset[int] | None = None
    """The only classes that growing takes pixels from; None: all."""

    @property
    def text(self) -> str:
        """The undo step's name."""
        return translated(KINDS[self.kind].title)

    def run(self, labels: LabelMap, prediction: PackedMap | None) -> LabelMap:
        """Clean a copy of ``labels``; without a prediction, restoring changes nothing."""
        over = self.over if self.kind == "grow" else None
        return cleanups.kept(labels, self._cleaned(labels, prediction), self.locked, over)

    def _cleaned(self, labels: LabelMap, prediction: PackedMap | None) -> LabelMap:
        by_amount = {
            "islands": cleanups.drop_islands,
            "holes": cleanups.fill_holes,
            "smooth": cleanups.smooth,
            "grow": cleanups.grow,
            "shrink": cleanups.shrink,
        }
        if self.kind in by_amount:
            one = by_amount[self.kind]
            return cleanups.of_all(labels, self.class_ids, lambda map_, i: one(map_, i, self.amount))
        if self.kind == "swap":
            return cleanups.swap_sides(labels, self.class_ids)
        if self.kind == "merge":
            return cleanups.of_all(labels, self.class_ids, partial(_merge, self.into))
        if prediction is None or prediction.shape != labels.shape:
            return labels
        return cleanups.of_all(labels, self.class_ids, partial(_restore, prediction.whole()))


def _merge(into: int, labels: LabelMap, class_id: int) -> LabelMap:
    return cleanups.merge(labels, class_id, into)


def _restore(prediction: LabelMap, labels: LabelMap, class_id: int) -> LabelMap:
    return cleanups.restore(labels, class_id, prediction)


def all_unlocked(locked: frozenset[int]) -> tuple[int, ...]:
    """Every class but background and those that are locked."""
    return tuple(i for i in range(NUM_CLASSES) if i != BACKGROUND and i not in locked)
