"""What is open, as data that the parts of a session share."""

from __future__ import annotations

from dataclasses import dataclass, field

from faceparse_gui.project import Autosave, Project
from faceparse_gui.project.rules import Rule
from faceparse_gui.ui.session.steps import Steps
from faceparse_gui.ui.session.work import KeptWorks, OpenPhoto


@dataclass(slots=True)
class SessionState:
    """Written by one part each: project and autosave by ``ProjectSwitcher``, photo by ``CurrentPhoto``.

    Attributes:
        project: The open project; None while there is none.
        autosave: Saves to ``project``; None exactly where that is.
        open_photo: The photo on the canvas.
        wanted: Key of the photo that is shown or being read.
        works: Documents of the photos whose undo is in memory.
        rules: What newly parsed photos follow.
        steps: What was done to the photos of the project, for undo and redo.
    """

    project: Project | None = None
    autosave: Autosave | None = None
    open_photo: OpenPhoto | None = None
    wanted: str | None = None
    works: KeptWorks = field(default_factory=KeptWorks)
    rules: tuple[Rule, ...] = ()
    steps: Steps = field(default_factory=Steps)
