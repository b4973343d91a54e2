"""What every dialog is made of: a body that scrolls where the screen is too small, and a foot in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from faceparse_gui.ui.shell.on_screen import OnScreen, room_for
from faceparse_gui.ui.widgets.theme import SPACE_L


class Scrolled(QScrollArea):
    """As large as ``content`` wants to be; scrolls what there is no room for, sideways only at the last."""

    def __init__(self, parent: QWidget, content: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = _Content(self) if content is None else content
        self.setWidget(self.content)

    @property
    def column(self) -> QVBoxLayout:
        """The content's column, for who fills it; made when it is first asked for."""
        layout = self.content.layout()
        if layout is None:
            layout = QVBoxLayout(self.content)
            layout.setContentsMargins(0, 0, 0, 0)
        assert isinstance(layout, QVBoxLayout)
        return layout

    def height_for(self, width: int) -> int:
        """How high the content is at this width, in logical pixels."""
        layout = self.content.layout()
        least = self.content.minimumSizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            return max(least, layout.totalHeightForWidth(width))
        return max(least, self.content.sizeHint().height())

    def sizeHint(self) -> QSize:
        """The content's own width, and the height that it needs at that width."""
        width = max(self.content.sizeHint().width(), self.content.minimumSizeHint().width())
        return QSize(width, self.height_for(width))

    def minimumSizeHint(self) -> QSize:
        """Room for the content and the bar beside it, unless the screen is narrower still."""
        bar = self.verticalScrollBar().sizeHint().width()
        window = self.window()
        most = room_for(window).width() - 4 * SPACE_L if window is not self else 10_000
        return QSize(min(self.content.minimumSizeHint().width() + bar, most), 4 * bar)


class _Content(QWidget):
    def __init__(self, around: Scrolled) -> None:
        super().__init__(around.viewport())
        self._around = around

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._around.updateGeometry()
        return super().event(event)


class Dialog(QDialog):
    """Fill ``body.column``; ``add_foot`` puts the buttons under it. ``grows``: always as high as its body."""

    def __init__(
        self,
        parent: QWidget | None = None,
        flags: Qt.WindowType = Qt.WindowType.Dialog,
        *,
        grows: bool = False,
    ) -> None:
        super().__init__(parent, flags)
        self._grows = grows
        self._on_screen = OnScreen(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self._column.setSpacing(SPACE_L)
        self.body = Scrolled(self)
        self.body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column.addWidget(self.body, 1)

    def fill(self, content: QWidget) -> None:
        """Another widget than a column in the body's place."""
        self.body.content = content
        self.body.setWidget(content)

    def open_soon(self) -> None:
        """Open it in the next turn of the event loop: making it has taken this one."""
        soon = QTimer(self, singleShot=True, interval=0)
        soon.timeout.connect(self.open)
        self.finished.connect(soon.stop)  # it may be over before
        soon.start()

    def add_foot(self, foot: QWidget | QLayout) -> None:
        """Put the buttons, a widget or a layout, below the body, where they do not scroll."""
        if isinstance(foot, QLayout):
            self._column.addLayout(foot)
        else:
            self._column.addWidget(foot)

    def fit(self) -> None:
        """As high as what is shown, and never higher than the screen."""
        self._column.activate()
        margins = self._column.contentsMargins()
        around = self._column.sizeHint().height() - self.body.sizeHint().height()
        width = max(self.width(), self.minimumSizeHint().width(), self.minimumWidth())
        height = around + self.body.height_for(width - margins.left() - margins.right())
        self.resize(width, min(height, room_for(self).height()))
        self._on_screen.fit()

    def event(self, event: QEvent) -> bool:
        """Follow the body's height where the dialog ``grows``."""
        done = super().event(event)
        if self._grows and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return done

    def showEvent(self, event: QShowEvent) -> None:
        """Take the body's size, as far as the screen has room, unless the dialog was given one."""
        if self._grows:
            self.fit()
        elif not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(self.sizeHint())  # Qt takes two thirds of the screen at most
            self._on_screen.fit()
        super().showEvent(event)
