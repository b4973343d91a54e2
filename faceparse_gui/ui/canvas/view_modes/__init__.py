"""The view modes of a photo's labels, one a file."""

from faceparse_gui.ui.canvas.view_modes.checker import CheckerView
from faceparse_gui.ui.canvas.view_modes.confidence import ConfidenceView
from faceparse_gui.ui.canvas.view_modes.difference import DifferenceView
from faceparse_gui.ui.canvas.view_modes.plain import PlainView
from faceparse_gui.ui.canvas.view_modes.prediction import PredictionView
from faceparse_gui.ui.canvas.view_modes.split import SplitView
from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode

__all__ = [
    "CheckerView",
    "ConfidenceView",
    "DifferenceView",
    "PlainView",
    "PredictionView",
    "Scene",
    "SplitView",
    "ViewMode",
]
