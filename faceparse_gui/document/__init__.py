"""The label map being edited: brush, fills, history. No Qt."""

from faceparse_gui.document.brush import Brush
from faceparse_gui.document.changes import Change
from faceparse_gui.document.document import Document
from faceparse_gui.document.history import EditStep, History
from faceparse_gui.document.tiles import Box

__all__ = ["Box", "Brush", "Change", "Document", "EditStep", "History"]
