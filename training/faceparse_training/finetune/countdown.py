"""How long a part of a run still takes, by how long its first pieces took."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import torch

from faceparse_core.trainer.events import Event, TimeLeft
from faceparse_training.finetune.clock import WorkClock

Piece = TypeVar("Piece")


class Countdown:
    """Reports the time left after each of ``pieces`` that take about as long as each other.

    Args:
        after: seconds of work of what is to come after them.
    """

    def __init__(
        self, on_event: Callable[[Event], None], device: torch.device, pieces: int, after: float = 0.0
    ) -> None:
        self._on_event, self._left, self._after = on_event, pieces, after
        self._clock = WorkClock(device)
        self._done, self._seconds = 0, 0.0

    def over(self, items: Iterable[Piece], pieces: int = 1) -> Iterator[Piece]:
        """The items; what is done with each of them counts as so many pieces."""
        for item in items:
            self._clock.start()
            yield item
            self.count(pieces)
            self._on_event(TimeLeft(self.seconds, self.is_busy))

    def start(self) -> None:
        """A piece begins now."""
        self._clock.start()

    def count(self, pieces: int = 1) -> None:
        """So many pieces are done."""
        self._seconds += self._clock.lap()
        self._done += pieces
        self._left = max(self._left - pieces, 0)

    @property
    def seconds(self) -> float:
        """What is left, in seconds on the clock on the wall."""
        return (self._left * self._seconds / max(self._done, 1) + self._after) * self._clock.slowdown

    @property
    def is_busy(self) -> bool:
        """Whether other programs make it take much longer."""
        return self._clock.is_busy
