"""What the commands print, how they end, and what they show while they work."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import typer

from faceparse_core.durations import LINE_SECONDS, Due, duration
from faceparse_core.errors import printable
from faceparse_core.messages import Message, message, to_data

FAILURE, USAGE, NO_FACE, INTERRUPTED = 1, 2, 3, 130
"""Exit codes: something could not be done; the command has to be changed, and nothing was touched; a photo
has no face, and that was asked for; a signal, whose number ``faceparse_gui.commands.shared.exit_codes`` puts
in."""

EXIT_CODES = (
    "Exit codes: 0 success; 1 something failed, see stderr; 2 usage error; 3 no face was found in a photo "
    "(parse --fail-on-no-face); "
    "130 interrupted (143 by SIGTERM, 129 by SIGHUP)."
)

_PREFIX = "faceparse: "
_NAMED = 10


def images(count: int) -> str:
    """How many images, in words."""
    return message("{n:,} image", plural="{n:,} images", n=count)


def complain(message: str) -> None:
    """Print on stderr what is wrong, as all commands do: after the program's name."""
    typer.echo(f"{_PREFIX}{printable(message)}", err=True)


def complain_of(title: str, failures: Iterable[str]) -> None:
    """Print on stderr what was not done, one sentence a line."""
    complain(title)
    for failure in failures:
        typer.echo(f"  {printable(failure)}", err=True)


def fail(message: str, code: int = FAILURE) -> NoReturn:
    """Print it on stderr and end the command; a program that reads JSON and has none yet gets it as JSON."""
    complain(message)
    if code != INTERRUPTED and not _Json.was_printed:
        print_error(message)
    raise typer.Exit(code)


class _Json:
    """Whether the command at hand speaks JSON, and whether it has printed anything yet by ``print_json``."""

    wanted = False
    was_printed = False


def begin_json(wanted: bool) -> None:
    """To be called before each command: whether ``--json`` was given."""
    _Json.wanted, _Json.was_printed = wanted, False


def print_error(text: str, of: str = "") -> None:
    """Why the command as a whole ended, for a program: ``{"error": …}`` as the last line of JSON.

    Under ``message`` is the error's own message, for a program that translates it.
    """
    if _Json.wanted:
        print_json(error=printable(text), **({"message": to_data(of)} if isinstance(of, Message) else {}))


def at(path: Path, message: str) -> str:
    """``message`` with the whole of ``path``, which a window leaves out: it shows one folder only."""
    name, folder = path.name, str(path.parent)
    if not name or f" in {folder}" in message or (os.sep in folder and folder in message):
        return message
    if message.startswith(name):
        return f"{path}{message.removeprefix(name)}"
    return message if name in message else f"{path}: {message}"


def no_face_message(names: Sequence[str], count: int | None = None) -> str:
    """In which photos no face was found: the first ones by name; ``count``: how many there are, if more."""
    count = len(names) if count is None else count
    shown = ", ".join(names[:_NAMED]) + (f" and {count - _NAMED:,} more" if count > _NAMED else "")
    return f"No face was found in {count:,} {'photo' if count == 1 else 'photos'}: {shown}."


def need_folder(path: Path, what: str) -> None:
    """End the command unless ``path`` is a folder; ``what`` says which one is wanted."""
    if not path.is_dir():
        state = "is not a folder" if path.exists() else "does not exist"
        fail(f"{path} {state}. Give {what}.")


def print_json(**entry: object) -> None:
    """One JSON object as a line on stdout. Bytes of a name that are no text come as Python writes them."""
    typer.echo(json.dumps(entry, default=os.fspath))
    _Json.was_printed = True


class ProgressBar:
    """How far a command is, on stderr: a bar in a terminal; elsewhere a line every ten seconds.

    Both say count, images/s or the time a photo takes, the time so far and the time left.
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
            self.write_line(f"{self._title}: {self._done:,} of {self._total:,} in {duration(seconds)}")

    def advance(self) -> None:
        """Count one step as done. Without a terminal, a line is printed only if the last one is ten seconds
        old.
        """
        self._done += 1
        self._progress.advance(self._task)
        if not self.visible and self._done < self._total and self._due():
            seconds = time.monotonic() - self._begun
            pace = _pace(None, seconds, None)
            if self._done > 1:  # the first one waits for the network to be loaded
                left = seconds / self._done * (self._total - self._done)
                pace = _pace(self._done / seconds, seconds, left)
            self.write_line(f"{self._title}: {self._done:,} of {self._total:,}, {pace}")

    def write_line(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(printable(text), highlight=False, markup=False, soft_wrap=True)


def _pace(speed: float | None, elapsed: float | None, left: float | None) -> str:
    parts = []
    if speed:
        parts.append(f"{speed:.1f} images/s" if speed >= 1 else f"{duration(1 / speed)} per photo")
    if elapsed is not None:
        parts.append(f"{duration(elapsed)} elapsed")
    if left:
        parts.append(f"{duration(left)} left")
    return ", ".join(parts)
