"""The choices of an export, as far as the format uses them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGridLayout, QSizePolicy, QWidget

from faceparse_gui.formats import ExportOptions, Format
from faceparse_gui.formats.checked_options import COMMON
from faceparse_gui.formats.options import MAX_SIZE, MIN_SIZE
from faceparse_gui.ui.exporting.class_choice import ClassChoice
from faceparse_gui.ui.exporting.naming_field import NamingField
from faceparse_gui.ui.exporting.order_box import OrderBox
from faceparse_gui.ui.widgets.spin import WholeBox
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, SPACE_S

_FACE_SIDE = 512


class OptionsForm(QWidget):
    """The fields of ``ExportOptions``; ``changed`` follows each change of a choice, also by the program."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crop = _choice(
            (self.tr("Whole photo"), "photo"),
            (self.tr("Each face (upright)"), "face"),
            (self.tr("Each face, in the whole photo"), "instance"),
        )
        self.side = WholeBox(minimum=MIN_SIZE - 1, maximum=MAX_SIZE)
        self.side.setSuffix(self.tr(" px"))
        self.classes = ClassChoice()
        self.background = QCheckBox(self.tr("Include the background as a class"))
        self.objects = _choice(
            (self.tr("One per class and face"), "face"), (self.tr("One per class"), "photo")
        )
        self.order = OrderBox()
        self.grey = QCheckBox(self.tr("Greyscale, without palette"))
        self.parts = _Parts()
        self.photos = _choice((self.tr("None"), "none"), (self.tr("JPEG"), "jpg"), (self.tr("PNG"), "png"))
        self.naming = NamingField()
        self._form = QFormLayout(self)
        self._lay_out()
        for box in (self.crop, self.objects, self.photos):
            box.currentIndexChanged.connect(self._changed)
        for check in (self.background, self.grey):
            check.toggled.connect(self._changed)
        self.order.picked.connect(self._changed)
        self.side.valueChanged.connect(self._changed)
        for part in (self.classes, self.parts, self.naming):
            part.changed.connect(self._changed)
        self._show_size()

    @property
    def problem(self) -> str:
        """What is wrong with the choices, as a sentence; empty if nothing is."""
        if not self.classes.names:
            return self.tr("Choose at least one class.")
        if not self._form.isRowVisible(self.parts) or self.parts.names:
            return self.naming.problem
        return self.tr("Choose at least one cut-out.")

    @property
    def options(self) -> ExportOptions:
        """Only while there is no ``problem``."""
        return ExportOptions(
            crop=self.crop.currentData(),
            size=self.side.value() if self.side.value() >= MIN_SIZE else None,
            classes=self.classes.names,
            naming=self.naming.pattern,
            photos=self.photos.currentData(),
            background=self.background.isChecked(),
            order=self.order.order,
            grey=self.grey.isChecked(),
            objects=self.objects.currentData(),
            parts=self.parts.names or ExportOptions().parts,
        )

    def show_options(self, options: ExportOptions, format_: Format) -> None:
        """Offer these choices, which were made for ``format_``."""
        self.crop.setCurrentIndex(self.crop.findData(options.crop))
        self.side.setValue(options.size or MIN_SIZE - 1)
        self.classes.choose(options.classes)
        self.naming.edit.setText(options.naming)
        self.photos.setCurrentIndex(self.photos.findData(options.photos))
        self.background.setChecked(options.background)
        self.order.pick(format_, options.order)
        self.grey.setChecked(options.grey)
        self.objects.setCurrentIndex(self.objects.findData(options.objects))
        self.parts.choose(options.parts)
        self.show_format(format_)

    def show_format(self, format_: Format) -> None:
        """Offer what ``format_`` uses; the other choices stay as they are, out of sight."""
        self.order.show_format(format_)
        used = COMMON | format_.uses
        for name, row in self._rows().items():
            self._form.setRowVisible(row, name in used)
        self._changed()

    def _rows(self) -> dict[str, QWidget]:
        """The field of ``ExportOptions`` that each row stands for."""
        return {
            "crop": self.crop,
            "size": self.side,
            "classes": self.classes,
            "background": self.background,
            "objects": self.objects,
            "order": self.order,
            "grey": self.grey,
            "parts": self.parts,
            "photos": self.photos,
            "naming": self.naming,
        }

    def _lay_out(self) -> None:
        titles = {
            "crop": self.tr("Area"),
            "size": self.tr("Size"),
            "classes": self.tr("Classes"),
            "objects": self.tr("Objects"),
            "order": self.tr("Class ids"),
            "parts": self.tr("Cut-outs"),
            "photos": self.tr("Include photos"),
            "naming": self.tr("File names"),
        }
        helps = {
            "crop": self.tr(
                "One map for each face, with the other faces as background: "
                "cropped and upright, as the network sees it, or as large as the photo"
            ),
            "size": self.tr("Longer side of the photo, or side of the face crop, in pixels"),
            "objects": self.tr("Whether several faces in a photo are separate objects"),
            "photos": self.tr("Export the photos with the masks"),
            "background": self.tr("Whether the background counts as a class"),
            "grey": self.tr("For programs that cannot read palettes"),
        }
        form = self._form
        form.setContentsMargins(0, 0, SPACE_M, 0)
        form.setHorizontalSpacing(SPACE_L)
        form.setVerticalSpacing(SPACE_M)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, row in self._rows().items():
            row.setToolTip(helps.get(name, row.toolTip()))
            if name in titles:
                form.addRow(titles[name], row)
                if not row.accessibleName():
                    row.setAccessibleName(titles[name])
            else:
                form.addRow("", row)
        for field in (self.crop, self.side, self.objects, self.order, self.photos):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _changed(self) -> None:
        self._show_size()
        self.changed.emit()

    def _show_size(self) -> None:
        of_face = self.crop.currentData() == "face"
        self.side.setSpecialValueText(
            self.tr("{0} px, as the network sees it").format(_FACE_SIDE)
            if of_face
            else self.tr("Original size")
        )


class _Parts(QWidget):
    """Which cut-outs."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_S)
        self._boxes = {
            "hair": QCheckBox(self.tr("Hair")),
            "face": QCheckBox(self.tr("Face")),
            "head": QCheckBox(self.tr("Head: face and hair")),
            "person": QCheckBox(self.tr("Without the background")),
        }
        for place, box in enumerate(self._boxes.values()):
            grid.addWidget(box, place // 2, place % 2)
            box.toggled.connect(lambda _: self.changed.emit())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def choose(self, names: Iterable[str]) -> None:
        for name, box in self._boxes.items():
            box.setChecked(name in names)


def _choice(*entries: tuple[str, str]) -> QComboBox:
    """A box of titles, each with its value."""
    box = QComboBox()
    for title, value in entries:
        box.addItem(title, value)
    return box
