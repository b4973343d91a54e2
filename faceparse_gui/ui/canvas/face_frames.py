"""Frames around the faces of a photo that has several, as they were found for the prediction."""

from __future__ import annotations

from PySide6.QtCore import QObject

from faceparse_core.parsing.faces import Face
from faceparse_gui.ui.canvas.label_view import Box, LabelView
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.tools.frame_grips import corners


def numbered_boxes(prediction: PackedPrediction | None) -> list[tuple[Box, int]]:
    """The faces' boxes with their numbers, those on the left first; they may reach outside the photo."""
    frames = prediction.frames if prediction is not None else ()
    return sorted((Face(frame, 1.0).box, number) for number, frame in enumerate(frames, 1))


class FaceFrames(QObject):
    """Keeps the canvas's frames those of its prediction."""

    def __init__(self, canvas: LabelView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown = True
        canvas.prediction_changed.connect(self._follow)

    def set_shown(self, on: bool) -> None:
        """Show or hide the frames."""
        self._shown = on
        self._follow()

    def _follow(self) -> None:
        prediction = self._canvas.prediction
        faces = [(corners(frame), n) for n, frame in enumerate(prediction.frames if prediction else (), 1)]
        self._canvas.set_faces(faces if self._shown and len(faces) > 1 else ())
