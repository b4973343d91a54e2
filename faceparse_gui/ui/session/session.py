"""What is open in the window, composed of parts with one task each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from faceparse_gui.project import Autosave, Project
from faceparse_gui.project.rules import Rule
from faceparse_gui.ui.session.current_photo import CurrentPhoto
from faceparse_gui.ui.session.history import ProjectHistory
from faceparse_gui.ui.session.label_edits import LabelEdits
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.predictions import Predictions
from faceparse_gui.ui.session.project_switcher import ProjectSwitcher
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.status_edits import StatusEdits
from faceparse_gui.ui.session.steps import Steps
from faceparse_gui.ui.session.work import OpenPhoto


class Session(QObject):
    """The open project and photo, and the parts that change them.

    Attributes:
        photos: The project's photos: records, order, filter.
        edits: The labels of photos, and their saving.
        statuses: The status of photos.
        predictions: What the network predicted.
        current: The photo on the canvas.
        projects: Opening and closing projects.
        history: Undo and redo.
    """

    notice = Signal(str, object)
    """Level "info", "warning" or "error", and the text for the user."""
    photo_notice = Signal(str, object)
    """As ``notice``; holds while the photo that is shown or wanted stays the same."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state = SessionState()
        self.photos = PhotoList(state, self)
        self.edits = LabelEdits(state, self.photos, self)
        self.statuses = StatusEdits(state, self.photos, self.edits, self)
        self.predictions = Predictions(state, self.photos, self.edits, self)
        self.current = CurrentPhoto(state, self.photos, self.edits, self)
        self.projects = ProjectSwitcher(state, self.photos, self.edits, self.current, self)
        self.history = ProjectHistory(self)
        for part in (self.statuses, self.projects, self.history):
            part.notice.connect(self.notice)
        self.statuses.photo_notice.connect(self.photo_notice)

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self._state.project

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What newly parsed photos follow."""
        return self._state.rules

    @rules.setter
    def rules(self, rules: tuple[Rule, ...]) -> None:
        self._state.rules = rules

    @property
    def autosave(self) -> Autosave | None:
        """Saves to the open project."""
        return self._state.autosave

    @property
    def open_photo(self) -> OpenPhoto | None:
        """The photo on the canvas."""
        return self._state.open_photo

    @property
    def steps(self) -> Steps:
        """What was done to the photos of the open project."""
        return self._state.steps
