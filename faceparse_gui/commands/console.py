"""What the commands say, how they end, what they show while they work, and how Ctrl-C reaches them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

import typer

from core.durations import LINE_SECONDS, Due, duration
from core.errors import printable

FAILURE, USAGE, INTERRUPTED = 1, 2, 130
"""Exit codes: something could not be done; the command has to be changed, and nothing was touched; Ctrl-C."""

EXIT_CODES = (
    "Exit codes: 0 all was done; 1 something was not, as stderr says (what is not there counts as this); "
    "2 wrong use; 130 interrupted."
)

_PREFIX = "faceparse: "


def complain(message: str) -> None:
    """Say on stderr what is amiss, as all commands do: after the program's name."""
    typer.echo(f"{_PREFIX}{printable(message)}", err=True)


def complain_of(title: str, failures: Iterable[str]) -> None:
    """Say on stderr what was not done, one sentence a line."""
    complain(title)
    for failure in failures:
        typer.echo(f"  {printable(failure)}", err=True)


def fail(message: str, code: int = FAILURE) -> NoReturn:
    """Say it on stderr and end the command."""
    complain(message)
    raise typer.Exit(code)


def need_folder(path: Path, what: str) -> None:
    """End the command unless ``path`` is a folder; ``what`` says which one is wanted."""
    if not path.is_dir():
        state = "is not a folder" if path.exists() else "is not there"
        fail(f"{path} {state}. Give {what}.")


def tell_json(**entry: object) -> None:
    """One JSON object as a line on stdout. Bytes of a name that are no text come as Python writes them."""
    typer.echo(json.dumps(entry, default=os.fspath))


class StopRequest:
    """While the block runs, the first Ctrl-C only asks to stop; the second one ends the program at once.

    Called, it says whether a stop was asked for.
    """

    def __init__(self, waiting_for: str) -> None:
        self._said = f"\nStopping after {waiting_for}. Press Ctrl-C again to end at once.\n".encode()
        self._asked = False

    def __call__(self) -> bool:
        return self._asked

    def __enter__(self) -> StopRequest:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.write(2, self._said)  # unlike print, safe inside a signal handler


class ProgressBar:
    """How far a command is, on stderr: a bar in a terminal; elsewhere a line every ten seconds.

    Both say count, images/s, the time so far and the time left.
    """

    def __init__(self, title: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
        from rich.text import Text

        class Times(ProgressColumn):
            def render(self, task: Task) -> Text:
                speed = task.finished_speed or task.speed
                return Text(_pace(speed, task.elapsed, task.time_remaining))

        console = Console(stderr=True)
        self.visible = console.is_terminal
        self._title, self._total, self._done = title, total, 0
        self._begun, self._due = time.monotonic(), Due()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Times(),
            console=console,
            disable=not self.visible,
        )
        self._task = self._progress.add_task(title, total=total)

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()
        seconds = time.monotonic() - self._begun
        if not self.visible and seconds >= LINE_SECONDS:
            self.say(f"{self._title}: {self._done:,} of {self._total:,} in {duration(seconds)}")

    def advance(self) -> None:
        self._done += 1
        self._progress.advance(self._task)
        if not self.visible and self._done < self._total and self._due():
            seconds = time.monotonic() - self._begun
            left = seconds / self._done * (self._total - self._done)
            self.say(
                f"{self._title}: {self._done:,} of {self._total:,}, "
                f"{_pace(self._done / seconds, seconds, left)}"
            )

    def say(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(printable(text), highlight=False, markup=False, soft_wrap=True)


def _pace(speed: float | None, elapsed: float | None, left: float | None) -> str:
    parts = [f"{speed:.1f} images/s"] if speed else []
    if elapsed is not None:
        parts.append(f"{duration(elapsed)} so far")
    if left:
        parts.append(f"{duration(left)} left")
    return ", ".join(parts)
