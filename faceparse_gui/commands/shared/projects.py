"""How the commands open a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from faceparse_core.errors import printable

if TYPE_CHECKING:
    from faceparse_gui.project import Project


def open_with_notices(folder: Path, recursive: bool = False) -> Project:
    """The project of ``folder``; its notices are printed on stderr."""
    from faceparse_gui.project import open_settled

    opened = open_settled(folder, recursive)
    for notice in opened.notices:
        typer.echo(f"Note: {printable(notice)}", err=True)
    return opened
