"""A phase of a fine-tuning: networks trained side by side until their steps or their time are used up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from faceparse_core.messages import message
from faceparse_core.model_files.checkpoint import CheckpointError, read_header
from faceparse_core.trainer.events import Event, Notice, StepDone
from faceparse_training.finetune.clock import WorkClock
from faceparse_training.finetune.learner import Learner

_SAVE_EVERY = 20.0  # seconds
_PHASE = "phase"


@dataclass(frozen=True)
class Limit:
    """Steps of each network and seconds of work; a phase ends with whichever is reached first."""

    steps: int
    seconds: float


class FinetunePhase:
    """``learners`` that take a step each in turn, with their checkpoints in ``folder``.

    Args:
        phase: the phase's name, ``hold_back`` or ``learn``.
        run: what the run is made of, text by name; checkpoints of another run or phase are not resumed.
        on_event: called with a ``StepDone`` after every step, and with notices.
        seconds_after: what is to come after this phase, for the estimate of the time left.
    """

    def __init__(
        self,
        phase: str,
        learners: Sequence[Learner],
        limit: Limit,
        folder: Path,
        run: Mapping[str, str],
        on_event: Callable[[Event], None],
        seconds_after: float = 0.0,
    ) -> None:
        self._learners, self._limit, self._on_event, self._after = learners, limit, on_event, seconds_after
        self._files = [folder / state_name(number) for number in range(len(learners))]
        self._run = {**run, _PHASE: phase}
        self._seconds = self._saved_at = 0.0
        self._clock = WorkClock(learners[0].device)
        self._said_busy = False

    @property
    def steps(self) -> int:
        """Steps taken by each learner."""
        return min(learner.steps for learner in self._learners)

    @property
    def seconds(self) -> float:
        """Seconds of work, without pauses."""
        return self._seconds

    @property
    def done(self) -> float:
        """How far the phase is, 0 to 1."""
        return min(1.0, max(self.steps / self._limit.steps, self._seconds / self._limit.seconds))

    def resume(self) -> None:
        """Load the checkpoints, if there are any of this phase and run; not where one is damaged."""
        try:
            if any(read_header(file).get(_PHASE) != self._run[_PHASE] for file in self._files):
                return
            self._seconds = max(
                learner.load(file, self._run)
                for learner, file in zip(self._learners, self._files, strict=True)
            )
        except CheckpointError as error:
            if self._files[0].exists():
                self._on_event(Notice(message("{error} This part begins anew.", error=error)))

    def run(
        self,
        should_stop: Callable[[], bool],
        on_step: Callable[[float, float], None] = lambda done, seconds: None,
    ) -> bool:
        """Train to the end; ``False`` if stopped before, with all checkpoints saved.

        Args:
            should_stop: asked before every step; its time does not count.
            on_step: called with ``done`` and ``seconds`` after every step; its time counts.

        Raises:
            faceparse_core.trainer.step.TrainingError: as ``Learner.step``; the last checkpoints stay.
            OSError: if a checkpoint cannot be saved.
        """
        while self.done < 1:
            if should_stop():
                self.save()
                return False
            self._clock.start()
            done = self.done
            configs = [learner.config for learner in self._learners]
            losses = [learner.step(done) for learner in self._learners]
            self._report_smaller(configs)
            step = self._clock.lap()
            self._seconds += step
            self._report_busy()
            self._report(sum(losses) / len(losses), done, step)
            on_step(self.done, self._seconds)
            self._seconds += self._clock.lap()
            if self._seconds - self._saved_at > _SAVE_EVERY:
                self.save()
        self.save()
        return True

    def save(self) -> None:
        """Write all checkpoints.

        Raises:
            OSError: if one cannot be written.
        """
        for learner, file in zip(self._learners, self._files, strict=True):
            learner.save(file, self._run, self._seconds)
        self._saved_at = self._seconds

    def delete_checkpoints(self) -> None:
        """Delete the checkpoints; one that cannot be deleted stays."""
        for file in self._files:
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def _report_smaller(self, before: Sequence[object]) -> None:
        for config, learner in zip(before, self._learners, strict=True):
            if config != learner.config:
                short = message(
                    "The memory is short: it goes on with {n} crop of {side} pixels at a time.",
                    plural="The memory is short: it goes on with {n} crops of {side} pixels at a time.",
                    n=learner.config.batch_size,
                    side=learner.config.side,
                )
                self._on_event(Notice(short))

    def _report_busy(self) -> None:
        if not self._said_busy and self._clock.is_busy:
            self._said_busy = True
            self._on_event(
                Notice(
                    message(
                        "The computer is busy with other programs: it takes about {n} minute more.",
                        plural="The computer is busy with other programs: it takes about {n} minutes more.",
                        n=ceil(self._seconds_left / 60),
                    )
                )
            )

    @property
    def _seconds_left(self) -> float:
        """Of the whole run, on the clock on the wall."""
        left = self._seconds / self.done - self._seconds if self.done > 0 else self._limit.seconds
        return (left + self._after) * self._clock.slowdown

    def _report(self, loss: float, done: float, seconds: float) -> None:
        config, steps = self._learners[0].config, self.steps
        expected = max(steps, round(steps / self.done)) if self.done > 0 else self._limit.steps
        self._on_event(
            StepDone(
                epoch=1,
                step=steps,
                steps=min(expected, self._limit.steps),
                loss=loss,
                lr=config.learning_rate(done),
                images_per_second=config.batch_size * len(self._learners) / max(seconds, 1e-6),
                seconds_left=self._seconds_left,
                busy=self._clock.is_busy,
            )
        )


def state_name(number: int) -> str:
    """The name of a learner's checkpoint; with the first one's in its folder, a run can be resumed."""
    return "state.safetensors" if number == 0 else f"state-{number}.safetensors"
