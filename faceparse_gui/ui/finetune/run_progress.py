"""What a fine-tuning run has reported so far, ready to be shown. Nothing of Qt's widgets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from faceparse_core.trainer.events import (
    Event,
    Judged,
    Notice,
    Paused,
    PhaseStarted,
    RunFinished,
    RunStarted,
    Scored,
    StepDone,
    TimeLeft,
)

_SMOOTHED_OVER = 20  # steps


@dataclass(slots=True)
class RunProgress:
    """Fed with every event of a run, in order; a run that is resumed goes on from the events before.

    ``losses`` and ``smoothed`` hold a figure for each optimiser step, over all phases; ``borders`` the number
    of steps done when a phase began.
    """

    clock: Callable[[], float] = time.monotonic
    phase: str = ""
    losses: list[float] = field(default_factory=list)
    smoothed: list[float] = field(default_factory=list)
    borders: list[int] = field(default_factory=list)
    scores: list[Scored] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    images_per_second: float = 0.0
    seconds_left: float | None = None
    is_busy: bool = False
    """Whether other programs make it take much longer."""
    paused: bool = False
    judged: Judged | None = None
    finished: str = ""
    """The reason of ``faceparse_core.trainer.events.RunFinished``, empty until then."""
    _worked: float = 0.0
    _since: float | None = None

    def take(self, event: Event) -> None:
        """Add an event of the run."""
        match event:
            case RunStarted():
                self.finished = ""
                self.paused = False
                self._since = self.clock()
            case PhaseStarted():
                self.phase = event.phase
                if self.losses:
                    self.borders.append(len(self.losses))
            case StepDone() | TimeLeft():
                self._take_time(event)
            case Scored():
                self.scores = [each for each in self.scores if each.step < event.step]  # resumed: again
                self.scores.append(event)
            case Notice():
                self.notices.append(event.text)
            case Paused():
                self._worked = self._seconds_worked()
                self._since = None if event.paused else self.clock()
                self.paused = event.paused
            case Judged():
                self.judged = event
                self.seconds_left = 0.0
            case RunFinished():
                self.finished = event.reason

    @property
    def share_done(self) -> float | None:
        """0 to 1, by time; None while nobody can tell."""
        if self.seconds_left is None:
            return None
        worked = self._seconds_worked()
        return worked / (worked + self.seconds_left) if self.seconds_left else 1.0

    def _take_time(self, event: StepDone | TimeLeft) -> None:
        self.seconds_left, self.is_busy = event.seconds_left, event.busy
        self.images_per_second = 0.0
        if isinstance(event, StepDone):
            self._add_loss(event.loss)
            self.images_per_second = event.images_per_second

    def _add_loss(self, loss: float) -> None:
        """A mean over the last steps of the phase, from its first step on without a pull from before."""
        steps_before = len(self.losses) - (self.borders[-1] if self.borders else 0)
        weight = max(1 / _SMOOTHED_OVER, 1 / (steps_before + 1))
        before = self.smoothed[-1] if self.smoothed else 0.0
        self.losses.append(loss)
        self.smoothed.append(before + weight * (loss - before))

    def _seconds_worked(self) -> float:
        return self._worked + (0.0 if self._since is None else self.clock() - self._since)
