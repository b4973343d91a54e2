"""The project store: states, saved label maps, versions, autosave. No Qt."""

from faceparse_gui.project.autosave import Autosave
from faceparse_gui.project.errors import ProjectError, VersionError
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import ImageRecord, PhotoState, Prediction, Status
from faceparse_gui.project.versions import Version, Versions

__all__ = [
    "Autosave",
    "ImageRecord",
    "PhotoState",
    "Prediction",
    "Project",
    "ProjectError",
    "Status",
    "Version",
    "VersionError",
    "Versions",
]
