"""Take the screenshots of fine-tuning anew: ``python docs/screenshots/take_loop.py``, in about three minutes.

A real run on variants of NASA's portrait (scikit-image), corrected so that the suit is left out: the dialog,
the live run, the gate's answer and the list of versions, in both themes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from skimage import data

sys.path.insert(0, str(Path(__file__).parent))
from take import SUFFIXES, dress, pause, save, take, wait

from faceparse_core.labels import ID_OF
from faceparse_gui.app import build
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from faceparse_gui.ui.shell.main_window import MainWindow

CORRECTED, PHOTOS = 6, 10


def write_album(folder: Path) -> None:
    rng = np.random.default_rng(0)
    portrait = data.astronaut()
    for number in range(PHOTOS):
        image = Image.fromarray(portrait[:, ::-1] if number % 2 else portrait)
        image = image.rotate(rng.uniform(-6, 6), resample=Image.Resampling.BILINEAR)
        image = image.crop((*rng.integers(0, 30, 2), *rng.integers(480, 512, 2)))
        lit = np.asarray(image) * rng.uniform(0.8, 1.1)
        Image.fromarray(lit.clip(0, 255).astype(np.uint8)).save(folder / f"portrait {number + 1:02}.png")


def correct(window: MainWindow) -> None:
    """The suit is left out, and the photo accepted."""
    image = window.session.open_photo
    assert image is not None
    labels = image.work.document.labels.copy()
    labels[labels == ID_OF["cloth"]] = ID_OF["background"]
    image.work.document.put(labels, "Fill")
    window.actions_.accept.trigger()
    wait(window, lambda: window.session.open_photo is not None and window.session.open_photo.key != image.key)


def the(kind: type[QWidget]) -> QWidget | None:
    shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
    return next((each for each in shown if type(each) is kind), None)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        album = Path(home) / "album"
        album.mkdir()
        write_album(album)
        _, window = build()
        QSettings().setValue("tour/seen", True)
        window.resize(1280, 800)
        window.show()
        window.start_parser()
        window.open_commands.open([album])
        wait(window, lambda: window.session.open_photo and window.parsing.model and window.models.versions)
        window.actions_.parse_all.trigger()
        wait(window, lambda: all(record.status == "parsed" for record in window.session.photos.records()))
        for _ in range(CORRECTED):
            correct(window)
        window.actions_.finetune.trigger()
        dialog = window.findChild(FinetuneDialog)
        assert dialog is not None
        start = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Fine-tune")
        wait(window, start.isEnabled)
        take(dialog, "finetune")
        QTest.mouseClick(start, Qt.MouseButton.LeftButton)
        progress = window.finetuning.panel
        wait(window, lambda: len(progress.progress.scores) > 2 and progress.progress.phase == "learn", 900)
        pause(6000)
        take(window, "run")
        wait(window, lambda: window.notifications.texts, 900)  # the answer, whatever it is
        for preference in SUFFIXES:
            dress(preference)
            window.finetuning.promotion.show_last()
            wait(window, lambda: the(GateDialog))
            pause(2500)
            gate = the(GateDialog)
            assert gate is not None
            save(gate, "gate", preference)
            gate.close()
            pause(200)
        for preference in SUFFIXES:
            dress(preference)
            window.versioning.open()
            pause(800)
            versions = window.versioning.dialog
            assert versions is not None
            save(versions, "versions", preference)
            versions.close()
            pause(200)
        window.close()


if __name__ == "__main__":
    main()
