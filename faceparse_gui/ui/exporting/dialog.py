"""The export dialog: which photos, as what, with which choices, where to, and what files that will make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QWidget,
)

from faceparse_gui.exchange import ExportPreview, ExportRequest, LastExport, Scope
from faceparse_gui.exchange.last_export import supported
from faceparse_gui.formats import FORMATS, Format
from faceparse_gui.ui.exporting.file_tree import FileTree
from faceparse_gui.ui.exporting.format_box import FormatBox
from faceparse_gui.ui.exporting.format_words import purpose
from faceparse_gui.ui.exporting.options_form import OptionsForm
from faceparse_gui.ui.exporting.scope_choice import ScopeChoice
from faceparse_gui.ui.exporting.target_field import TargetField
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.i18n.words import files, photos
from faceparse_gui.ui.widgets.captions import heading, muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.halves import Halves
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_SIZE = QSize(980, 640)
_LEAST = 120  # px of the options in sight; where that is too much, the whole side scrolls
_LEFT = 480  # no class title is cut beside the scroll bar


class ExportDialog(Dialog):
    """``scopes``: the keys of the photos that each scope has; ``no_face``: of those without a face, in none;
    ``partly``: of those that are accepted for some classes only, which are in all.

    Reads no file: the tree is given to it.
    """

    preview_wanted = Signal(object)  # ExportRequest: what ``show_preview`` is to show; None: nothing

    def __init__(
        self,
        scopes: Mapping[Scope, Sequence[str]],
        no_face: Sequence[str],
        folder: Path,
        choices: LastExport,
        parent: QWidget | None = None,
        partly: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._scopes, self._no_face, self._partly = scopes, no_face, partly
        self._halves = Halves(self, _SIZE, _LEFT)
        left, right = self._halves.left.parentWidget(), self._halves.right.parentWidget()
        counts = {scope: len(keys) for scope, keys in scopes.items()}
        wants = choices.with_no_face, choices.with_partly
        self.scope = ScopeChoice(counts, len(no_face), len(partly), choices.scope, wants, left)
        self.format = FormatBox((each for each in FORMATS.values() if each.writes), left)
        self._purpose = muted(wrap=True)
        self._scroll = QScrollArea(left, widgetResizable=True)
        self.form = OptionsForm(self._scroll.viewport())
        self.target = TargetField(choices.target or str(folder / "labels"), left)
        self._where = heading("")
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self.tree = FileTree(right)
        self.why_not = muted(wrap=True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.go = buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.format.choose(choices.format)
        self.form.show_options(choices.options, self.format.format)
        self._show_format(self.format.format)
        self.format.chosen.connect(self._show_format)
        for part in (self.scope, self.form, self.target):
            part.changed.connect(self._check)
        self._check()

    # What is chosen

    @property
    def problem(self) -> str:
        """What is missing before Export can be pressed; empty if nothing is."""
        if self.form.problem:
            return self.form.problem
        if not self.target.target.is_absolute():
            return self.tr("Choose a file.") if self.target.is_file else self.tr("Choose a folder.")
        return ""

    @property
    def _keys(self) -> tuple[str, ...]:
        """Of the photos that are chosen; an export puts them in order itself."""
        return (
            *self._scopes[self.scope.scope],
            *(self._partly if self.scope.with_partly else ()),
            *(self._no_face if self.scope.with_no_face else ()),
        )

    @property
    def request(self) -> ExportRequest:
        """Only while there is no ``problem``."""
        chosen = self.format.format
        return ExportRequest(self._keys, chosen, self.target.target, supported(self.form.options, chosen))

    @property
    def choices(self) -> LastExport:
        """To be offered again. Only while there is no ``problem``."""
        return LastExport(
            scope=self.scope.scope,
            with_no_face=self.scope.with_no_face,
            with_partly=self.scope.with_partly,
            format=self.format.format.name,
            target=str(self.target.target),
            options=self.form.options,
        )

    # What will be written

    def show_preview(self, preview: ExportPreview) -> None:
        """Show what would be written."""
        self.go.setEnabled(not self.problem)
        self.tree.show_preview(preview)
        parts = [self._count(preview)]
        if preview.done_before:
            parts.append(self.tr("Resumes a stopped export: {0:,} done.").format(preview.done_before))
        if preview.in_the_way:
            parts.append(
                self.tr("Existing files: {0:,}. You will be asked what to do.").format(
                    len(preview.in_the_way)
                )
            )
        self._summary.setText(" ".join(parts))

    def show_failure(self, why: str) -> None:
        """``why`` it cannot be written; empty where something is still to be chosen."""
        self.go.setEnabled(False)
        self.tree.show_preview(None)
        self._summary.setText(localise(why))

    def _count(self, preview: ExportPreview) -> str:
        of = photos(len(self._keys))
        if preview.is_exact:
            return self.tr("{0}, {1}.").format(of, files(preview.files))
        return self.tr("{0}, up to {1}.").format(of, files(preview.files))

    def _show_format(self, chosen: Format) -> None:
        self._purpose.setText(purpose(chosen))
        self.target.show_format(chosen)
        self._where.setText(self.tr("File") if self.target.is_file else self.tr("Folder"))
        self.form.show_format(chosen)

    def _check(self) -> None:
        problem = self.problem
        self.why_not.setText(problem)
        self.go.setEnabled(not problem)
        if problem:
            self.show_failure("")
        self.preview_wanted.emit(None if problem else self.request)

    # Layout

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        scroll = self._scroll
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.form)
        scroll.setMinimumHeight(_LEAST)
        column = self._halves.left
        column.addWidget(heading(self.tr("Photos")))
        column.addWidget(self.scope)
        column.addSpacing(SPACE_M)
        column.addWidget(heading(self.tr("Format")))
        column.addWidget(self.format)
        column.addWidget(self._purpose)
        column.addSpacing(SPACE_M)
        column.addWidget(scroll, 1)
        column.addSpacing(SPACE_M)
        column.addWidget(self._where)
        column.addWidget(self.target)
        tree = self._halves.right
        tree.addWidget(heading(self.tr("Files to write")))
        tree.addWidget(self._summary)
        tree.addSpacing(SPACE_S)
        tree.addWidget(self.tree, 1)
        self._halves.add_foot(self.why_not, buttons)
