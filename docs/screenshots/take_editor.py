"""Take the editor's screenshots anew, as take.py: ``take_editor.py [light|dark|zh_CN]``.

NASA's portrait, parsed by the shipped network, with each tool and view, and all of them on one sheet. The
some of the light ones are also kept one by one; Chinese needs a Chinese font.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from take import dress, pause, save, wait

from faceparse_core.labels import ID_OF, swap_left_right
from faceparse_gui.app import build
from faceparse_gui.ui.session.sample import sample_photos
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.widgets.theme import Theme

RING = [(226 + 92 * math.cos(a), 88 + 82 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 40)]
"""Around her hair, photo pixels."""
HAIR = ID_OF["hair"]
COLUMNS, GAP = 3, 8
KEPT = {"main", "smart", "scribble", "lasso", "cleanup", "warnings", "split", "difference", "confidence"}


class Driver:
    """Moves the mouse over the canvas, in photo pixels."""

    def __init__(self, window: MainWindow, variant: str) -> None:
        self.window, self.canvas, self.variant = window, window.canvas, variant
        self.taken: list[QPixmap] = []

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

    def shoot(self, name: str) -> None:
        dress("dark" if self.variant == "dark" else "light")
        pause(300)
        self.keep(name, self.window.grab())

    def keep(self, name: str, picture: QPixmap) -> None:
        self.taken.append(picture)
        if self.variant == "light" and name in KEPT:
            save(_Grabbed(picture), f"editor-{name}", "light")
        elif name == "main" and self.variant != "light":
            name = "main" if self.variant == "dark" else "zh"
            save(_Grabbed(picture), f"editor-{name}", "dark" if self.variant == "dark" else "light")

    def sheet(self) -> None:
        """All pictures at half their size, three in a row."""
        width, height = self.taken[0].width() // 2, self.taken[0].height() // 2
        rows = math.ceil(len(self.taken) / COLUMNS)
        sheet = QPixmap(COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP)
        sheet.fill(Theme.current().colors.border)
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, picture in enumerate(self.taken):
            row, column = divmod(number, COLUMNS)
            x, y = GAP + column * (width + GAP), GAP + row * (height + GAP)
            painter.drawPixmap(QRect(x, y, width, height), picture)
        painter.end()
        save(_Grabbed(sheet), f"editor-all-{self.variant}", "light")


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
    window.open_commands.open(sample_photos()[-1:])
    wait(window, lambda: window.session.open_photo)
    wait(window, lambda: window.parsing.model)
    window.actions_.parse.trigger()
    wait(window, lambda: window.session.open_photo.prediction is not None)
    window.canvas.show_box((100, 0, 350, 250))
    wait(window, lambda: window.issues.found)
    window.jobs.show_notice("")  # how busy this machine is
    pause(600)
    return window


def tools(drive: Driver) -> None:
    canvas = drive.canvas
    drive.window.layers.set_active(ID_OF["cloth"])
    canvas.set_brush_size(24)
    drive.drag([(140 + 8 * n, 225 + 8 * math.sin(n)) for n in range(20)])
    drive.shoot("brush")
    canvas.set_tool("eraser")
    drive.drag([(150 + 8 * n, 225) for n in range(12)])
    drive.shoot("eraser")
    for _ in range(2):
        drive.window.session.history.undo()
    drive.window.layers.set_active(HAIR)
    canvas.set_tool("fill")
    canvas.context.settings.set("fill_by", "color")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=drive.at(120, 60))
    pause(500)
    drive.shoot("fill")
    canvas.abort_stroke()
    canvas.set_tool("push")
    canvas.set_brush_size(60)
    drive.drag([(226, 30 - n) for n in range(20)])
    drive.shoot("push")
    drive.window.session.history.undo()
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
    wait(window, lambda: any(each.isdigit() for each in window._clean_up._summary.text()))
    pause(300)
    picture = window.grab()
    over = QPixmap(window._clean_up.grab())
    painter = QPainter(picture)
    place = window.mapFromGlobal(window._clean_up.mapToGlobal(QPoint()))  # where it opened, beside the face
    painter.drawPixmap(place, over)
    painter.setPen(QColor(Theme.current().colors.border))
    painter.drawRect(QRect(place, over.size()))
    painter.end()
    drive.keep("cleanup", picture)
    window._clean_up.reject()
    document = window.session.open_photo.work.document
    labels = swap_left_right(document.labels.copy())
    labels[20:34, 120:140] = ID_OF["nose"]
    document.put(labels, "Draw")
    wait(window, lambda: len(window.issues.found) > 2)
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
    modes = window.viewing.view_modes
    for name, action in (
        ("split", modes.split),
        ("difference", modes.difference),
        ("confidence", modes.confidence),
        ("checker", modes.checker),
        ("outlines", window.canvas_actions.outlines),
        ("rulers", modes.show_rulers),
    ):
        action.trigger()
        drive.shoot(name)
        action.trigger()


def dialogs(drive: Driver) -> None:
    """The sheet of keys, the keys and the settings, each over the window."""
    window = drive.window
    for name, show in (
        ("keys", window.dialogs.show_keys),
        ("change-keys", window.dialogs.change_keys),
        ("settings", window.dialogs.show_settings),
    ):
        before = set(window.findChildren(QDialog))
        show()
        pause(300)
        (dialog,) = set(window.findChildren(QDialog)) - before
        picture = window.grab()
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        over = dialog.grab()
        painter.drawPixmap(
            (picture.width() - over.width()) // 2, (picture.height() - over.height()) // 2, over
        )
        painter.end()
        drive.keep(name, picture)
        dialog.reject()


def main() -> None:
    variant = sys.argv[1] if len(sys.argv) > 1 else "light"
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        drive = Driver(open_window("zh_CN" if variant == "zh_CN" else "system"), variant)
        drive.shoot("main")
        tools(drive)
        cleanup_and_warnings(drive)
        views(drive)
        dialogs(drive)
        drive.sheet()
        os._exit(0)


if __name__ == "__main__":
    main()
