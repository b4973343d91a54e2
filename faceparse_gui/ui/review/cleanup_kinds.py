"""The clean-ups that the dialog offers: what they are called, what they need, what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review import cleanups
from faceparse_gui.document.review.islands import DropCrumbs

Kind = Literal["islands", "holes", "smooth", "grow", "shrink", "merge", "swap", "restore"]


@dataclass(frozen=True, slots=True)
class CleanupText:
    """What the user reads, in the context "Cleanups"; the number that is asked for: first, least, most."""

    title: str
    help: str
    amount: str = ""
    range: tuple[int, int, int] = (0, 0, 0)


OF_ONE_CLASS: frozenset[Kind] = frozenset({"grow", "shrink", "merge"})
"""Those that make sense for one class only."""

KINDS: dict[Kind, CleanupText] = {
    "islands": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Remove islands")),
        str(
            QT_TRANSLATE_NOOP(
                "Cleanups",
                "Merge small parts of a class into their surroundings. With all classes, parts of "
                "normal size, such as earrings, are kept.",
            )
        ),
        str(QT_TRANSLATE_NOOP("Cleanups", "Smaller than")),
        (64, 2, 20_000),
    ),
    "holes": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Fill holes")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Fill areas enclosed by a class.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Up to")),
        (64, 1, 20_000),
    ),
    "smooth": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Smooth edges")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Smooth jagged edges of a class.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Radius")),
        (4, 1, 64),
    ),
    "grow": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Grow")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Move the edge of a class outwards.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "By")),
        (2, 1, 64),
    ),
    "shrink": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Shrink")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Move the edge of a class inwards.")),
        str(QT_TRANSLATE_NOOP("Cleanups", "By")),
        (2, 1, 64),
    ),
    "merge": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Merge into another class")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Change all pixels of a class to another class.")),
    ),
    "swap": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Swap left and right")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Swap left and right eyes, brows and ears.")),
    ),
    "restore": CleanupText(
        str(QT_TRANSLATE_NOOP("Cleanups", "Reset to prediction")),
        str(QT_TRANSLATE_NOOP("Cleanups", "Discard all corrections of a class.")),
    ),
}


def translated(text: str) -> str:
    """A text of this module in the user's language; empty for an empty one."""
    return QCoreApplication.translate("Cleanups", text) if text else ""


class ProgressCallback(Protocol):
    """Is called with how many classes are done, of how many; what it raises ends the clean-up."""

    def __call__(self, done: int, of: int) -> None:
        """Note that ``done`` classes ``of`` all are done."""


def _silent(done: int, of: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class CleanupOrder:
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

    def run(
        self, labels: LabelMap, prediction: PackedMap | None, on_progress: ProgressCallback = _silent
    ) -> LabelMap:
        """Clean a copy of ``labels``; without a prediction, restoring changes nothing."""
        over = self.over if self.kind == "grow" else None
        return cleanups.kept(labels, self._cleaned(labels, prediction, on_progress), self.locked, over)

    def _cleaned(
        self, labels: LabelMap, prediction: PackedMap | None, on_progress: ProgressCallback
    ) -> LabelMap:
        if self.kind == "swap":
            return cleanups.swap_sides(labels, self.class_ids)
        if self.kind == "merge":
            return cleanups.merge(labels, self.class_ids, self.into)
        if self.kind == "restore":
            if prediction is None or prediction.shape != labels.shape:
                return labels
            return cleanups.restore(labels, self.class_ids, prediction.whole())
        on_class = partial(on_progress, of=len(self.class_ids))
        return cleanups.of_all(labels, self.class_ids, self._one_class(), on_class)

    def _one_class(self) -> cleanups.Cleanup:
        if self.kind == "islands" and len(self.class_ids) > 1:
            return DropCrumbs(self.amount)  # what is small for hair may be all of an earring
        by_amount: dict[str, Callable[[int], cleanups.Cleanup]] = {
            "islands": lambda pixels: partial(cleanups.drop_islands, pixels=pixels),
            "holes": lambda pixels: partial(cleanups.fill_holes, pixels=pixels),
            "smooth": cleanups.smooth,
            "grow": cleanups.grow,
            "shrink": cleanups.shrink,
        }
        return by_amount[self.kind](self.amount)


def all_unlocked(locked: frozenset[int]) -> tuple[int, ...]:
    """Every class but background and those that are locked."""
    return tuple(i for i in range(NUM_CLASSES) if i != BACKGROUND and i not in locked)
