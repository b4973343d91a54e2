"""How every command ends: error messages in one form, and the exit code."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from traceback import walk_tb
from typing import Any

import typer

from faceparse_core.errors import FaceparseError
from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_gui.commands.shared.console import (
    FAILURE,
    INTERRUPTED,
    USAGE,
    at,
    begin_json,
    complain,
    print_error,
)
from faceparse_gui.commands.shared.signals import ending_signals, interrupted_code

DEBUG = "FACEPARSE_DEBUG"
_EMPTY = re.compile(r"--[a-z-]+=")
_SPEAKERS = {"click", "rich", "typer"}
_CLOSED = "stdout is closed. Redirect it to a file or /dev/null."


def run(app: typer.Typer, arguments: list[str] | None) -> int:
    """Run the command that ``arguments`` (``sys.argv`` by default) name, and return its exit code.

    Whatever it raises is reported in one line on stderr. The traceback of an unexpected error goes into the
    log; with ``FACEPARSE_DEBUG`` the error itself comes out.
    """
    words = sys.argv[1:] if arguments is None else arguments
    _take_closed_streams()
    begin_json("--json" in words)
    if not sys.warnoptions:  # what a library thinks of a file is no word to the user
        warnings.simplefilter("ignore")
    with ending_signals():
        try:
            code = _refused(words) or _run(app, arguments, words)
        except KeyboardInterrupt:  # while an error was reported
            code = INTERRUPTED
    if code == 0 and sys.stdout is None:
        complain(f"The output was lost: {_CLOSED}")
        return FAILURE
    return interrupted_code() if code == INTERRUPTED else code


def _refused(words: list[str]) -> int:
    """Wrong use by an empty word: of a name left out by mistake ``Path`` would make the folder one is in."""
    if not any(word == "" or _EMPTY.fullmatch(word) for word in words):
        return 0
    _end_with("Empty argument, perhaps from an unset shell variable. Give a value or leave it out.")
    return USAGE


def _run(app: typer.Typer, arguments: list[str] | None, words: list[str]) -> int:
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="faceparse", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except FaceparseError as error:
        _end_with(_located(error, words), str(error))
    except OSError as error:
        if _is_of_stdout(error):
            _silence_stdout()
            complain(f"The output was lost: cannot write to stdout ({error.strerror}).")
        else:
            _end_with(_named(error))
    except MemoryError:
        needs = message("Out of memory. Close other programs, or process fewer files at a time.")
        _end_with(needs, needs)
    except Exception as error:
        if (wrong_use := getattr(error, "format_message", None)) is not None:
            return _print_wrong_use(error, wrong_use())
        if os.environ.get(DEBUG):
            raise
        _end_with(_unforeseen(error))
    else:
        return code if isinstance(code, int) else 0
    return FAILURE


def _end_with(text: str, of: str = "") -> None:
    complain(text)
    print_error(text, of)


def _located(error: FaceparseError, words: list[str]) -> str:
    """What it says, with the whole path of the file that it is about, as far as that is known."""
    text = str(error)
    if isinstance(error, FileError):
        return at(error.path, text)
    given = (Path(word) for word in words if os.sep in word)
    return next((at(path, text) for path in given if text.startswith(f"{path.name} ")), text)


def _take_closed_streams() -> None:
    """A file that is opened later must not get the number of a closed stream: words would go into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _is_of_stdout(error: OSError) -> bool:
    """Whether it arose where something was printed: such an error names no file."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    module = str(frames[-1].f_globals.get("__name__", "")) if frames else ""
    return error.filename is None and module.partition(".")[0] in _SPEAKERS


def _silence_stdout() -> None:
    """Throw away what waits to be printed there, or Python would try again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_wrong_use(error: Any, text: str) -> int:
    """What typer has against the arguments. Its class of such errors has no public name in all versions."""
    _end_with(text.replace(": Value error, ", ": "))  # pydantic's, about a choice
    if (context := getattr(error, "ctx", None)) is not None:
        typer.echo(f"{context.get_usage()}\nTry '{context.command_path} --help'.", err=True)
    return int(error.exit_code)


def _named(error: OSError) -> str:
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"{os.fsdecode(error.filename)}: {error.strerror}. Check its name and rights."


def _unforeseen(error: Exception) -> str:
    from faceparse_gui import logs

    what = " ".join(f"unexpected {type(error).__name__}: {error}".split())
    with logs.kept() as file:
        logging.getLogger("faceparse_gui").error("A command ended:", exc_info=error)
        log = file()
    more = "For a traceback, run faceparse --debug …"
    return f"{what}. {more}" + (f" It is also in {log}" if log else "")
