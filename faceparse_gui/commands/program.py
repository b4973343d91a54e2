"""The commands of ``faceparse``, and what they share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, get_type_hints

import typer
from typer.models import ParameterInfo

from faceparse_gui import __version__
from faceparse_gui.commands.convert import convert
from faceparse_gui.commands.evaluate import evaluate
from faceparse_gui.commands.export import export
from faceparse_gui.commands.export_model import export_model
from faceparse_gui.commands.finetune import finetune
from faceparse_gui.commands.formats import formats
from faceparse_gui.commands.importing import import_
from faceparse_gui.commands.models import models
from faceparse_gui.commands.parse import parse
from faceparse_gui.commands.research.ablate import ablate
from faceparse_gui.commands.research.calibrate import calibrate
from faceparse_gui.commands.research.importance import importance
from faceparse_gui.commands.research.robustness import robustness
from faceparse_gui.commands.research.simulate import simulate
from faceparse_gui.commands.research.uncertainty import uncertainty
from faceparse_gui.commands.shared.console import EXIT_CODES, USAGE
from faceparse_gui.commands.shared.ending import DEBUG
from faceparse_gui.commands.train import train

# Plain help: drawing it with rich would take three times as long.
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EXIT_CODES)
_COMMANDS = (
    parse, export, import_, convert, formats, evaluate, calibrate, robustness, uncertainty, train, finetune,
    importance, simulate, ablate, models, export_model,
)  # fmt: skip


def _judge_paths(command: Callable[..., None]) -> None:
    """Leave it to the command to say what is wrong with a path: typer calls one without rights wrong use."""
    hints = get_type_hints(command, include_extras=True)
    command.__annotations__ = hints  # or typer would make them anew
    for hint in hints.values():
        for each in getattr(hint, "__metadata__", ()):
            if isinstance(each, ParameterInfo):
                each.readable = False


for _command in _COMMANDS:
    _judge_paths(_command)
    app.command(_command.__name__.rstrip("_").replace("_", "-"), epilog=EXIT_CODES)(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"faceparse {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def faceparse(
    context: typer.Context,
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar=DEBUG, help="Show where an unforeseen error arose."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end."),
    ] = False,
) -> None:
    """Lay 19 face-parsing layers over photos: parse, evaluate, train. The window is faceparse-gui."""
    if debug:
        os.environ[DEBUG] = "1"
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(USAGE)
