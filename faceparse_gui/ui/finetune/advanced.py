"""The fold of rare wishes in the fine-tuning dialog: another start, exact time, replay folder, seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.spin import DecimalBox, WholeBox
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S


@dataclass(frozen=True, slots=True)
class Start:
    """A model: what the person calls it, and its name or file."""

    title: str
    model: str


class AdvancedFinetune(QWidget):
    """The folded part of the dialog; ``folded`` is emitted when it is opened or closed, and needs another
    height.
    """

    changed = Signal()
    folded = Signal()

    def __init__(self, starts: Sequence[Start], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._starts = list(starts)
        self._fold = QToolButton()
        self._fold.setText(self.tr("Advanced"))
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setObjectName("fold")
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._start = QComboBox()
        self._start.addItems([start.title[:1].upper() + start.title[1:] for start in self._starts])
        self._minutes = DecimalBox(decimals=1, minimum=0, maximum=1440, singleStep=0.5)
        self._minutes.setSpecialValueText(self.tr("Same as above"))
        self._minutes.setSuffix(self.tr(" minutes"))
        self._replay = QLineEdit(str(QSettings().value("finetune/replay", "")))
        self._replay.setPlaceholderText(self.tr("None"))
        self._replay.setClearButtonEnabled(True)
        self._replay_problem = muted(wrap=True)
        self._seed = WholeBox(minimum=0, maximum=2**31 - 1)
        self._body = QWidget()
        self._lay_out()
        self._body.hide()
        self._fold.toggled.connect(self._unfold)
        self._start.currentIndexChanged.connect(self.changed)
        self._minutes.valueChanged.connect(self.changed)
        self._replay.textChanged.connect(self._check_replay)
        self._check_replay()

    @property
    def start(self) -> Start:
        """Network to start from."""
        return self._starts[max(self._start.currentIndex(), 0)]

    @property
    def seconds(self) -> float | None:
        """The exact time, None where none was asked for."""
        return 60 * self._minutes.value() or None

    @property
    def replay(self) -> str | None:
        """Folder of labelled photos to train on as well; None: none."""
        return str(Path(self._replay.text().strip()).expanduser()) if self._replay.text().strip() else None

    @property
    def seed(self) -> int:
        """Seed of the random numbers."""
        return self._seed.value()

    @property
    def problem(self) -> str:
        """What is wrong with the wishes, empty if nothing is."""
        return self._replay_problem.text()

    def remember(self) -> None:
        """Store the choices for the next start."""
        QSettings().setValue("finetune/replay", self._replay.text().strip())

    def _lay_out(self) -> None:
        choose = QPushButton(self.tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_replay)
        replay = QHBoxLayout()
        replay.setSpacing(SPACE_M)
        replay.addWidget(self._replay)
        replay.addWidget(choose)
        grid = QGridLayout(self._body)
        grid.setContentsMargins(SPACE_M, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        rows: tuple[tuple[str, QWidget | QHBoxLayout, QWidget], ...] = (
            (self.tr("Start from"), self._start, self._start),
            (self.tr("Custom time"), self._minutes, self._minutes),
            (self.tr("Replay folder"), replay, self._replay),
            (self.tr("Seed"), self._seed, self._seed),
        )
        for row, (title, field, buddy) in enumerate(rows):
            label = QLabel(title)
            label.setBuddy(buddy)
            buddy.setAccessibleName(title)
            grid.addWidget(label, 2 * row, 0)
            if isinstance(field, QWidget):
                grid.addWidget(field, 2 * row, 1)
            else:
                grid.addLayout(field, 2 * row, 1)
        self._replay.setToolTip(
            self.tr("Optional: a folder with images/ and masks/ from earlier training, to prevent forgetting")
        )
        grid.addWidget(self._replay_problem, 5, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._fold)
        layout.addWidget(self._body)

    def _unfold(self, open_: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self._body.setVisible(open_)
        self.folded.emit()

    def _choose_replay(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Replay folder"), self._replay.text())
        if folder:
            self._replay.setText(folder)

    def _check_replay(self) -> None:
        folder = None if self.replay is None else Path(self.replay)
        text = ""
        if folder is not None and not ((folder / "images").is_dir() and (folder / "masks").is_dir()):
            text = self.tr("This folder does not contain images/ and masks/.")
        self._replay_problem.setText(text)
        self._replay_problem.setVisible(bool(text))
        if text and not self._fold.isChecked():
            self._fold.setChecked(True)
        self.changed.emit()
