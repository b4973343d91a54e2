"""The commands that change how the labels are shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup

from faceparse_gui.ui.canvas.face_frames import FaceFrames
from faceparse_gui.ui.canvas.hold import Hold
from faceparse_gui.ui.canvas.label_view import LabelView
from faceparse_gui.ui.canvas.rulers import Rulers
from faceparse_gui.ui.canvas.split_handle import SplitHandle
from faceparse_gui.ui.canvas.view_modes import (
    CheckerView,
    ConfidenceView,
    DifferenceView,
    PlainView,
    PredictionView,
    SplitView,
    ViewMode,
)
from faceparse_gui.ui.keys.commands import command, toggle


class ViewModeActions(QObject):
    """One view mode at a time; chosen once more, it ends. It stays from photo to photo.

    Rulers and frames stay from one start to the next too; a view mode does not: a window that begins with one
    seems broken to who has forgotten it.
    """

    def __init__(self, canvas: LabelView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._plain: ViewMode = PlainView()
        self._predicted = PredictionView()
        split = SplitView()
        self.handle = SplitHandle(canvas, split)
        self.rulers = Rulers(canvas)
        frames = FaceFrames(canvas)
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._modes: dict[QAction, ViewMode] = {}
        self.predicted = command(canvas, self.tr("Prediction (hold)"), ["\\"], icon_name="prediction")
        Hold(self.predicted, self._hold_prediction)
        self.split = self._mode(split, self.tr("Split view with prediction"), "S", "split")
        self.difference = self._mode(
            DifferenceView(), self.tr("Difference from prediction"), "Shift+S", "difference"
        )
        self.checker = self._mode(CheckerView(), self.tr("Checkerboard with photo"), "Shift+C", "checker")
        self.confidence = self._mode(ConfidenceView(), self.tr("Confidence"), "C", "confidence")
        self.show_rulers = toggle(canvas, self.tr("Rulers"), ["Ctrl+R"], "rulers")
        self.show_rulers.toggled.connect(self.rulers.set_shown)
        self.show_frames = toggle(canvas, self.tr("Face frames"), ["Shift+J"], "faces", on=True)
        self.show_frames.toggled.connect(frames.set_shown)
        _remember(self.show_rulers, "view/rulers")
        _remember(self.show_frames, "view/frames")
        self._group.triggered.connect(self._choose)

    def modes(self) -> list[QAction]:
        """The commands of all view modes, that of the prediction first."""
        return [self.predicted, self.split, self.difference, self.checker, self.confidence]

    def overlays(self) -> list[QAction]:
        """What is drawn around the photo and the faces."""
        return [self.show_frames, self.show_rulers]

    def _mode(self, mode: ViewMode, text: str, key: str, icon_name: str) -> QAction:
        action = toggle(self._canvas, text, [key], icon_name)
        self._modes[action] = mode
        self._group.addAction(action)
        return action

    @property
    def _chosen(self) -> ViewMode:
        action = self._group.checkedAction()
        return self._modes[action] if action is not None else self._plain

    def _choose(self) -> None:
        self._canvas.set_view_mode(self._chosen)

    def _hold_prediction(self, held: bool) -> None:
        self._canvas.set_view_mode(self._predicted if held else self._chosen)


def _remember(action: QAction, key: str) -> None:
    """Keep whether an action is on from one start to the next."""
    settings = QSettings()
    action.setChecked(bool(settings.value(key, action.isChecked(), bool)))
    action.toggled.connect(partial(settings.setValue, key))
