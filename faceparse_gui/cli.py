"""``faceparse``: the command line.

Errors are plain sentences on stderr; the exit code is 2 for usage, 130 after Ctrl-C, otherwise 1.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from faceparse_gui import __version__
from faceparse_gui.commands.ablate import ablate
from faceparse_gui.commands.calibrate import calibrate
from faceparse_gui.commands.console import FAILURE
from faceparse_gui.commands.convert import convert
from faceparse_gui.commands.evaluate import evaluate
from faceparse_gui.commands.export import export
from faceparse_gui.commands.export_model import export_model
from faceparse_gui.commands.finetune import finetune
from faceparse_gui.commands.formats import formats
from faceparse_gui.commands.importance import importance
from faceparse_gui.commands.importing import import_
from faceparse_gui.commands.models import models
from faceparse_gui.commands.parse import parse
from faceparse_gui.commands.robustness import robustness
from faceparse_gui.commands.simulate import simulate
from faceparse_gui.commands.train import train
from faceparse_gui.commands.uncertainty import uncertainty

DEBUG = "FACEPARSE_DEBUG"

# Plain help: drawing it with rich would take three times as long.
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
_COMMANDS = (
    parse, export, import_, convert, formats, evaluate, calibrate, robustness, uncertainty, train, finetune,
    importance, simulate, ablate, models, export_model,
)  # fmt: skip
for _command in _COMMANDS:
    app.command(_command.__name__.rstrip("_").replace("_", "-"))(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"faceparse {__version__}")
        raise typer.Exit


@app.callback()
def faceparse(
    debug: Annotated[
        bool, typer.Option("--debug", envvar=DEBUG, help="Show where in the program an error arose.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end."),
    ] = False,
) -> None:
    """Lay 19 face-parsing layers over photos: parse, evaluate, train. The window is faceparse-gui."""
    if debug:
        os.environ[DEBUG] = "1"


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line, ``sys.argv`` by default; ends with :class:`SystemExit`."""
    try:
        app(arguments)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        typer.echo(f"faceparse: {_explain(error)}", err=True)
        sys.exit(FAILURE)
    raise AssertionError("typer ends with SystemExit")


def _explain(error: Exception) -> str:
    """The text of an error that is meant for the user; of any other, what it is and how to learn more."""
    if isinstance(error, OSError):
        return str(error)
    from core.checkpoint import CheckpointError
    from core.devices import DeviceError
    from core.distributed import ProcessError
    from core.trainer import TrainingError
    from training.ablation import StudyError
    from training.datasets import DataError
    from training.manifest import ManifestError
    from training.recipe import RecipeError

    known = (
        CheckpointError, DataError, DeviceError, ManifestError, ProcessError, RecipeError, StudyError,
        TrainingError,
    )  # fmt: skip
    if isinstance(error, known):
        return str(error)
    return f"unexpected {type(error).__name__}: {error}\nAdd --debug to see where: faceparse --debug …"


if __name__ == "__main__":
    main()
