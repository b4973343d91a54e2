"""The run at work, live: phase, time left, curves, notices, and what waits behind it."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_core.trainer.events import Event
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.ui.finetune.run_progress import RunProgress
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.i18n.words import duration
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M

if TYPE_CHECKING:
    from faceparse_gui.ui.finetune.curves import Curves

_DRAW_MS = 250
_MOST_NOTICES = 500
_FACTS = 216  # px, wide enough for the buttons
_LEAST_CURVES = 104  # px


class FinetunePanel(QWidget):
    """Shows what ``service`` reports. pyqtgraph is loaded, in a thread, when it is first shown."""

    result_requested = Signal()
    progressed = Signal(str, float)  # time left in words; share done, below 0 while unknown, 1 at the end

    def __init__(self, service: FinetuneService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self.progress = RunProgress()
        self.curves: Curves | None = None
        self._loads_curves = False
        self._title, self._phase, self._figures = QLabel(), QLabel(), QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._title.setText(self.tr("Fine-tuning"))
        self._title.setWordWrap(True)
        self._phase.setWordWrap(True)
        self._figures.setWordWrap(True)
        self._figures.setProperty("muted", True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(self.tr("Fine-tuning"))
        self._bar.hide()
        self._pause = _button("pause", self.tr("Pause"))
        self._cancel = _button("cancel", self.tr("Cancel"))
        self._result = _button("accept", self.tr("Show the result"))
        self._result.hide()
        self._empty = muted(self.tr("No run yet."), wrap=True)
        self._queue = QWidget()
        self._queued = QLabel()
        self._notices = QPlainTextEdit(readOnly=True)
        self._notices.setMaximumBlockCount(_MOST_NOTICES)
        self._notices.setAccessibleName(self.tr("Messages"))
        self._notices.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._place_of_curves = QVBoxLayout()
        self._notices.setMinimumHeight(40)
        self._notices.hide()
        self._lay_out()
        self._pause.clicked.connect(self._pause_or_resume)
        self._cancel.clicked.connect(lambda: service.cancel(service.running))
        self._result.clicked.connect(self.result_requested)
        service.reported.connect(self._take)
        service.queue_changed.connect(self._show_state)
        self._draw = QTimer(self, singleShot=True, interval=_DRAW_MS)
        self._draw.timeout.connect(self._show_progress)
        self._show_state()
        self._show_progress()

    def sizeHint(self) -> QSize:
        """Wide and low, in pixels: the panel lies under the canvas."""
        return QSize(700, 220)

    def minimumSizeHint(self) -> QSize:
        """The curves go before the window has to grow."""
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        return QSize(_FACTS + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the curves the room that the rest leaves them."""
        super().resizeEvent(event)
        self._fit_curves()

    def _fit_curves(self) -> None:
        if self.curves is not None:
            fits = self.width() >= self.minimumSizeHint().width() + _LEAST_CURVES
            has_curves = self.progress.phase != "familiarise" and not self._empty.isVisibleTo(self)
            self.curves.setVisible(fits and has_curves)

    def begin(self, title: str, before: RunProgress | None = None) -> None:
        """A run begins. ``before``: what it reported until it was stopped, where it is resumed."""
        self.progress = before or RunProgress()
        self._title.setText(title)
        self._result.hide()
        self._empty.hide()
        self._notices.setPlainText("\n".join(map(localise, self.progress.notices)))
        self._notices.setVisible(bool(self.progress.notices))
        self._show_state()
        self._show_progress()

    def end(self, text: str, has_result: bool = False) -> None:
        """The run is over: ``text`` says how. The curves stay."""
        self._show_progress()
        self._phase.setText(localise(text))
        self._figures.clear()
        self._bar.hide()
        self._result.setVisible(has_result)
        self.progressed.emit("", 1.0)

    def reword(self, before: str, now: str) -> None:
        """Say something else, if ``before`` is what is said."""
        if self._phase.text() == localise(before):
            self._phase.setText(localise(now))

    def add_notice(self, text: str) -> None:
        """Add a line to the notices."""
        self._notices.appendPlainText(localise(text))
        self._notices.show()

    # Layout

    def _lay_out(self) -> None:
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        drop = QToolButton(autoRaise=True)
        drop.setIcon(icon("cancel"))
        drop.setToolTip(self.tr("Discard queued run"))
        drop.setAccessibleName(drop.toolTip())
        drop.clicked.connect(self._drop_waiting)
        self._queued.setProperty("muted", True)
        queue = QHBoxLayout(self._queue)
        queue.setContentsMargins(0, 0, 0, 0)
        queue.addWidget(self._queued, 1)
        queue.addWidget(drop)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_M)
        for button in (self._pause, self._cancel, self._result):
            buttons.addWidget(button)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        buttons.addStretch()
        facts = QVBoxLayout()
        facts.setSpacing(SPACE_M)
        for widget in (self._title, self._empty, self._phase, self._bar, self._figures):
            facts.addWidget(widget)
        facts.addLayout(buttons)
        facts.addWidget(self._queue)
        facts.addWidget(self._notices, 1)
        facts.addStretch()
        left = QWidget()
        left.setFixedWidth(_FACTS)
        left.setLayout(facts)
        facts.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        grid.setHorizontalSpacing(SPACE_L)
        grid.addWidget(left, 0, 0)
        grid.addLayout(self._place_of_curves, 0, 1)
        grid.setColumnStretch(1, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Load pyqtgraph, in a thread, the first time the panel is shown."""
        super().showEvent(event)
        if not self._loads_curves:
            self._loads_curves = True
            load = Background(self, importlib.import_module, "faceparse_gui.ui.finetune.curves")
            load.success(self._add_curves).start()

    def _add_curves(self, module: ModuleType) -> None:
        self.curves = module.Curves()
        self._place_of_curves.addWidget(self.curves)
        self._fit_curves()
        self.curves.show_progress(self.progress)

    # What the service reports

    def _take(self, event: Event) -> None:
        seen = len(self.progress.notices)
        self.progress.take(event)
        for notice in self.progress.notices[seen:]:
            self.add_notice(notice)
        if not self._draw.isActive():
            self._draw.start()
        self._show_state()

    def _show_state(self) -> None:
        """The buttons and the queue."""
        service = self._service
        runs = service.running is not None
        for button in (self._pause, self._cancel):
            button.setVisible(runs)
            button.setEnabled(not service.is_stopping)
        self._pause.setText(self.tr("Resume") if service.is_paused else self.tr("Pause"))
        self._pause.setIcon(icon("go-on" if service.is_paused else "pause"))
        self._queue.setVisible(bool(service.waiting))
        self._queued.setText(self.tr("One more run is queued."))
        if service.is_stopping:
            self._phase.setText(self.tr("Stopping…"))

    def _show_progress(self) -> None:
        progress = self.progress
        if self.curves is not None:
            self._fit_curves()
            self.curves.show_progress(progress)
        if self._service.running is None or self._service.is_stopping:
            return
        self._phase.setText(self.tr("Paused") if progress.paused else self._phase_title(progress.phase))
        share = progress.share_done
        self._bar.show()
        self._bar.setRange(0, 0 if share is None else 1000)
        self._bar.setValue(round(1000 * (share or 0)))
        figures = []
        if progress.seconds_left is not None:
            left = self.tr("{0} left").format(duration(progress.seconds_left))
            if progress.is_busy:
                left = self.tr("The computer is busy: about {0} more").format(duration(progress.seconds_left))
            figures.append(left)
        if progress.images_per_second:
            figures.append(self.tr("{0:.1f} images/s").format(progress.images_per_second))
        self._figures.setText(" · ".join(figures))
        self.progressed.emit(
            figures[0] if progress.seconds_left is not None else "", -1.0 if share is None else share
        )

    def _phase_title(self, phase: str) -> str:
        titles = {
            "": self.tr("Starting…"),
            "prepare": self.tr("Preparing corrections…"),
            "hold_back": self.tr("Cross-validation on held-back corrections…"),
            "learn": self.tr("Final training on all corrections…"),
            "familiarise": self.tr("Getting used to these photos…"),
            "judge": self.tr("Comparing the new version with the one in use…"),
        }
        return titles.get(phase, phase.replace("_", " "))

    # Buttons

    def _pause_or_resume(self) -> None:
        if self._service.is_paused:
            self._service.resume()
        else:
            self._service.pause()

    def _drop_waiting(self) -> None:
        for run in self._service.waiting:
            self._service.cancel(run)


def _button(icon_name: str, text: str) -> QPushButton:
    button = QPushButton(icon(icon_name), text)
    button.setAutoDefault(False)
    return button
