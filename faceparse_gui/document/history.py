"""Undo and redo, capped by the memory they hold."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faceparse_gui.document.tiles import Box, TileDiff

DEFAULT_LIMIT = 64 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class EditStep:
    """One undoable edit of the label map."""

    text: str
    box: Box
    difference: TileDiff
    areas: npt.NDArray[np.int64]
    """What the edit added to each class, in pixels, shape ``(19,)``."""


class History:
    """The steps behind and ahead of the present state of one document."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = limit
        self._done: deque[EditStep] = deque()
        self._undone: list[EditStep] = []

    @property
    def can_undo(self) -> bool:
        """Whether a step is left to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step that was taken back can be brought again: until the next edit."""
        return bool(self._undone)

    @property
    def newest(self) -> EditStep | None:
        """The step that undo takes back; None when there is none."""
        return self._done[-1] if self._done else None

    @property
    def undo_text(self) -> str:
        """Text of the step that undo takes back, empty when there is none."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        """Text of the step that redo brings again, empty when there is none."""
        return self._undone[-1].text if self._undone else ""

    @property
    def nbytes(self) -> int:
        """Memory held by all steps, in bytes, about."""
        return sum(step.difference.nbytes for step in (*self._done, *self._undone))

    def push(self, step: EditStep) -> None:
        """Add a step just done. Those undone before are gone, and the oldest go while the limit is passed.

        The newest step always stays.
        """
        self._undone.clear()
        self._done.append(step)
        excess = self.nbytes - self.limit
        while excess > 0 and len(self._done) > 1:
            excess -= self._done.popleft().difference.nbytes

    def step_back(self) -> EditStep | None:
        """Move the newest step to those undone and return it."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return step

    def step_forward(self) -> EditStep | None:
        """Move the step undone last back and return it."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return step
