"""Take the screenshots anew, on a screen of at least 1280 × 800: ``python docs/screenshots/take.py``.

The sample photos before Parse and after it, and the portrait with a mended spot, in both themes. Under Xvfb:
``xvfb-run --server-args="-screen 0 1600x1000x24" python docs/screenshots/take.py``
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QPointF, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from faceparse_core.labels import ID_OF, PALETTE
from faceparse_gui.app import build
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.widgets.theme import Theme

FOLDER = Path(__file__).parent
SUFFIXES = {"light": "", "dark": "-dark"}
FACE = (228, 130)
"""Its middle in the sample portrait, photo pixels."""
STROKE = [(150, 196), (166, 210), (190, 222), (226, 226), (262, 220), (284, 208)]
"""Photo pixels of a stroke with Clothes."""


def pause(milliseconds: int) -> None:
    """Let the window work; unlike ``QTest.qWait`` its threads too."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait(window: MainWindow, condition: Callable[[], object], seconds: float = 600) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        pause(20)


def take(window: QWidget, name: str) -> None:
    """Save a window in both themes."""
    for preference in SUFFIXES:
        dress(preference)
        save(window, name, preference)


def dress(preference: str) -> None:
    Theme.current().set_preference(preference)
    pause(400)


def save(window: QWidget, name: str, preference: str) -> None:
    """Save a window as it is, under the name of its theme."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    reduce(picture).save(FOLDER / f"{name}{SUFFIXES[preference]}.png", optimize=True)


def reduce(picture: Image.Image) -> Image.Image:
    """256 colours make a small file; the classes' and the commonest, which are the window's, stay exact."""
    counted = picture.getcolors(picture.width * picture.height) or []
    commonest = [color for _, color in sorted(counted, reverse=True)[:60]]
    exact = list(dict.fromkeys([*(tuple(color) for color in PALETTE.tolist()), *commonest]))
    others = picture.quantize(256 - len(exact)).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in exact for part in color] + others)
    return picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def look_at_face(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.zoom_by(2.0, canvas.view.to_view(QPointF(*FACE)))
    canvas.pan_by(QPointF(canvas.rect().center()) - canvas.view.to_view(QPointF(*FACE)))


def paint(window: MainWindow) -> None:
    canvas = window.canvas
    window.layers.set_active(ID_OF["cloth"])
    canvas.set_brush_size(16)
    points = [canvas.view.to_view(QPointF(*point)).toPoint() for point in STROKE]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def parse(window: MainWindow) -> None:
    window.actions_.parse.trigger()
    wait(window, lambda: window.session.open_photo.prediction is not None and window.issues.found)
    window.jobs.show_notice("")  # how busy this machine is


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        _, window = build()
        QSettings().setValue("tour/seen", True)
        window.resize(1280, 800)
        window.show()
        window.start_parser()
        take(window, "empty")
        window.open_commands.open_sample()
        wait(window, lambda: window.session.open_photo)
        wait(window, lambda: window.parsing.model)
        take(window, "before")
        parse(window)
        take(window, "main")
        window.actions_.next.trigger()
        wait(window, lambda: window.windowTitle().startswith("portrait"))
        parse(window)
        look_at_face(window)
        paint(window)
        take(window, "edited")
        window.close()


if __name__ == "__main__":
    main()
