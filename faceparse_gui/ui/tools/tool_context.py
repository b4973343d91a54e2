"""What the tools have before them: the open photo, its labels, the classes, the brush, their settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from faceparse_core.photos.imaging import Photo
from faceparse_gui.document import Document
from faceparse_gui.document.brush import Brush
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings


class ToolContext(QObject):
    """It belongs to the canvas, which lays a photo on it; ``document`` is None while there is none."""

    changed = Signal()
    """What a tool draws, or what waits for Enter, is another now."""
    notice = Signal(object)
    """Plain words for the status bar."""

    face_drawn = Signal(object)
    """A box around a face, ``(x0, y0, x1, y1)`` as floats in photo pixels, which may reach outside."""
    frame_changed = Signal(object, object)
    """One of the prediction's frames, and what the user made of it."""
    frame_removed = Signal(object)
    """The one of the prediction's frames whose face should go."""
    frame_menu_wanted = Signal(object)
    """The one of the prediction's frames for which there should be a menu at the pointer."""
    tool_done = Signal()
    """A tool that was taken for one thing has done it, or gave it up."""

    def __init__(self, layers: LayerState, settings: AppSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layers = layers
        self.settings = settings
        self.brush = Brush(24, settings.shape)
        self.photo: Photo | None = None
        self.document: Document | None = None
        self.prediction: PackedPrediction | None = None
        self.scale = 1.0
        """View pixels for one photo pixel."""

    def label_at(self, x: float, y: float) -> int | None:
        """The class id under a position; None beside the photo."""
        if self.document is None:
            return None
        height, width = self.document.labels.shape
        if not (0 <= x < width and 0 <= y < height):
            return None
        return int(self.document.labels[int(y), int(x)])
