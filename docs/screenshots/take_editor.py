"""Take the editor's screenshots anew: ``python docs/screenshots/take_editor.py [zh_CN]``, as take.py.

NASA's portrait, parsed by the shipped network, with each tool and view; the main one in both themes and in
Chinese, for which a Chinese font must be installed.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from take import dress, pause, save, wait

from core.labels import ID_OF, swap_left_right
from faceparse_gui.app import build
from faceparse_gui.ui.main_window import MainWindow

RING = [(226 + 92 * math.cos(a), 88 + 82 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 40)]
"""Around her hair, photo pixels."""
HAIR = ID_OF["hair"]


class Driver:
    """Moves the mouse over the canvas, in photo pixels."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.canvas = window, window.canvas

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.view.to_view(QPointF(x, y)).toPoint()

    def drag(self, points: list[tuple[float, float]], right: bool = False) -> None:
        button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
        QTest.mousePress(self.canvas, button, pos=self.at(*points[0]))
        for point in points[1:]:
            QTest.mouseMove(self.canvas, self.at(*point))
            pause(2)
        QTest.mouseRelease(self.canvas, button, pos=self.at(*points[-1]))

    def settle(self) -> None:
        wait(self.window, lambda: "…" not in self.canvas.pending)
        pause(300)

    def shoot(self, name: str, preference: str = "light") -> None:
        dress(preference)
        pause(300)
        save(self.window, f"editor-{name}", preference)


def open_window(language: str) -> MainWindow:
    _, window = build()
    QSettings().setValue("tour/seen", True)
    QSettings().setValue("settings/language", language)
    if language != "system":
        window.close()
        _, window = build()
    window.resize(1280, 800)
    window.layers.set_palette("distinct")
    window.show()
    window.start_parser()
    window.opener.open_sample()
    wait(window, lambda: window.session.image)
    wait(window, lambda: window.parsing.model)
    window.actions_.parse.trigger()
    wait(window, lambda: window.session.image.prediction is not None)
    window.canvas.show_box((100, 0, 350, 250))
    pause(600)
    return window


def tools(drive: Driver) -> None:
    canvas = drive.canvas
    drive.window.layers.set_active(HAIR)
    canvas.set_tool("smart-select")
    drive.drag(RING)
    drive.settle()
    drive.shoot("smart")
    canvas.abort_stroke()
    canvas.set_tool("scribble")
    canvas.set_brush_size(8)
    drive.drag([(180 + 4 * n, 40) for n in range(20)])
    drive.drag([(140, 60 + 4 * n) for n in range(20)], right=True)
    drive.settle()
    drive.shoot("scribble")
    canvas.abort_stroke()
    canvas.set_tool("lasso")
    for point in RING[4:30:6]:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=drive.at(*point))
    QTest.mouseMove(canvas, drive.at(*RING[34]))
    drive.shoot("lasso")
    canvas.abort_stroke()
    canvas.set_tool("brush")


def cleanup_and_warnings(drive: Driver) -> None:
    window = drive.window
    window._clean_up.show_beside()
    window._clean_up.kind.setCurrentIndex(window._clean_up.kind.findData("grow"))
    window._clean_up.amount.setValue(10)
    wait(window, lambda: any(each.isdigit() for each in window._clean_up._told.text()))
    dress("light")
    picture = window.grab()
    over = QPixmap(window._clean_up.grab())
    painter = QPainter(picture)
    painter.drawPixmap(picture.width() - over.width() - 320, 120, over)
    painter.end()
    save(_Grabbed(picture), "editor-cleanup", "light")
    window._clean_up.reject()
    document = window.session.image.work.document
    labels = swap_left_right(document.labels.copy())
    labels[20:34, 120:140] = ID_OF["nose"]
    document.put(labels, "Draw")
    wait(window, lambda: len(window.guides.findings) > 2)
    drive.shoot("warnings")
    document.undo()


class _Grabbed:
    """A picture in the place of a widget."""

    def __init__(self, picture: QPixmap) -> None:
        self._picture = picture

    def grab(self) -> QPixmap:
        return self._picture


def views(drive: Driver) -> None:
    window = drive.window
    window.layers.set_active(ID_OF["hat"])
    drive.canvas.set_brush_size(26)
    drive.drag([(150 + 5 * n, 30 - 12 * math.sin(n / 5)) for n in range(32)])
    looks = window.viewing.looks
    for name, action in (
        ("split", looks.split),
        ("difference", looks.difference),
        ("confidence", looks.confidence),
    ):
        action.trigger()
        drive.shoot(name)
        action.trigger()


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        language = sys.argv[1] if len(sys.argv) > 1 else "system"
        drive = Driver(open_window(language))
        if language == "zh_CN":
            drive.shoot("zh")
            os._exit(0)
        for preference in ("light", "dark"):
            drive.shoot("main", preference)
        tools(drive)
        cleanup_and_warnings(drive)
        views(drive)
        os._exit(0)


if __name__ == "__main__":
    main()
