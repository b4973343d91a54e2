"""The list of the 19 classes: which is painted, what is seen, what is locked, and how large each is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_core.labels import BACKGROUND, NUM_CLASSES
from faceparse_gui.document.changes import Change
from faceparse_gui.document.document import Document
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.classes.class_row import ClassRow
from faceparse_gui.ui.classes.paint_over import PaintOverBar
from faceparse_gui.ui.keys.key_hints import follow_key
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_AREA_INTERVAL_MS = 80
"""Areas are written at most this often while a stroke runs."""


class ClassPanel(QWidget):
    """Drives a ``LayerState`` and follows a document's areas."""

    notice = Signal(str)

    def __init__(self, layers: LayerState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._document: Document | None = None
        self._area_timer = QTimer(self, singleShot=True, interval=_AREA_INTERVAL_MS)
        self._area_timer.timeout.connect(self._show_areas)
        self.setMinimumWidth(232)

        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_M)
        layout.setSpacing(SPACE_M)
        layout.addLayout(self._build_header())
        layout.addLayout(self._build_sliders())
        self.paint_over = PaintOverBar(layers)
        layout.addWidget(self.paint_over)
        layout.addWidget(self._build_rows(), 1)

        layers.active_changed.connect(self._show_active)
        layers.appearance_changed.connect(self._show_appearance)
        layers.locks_changed.connect(self._show_locks)
        self._show_active(layers.active)
        self._show_appearance()
        self._show_locks()
        self._show_areas()

    def add(self, widget: QWidget) -> None:
        """Put another part under the list."""
        self._layout.addWidget(widget)

    def show_keys(self, takes: Sequence[QAction]) -> None:
        """Name the key of each class's command, in the order of the classes."""
        for row, take in zip(self._rows, takes, strict=True):
            follow_key(take, row.show_key)

    def set_document(self, document: Document | None) -> None:
        """Tell the areas of this label map from now on."""
        if self._document is not None:
            self._document.listeners.remove(self._document_changed)
        self._document = document
        if document is not None:
            document.listeners.append(self._document_changed)
        self._show_areas()

    # Parts

    def _build_header(self) -> QHBoxLayout:
        show_all = QToolButton()
        show_all.setIcon(icon("eye"))
        show_all.setText(self.tr("Show all"))
        show_all.setToolTip(self.tr("Show all classes except the background"))
        show_all.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        show_all.clicked.connect(self._show_all)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        row.addWidget(show_all)
        row.addStretch()
        row.addWidget(self._build_palettes())
        return row

    def _build_palettes(self) -> QToolButton:
        """A button that names what it is for, and unfolds the palettes."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        titles = {
            "distinct": self.tr("Distinct (colour-blind safe)"),
            "official": self.tr("CelebAMask-HQ (as in files)"),
        }
        self._palettes = {name: menu.addAction(title) for name, title in titles.items()}
        for name, action in self._palettes.items():
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(partial(self._layers.set_palette, name))
        button = QToolButton()
        button.setIcon(icon("palette"))
        button.setText(self.tr("Colours"))
        button.setToolTip(self.tr("Display colours of the classes. Files are not affected."))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _show_all(self) -> None:
        self._layers.show_all()
        if not self._layers.is_visible(BACKGROUND):
            self.notice.emit(
                self.tr("All classes are shown except the background; use its eye icon to show it.")
            )

    def _build_sliders(self) -> QGridLayout:
        self._overall = _Percent(self.tr("Opacity of all classes"))
        self._overall.valueChanged.connect(lambda value: self._layers.set_overall(value / 100))
        self._own = _Percent(self.tr("Opacity of the active class"))
        self._own.valueChanged.connect(
            lambda value: self._layers.set_opacity(self._layers.active, value / 100)
        )
        self._own_name = QLabel()
        self._own_name.setBuddy(self._own)
        all_name = QLabel(self.tr("All classes"))
        all_name.setBuddy(self._overall)
        grid = QGridLayout()
        grid.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        for row, (name, slider) in enumerate(((all_name, self._overall), (self._own_name, self._own))):
            name.setProperty("muted", True)
            name.setMinimumWidth(84)
            grid.addWidget(name, row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(slider.figure, row, 2)
        return grid

    def _build_rows(self) -> QScrollArea:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._rows = [ClassRow(i, self._layers, column) for i in range(NUM_CLASSES)]
        for row in self._rows:
            row.move_requested.connect(self._move_from)
            layout.addWidget(row)
        layout.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidget(column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        return self._scroll

    # Following the state

    def _move_from(self, class_id: int, steps: int) -> None:
        """The arrow keys: another row becomes active and has the focus."""
        target = min(max(class_id + steps, 0), NUM_CLASSES - 1)
        self._layers.set_active(target)
        self._rows[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_active(self, active: int) -> None:
        for row in self._rows:
            row.show_active(row.class_id == active)
        self._scroll.ensureWidgetVisible(self._rows[active], 0, 0)
        self._own_name.setText(class_title(active))
        self._own.show_value(self._layers.opacity(active))

    def _show_appearance(self) -> None:
        for row in self._rows:
            row.show_appearance()
        self._overall.show_value(self._layers.overall)
        self._own.show_value(self._layers.opacity(self._layers.active))
        self._palettes[self._layers.palette].setChecked(True)

    def _show_locks(self) -> None:
        for row in self._rows:
            row.show_lock()

    def _document_changed(self, change: Change) -> None:
        if not self._area_timer.isActive():
            self._area_timer.start()

    def _show_areas(self) -> None:
        if self._document is None:
            for row in self._rows:
                row.show_area(None)
            return
        pixels = self._document.labels.size
        for row, area in zip(self._rows, self._document.areas(), strict=True):
            row.show_area(int(area) / pixels)


class _Percent(QSlider):
    """A slider from 0 to 100 with its figure beside it."""

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.setPageStep(10)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.figure = QLabel()
        self.figure.setProperty("muted", True)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.figure.setMinimumWidth(self.figure.fontMetrics().horizontalAdvance("100 %"))
        self.valueChanged.connect(self._show_figure)
        self._show_figure(self.value())

    def show_value(self, share: float) -> None:
        """Show a share of 0 to 1 without telling that it changed."""
        self.blockSignals(True)
        self.setValue(round(share * 100))
        self.blockSignals(False)
        self._show_figure(self.value())

    def _show_figure(self, value: int) -> None:
        self.figure.setText(f"{value} %")
