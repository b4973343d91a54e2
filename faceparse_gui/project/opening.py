"""Open a project where nobody waits for the window: what it holds is known before the first question."""

from __future__ import annotations

from pathlib import Path

from faceparse_gui.project.photos.around import take_in
from faceparse_gui.project.photos.moves import follow_moves
from faceparse_gui.project.project import Project


def open_with_all(folder: Path, recursive: bool = False, current: Project | None = None) -> Project:
    """``Project.open``, with the work on its photos that lies in the stores of other folders.

    Args:
        current: a project that this program holds open itself; its work is saved.
    """
    project = Project.open(folder, recursive)
    try:
        take_in(project, current)
    except BaseException:
        project.close()
        raise
    return project


def open_settled(folder: Path, recursive: bool = False) -> Project:
    """``open_with_all``, and know by content which photos changed and which have another name now.

    Photos are read whose size or time differ from those of the labelled ones, and new ones that have as many
    bytes as one that vanished; work on a renamed photo follows it. ``notices`` tell of both.
    """
    project = open_with_all(folder, recursive)
    try:
        project.settle()
        follow_moves(project)
    except BaseException:
        project.close()
        raise
    return project
