"""At the foot of the canvas: that no face was found in the photo, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from faceparse_gui.ui.widgets.foot_bar import FootBar


class NoFaceBar(FootBar):
    """A state of the photo, and no message: it stays until the photo is labelled or parsed otherwise.

    Whatever else helps with such a photo gets its button by ``add_button``; drawing a face's frame does.
    """

    parse_whole_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_wanted = self._is_in_the_way = False
        self.text.setText(self.tr("No face was found in this photo."))
        self.parse_whole = QPushButton(self.tr("Parse whole photo"))
        self.parse_whole.setToolTip(self.tr("Parse this photo as one aligned face, without face detection"))
        self.parse_whole.clicked.connect(self.parse_whole_requested)
        self.add_button(self.parse_whole)

    def set_shown(self, on: bool) -> None:
        """Whether the photo on the canvas has no face."""
        self._is_wanted = on
        self._refresh()

    def step_aside(self, on: bool) -> None:
        """Make room for another bar."""
        self._is_in_the_way = on
        self._refresh()

    def _refresh(self) -> None:
        self.setVisible(self._is_wanted and not self._is_in_the_way)
        self.place()
