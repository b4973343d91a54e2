"""The settings dialog: a page for each group of the schema. What is chosen holds at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QTabWidget,
    QWidget,
)

from faceparse_gui.ui.settings.fields import field
from faceparse_gui.ui.settings.schema import Values, about, translated
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.widgets.dialog import Dialog, Scrolled
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M

_WIDTH = 480


class SettingsDialog(Dialog):
    """Makes its pages and fields from the schema; each change is kept and applied at once."""

    def __init__(self, settings: AppSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        pages: dict[str, QFormLayout] = {}
        tabs = QTabWidget(self.body.viewport())
        for name in Values.model_fields:
            group = about(name).group
            if group not in pages:
                page = Scrolled(tabs)
                pages[group] = form = QFormLayout()
                page.column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
                page.column.addLayout(form)
                page.column.addStretch()
                form.setHorizontalSpacing(SPACE_L)
                form.setVerticalSpacing(SPACE_M)
                form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
                form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
                tabs.addTab(page, translated(group))
            _add(pages[group], settings, name)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)
        reset = buttons.addButton(self.tr("Reset"), QDialogButtonBox.ButtonRole.ResetRole)
        reset.setAutoDefault(False)
        reset.setToolTip(self.tr("Reset all settings to their defaults"))
        buttons.rejected.connect(self.reject)
        reset.clicked.connect(settings.reset)
        self.fill(tabs)
        self.add_foot(buttons)
        self.resize(_WIDTH, self.sizeHint().height())


def _add(form: QFormLayout, settings: AppSettings, name: str) -> None:
    control, text = field(settings, name), about(name)
    if isinstance(control, QCheckBox):
        form.addRow(control)
    else:
        form.addRow(translated(text.title), control)
    if text.help:
        note = QLabel(translated(text.help))
        note.setProperty("muted", True)
        note.setWordWrap(True)
        note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if isinstance(control, QCheckBox):
            note.setIndent(SPACE_L + SPACE_M)
            form.addRow(note)
        else:
            form.addRow("", note)
