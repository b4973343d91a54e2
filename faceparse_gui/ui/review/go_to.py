"""Jumps on the open photo: to the active class, to the next uncertain spot, to the next face."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, frame_scale
from faceparse_gui.document.review.uncertain import Spot, uncertain_spots
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.face_frames import numbered_boxes
from faceparse_gui.ui.canvas.label_view import Box
from faceparse_gui.ui.canvas.mark import Mark
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.keys.commands import command
from faceparse_gui.ui.session.packed_prediction import PackedPrediction

_WINDOWS = 40
"""The window in which confidence is averaged, as a part of the face crop's side."""


class GoTo(QObject):
    """The commands that jump, and the frame that marks where they lead."""

    notice = Signal(str)

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._mark = Mark(canvas)
        self._spots: tuple[Spot, ...] | None = None
        self._searching = False
        self._spot = -1
        self._face = -1
        self.to_class = command(canvas, self.tr("Go to active class"), ["G"], self._to_class, "go-class")
        self.next_spot = command(
            canvas, self.tr("Next uncertain spot"), ["."], partial(self._step_spot, 1), "unsure"
        )
        self.previous_spot = command(
            canvas, self.tr("Previous uncertain spot"), [","], partial(self._step_spot, -1)
        )
        self.next_face = command(canvas, self.tr("Next face"), ["J"], self._to_next_face, "faces")
        canvas.prediction_changed.connect(self._forget)

    def all(self) -> list[QAction]:
        """All commands, in the order of the menu."""
        return [self.to_class, self.next_spot, self.previous_spot, self.next_face]

    def _forget(self) -> None:
        self._spots = None
        self._searching = False
        self._spot = self._face = -1

    # To a class

    def _to_class(self) -> None:
        labels, active = self._canvas.labels, self._canvas.layers.active
        if labels is not None:
            Background(self, _box_of_class, labels, active).success(
                partial(self._show_class, labels, active)
            ).start()

    def _show_class(self, labels: LabelMap, class_id: int, box: Box | None) -> None:
        if labels is not self._canvas.labels:  # another photo was opened meanwhile
            return
        if box is not None:
            self._canvas.show_box(box)
        else:
            self.notice.emit(self.tr("There is no “{0}” in this photo.").format(class_title(class_id)))

    # To an uncertain spot

    def _step_spot(self, by: int) -> None:
        prediction = self._canvas.prediction
        if prediction is None:
            self._ask_for_parse()
        elif self._spots is not None:
            self._go_to_spot(self._spots, prediction, by)
        elif not self._searching:
            self._searching = True
            search = Background(self, _uncertain, prediction)
            search.success(partial(self._take_spots, prediction, by)).start()

    def _take_spots(self, prediction: PackedPrediction, by: int, spots: tuple[Spot, ...]) -> None:
        if prediction is self._canvas.prediction:  # else another photo was opened meanwhile
            self._searching = False
            self._spots = spots
            self._go_to_spot(spots, prediction, by)

    def _go_to_spot(self, spots: tuple[Spot, ...], prediction: PackedPrediction, by: int) -> None:
        labels = self._canvas.labels
        start = self._spot if self._spot >= 0 or by > 0 else 0
        for step in range(1, len(spots) + 1):
            number = (start + step * by) % len(spots)
            if labels is not None and spots[number].is_untouched(labels, prediction.labels):
                self._spot = number
                self._canvas.show_box(spots[number].box)
                self._mark.point_at(spots[number].box)
                self.notice.emit(self.tr("Uncertain spot {0} of {1}").format(number + 1, len(spots)))
                return
        self.notice.emit(self.tr("No uncertain spots left in this photo."))

    # To a face

    def _to_next_face(self) -> None:
        faces = numbered_boxes(self._canvas.prediction)
        if self._canvas.prediction is None:
            self._ask_for_parse()
        elif self._canvas.prediction.no_face:
            self.notice.emit(self.tr("No face was found in this photo."))
        elif not faces:
            self.notice.emit(self.tr("This photo was parsed as a whole. There are no faces to go to."))
        else:
            self._face = (self._face + 1) % len(faces)
            box, number = faces[self._face]
            self._canvas.show_box(box)
            self.notice.emit(self.tr("Face {0} of {1}").format(number, len(faces)))

    def _ask_for_parse(self) -> None:
        if self._canvas.has_photo:
            self.notice.emit(self.tr("Parse this photo first."))


def _box_of_class(labels: LabelMap, class_id: int) -> Box | None:
    """The smallest box around all of a class; None where it does not occur."""
    x, y, width, height = cv2.boundingRect((labels == class_id).view(np.uint8))
    return (x, y, x + width, y + height) if width else None


def _uncertain(prediction: PackedPrediction) -> tuple[Spot, ...]:
    return uncertain_spots(prediction.confidence.whole(), _reach(prediction))


def _reach(prediction: PackedPrediction) -> float:
    """The averaging window's side in photo pixels, after the smallest face."""
    sides = [CROP_SIDE * frame_scale(frame) for frame in prediction.frames]
    return min(sides, default=float(max(prediction.labels.shape))) / _WINDOWS
