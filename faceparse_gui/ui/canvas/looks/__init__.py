"""The ways to look at a photo's labels, one a file."""

from faceparse_gui.ui.canvas.looks.checker import Checker
from faceparse_gui.ui.canvas.looks.confidence import Confidence
from faceparse_gui.ui.canvas.looks.difference import Difference
from faceparse_gui.ui.canvas.looks.look import Look, Scene
from faceparse_gui.ui.canvas.looks.plain import Plain
from faceparse_gui.ui.canvas.looks.predicted import Predicted
from faceparse_gui.ui.canvas.looks.split import Split

__all__ = ["Checker", "Confidence", "Difference", "Look", "Plain", "Predicted", "Scene", "Split"]
