"""Fine-tune on corrections: what it will learn from, from where, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.project.versions.corrections import Preflight
from faceparse_gui.ui.classes.class_chips import ClassChips
from faceparse_gui.ui.finetune.advanced import AdvancedFinetune, Start
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.widgets.captions import heading, muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, SPACE_S
from faceparse_training.finetune.manifest import How, RunSettings

Budget = Literal["quick", "standard", "thorough"]
Choice = TypeVar("Choice", bound=str)
SECONDS: dict[Budget, float] = {"quick": 60.0, "standard": 300.0, "thorough": 1200.0}
_WIDTH = 460


class FinetuneDialog(Dialog):
    """Opens at once; what it would learn from is shown by ``show_preflight`` or ``show_failure``.

    ``starts`` are the models that learning may start from, the usual one first; ``current`` is the title and
    the name or file of the one in use.
    """

    preflight_wanted = Signal(bool)  # with edited photos?
    familiarise_requested = Signal()

    def __init__(
        self, starts: Sequence[Start], current: Start, edited: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, grows=True)
        self.setWindowTitle(self.tr("Fine-tune on corrections"))
        self._current = current
        self._preflight: Preflight | None = None
        self._summary = QLabel(self.tr("Checking corrections…"))
        self._summary.setWordWrap(True)
        self._chips = ClassChips()
        self._edited = QCheckBox(
            self.tr("Include edited photos that are not accepted ({0:,})").format(edited)
        )
        self._edited.setVisible(edited > 0)
        self._edited.toggled.connect(self._check_again)
        self._familiarise = QPushButton(self.tr("Get used to these photos"), autoDefault=False)
        self._familiarise.setToolTip(
            self.tr("Before any correction: the network gets used to their light and camera")
        )
        self._familiarise.hide()
        self._familiarise.clicked.connect(self._ask_to_familiarise)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(SPACE_S)
        self._budgets: dict[Budget, QRadioButton] = {
            "quick": QRadioButton(self.tr("Quick, about 1 minute")),
            "standard": QRadioButton(self.tr("Standard, about 5 minutes")),
            "thorough": QRadioButton(self.tr("Thorough, about 20 minutes")),
        }
        self._hows: dict[How, QRadioButton] = {
            "these-photos": QRadioButton(self.tr("These photos, and others like them")),
            "only-this-set": QRadioButton(self.tr("Only this set: one person, one clip or one rule")),
            "careful": QRadioButton(self.tr("Careful: keep what the model knows")),
        }
        self.advanced = AdvancedFinetune(starts)
        self._from = muted(wrap=True)
        self._restore()
        self._lay_out()
        self.advanced.changed.connect(self._check)
        self._check()

    def start(self) -> None:
        """Show the dialog and ask for what it shall say."""
        self.open()
        self._check_again()

    @property
    def with_edited(self) -> bool:
        """Whether edited photos that are not accepted are used as well."""
        return self._edited.isChecked()

    @property
    def settings(self) -> RunSettings:
        """The settings as chosen."""
        return RunSettings(
            base=self.advanced.start.model,
            current=self._current.model,
            time_budget=self.advanced.seconds or SECONDS[_chosen(self._budgets)],
            replay=self.advanced.replay,
            seed=self.advanced.seed,
            how=_chosen(self._hows),
        )

    # What it learns from

    def show_preflight(self, preflight: Preflight) -> None:
        """Show what a run would learn from; the button to start follows ``preflight.can_start``."""
        self._preflight = preflight
        self._summary.setText(self._count(preflight) if preflight.images else self.tr("No corrections yet."))
        self._chips.show_counts([(each.name, each.changed) for each in preflight.classes if each.changed])
        self._familiarise.setVisible(preflight.images == 0)
        self._show_notes(preflight.problems, preflight.warnings)
        self._check()

    def _count(self, preflight: Preflight) -> str:
        images, crops = preflight.images, preflight.crops
        of = self.tr("1 corrected photo") if images == 1 else self.tr("{0:,} corrected photos").format(images)
        found = self.tr("1 face crop") if crops == 1 else self.tr("{0:,} face crops").format(crops)
        return self.tr("{0}, {1}.").format(of, found)

    def show_failure(self, why: str) -> None:
        """Show that the corrections cannot be read, and ``why``."""
        self._summary.setText(self.tr("The corrections cannot be read."))
        self._show_notes([why], [])

    def _ask_to_familiarise(self) -> None:
        self.reject()
        self.familiarise_requested.emit()

    def _check_again(self) -> None:
        self._preflight = None
        self._summary.setText(self.tr("Checking corrections…"))
        self._check()
        self.preflight_wanted.emit(self.with_edited)

    def _show_notes(self, problems: Sequence[str], warnings: Sequence[str]) -> None:
        while (item := self._notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, notes in (("alert", problems), ("info", warnings)):
            for text in notes:
                note = _Note(name, text)
                self._notes.addWidget(note)
                note.show()  # a layout would do it later, and the dialog not grow
        self.fit()

    def _check(self) -> None:
        start, current = self.advanced.start, self._current
        text = self.tr("Starts from {0}. The result is used only if it is better than {1}, which is in use.")
        if start == current:
            text = self.tr("Starts from {0}, which is in use. The result is used only if it is better.")
        self._from.setText(text.format(start.title, current.title))
        for button in self._budgets.values():
            button.setEnabled(self.advanced.seconds is None)
        ready = self._preflight is not None and self._preflight.can_start and not self.advanced.problem
        self._go.setEnabled(ready)

    # Layout

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._go = buttons.addButton(self.tr("Fine-tune"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = self.body.column
        layout.setSpacing(SPACE_S)
        layout.addWidget(heading(self.tr("Training data")))
        layout.addWidget(self._summary)
        layout.addWidget(self._chips)
        layout.addWidget(self._edited)
        layout.addLayout(self._notes)
        layout.addWidget(self._familiarise, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(SPACE_L)
        layout.addWidget(heading(self.tr("Duration")))
        for button in self._budgets.values():
            group.addButton(button)
            layout.addWidget(button)
        layout.addSpacing(SPACE_L)
        layout.addWidget(heading(self.tr("Learn for")))
        hows = QButtonGroup(self)
        for choice in self._hows.values():
            hows.addButton(choice)
            layout.addWidget(choice)
        layout.addSpacing(SPACE_L)
        layout.addWidget(self._from)
        layout.addWidget(self.advanced)
        layout.addStretch()
        self.add_foot(buttons)
        self.resize(_WIDTH, self.height())
        self.advanced.folded.connect(self.fit)

    def _restore(self) -> None:
        _restore(self._budgets, str(QSettings().value("finetune/budget", "quick")))
        _restore(self._hows, str(QSettings().value("finetune/how", "these-photos")))

    def accept(self) -> None:
        """Store the choices and start the run."""
        QSettings().setValue("finetune/budget", _chosen(self._budgets))
        QSettings().setValue("finetune/how", _chosen(self._hows))
        self.advanced.remember()
        super().accept()


def _chosen(buttons: Mapping[Choice, QRadioButton]) -> Choice:
    """The choice that is checked."""
    return next(name for name, button in buttons.items() if button.isChecked())


def _restore(buttons: Mapping[Choice, QRadioButton], kept: str) -> None:
    """Check the button of the choice ``kept``, the first one where there is none of that name."""
    first = next(iter(buttons))
    buttons[next((name for name in buttons if name == kept), first)].setChecked(True)


class _Note(QWidget):
    """A sentence with a sign before it."""

    def __init__(self, icon_name: str, text: str) -> None:
        super().__init__()
        sign = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
        sign.setPixmap(icon(icon_name).pixmap(16, 16))
        words = QLabel(localise(text))
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(sign)
        row.addWidget(words, 1)
