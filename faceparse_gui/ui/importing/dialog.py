"""The import dialog: masks of another tool, what they become, and which photos they are of."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from faceparse_gui.exchange import Existing, ImportScan, Use
from faceparse_gui.exchange.matching import check_pattern
from faceparse_gui.formats import FORMATS, Format, ReadOptions
from faceparse_gui.jobs.import_job import ImportRequest
from faceparse_gui.ui.exporting.format_box import FormatBox
from faceparse_gui.ui.exporting.order_box import OrderBox
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.importing.class_names import read_names
from faceparse_gui.ui.importing.preview import ImportPreview
from faceparse_gui.ui.importing.source_field import SourceField
from faceparse_gui.ui.widgets.captions import heading, muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.halves import Halves
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M

_SIZE = QSize(880, 560)
_LEFT = 460


class ImportDialog(Dialog):
    """Reads no file: what lies in the source is passed to it."""

    scan_wanted = Signal(object, object, object, str)
    """Source, format, ``ReadOptions`` and naming pattern of what is to be looked at; no format: to be seen by
    its look. No source: nothing."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import masks"))
        self._scan: ImportScan | None = None
        self._by_hand = False
        self._halves = Halves(self, _SIZE, _LEFT)
        self.source = SourceField(folder)
        self.format = FormatBox(each for each in FORMATS.values() if each.reads)
        self._how_known = muted(wrap=True)
        self.order = OrderBox()
        self.ids = QComboBox()
        for name, title in (
            ("auto", self.tr("Automatic")),
            ("palette", self.tr("Ids only")),
            ("colors", self.tr("Colours only")),
        ):
            self.ids.addItem(title, name)
        self.ids.setToolTip(
            self.tr("What counts when ids and colours disagree, as in masks saved by paint programs")
        )
        self.names = QLineEdit()
        self.names.setPlaceholderText(self.tr("face = skin, headwear = hat"))
        self.names.setToolTip(
            self.tr("Class names in the masks that differ from the names here: name = class")
        )
        self.naming = QLineEdit()
        self.naming.setPlaceholderText(self.tr("{stem}_mask, *-{stem}"))
        self.naming.setToolTip(
            self.tr(
                "File names of the masks, if they differ from the photos' names: {stem} is the "
                "photo's name, * matches anything"
            )
        )
        self.uses: dict[Use, QRadioButton] = {
            "edited": QRadioButton(self.tr("Edited labels, to review")),
            "accepted": QRadioButton(self.tr("Accepted labels")),
            "prediction": QRadioButton(self.tr("Prediction, for comparison")),
        }
        self.keep = QRadioButton(self.tr("Keep existing labels"))
        self.replace = QRadioButton(self.tr("Replace existing labels"))
        self.add_photos = QCheckBox(self.tr("Copy missing photos into this folder"))
        self.take_empty = QCheckBox(self.tr("Import photos without annotations as all background"))
        self.preview = ImportPreview()
        self.why_not = muted(wrap=True)
        self._form = QFormLayout()
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go = buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._connect()
        self._show_format(self.format.format)
        self._ask()

    @property
    def request(self) -> ImportRequest:
        """Only when there is something to import."""
        source = self.source.source
        assert source is not None
        return ImportRequest(
            source,
            self.format.format,
            self._options(),
            self._use,
            self._existing,
            self.add_photos.isChecked(),
            self.take_empty.isChecked(),
            self._pattern(),
        )

    @property
    def _use(self) -> Use:
        return next(use for use, button in self.uses.items() if button.isChecked())

    @property
    def _existing(self) -> Existing:
        return "replace" if self.replace.isChecked() else "keep"

    @property
    def _coming(self) -> int:
        if self._scan is None:
            return 0
        return self._scan.coming(self._use, self._existing, self.add_photos.isChecked())

    # What was found

    def show_scan(self, scan: ImportScan) -> None:
        """Show what was found in the source."""
        self._scan = scan
        if not self._by_hand:
            with QSignalBlocker(self.format):
                self.format.choose(scan.format.name)
            self._show_format(scan.format)
            self._how_known.setText(self.tr("Detected automatically"))
        self._show_figures()

    def show_failure(self, why: str) -> None:
        """Show why the source cannot be read."""
        self._scan = None
        self.preview.show_text("", why)
        self._check()

    def _show_figures(self) -> None:
        if self._scan is not None:
            if self._scan.total:
                self.preview.show_scan(self._scan, self.add_photos.isChecked(), self._use, self._coming)
            else:
                self.preview.show_text("", self._scan.problem)
        self._check()

    def _check(self) -> None:
        """Tell what is missing before Import can be pressed, and what pressing it costs."""
        scan = self._scan
        work = not self.uses["prediction"].isChecked()
        why = ""
        if scan is not None and scan.matching and not self._coming:
            why = self.tr(
                "All matching photos are already edited or accepted. Choose to replace their labels, or to "
                "import a prediction."
            )
        elif scan is not None and scan.total and not self._coming:
            why = self.tr("No mask matches a photo in this folder.")
            if scan.photos:
                why += " " + self.tr("Copy the missing photos to import them.")
        elif scan is not None and scan.worked_on and work and self.replace.isChecked():
            why = self.tr("Corrections to be replaced: {0}.").format(photos(scan.worked_on))
        self.why_not.setText(why)
        self.go.setEnabled(self._coming > 0)
        self.add_photos.setEnabled(scan is None or scan.photos > 0 or self.add_photos.isChecked())
        for part in (self.keep, self.replace):
            part.setEnabled(work)

    # What is chosen

    def _connect(self) -> None:
        self.source.changed.connect(self._source_changed)
        self.format.chosen.connect(self._format_chosen)
        self.order.picked.connect(self._ask)
        self.ids.currentIndexChanged.connect(self._ask)
        for line in (self.names, self.naming):
            line.textChanged.connect(self._ask)
        for choice in (self.add_photos, *self.uses.values(), self.replace):
            choice.toggled.connect(self._show_figures)

    def _source_changed(self) -> None:
        self._by_hand = False
        self._ask()

    def _format_chosen(self, chosen: Format) -> None:
        self._by_hand = True
        self._how_known.setText("")
        self._show_format(chosen)
        self._ask()

    def _show_format(self, chosen: Format) -> None:
        self.order.show_format(chosen)
        self._form.setRowVisible(self.order, "order" in chosen.read_uses)
        self._form.setRowVisible(self.ids, "ids" in chosen.read_uses)
        self._form.setRowVisible(self.names, "class_map" in chosen.read_uses)

    def _options(self) -> ReadOptions:
        return ReadOptions(
            order=self.order.order, class_map=read_names(self.names.text()), ids=self.ids.currentData()
        )

    def _pattern(self) -> str:
        pattern = self.naming.text().strip()
        return check_pattern(pattern) if pattern else ""

    def _ask(self) -> None:
        """Have the source looked at."""
        self._scan = None
        source, options, pattern, why = self.source.source, ReadOptions(), "", ""
        try:
            options, pattern = self._options(), self._pattern()
        except ValueError as error:
            source, why = None, str(error)
        if source is None and not why:
            self.preview.show_text(self.tr("Choose a folder or file of masks made with another tool."))
        else:
            self.preview.show_text("" if why else self.tr("Reading…"), why)
        self.scan_wanted.emit(source, self.format.format if self._by_hand else None, options, pattern)
        self._check()

    # Layout

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        column = self._halves.left
        self._form.setHorizontalSpacing(SPACE_L)
        self._form.setVerticalSpacing(SPACE_M)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Class ids"), self.order),
            (self.tr("Palette masks"), self.ids),
            (self.tr("Class names"), self.names),
            (self.tr("Mask names"), self.naming),
        )
        for title, field in rows:
            self._form.addRow(title, field)
            field.setAccessibleName(title)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sections: tuple[tuple[str, list[QWidget | QFormLayout]], ...] = (
            (self.tr("Masks"), [self.source]),
            (self.tr("Format"), [self.format, self._how_known, self._form]),
            (self.tr("Import as"), [*self.uses.values()]),
            (self.tr("If already edited or accepted"), [self.keep, self.replace]),
            (self.tr("Photos"), [self.add_photos, self.take_empty]),
        )
        for title, parts in sections:
            column.addWidget(heading(title))
            for part in parts:
                if isinstance(part, QFormLayout):
                    column.addLayout(part)
                else:
                    column.addWidget(part)
            column.addSpacing(SPACE_L)
        column.addStretch()
        for group in (list(self.uses.values()), [self.keep, self.replace]):
            buttons_of = QButtonGroup(self)
            for button in group:
                buttons_of.addButton(button)
            group[0].setChecked(True)
        self._halves.right.addWidget(self.preview)
        self._halves.add_foot(self.why_not, buttons)
