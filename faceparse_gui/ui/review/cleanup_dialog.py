"""The dialog of the clean-ups. It lies beside the canvas, which shows what would come of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSlider,
    QWidget,
)

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.photos.photo_list_view import PhotoListView
from faceparse_gui.ui.review.cleaning import Cleaning
from faceparse_gui.ui.review.cleanup_kinds import KINDS, OF_ONE_CLASS, CleanupOrder, all_unlocked, translated
from faceparse_gui.ui.shell.job_bar import JobStrip
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.spin import WholeBox
from faceparse_gui.ui.widgets.theme import SPACE_M

_WIDTH = 330
_ROOM = 380
"""Above the window's foot, for the dialog at its highest, its frame and the bar of jobs."""


class CleanupDialog(Dialog):
    """Chooses a clean-up, its amount and its classes."""

    def __init__(
        self, cleaning: Cleaning, layers: LayerState, photo_list: PhotoListView, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Tool, grows=True)
        self._cleaning, self._layers, self._photo_list = cleaning, layers, photo_list
        self.setWindowTitle(self.tr("Clean up"))
        self._over = parent
        self._at: QPoint | None = None
        self.kind = QComboBox()
        for kind, about in KINDS.items():
            self.kind.addItem(translated(about.title), kind)
        self.kind.setAccessibleName(self.windowTitle())
        self.kind.setToolTip(self.tr("What to clean up"))
        self._amounts = {kind: about.range[0] for kind, about in KINDS.items()}
        self._help = QLabel()
        self._help.setWordWrap(True)
        self._help.setProperty("muted", True)
        self.amount = WholeBox()
        self.amount.setSuffix(" px")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._amount_title = QLabel()
        self._amount_title.setBuddy(self.amount)
        self._amount_row = QWidget()
        row = QHBoxLayout(self._amount_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self._slider)
        row.addWidget(self.amount)
        self.into = QComboBox()
        for class_id in range(NUM_CLASSES):
            self.into.addItem(class_title(class_id), class_id)
        self.into.setAccessibleName(self.tr("Into"))
        self.active = QRadioButton()
        self.every = QRadioButton(self.tr("All classes that are not locked"))
        self.active.setChecked(True)
        self.active.setToolTip(self.tr("The class selected in the class list"))
        self.every.setToolTip(self.tr("Each class in turn, except the background"))
        self.accepted_too = QCheckBox()
        self.accepted_too.setToolTip(self.tr("Otherwise accepted photos are not changed"))
        self._summary = QLabel()
        self._summary.setProperty("muted", True)
        self._progress = JobStrip(self.tr("Previewing"))
        self._progress.cancelled.connect(self._stop)
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setDefault(True)
        self.apply.setToolTip(self.tr("Apply to this photo (Enter)"))
        self.apply_marked = QPushButton()
        self.apply_marked.setAutoDefault(False)
        self.apply_marked.setToolTip(self.tr("Apply to the selected photos in the background"))
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.setToolTip(self.tr("Close without applying (Esc)"))
        close.clicked.connect(self.reject)
        self.apply.clicked.connect(self._apply)
        self.apply_marked.clicked.connect(self._apply_marked)
        self._lay_out(close)

        self.kind.currentIndexChanged.connect(self._show_kind)
        self.amount.valueChanged.connect(self._show_amount)
        self._slider.valueChanged.connect(self._slide)
        self.into.currentIndexChanged.connect(self._update_preview)
        self.every.toggled.connect(self._update_preview)
        layers.active_changed.connect(self._show_class)
        layers.locks_changed.connect(self._update_preview)
        cleaning.counted.connect(self._show_count)
        cleaning.progressed.connect(self._show_progress)
        photo_list.marked_changed.connect(self._show_marked)
        self.accepted_too.toggled.connect(self._show_marked)
        self._show_marked()
        self._show_class()
        self._show_kind()

    def _lay_out(self, close: QPushButton) -> None:
        self._form = QFormLayout()
        self._form.setVerticalSpacing(SPACE_M)
        self._form.addRow(self.kind)
        self._form.addRow(self._help)
        self._form.addRow(self._amount_title, self._amount_row)
        self._form.addRow(self.tr("Into"), self.into)
        self._form.addRow(self.active)
        self._form.addRow(self.every)
        buttons = QHBoxLayout()
        buttons.addWidget(close)
        buttons.addStretch()
        buttons.addWidget(self.apply_marked)
        buttons.addWidget(self.apply)
        column = self.body.column
        column.setSpacing(SPACE_M)
        column.addLayout(self._form)
        column.addWidget(self._summary)
        column.addWidget(self._progress)
        column.addWidget(self.accepted_too)
        self.add_foot(buttons)
        self.kind.setMinimumWidth(_WIDTH)
        self._help.setFixedWidth(_WIDTH)

    @property
    def order(self) -> CleanupOrder:
        """What is chosen now."""
        kind, locked = self.kind.currentData(), self._layers.locked
        active = (self._layers.active,)
        class_ids = all_unlocked(locked) if self.every.isChecked() else active
        over = self._layers.paint_over()
        allowed = None if over is None else frozenset(over)
        return CleanupOrder(kind, self.amount.value(), class_ids, self.into.currentData(), locked, allowed)

    # Following

    def _show_kind(self) -> None:
        kind = self.kind.currentData()
        about = KINDS[kind]
        self._help.setText(translated(about.help))
        self._help.setFixedHeight(self._help.heightForWidth(_WIDTH))
        self._amount_title.setText(translated(about.amount))
        for control in (self.amount, self._slider):
            control.setAccessibleName(translated(about.amount))
            control.setToolTip(translated(about.help))
        for control in (self.amount, self._slider):
            control.setAccessibleName(translated(about.amount) or self.tr("Amount"))
        self._form.setRowVisible(self._amount_row, bool(about.amount))
        self._form.setRowVisible(self.into, kind == "merge")
        _, least, most = about.range
        self.amount.blockSignals(True)
        self.amount.setRange(least, most)
        self.amount.setValue(self._amounts[kind])
        self.amount.blockSignals(False)
        self.every.setEnabled(kind not in OF_ONE_CLASS)
        if kind in OF_ONE_CLASS:
            self.active.setChecked(True)
        self._show_amount()

    def _show_amount(self) -> None:
        """The slider's steps grow with the number."""
        self._amounts[self.kind.currentData()] = self.amount.value()
        least, most = self.amount.minimum(), max(self.amount.maximum(), 1)
        if most > least:
            share = ((self.amount.value() - least) / (most - least)) ** (1 / 3)
            self._slider.blockSignals(True)
            self._slider.setValue(round(100 * share))
            self._slider.blockSignals(False)
        self._update_preview()

    def _slide(self, value: int) -> None:
        least, most = self.amount.minimum(), self.amount.maximum()
        self.amount.setValue(round(least + (most - least) * (value / 100) ** 3))

    def _show_class(self) -> None:
        self.active.setText(self.tr("“{0}” only").format(class_title(self._layers.active)))
        self._update_preview()

    def _show_marked(self) -> None:
        """Tell how many would be cleaned: those marked that have labels, accepted ones if they are wanted."""
        marked, accepted = len(self._photo_list.selected_keys), len(self._photo_list.marked("accepted"))
        fit = len(self._photo_list.marked("parsed", "edited"))
        fit += accepted if self.accepted_too.isChecked() else 0
        self.apply_marked.setText(self.tr("Apply to {0}").format(photos(fit)))
        text = self.tr("Include accepted photos ({0}); they must be accepted again")
        self.accepted_too.setText(text.format(photos(accepted)))
        self.apply_marked.setVisible(marked > 1)
        self.accepted_too.setVisible(marked > 1 and accepted > 0)

    def _update_preview(self) -> None:
        if self.isVisible():
            self._cleaning.preview(self.order)

    def _show_count(self, changes: int) -> None:
        if changes < 0:
            self._summary.setText(self.tr("Computing preview…") if self.isVisible() else "")
        elif changes == 0:
            self._summary.setText(self.tr("Nothing to change in this photo."))
        else:
            text = self.tr("Changes {0:,} pixels of this photo.").format(changes)
            self._summary.setText(text if changes != 1 else self.tr("Changes 1 pixel of this photo."))
        self.apply.setEnabled(changes != 0)

    def _show_progress(self, done: int, of: int) -> None:
        self._summary.setVisible(done >= of)
        self._progress.show_progress(done, of)

    # What the buttons do

    def _stop(self) -> None:
        self._cleaning.stop()
        self._summary.setText(self.tr("Preview stopped. You can still apply."))
        self.apply.setEnabled(True)

    def _apply(self) -> None:
        self._cleaning.apply(self.order)
        self._update_preview()

    def _apply_marked(self) -> None:
        self._cleaning.many.apply_to(
            self._photo_list.selected_keys, self.order, self.accepted_too.isChecked()
        )

    def show_beside(self) -> None:
        """Open where it was left; at first at the window's lower left, so that the face stays in sight."""
        if self._at is not None:
            self.move(self._at)
        elif not self.isVisible():
            corner = self._over.mapToGlobal(self._over.rect().bottomLeft())
            self.move(corner.x() + SPACE_M, corner.y() - _ROOM)
        self.show()
        self.raise_()
        self.activateWindow()
        self._update_preview()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the dialog's place for the next time, and take its preview off the canvas."""
        self._at = self.pos()
        self._cleaning.preview(None)
        super().hideEvent(event)
