"""What the canvas shows while no photo is open: what to do first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faceparse_gui.ui.widgets.icons import draw_icon, icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, Theme

_PICTURE = 48


class _Picture(QWidget):
    """A large quiet icon."""

    def sizeHint(self) -> QSize:
        return QSize(_PICTURE, _PICTURE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        square = QRectF(0, 0, _PICTURE, _PICTURE)
        square.moveCenter(QRectF(self.rect()).center())
        draw_icon(painter, square, "image", Theme.current().colors.disabled)


class EmptyState(QWidget):
    """An invitation to drop or open photos."""

    open_photos_requested = Signal()
    open_folder_requested = Signal()
    open_sample_requested = Signal()
    missing_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = _Picture()
        picture.setFixedHeight(_PICTURE)
        self._title = title = QLabel()
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        self._hint = hint = QLabel()
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        title.setWordWrap(True)
        for label in (title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        photos = QPushButton(icon("image"), self.tr("Open photos…"))
        photos.clicked.connect(self.open_photos_requested)
        folder = QPushButton(icon("folder"), self.tr("Open folder…"))
        folder.clicked.connect(self.open_folder_requested)
        sample = QPushButton(self.tr("Try the sample photos"))
        sample.setFlat(True)
        sample.clicked.connect(self.open_sample_requested)

        missing = QPushButton(self.tr("Missing photos…"))
        missing.clicked.connect(self.missing_requested)
        again = QPushButton(self.tr("Try again"))
        again.clicked.connect(self.again_requested)
        self._inviting, self._of_missing = (photos, folder, sample), (missing, again)

        self._buttons = buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_M)
        buttons.addStretch()
        buttons.addWidget(photos)
        buttons.addWidget(folder)
        buttons.addWidget(missing)
        buttons.addWidget(again)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_M)
        layout.addStretch()
        layout.addWidget(picture)
        layout.addWidget(title)
        layout.addWidget(hint)
        layout.addSpacing(SPACE_M)
        layout.addLayout(buttons)
        layout.addWidget(sample, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.show_missing("")
        self._rest, self._tall = (picture, hint), self.sizeHint().height()
        self._beside = photos.sizeHint().width() + folder.sizeHint().width() + SPACE_M + 2 * SPACE_L

    def show_missing(self, name: str) -> None:
        """Tell that the photo wanted is not there; "": no photo is open, and there is an invitation."""
        if name:
            self._title.setText(self.tr("{0} is not in the folder.").format(name))
            self._hint.setText(self.tr("Its labels are kept."))
        else:
            self._title.setText(self.tr("Drop photos or a folder here"))
            self._hint.setText(
                self.tr("Your work is saved automatically next to the photos. The photos are never changed.")
            )
        for button in self._inviting:
            button.setVisible(not name)
        for button in self._of_missing:
            button.setVisible(bool(name))

    def minimumSizeHint(self) -> QSize:
        """No size at all, so that the canvas's own least size holds."""
        return QSize(0, 0)  # the canvas has a least size of its own

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons come first: one below the other where they have no room, and without the rest."""
        fits = self.width() >= self._beside
        self._buttons.setDirection(
            QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        )
        for part in self._rest:
            part.setVisible(self.height() >= self._tall)
        super().resizeEvent(event)
