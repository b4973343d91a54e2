"""Thousands of photos out of the window and back in: seconds, and how long its event loop was held.

Small photos with drawn labels, all edited. The window shows the export dialog with the tree of files for
one mask a photo and for one a class, exports, is cancelled halfway, resumes, and imports the masks again. A
hold is CPU time of the main thread between two ticks of a timer of 2 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QDialog

from faceparse_gui.project import Project
from faceparse_gui.ui.exporting.controller import Exporting
from faceparse_gui.ui.exporting.dialog import ExportDialog
from faceparse_gui.ui.importing.controller import Importing
from tests.bench.harness import MB, Bench, peak_memory, scratch_home, table
from tests.bench.support.window import BenchWindow

SIZE = 64, 48
MOST_SECONDS = 550


def main() -> None:
    bench = Bench(__doc__, "exchange", "docs/large-sets.md", repeat=10_000, of="photos", quick=1000)
    options = bench.parse()
    with scratch_home() as home:
        folder = home / "photos"
        make_project(folder, options.repeat)
        window = BenchWindow()
        window.window.open_commands.open([folder])
        window.wait(lambda: window.window.session.open_photo)
        steps = Steps(window)
        export(window, steps, home / "out", options.repeat)
        import_(window, steps, home / "out")
        window.window.close()
    bench.write(table("step | seconds | longest hold, ms | peak memory, MB", steps.rows))


class Steps:
    """A row for each step since the last one ended."""

    def __init__(self, window: BenchWindow) -> None:
        self.rows: list[list[str]] = []
        self._window = window
        self._start = time.perf_counter()

    def start(self) -> None:
        self._window.take_hold()
        self._start = time.perf_counter()

    def end(self, what: str) -> None:
        seconds = time.perf_counter() - self._start
        hold, peak = self._window.take_hold(), peak_memory() / MB
        self.rows.append([what, f"{seconds:.1f}", f"{hold:.0f}", f"{peak:,.0f}"])
        self.start()


def make_project(folder: Path, count: int) -> None:
    folder.mkdir()
    photo = folder / "00000.png"
    Image.new("RGB", SIZE, (90, 120, 150)).save(photo)
    for number in range(1, count):
        (folder / f"{number:05}.png").write_bytes(photo.read_bytes())
    project = Project.open(folder)
    labels = np.zeros(SIZE[::-1], np.uint8)
    labels[10:40, 10:50] = 1
    labels[20:25, 28:32] = 2
    for record in project.records():
        project.save_labels(record.key, labels, "edited")
    project.close()


def accept(bench: BenchWindow, dialog: QDialog, control: Exporting | Importing) -> None:
    """Start what the dialog asks for and wait for its end: progress 0 of 0 after some."""
    totals: list[int] = []
    note = control.progress.connect(lambda _, total: totals.append(total))
    dialog.accept()
    bench.wait(lambda: any(totals) and totals[-1] == 0, MOST_SECONDS)
    control.progress.disconnect(note)


def open_dialog(bench: BenchWindow) -> ExportDialog:
    window = bench.window
    window.actions_.export.trigger()
    bench.wait(lambda: window.exporting.dialog)
    return window.exporting.dialog


def export(bench: BenchWindow, steps: Steps, out: Path, count: int) -> None:
    window, dialog = bench.window, open_dialog(bench)
    dialog.scope.buttons["all"].click()
    dialog.target.edit.setText(str(out))
    bench.wait(lambda: dialog.tree.topLevelItemCount() and dialog.tree.topLevelItem(0).text(0) == out.name)
    steps.end("dialog with the tree of one file a photo")
    dialog.format.choose("layers")
    bench.wait(lambda: f"{18 * count:,}" in dialog._summary.text())
    steps.end("tree of one file a class")
    dialog.format.choose("indexed")
    window.exporting.progress.connect(cancel := _At(count // 2, window.exporting.cancel))
    accept(bench, dialog, window.exporting)
    window.exporting.progress.disconnect(cancel)
    steps.end("export up to the cancel, halfway")
    dialog = open_dialog(bench)
    bench.wait(lambda: dialog.tree.topLevelItemCount())
    steps.end("dialog that sees the stopped export")
    accept(bench, dialog, window.exporting)
    steps.end("the rest of the export")
    found = len(list(out.glob("*.png")))
    assert found == count, f"{found} of {count} files: {steps.rows}"


def import_(bench: BenchWindow, steps: Steps, source: Path) -> None:
    window = bench.window
    window.actions_.import_masks.trigger()
    bench.wait(lambda: window.importing.dialog)
    dialog = window.importing.dialog
    dialog.source.edit.setText(str(source))
    bench.wait(dialog.go.isEnabled)
    steps.end("scan of the masks")
    dialog.replace.click()
    accept(bench, dialog, window.importing)
    steps.end("import")


class _At:
    """A progress callback that calls ``action`` once ``count`` photos are done."""

    def __init__(self, count: int, action: Callable[[], object]) -> None:
        self._count, self._action = count, action

    def __call__(self, done: int, total: int) -> None:
        if done >= self._count:
            self._action()


if __name__ == "__main__":
    main()
