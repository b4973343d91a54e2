"""Take the screenshots of a photo without a face and of a face that is added by hand: ``take_faces.py``.

As take.py.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))
from take import pause, take, wait

import faceparse_resources
from faceparse_gui.app import build
from faceparse_gui.ui.shell.main_window import MainWindow

BOX = ((176, 62), (286, 206))
"""The face of the sample portrait, photo pixels."""


def meadow() -> Image.Image:
    """A drawn photo without a face."""
    rng = np.random.default_rng(0)
    grain = rng.normal(0, 26, (480, 720, 1)) + np.linspace(60, -40, 480)[:, None, None]
    return Image.fromarray((np.array([70, 120, 50]) + grain).clip(0, 255).astype(np.uint8))


def shoot(window: MainWindow, folder: Path) -> None:
    """The window with a parsed meadow, then with a box that is drawn over a face."""
    window.open_commands.open([folder])
    wait(window, lambda: window.session.open_photo and window.parsing.model)
    window.actions_.parse.trigger()
    wait(window, lambda: window.session.photos.records()[0].status == "no-face")
    pause(800)
    take(window, "no-face")
    window.session.current.step(1)
    wait(
        window,
        lambda: window.session.open_photo and window.session.open_photo.key == window.session.photos.keys[1],
    )
    pause(500)
    window.actions_.add_face.trigger()
    pause(300)
    first, last = (window.canvas.view.to_view(QPointF(*point)).toPoint() for point in BOX)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(window.canvas, last)
    pause(300)
    take(window, "add-face")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        folder = Path(home) / "photos"
        folder.mkdir()
        meadow().save(folder / "a.png")
        shutil.copy(faceparse_resources.path("sample/portrait.jpg"), folder / "b.jpg")
        _, window = build()
        QSettings().setValue("tour/seen", True)
        window.resize(1280, 800)
        window.show()
        window.start_parser()
        shoot(window, folder)
        window.close()


if __name__ == "__main__":
    main()
