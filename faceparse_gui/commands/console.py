"""What the commands show while they work, and how Ctrl-C reaches them."""

from __future__ import annotations

import os
import signal
from types import FrameType, TracebackType
from typing import NoReturn

import typer

USAGE, FAILURE, INTERRUPTED = 2, 1, 130
"""Exit codes; 130 is the shell's for a program ended by Ctrl-C."""


def fail(message: str, code: int = FAILURE) -> NoReturn:
    """Say it on stderr and end the command."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


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
    """A bar on stderr with count, images/s and time left; not shown where stderr is no terminal."""

    def __init__(self, title: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                speed = task.finished_speed or task.speed
                return Text(f"{speed:.1f} images/s" if speed else "", style="progress.data.speed")

        console = Console(stderr=True)
        self.visible = console.is_terminal
        left = TimeRemainingColumn(compact=True, elapsed_when_finished=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            left,
            console=console,
            disable=not self.visible,
        )
        self._task = self._progress.add_task(title, total=total)

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def advance(self) -> None:
        self._progress.advance(self._task)

    def say(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(text, highlight=False, markup=False, soft_wrap=True)
