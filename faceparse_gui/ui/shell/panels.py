"""The panels around the canvas: dragged by their titles to another side or out of the window, or hidden."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QWidget

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_TOP, _BOTTOM = Qt.DockWidgetArea.TopDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
_WIDTHS = [230, 290]
_MOST = 0.55
"""The panels' share of the window's width, at most: the photo needs the rest."""


class Panels(QObject):
    """Docks of Qt's own; what saves and restores the window's state keeps where they are."""

    def __init__(self, window: QMainWindow, photos: QWidget, classes: QWidget, finetune: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.photos = self._dock("images", self.tr("Photos"), photos, _LEFT, _LEFT | _RIGHT)
        self.classes = self._dock("classes", self.tr("Classes"), classes, _RIGHT, _LEFT | _RIGHT)
        self.finetune = self._dock("finetune", self.tr("Fine-tuning"), finetune, _BOTTOM, _TOP | _BOTTOM)
        self.finetune.hide()
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, _LEFT),
            (Qt.Corner.BottomRightCorner, _RIGHT),
            (Qt.Corner.TopLeftCorner, _LEFT),
            (Qt.Corner.TopRightCorner, _RIGHT),
        ):
            window.setCorner(corner, area)  # the lists keep their height
        self._place()
        self._first: QByteArray | None = None
        self.show_photos = self.photos.toggleViewAction()
        self.show_classes = self.classes.toggleViewAction()
        self.show_finetune = self.finetune.toggleViewAction()
        self.reset_layout = QAction(self.tr("Reset layout"), window)
        self.reset_layout.setToolTip(self.tr("Reset the positions of all panels"))
        self.reset_layout.triggered.connect(self.reset)
        window.addActions(self.actions())  # their keys, if given any, work in the whole window

    def actions(self) -> list[QAction]:
        """To show and hide each, and to put them back."""
        return [self.show_photos, self.show_classes, self.show_finetune, self.reset_layout]

    def remember_first(self) -> None:
        """All is laid out, and nothing of an earlier start restored yet: this is what a reset goes to."""
        self._first = self._window.saveState()

    def reset(self) -> None:
        """Put all panels back to where they were at the first start."""
        shows_finetune = self.finetune.isVisible()
        if self._first is not None:
            self._window.restoreState(self._first)
        self._place()
        self.finetune.setVisible(shows_finetune)

    def fit(self) -> None:
        """Leave the photo its share, where the panels have widths that were kept from a larger window."""
        docks = [
            dock for dock in (self.photos, self.classes) if not dock.isFloating() and not dock.isHidden()
        ]
        widths = [dock.width() for dock in docks]
        most = max(_MOST * self._window.width(), sum(dock.minimumSizeHint().width() for dock in docks))
        if sum(widths) > most:
            scale = most / sum(widths)
            widths = [round(scale * width) for width in widths]
            self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)

    def _place(self) -> None:
        scale = min(1.0, _MOST * self._window.width() / sum(_WIDTHS))
        widths = [round(scale * width) for width in _WIDTHS]
        self._window.resizeDocks([self.photos, self.classes], widths, Qt.Orientation.Horizontal)

    def _dock(
        self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea, areas: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setAllowedAreas(areas)
        dock.setWidget(widget)
        for button, what in (
            ("qt_dockwidget_floatbutton", self.tr("Float or dock “{0}”")),
            ("qt_dockwidget_closebutton", self.tr("Hide “{0}” (reopen it from the View menu)")),
        ):
            control = dock.findChild(QAbstractButton, button)
            if control is not None:
                control.setToolTip(what.format(title))
                control.setAccessibleName(what.format(title))
        self._window.addDockWidget(area, dock)
        return dock
