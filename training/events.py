"""Events as JSON lines for programs and as a progress bar for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from core.events import EpochDone, Event, Notice, RunFinished, RunStarted, StepDone

_KINDS = {c.__name__: c for c in (RunStarted, StepDone, EpochDone, Notice, RunFinished)}


def to_json(event: Event) -> str:
    """One line: the event's fields, with its kind under ``event``."""
    return json.dumps({"event": type(event).__name__, **asdict(event)})


def from_json(line: str) -> Event:
    """The inverse of :func:`to_json`. :raises ValueError: if the line is no event."""
    try:
        fields = json.loads(line)
        return _KINDS[fields.pop("event")](**fields)  # type: ignore[no-any-return]
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {line[:80]}") from error


def json_lines(stream: TextIO = sys.stdout) -> Callable[[Event], None]:
    """A sink that writes each event as one flushed line."""

    def write(event: Event) -> None:
        stream.write(to_json(event) + "\n")
        stream.flush()

    return write


class TerminalProgress:
    """A sink that shows a bar for the epoch and a line for every epoch done."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=1, note="")

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        match event:
            case RunStarted():
                self.console.print(
                    f"{event.parameters:,} parameters on {event.device} ({event.precision}), "
                    f"{event.train_images} images, epoch {event.first_epoch + 1} to {event.epochs}"
                )
            case StepDone():
                note = f"loss {event.loss:.3f}, {event.images_per_second:.1f} images/s, {_time(event.seconds_left)} left"
                self._bar.update(
                    self._task, description=f"Epoch {event.epoch + 1}", completed=event.step, total=event.steps, note=note
                )
            case EpochDone():
                shown = ", ".join(f"{k} {v:.4f}" for k, v in event.metrics.items())
                self.console.print(
                    f"epoch {event.epoch}/{event.epochs} at {event.size} px: loss {event.loss:.4f}, {shown}"
                    f"{' (best)' if event.best else ''}, {event.seconds:.0f} s"
                )
            case Notice():
                self.console.print(event.text)
            case RunFinished():
                self.console.print(f"{event.reason}: best epoch {event.best_epoch}, per-image F {event.best_f:.4f}")


def _time(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


