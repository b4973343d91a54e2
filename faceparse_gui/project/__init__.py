"""The project store: states, saved label maps, versions, autosave. No Qt."""

from faceparse_gui.project.autosave import Autosave
from faceparse_gui.project.errors import ProjectError, VersionError
from faceparse_gui.project.opening import open_settled, open_with_all
from faceparse_gui.project.photos.around import MANY, has_work_below, photos_below, take_in
from faceparse_gui.project.photos.moves import Move, find_moves, follow_moves
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import UNTOUCHED, FileState, PhotoRecord, Prediction, Status
from faceparse_gui.project.versions.version import Version
from faceparse_gui.project.versions.versions import Versions

__all__ = [
    "MANY",
    "UNTOUCHED",
    "Autosave",
    "FileState",
    "Move",
    "PhotoRecord",
    "Prediction",
    "Project",
    "ProjectError",
    "Status",
    "Version",
    "VersionError",
    "Versions",
    "find_moves",
    "follow_moves",
    "has_work_below",
    "open_settled",
    "open_with_all",
    "photos_below",
    "take_in",
]
