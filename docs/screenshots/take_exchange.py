"""Take the screenshots of the export and import dialogs anew: ``python docs/screenshots/take_exchange.py``.

A folder of the sample portrait and drawn faces with drawn label maps; no network is needed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parent))
from take import SUFFIXES, dress, pause, save, wait

import faceparse_resources
from faceparse_core.labels import ID_OF, PALETTE
from faceparse_core.photos.imaging import photo_size
from faceparse_gui.app import build
from faceparse_gui.exchange import Export, ExportRequest
from faceparse_gui.formats import FORMATS, ExportOptions
from faceparse_gui.project import Project
from faceparse_gui.ui.shell.main_window import MainWindow

FACES, ACCEPTED = 12, 9
PARTS = (
    ("hair", (0.22, 0.08, 0.78, 0.80)),
    ("neck", (0.42, 0.70, 0.58, 0.95)),
    ("cloth", (0.20, 0.88, 0.80, 1.20)),
    ("skin", (0.30, 0.18, 0.70, 0.80)),
    ("nose", (0.47, 0.42, 0.53, 0.56)),
    ("l_eye", (0.55, 0.37, 0.63, 0.42)),
    ("r_eye", (0.37, 0.37, 0.45, 0.42)),
    ("u_lip", (0.42, 0.62, 0.58, 0.66)),
    ("l_lip", (0.42, 0.66, 0.58, 0.70)),
)
"""Ellipses as shares of width and height."""


def draw(width: int, height: int, shift: float = 0.0) -> np.ndarray:
    """A face of ellipses as a label map."""
    picture = Image.new("L", (width, height))
    pen = ImageDraw.Draw(picture)
    for name, (left, top, right, bottom) in PARTS:
        box = ((left + shift) * width, top * height, (right + shift) * width, bottom * height)
        pen.ellipse(box, fill=ID_OF[name])
    return np.asarray(picture)


def write_album(folder: Path) -> None:
    """Photos, their labels in the project, and a folder of masks from elsewhere beside it."""
    folder.mkdir()
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), folder / "portrait.jpg")
    soft = PALETTE // 2 + 90
    for number in range(1, FACES):
        labels = draw(320, 400, (number % 5 - 2) / 40)
        Image.fromarray(soft[labels].astype(np.uint8)).save(folder / f"drawn {number:02}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.records()):
        labels = draw(*photo_size(record.path), (number % 5 - 2) / 40)
        project.save_labels(record.key, labels, "accepted" if number < ACCEPTED else "edited")
    items = tuple(record.key for record in project.records())
    other = ExportRequest(items, FORMATS["indexed"], folder.parent / "other tool", ExportOptions())
    list(Export(other.plan(project)).run())
    for name in ("stranger 1", "stranger 2"):
        Image.fromarray(draw(64, 64)).save(other.target / f"{name}.png")
    taken = ExportRequest(items[:3], FORMATS["indexed"], folder / "labels", ExportOptions())
    list(Export(taken.plan(project)).run())
    project.close()


def open_window(folder: Path) -> MainWindow:
    _, window = build()
    window.tour.begin_once = lambda *_: None  # type: ignore[method-assign]
    window.resize(1280, 720)
    window.show()
    window.open_commands.open([folder])
    wait(window, lambda: window.session.open_photo)
    return window


def take_export(window: MainWindow) -> None:
    for preference in SUFFIXES:
        dress(preference)
        window.actions_.export.trigger()
        wait(window, lambda: window.exporting.dialog)
        dialog = window.exporting.dialog
        assert dialog is not None
        dialog.target.edit.setText("~/album/labels")
        wait(window, dialog.tree.topLevelItemCount)
        pause(300)
        save(dialog, "export", preference)
        dialog.reject()
        pause(200)


def take_import(window: MainWindow, source: str) -> None:
    for preference in SUFFIXES:
        dress(preference)
        window.actions_.import_masks.trigger()
        wait(window, lambda: window.importing.dialog)
        dialog = window.importing.dialog
        assert dialog is not None
        dialog.source.edit.setText(source)
        wait(window, dialog.go.isEnabled)
        pause(300)
        save(dialog, "import", preference)
        dialog.reject()
        pause(200)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        album = Path(home) / "album"
        write_album(album)
        window = open_window(album)
        take_export(window)
        take_import(window, "~/other tool")
        window.close()


if __name__ == "__main__":
    main()
