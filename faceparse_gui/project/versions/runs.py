"""The folders of fine-tuning runs in a project's store, ``runs/<number>``."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from faceparse_core.files.store_files import exists, make_folder, read_file, replace_file
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError
from faceparse_training.finetune.manifest import RUN_FILE, VERDICT_FILE
from faceparse_training.finetune.run_lock import is_held

RUNS, STATE_FILE = "runs", "state.safetensors"
_LAST = "last"  # holds the highest number ever given
_MOST = 100  # bytes of that


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run that nobody works on and nobody has decided about.

    ``collected``: it never began, or saved nothing yet. ``stopped``: it can be resumed. ``judged``: there is
    a verdict, but its network became no version.
    """

    folder: Path
    state: Literal["collected", "stopped", "judged"]


def new_run(store: Path) -> Path:
    """Make an empty folder with a number that no run had, and remove what a killed collecting left.

    Raises:
        OSError: if the folder cannot be made.
    """
    runs = store / RUNS
    make_folder(runs)
    for folder in _folders(store):
        if not exists(folder / RUN_FILE) and not is_running(folder):
            shutil.rmtree(folder, ignore_errors=True)
    taken = [int(path.name) for path in runs.iterdir() if _is_number(path.name)]  # whatever they are
    number = max([_last(runs), *taken]) + 1
    with replace_file(runs / _LAST) as file:
        file.write(str(number).encode())
    folder = runs / str(number)
    folder.mkdir()
    return folder


def unfinished_runs(store: Path) -> list[UnfinishedRun]:
    """The runs that wait for a person, by number. Reads the disk."""
    unfinished = []
    for folder in _folders(store):
        if not exists(folder / RUN_FILE) or is_running(folder):
            continue
        if exists(folder / VERDICT_FILE):
            unfinished.append(UnfinishedRun(folder, "judged"))
        elif exists(folder / STATE_FILE):
            unfinished.append(UnfinishedRun(folder, "stopped"))
        else:
            unfinished.append(UnfinishedRun(folder, "collected"))
    return unfinished


def discard_run(folder: Path) -> None:
    """Remove a run. Killed on the way, it leaves no run, and the next collecting removes the rest.

    Raises:
        ProjectError: if a process is at work on it, or it may not be removed.
    """
    if is_running(folder):
        raise ProjectError(folder, message("Run {name} is still at work. Stop it first.", name=folder.name))
    try:
        (folder / RUN_FILE).unlink(missing_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise ProjectError(
            folder,
            message(
                "{folder} cannot be removed ({reason}). Change its rights, or remove it by hand.",
                folder=folder,
                reason=error.strerror,
            ),
        ) from error


def is_running(folder: Path) -> bool:
    """Whether a process holds the run's lock: the system drops it with the process, however that ends."""
    return is_held(folder)


def _folders(store: Path) -> list[Path]:
    found = [path for path in (store / RUNS).glob("*") if _is_run(path)]
    return sorted(found, key=lambda path: int(path.name))


def _last(runs: Path) -> int:
    with suppress(OSError, ValueError):
        return max(int(read_file(runs / _LAST, _MOST).decode("ascii")), 0)
    return 0


def _is_run(path: Path) -> bool:
    return _is_number(path.name) and path.is_dir() and not path.is_symlink()


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal()
