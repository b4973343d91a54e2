"""Take the screenshots of a small screen and of what may happen to a folder: ``take_states.py``.

As take.py, on a screen of 1024 × 600 with ``small``, and on one of 1600 × 1000 with ``QT_SCALE_FACTOR=2`` and
``twice``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSettings

sys.path.insert(0, str(Path(__file__).parent))
from take import look_at_face, paint, pause, take, wait

import faceparse_resources
from faceparse_gui.app import build
from faceparse_gui.ui.shell.main_window import MainWindow

NAMES = ("first.jpg", "second.jpg", "third.jpg")


def shoot(window: MainWindow, folder: Path, of: str) -> None:
    """The window at work, with its folder gone, and with a photo that another program turned."""
    window.open_commands.open([folder])
    wait(window, lambda: window.session.open_photo and window.parsing.model)
    window.actions_.parse.trigger()
    wait(window, lambda: window.actions_.undo.isEnabled())
    look_at_face(window)
    take(window, f"states-{of}-work")
    if of == "twice":
        return
    moved = folder.with_name("moved")
    folder.rename(moved)
    paint(window)
    wait(window, lambda: window.store_watch.is_gone)
    take(window, f"states-{of}-gone")
    moved.rename(folder)
    wait(window, lambda: not window.store_watch.is_gone)
    photo = folder / NAMES[0]
    with Image.open(photo) as image:
        image.rotate(90, expand=True).resize((300, 420)).save(photo)
    window.session.current.step(1)
    pause(500)
    window.session.current.step(-1)
    wait(window, lambda: window.session.open_photo)
    pause(1500)
    take(window, f"states-{of}-changed")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        folder = Path(home) / "portraits"
        folder.mkdir()
        for name in NAMES:
            shutil.copy(faceparse_resources.path("sample/portrait.jpg"), folder / name)
        _, window = build()
        QSettings().setValue("tour/seen", True)
        window.show()
        window.start_parser()
        shoot(window, folder, sys.argv[1])
        window.close()


if __name__ == "__main__":
    main()
