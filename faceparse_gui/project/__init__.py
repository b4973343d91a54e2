"""The project store: states, saved label maps, autosave. No Qt."""

from faceparse_gui.project.autosave import Autosave
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import ImageRecord, Prediction, Status

__all__ = ["Autosave", "ImageRecord", "Prediction", "Project", "ProjectError", "Status"]
