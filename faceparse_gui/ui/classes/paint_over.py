"""'Paint only over…': which classes strokes and fills may replace, chosen in a list of all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.classes.swatches import swatch
from faceparse_gui.ui.keys.key_hints import with_keys
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, SPACE_S

_COLUMNS = 2


class PaintOverBar(QWidget):
    """Says what may be painted over, opens the list, and ends the choice with one click."""

    def __init__(self, layers: LayerState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._whole = ""
        self.under: int | None = None
        """The class that was under the cursor last."""
        self.setObjectName("paint-over")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.open_list = QToolButton()
        self.open_list.setIcon(icon("paint-over"))
        self.open_list.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.open_list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.open_list.clicked.connect(self.choose)
        self.end = QToolButton()
        self.end.setIcon(icon("cancel"))
        self.end.setToolTip(self.tr("Reset: paint over any class"))
        self.end.setAccessibleName(self.tr("Reset: paint over any class"))
        self.end.clicked.connect(lambda: layers.set_paint_only_over(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        row.setSpacing(0)
        row.addWidget(self.open_list, 1)
        row.addWidget(self.end)
        self._key = ""
        layers.locks_changed.connect(self._show)
        layers.active_changed.connect(self._show)
        self._show()

    def show_key(self, key: str) -> None:
        """Name the key that opens the list."""
        self._key = key
        self._show()

    def choose(self) -> None:
        """Open the list below."""
        ChoiceOfClasses(self._layers, self.under, self).open_at(self.mapToGlobal(QPoint(0, self.height())))

    def _show(self) -> None:
        layers = self._layers
        is_limited = layers.paint_only_over is not None
        replaceable = layers.replaceable()
        chosen = (layers.paint_only_over or frozenset()) - layers.locked
        active = class_title(layers.active)
        names = [class_title(i) for i in sorted(chosen)]
        locked = [class_title(i) for i in sorted(layers.locked)]
        if layers.active in layers.locked:
            self._whole = self.tr("{0} is locked").format(active)
            tip = self.tr("Unlock {0} in the class list to paint it").format(active)
        elif not replaceable:
            self._whole = self.tr("Only over: none")
            tip = self.tr("No class can be painted over, so painting has no effect")
        elif is_limited:
            self._whole = self.tr("Only over {0}").format(", ".join(names))
            tip = self.tr("Strokes and fills replace these classes only: {0}").format(", ".join(names))
        elif locked:
            self._whole = self.tr("Over any class except {0}").format(", ".join(locked))
            tip = self.tr("Locked classes do not change: {0}").format(", ".join(locked))
        else:
            self._whole = self.tr("Paint over any class")
            tip = self.tr("Choose which classes strokes and fills may replace")
        self.open_list.setToolTip(with_keys(tip, self._key))
        self.open_list.setAccessibleName(self._whole)
        self.end.setVisible(is_limited)
        self.setProperty("card", is_limited)
        self.style().unpolish(self)
        self.style().polish(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        taken = (
            self.open_list.iconSize().width()
            + 2 * SPACE_L
            + (self.end.width() if self.end.isVisibleTo(self) else 0)
        )
        room = self.width() - taken
        metrics = self.open_list.fontMetrics()
        self.open_list.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room))


class ChoiceOfClasses(QFrame):
    """A list that goes away with a click elsewhere; what is ticked holds at once. All ticked: any class."""

    def __init__(self, layers: LayerState, under: int | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._layers = layers
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Paint only over"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M + SPACE_S, SPACE_M + SPACE_S, SPACE_M + SPACE_S, SPACE_M + SPACE_S)
        column.setSpacing(SPACE_M)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_M)
        self.all = self._button(self.tr("All"), None)
        self.none = self._button(self.tr("None"), frozenset())
        buttons.addWidget(self.all)
        buttons.addWidget(self.none)
        if under is not None:
            text = self.tr("Only “{0}”").format(class_title(under))
            self.only = self._button(text, frozenset({under}))
            self.only.setToolTip(self.tr("The class under the cursor"))
            buttons.addWidget(self.only)
        buttons.addStretch()
        column.addLayout(buttons)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S)
        colors = tuple(layers.color(i) for i in range(NUM_CLASSES))
        self.boxes: list[QCheckBox] = []
        rows = -(-NUM_CLASSES // _COLUMNS)
        for class_id in range(NUM_CLASSES):
            box = QCheckBox(class_title(class_id))
            box.setIcon(swatch(class_id, colors))
            box.setIconSize(QSize(14, 14))
            box.toggled.connect(self._take)
            self.boxes.append(box)
            grid.addWidget(box, class_id % rows, class_id // rows)
        column.addLayout(grid)
        layers.locks_changed.connect(self._show)
        self._show()

    def open_at(self, corner: QPoint) -> None:
        """Show the list with its top left at a point of the desktop, moved so that all of it is seen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        y = min(corner.y(), screen.bottom() - self.height())
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        self.boxes[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _button(self, text: str, chosen: frozenset[int] | None) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._layers.set_paint_only_over, chosen))
        return button

    def _take(self) -> None:
        ticked = frozenset(i for i, box in enumerate(self.boxes) if box.isChecked())
        self._layers.set_paint_only_over(None if len(ticked) == NUM_CLASSES else ticked)

    def _show(self) -> None:
        chosen = self._layers.paint_only_over
        for class_id, box in enumerate(self.boxes):
            box.blockSignals(True)
            box.setChecked(chosen is None or class_id in chosen)
            box.blockSignals(False)
