"""Networks that learn side by side until their steps or their time are used up: a phase of a fine-tuning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faceparse_core.model_files.checkpoint import CheckpointError, read_header
from faceparse_core.trainer.events import Event, Notice, StepDone
from faceparse_core.trainer.schedule import learning_rate
from faceparse_training.finetune.clock import WorkClock
from faceparse_training.finetune.learner import Learner

_SAVE_EVERY = 20.0  # seconds
_PHASE = "phase"


@dataclass(frozen=True)
class Limit:
    """A phase ends with the first of both: steps of each network, seconds of work."""

    steps: int
    seconds: float


class FinetunePhase:
    """``learners`` that take a step each in turn, with their states in ``folder``.

    The first one's state is ``state.safetensors``. ``run`` says what they learn: a state of another run or
    phase is not taken up.
    """

    def __init__(
        self,
        phase: str,
        learners: Sequence[Learner],
        limit: Limit,
        folder: Path,
        run: Mapping[str, str],
        tell: Callable[[Event], None],
        seconds_after: float = 0.0,
    ) -> None:
        self._learners, self._limit, self._tell, self._after = learners, limit, tell, seconds_after
        self._files = [folder / state_name(number) for number in range(len(learners))]
        self._run = {**run, _PHASE: phase}
        self._seconds = self._saved_at = 0.0
        self._clock = WorkClock(learners[0].device)

    @property
    def steps(self) -> int:
        """Taken by each learner."""
        return min(learner.steps for learner in self._learners)

    @property
    def seconds(self) -> float:
        """Of work, pauses left out."""
        return self._seconds

    @property
    def done(self) -> float:
        """0 to 1."""
        return min(1.0, max(self.steps / self._limit.steps, self._seconds / self._limit.seconds))

    def take_up(self) -> None:
        """Go on from the saved states, if there are any of this phase; not from a damaged one."""
        try:
            if any(read_header(file).get(_PHASE) != self._run[_PHASE] for file in self._files):
                return
            self._seconds = max(
                learner.load(file, self._run)
                for learner, file in zip(self._learners, self._files, strict=True)
            )
        except CheckpointError as error:
            if self._files[0].exists():
                self._tell(Notice(f"{error} This part begins anew."))

    def learn(
        self,
        should_stop: Callable[[], bool],
        look: Callable[[float, float], None] = lambda done, seconds: None,
    ) -> bool:
        """Go on to the end; ``False`` if told to stop before, with all states saved.

        ``look(done, seconds)`` is called after every step; its time counts.

        Raises:
            faceparse_core.trainer.step.TrainingError: as :meth:`Learner.step`; the last saved state stays.
            OSError: if a state cannot be saved.
        """
        while self.done < 1:
            if should_stop():
                self.save()
                return False
            self._clock.start()
            done = self.done
            methods = [learner.method for learner in self._learners]
            losses = [learner.step(done) for learner in self._learners]
            self._tell_smaller(methods)
            step = self._clock.lap()
            self._seconds += step
            self._report(sum(losses) / len(losses), done, step)
            look(self.done, self._seconds)
            self._seconds += self._clock.lap()
            if self._seconds - self._saved_at > _SAVE_EVERY:
                self.save()
        self.save()
        return True

    def save(self) -> None:
        """:raises OSError: if a state cannot be written."""
        for learner, file in zip(self._learners, self._files, strict=True):
            learner.save(file, self._run, self._seconds)
        self._saved_at = self._seconds

    def forget(self) -> None:
        """Remove the saved states."""
        for file in self._files:
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def _tell_smaller(self, before: Sequence[object]) -> None:
        for method, learner in zip(before, self._learners, strict=True):
            if method != learner.method:
                now = learner.method
                self._tell(
                    Notice(
                        f"The memory is short: it goes on with {now.batch_size} crops of {now.side} pixels "
                        "at a time."
                    )
                )

    def _report(self, loss: float, done: float, seconds: float) -> None:
        method, steps = self._learners[0].method, self.steps
        expected = max(steps, round(steps / self.done)) if self.done > 0 else self._limit.steps
        left = self._seconds / self.done - self._seconds if self.done > 0 else self._limit.seconds
        self._tell(
            StepDone(
                epoch=1,
                step=steps,
                steps=min(expected, self._limit.steps),
                loss=loss,
                lr=learning_rate(int(done * 1000), 1000, method.lr, max(1, round(method.warmup * 1000))),
                images_per_second=method.batch_size * len(self._learners) / max(seconds, 1e-6),
                seconds_left=left + self._after,
            )
        )


def state_name(number: int) -> str:
    """The file of a learner's state; the first one's tells others that the run can be resumed."""
    return "state.safetensors" if number == 0 else f"state-{number}.safetensors"
