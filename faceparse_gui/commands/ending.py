"""How every command ends: one way of telling what went wrong, and the exit code that it deserves."""

from __future__ import annotations

import logging
import os
from typing import Any

import typer

from core.errors import FaceparseError
from faceparse_gui.commands.console import FAILURE, INTERRUPTED, complain
from faceparse_gui.commands.signals import ending_signals, interrupted_code

DEBUG = "FACEPARSE_DEBUG"


def run(app: typer.Typer, arguments: list[str] | None) -> int:
    """Run the command that ``arguments`` (``sys.argv`` by default) name, and return its exit code.

    Whatever it raises is told in one line on stderr. The traceback of what nobody foresaw goes into the log;
    with ``FACEPARSE_DEBUG`` the error itself comes out.
    """
    with ending_signals():
        try:
            code = _run(app, arguments)
        except KeyboardInterrupt:  # while an error was told
            code = INTERRUPTED
    return interrupted_code() if code == INTERRUPTED else code


def _run(app: typer.Typer, arguments: list[str] | None) -> int:
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="faceparse", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except FaceparseError as error:
        complain(str(error))
    except OSError as error:
        complain(_named(error))
    except MemoryError:
        complain("It needs more memory than is free. Close other programs, or give it less at a time.")
    except Exception as error:
        if (wrong_use := getattr(error, "format_message", None)) is not None:
            return _tell_wrong_use(error, wrong_use())
        if os.environ.get(DEBUG):
            raise
        complain(_unforeseen(error))
    else:
        return code if isinstance(code, int) else 0
    return FAILURE


def _tell_wrong_use(error: Any, message: str) -> int:
    """What typer has against the arguments. Its class of such errors has no public name in all versions."""
    complain(message.replace(": Value error, ", ": "))  # pydantic's, about a choice
    if (context := getattr(error, "ctx", None)) is not None:
        typer.echo(f"{context.get_usage()}\nTry '{context.command_path} --help'.", err=True)
    return int(error.exit_code)


def _named(error: OSError) -> str:
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"{os.fsdecode(error.filename)}: {error.strerror}."


def _unforeseen(error: Exception) -> str:
    from faceparse_gui import logs

    what = " ".join(f"unexpected {type(error).__name__}: {error}".split())
    with logs.kept() as file:
        logging.getLogger("faceparse_gui").error("A command ended:", exc_info=error)
        log = file()
    more = "Add --debug to see where it arose: faceparse --debug …"
    return f"{what}. {more}" + (f" {log} tells it too." if log else "")
