"""Events as JSON lines for programs and as a progress bar for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from faceparse_core.durations import Due, duration
from faceparse_core.files.store_files import open_file
from faceparse_core.messages import Message, from_data, to_data
from faceparse_core.trainer.events import (
    EpochDone,
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

_MOST, _MOST_LINE = 2**30, 2**20
"""Bytes of a file of events, and of a line in it."""
_KINDS = {
    kind.__name__: kind
    for kind in (
        RunStarted,
        StepDone,
        TimeLeft,
        EpochDone,
        Notice,
        PhaseStarted,
        Scored,
        Paused,
        Judged,
        RunFinished,
    )
}


def to_json(event: Event) -> str:
    """One line: the event's fields, with its kind under ``event``, and its messages under ``messages``.

    A field that is a message is English; ``messages`` has it once more, with template and values.
    """
    fields = asdict(event)
    messages = {name: to_data(value) for name, value in fields.items() if isinstance(value, Message)}
    return json.dumps(
        {"event": type(event).__name__, **fields} | ({"messages": messages} if messages else {})
    )


def from_json(line: str) -> Event:
    """The inverse of ``to_json``.

    Raises:
        ValueError: if the line is no event.
    """
    try:
        fields = json.loads(line)
        fields |= {name: from_data(data) for name, data in fields.pop("messages", {}).items()}
        return _KINDS[fields.pop("event")](**fields)
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {line[:80]}") from error


def read_events(path: Path) -> Iterator[Event]:
    """The events in a file of JSON lines; what a killed program left of a line is passed over."""
    with open_file(path, _MOST) as lines:
        while line := lines.readline(_MOST_LINE):
            with suppress(ValueError, RecursionError):
                yield from_json(line.decode("utf-8", "replace"))


def json_lines(stream: TextIO | None = None) -> Callable[[Event], None]:
    """A sink that writes each event as one flushed line, to standard output by default."""
    out = stream or sys.stdout

    def write(event: Event) -> None:
        out.write(to_json(event) + "\n")
        out.flush()

    return write


class _Elapsed(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{duration(task.elapsed or 0)} elapsed")


class TerminalProgress:
    """A sink that shows a bar for the epoch and a line for every epoch done.

    Where no bar can be drawn, in a file or pipe, it prints the progress every ten seconds.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._due = Due()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            _Elapsed(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task = self._bar.add_task("", total=1, note="")

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case RunStarted():
                epochs = f", {event.first_epoch} of {event.epochs} epochs done" if event.epochs > 1 else ""
                self._print(
                    f"{event.parameters:,} parameters on {event.device} ({event.precision}), "
                    f"{event.train_images} images{epochs}"
                )
            case StepDone() | TimeLeft():
                self._show_time(event)
            case EpochDone():
                figures = [f"loss {event.loss:.4f}", *(f"{k} {v:.4f}" for k, v in event.metrics.items())]
                best = " (best)" if event.best else ""
                self._print(
                    f"epoch {event.epoch}/{event.epochs} at {event.size} px: "
                    f"{', '.join(figures)}{best}, {event.seconds:.0f} s"
                )
            case Notice():
                self._print(event.text)
            case PhaseStarted():
                self._print(event.phase.replace("_", " ") + "…")
            case Scored():
                self._print(
                    f"held-back corrections: per-image F {event.per_image_f:.4f}, before {event.base_f:.4f}"
                )
            case Judged():
                self._print(event.reason)
            case RunFinished():
                figure = "" if event.best_f is None else f", per-image F {event.best_f:.4f}"
                best = f": best epoch {event.best_epoch}{figure}" if event.epochs > 1 else figure
                self._print(f"{event.reason}{best}")

    def _show_time(self, event: StepDone | TimeLeft) -> None:
        note = f"{duration(event.seconds_left)} left"
        if isinstance(event, TimeLeft):
            self._bar.update(self._task, note=note)
            if self._bar.disable and self._due():
                self._print(note)
            return
        speed = f"{event.images_per_second:.1f} images/s, " if event.images_per_second else ""
        note = f"loss {event.loss:.3f}, {speed}{note}"
        self._bar.update(
            self._task, description=f"Epoch {event.epoch}", completed=event.step, total=event.steps, note=note
        )
        if self._bar.disable and self._due():
            self._print(f"epoch {event.epoch}, step {event.step} of {event.steps}: {note}")

    def _print(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)
