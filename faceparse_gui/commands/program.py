"""The commands of ``faceparse``, and what they share."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

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
from faceparse_gui.commands.models import add, models
from faceparse_gui.commands.parse import parse
from faceparse_gui.commands.research.ablate import ablate
from faceparse_gui.commands.research.calibrate import calibrate
from faceparse_gui.commands.research.corrector import corrector
from faceparse_gui.commands.research.effort import effort
from faceparse_gui.commands.research.gate import gate
from faceparse_gui.commands.research.importance import importance
from faceparse_gui.commands.research.loop import loop
from faceparse_gui.commands.research.robustness import robustness
from faceparse_gui.commands.research.scenes import scenes
from faceparse_gui.commands.research.simulate import simulate
from faceparse_gui.commands.research.uncertainty import uncertainty
from faceparse_gui.commands.rules import rules
from faceparse_gui.commands.shared.console import EXIT_CODES, USAGE
from faceparse_gui.commands.shared.exit_codes import DEBUG
from faceparse_gui.commands.train import train

# Plain help: drawing it with rich would take three times as long.
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EXIT_CODES)
research = typer.Typer(rich_markup_mode=None, epilog=EXIT_CODES)
own_models = typer.Typer(rich_markup_mode=None, epilog=EXIT_CODES)
_COMMANDS: tuple[Callable[..., None], ...] = (
    parse,
    export,
    import_,
    convert,
    formats,
    rules,
    finetune,
    evaluate,
    train,
    export_model,
)
_RESEARCH: tuple[Callable[..., None], ...] = (
    ablate,
    calibrate,
    corrector,
    effort,
    gate,
    importance,
    loop,
    robustness,
    scenes,
    simulate,
    uncertainty,
)
_NEVER_RENAMED = (corrector, effort, gate, loop, scenes)


def _check_paths(command: Callable[..., None]) -> None:
    """Leave errors of paths to the command: typer calls one without rights wrong use."""
    hints = get_type_hints(command, include_extras=True)
    command.__annotations__ = hints  # or typer would make them anew
    for hint in hints.values():
        for each in getattr(hint, "__metadata__", ()):
            if isinstance(each, ParameterInfo):
                each.readable = False


def _renamed(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` under its former name, which names the present one on stderr."""

    @wraps(command)
    def run(*args: Any, **given: Any) -> None:
        name = command.__name__
        typer.echo(f"faceparse {name} is now faceparse research {name}.", err=True)
        command(*args, **given)

    return run


for _command in _COMMANDS:
    _check_paths(_command)
    app.command(_command.__name__.rstrip("_").replace("_", "-"), epilog=EXIT_CODES)(_command)
for _command in _RESEARCH:
    _check_paths(_command)
    research.command(_command.__name__, epilog=EXIT_CODES)(_command)
    if _command not in _NEVER_RENAMED:
        app.command(_command.__name__, epilog=EXIT_CODES, hidden=True)(_renamed(_command))
_check_paths(add)
own_models.command("add", epilog=EXIT_CODES)(add)
own_models.callback(invoke_without_command=True, epilog=EXIT_CODES)(models)
app.add_typer(own_models, name="models")
app.add_typer(research, name="research")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"faceparse {__version__}")
        raise typer.Exit


@research.callback(invoke_without_command=True)
def _research(context: typer.Context) -> None:
    """Measure models in depth and run studies."""
    _need_command(context)


@app.callback(invoke_without_command=True)
def faceparse(
    context: typer.Context,
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar=DEBUG, help="Show the traceback of unexpected errors."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Label the parts of faces in photos. The desktop application is faceparse-gui."""
    if debug:
        os.environ[DEBUG] = "1"
    _need_command(context)


def _need_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(USAGE)
