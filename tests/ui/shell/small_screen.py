"""Opens all windows on the screen that Qt was started with, and prints what sticks out of it or is cut.

``python small_screen.py FOLDER LANGUAGE [PICTURES]``: photos, "en" or "zh_CN", and where pictures go, if any.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QTabWidget,
    QToolButton,
    QWidget,
)

from faceparse_gui.app import build
from faceparse_gui.document.brush import Brush
from faceparse_gui.project.versions.version import Version
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from faceparse_gui.ui.finetune.versions_dialog import VersionsDialog
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.shell.notification_bar import Notification
from faceparse_gui.ui.widgets.elided import ElidedLabel
from faceparse_training.finetune.manifest import Check, ClassScore, Example, Verdict


def cut_texts(window: QWidget) -> list[str]:
    """What is seen of ``window`` and has less room than its text."""
    return [
        f"{type(each).__name__} {text!r}"
        for each in window.findChildren(QWidget)
        if each.isVisible() and each.window() is window and (text := _cut(each))
    ]


def _cut(each: QWidget) -> str:
    metrics, room = each.fontMetrics(), each.contentsRect()
    text, needed = "", 0
    if isinstance(each, QLabel) and each.text() and not isinstance(each, ElidedLabel):
        text = each.text()
        if each.wordWrap():
            return text if each.height() < each.heightForWidth(each.width()) else ""
        needed = each.sizeHint().width() - (each.width() - room.width())
    elif isinstance(each, QToolButton):
        named = each.text() and each.toolButtonStyle() != each.toolButtonStyle().ToolButtonIconOnly
        if named:
            text, needed = each.text(), each.sizeHint().width() - 8
    elif isinstance(each, QAbstractButton) and each.text():
        text, needed = each.text(), each.sizeHint().width() - 8
    elif isinstance(each, QComboBox):
        text, needed = each.currentText(), metrics.horizontalAdvance(each.currentText()) + 28
    return text if needed > room.width() or (text and metrics.height() > each.height()) else ""


def _lost(window: QWidget) -> list[str]:
    """Controls of ``window`` a part of which is not seen and cannot be scrolled to."""
    lost = []
    for each in window.findChildren(QAbstractButton):
        seen = each.visibleRegion().boundingRect().size() == each.size()
        if each.isVisible() and each.window() is window and not seen and not _scrolls(each, window):
            lost.append(f"{type(each).__name__} {each.text()!r} {each.toolTip()!r}")
    return lost


def _too_high(window: QWidget) -> list[str]:
    """Menus of ``window`` that its screen does not hold in one column."""
    most = window.screen().availableGeometry().height()
    return [
        f"{menu.title()!r} takes {height} px of {most}"
        for menu in window.findChildren(QMenu)
        if (height := sum(menu.actionGeometry(each).height() for each in menu.actions())) > most
    ]


def _scrolls(each: QWidget, window: QWidget) -> bool:
    around = each.parentWidget()
    while around is not window and not isinstance(around, QAbstractScrollArea):
        around = around.parentWidget()
    return around is not window


class ScreenCheck:
    def __init__(self, app: QApplication, pictures: Path | None) -> None:
        self._app, self._pictures = app, pictures
        self.faults: list[str] = []
        self.count = 0

    def at(self, name: str, window: QWidget) -> None:
        for _ in range(5):
            self._app.processEvents()
        self._app.sendPostedEvents()  # a text that came last has its room
        self.count += 1
        room, frame = window.screen().availableGeometry(), window.frameGeometry()
        if not room.contains(frame):
            self.faults.append(f"{name}: {frame.getRect()} on {room.getRect()}")
        for kind, texts in (
            ("cut", cut_texts(window)),
            ("lost", _lost(window)),
            ("too high", _too_high(window)),
        ):
            self.faults += [f"{name}: {kind} {text}" for text in texts]
        if self._pictures:
            window.grab().save(str(self._pictures / f"{self.count:02} {name}.png"))


def until(app: QApplication, done, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        app.processEvents()
        time.sleep(0.01)


def new_windows(app: QApplication, before: set[QWidget]) -> list[QWidget]:
    return [each for each in app.topLevelWidgets() if each.isVisible() and each not in before]


def verdict() -> Verdict:
    names = ("skin", "nose", "hair", "l_brow", "r_brow", "u_lip", "l_lip", "neck", "cloth", "hat")
    pictures = dict.fromkeys(("photo", "before", "after", "truth"), "none.png")
    return Verdict(
        promote=True,
        reason="It is better on the corrections that were held back, and no worse elsewhere.",
        checks=(
            Check(kind="held_back", images=1200, before=0.817, after=0.842, passed=True),
            Check(kind="wrong", images=1200, before=21_234, after=18_765, passed=True),
            Check(kind="areas", images=1200, before=28.1, after=26.9, passed=True),
            Check(kind="replay", images=40, before=0.85, after=0.842, passed=False),
            Check(kind="untouched", images=40, before=1, after=0.942, passed=False),
        ),
        classes=tuple(ClassScore(name=name, images=12, before=0.9, after=0.934) for name in names),
        examples=tuple(
            Example(image=f"{number}.png", before_f=0.8, after_f=0.75, **pictures) for number in range(8)
        ),
    )


def check_tools(window: MainWindow, check: ScreenCheck) -> None:
    for action in window.canvas_actions.tools.actions():
        action.trigger()
        check.at(f"tool {action.iconText()}", window)
        if action in (window.canvas_actions.lasso, window.canvas_actions.smart_select):
            QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.rect().center())
            check.at(f"outline with {action.iconText()}", window)
            QTest.keyClick(window.canvas, Qt.Key.Key_Escape)


def check_notices(window: MainWindow, check: ScreenCheck) -> None:
    for level in ("info", "warning"):
        window.notices.show(
            level, "A long word about something that took place, of which too much is told. " * 3
        )
    check.at("messages", window)
    window.messages.clear()
    answers = [(f"What can be done about it {number}", bool) for number in range(3)]
    window.notifications.add(
        Notification("news", "A long text about what happened while nobody looked. " * 2, answers)
    )
    window.notifications.add(
        Notification("state", "The folder of these photos is gone.", answers[:1], stays=True)
    )
    check.at("notices", window)
    window.notifications.clear()


def check_panels(window: MainWindow, check: ScreenCheck) -> None:
    panel = window.finetuning.panel
    window.panels.finetune.show()
    until(QApplication.instance(), lambda: panel.curves is not None)
    panel.add_notice("A long word about something that took place in the run, of which much is told. " * 2)
    check.at("fine-tune panel", window)
    window.panels.finetune.hide()


def main(folder: Path, language: str, pictures: Path | None) -> None:
    app = QApplication([])
    app.setOrganizationName("faceparse-gui")
    app.setApplicationName("faceparse-gui")
    AppSettings().set("language", language)
    QSettings().setValue("tour/seen", True)
    app, window = build()
    window.start_parser = lambda: None
    check = ScreenCheck(app, pictures)
    window.show()
    check.at("empty", window)
    window.session.projects.open([folder])
    until(app, lambda: window.session.open_photo is not None)
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 5, Brush(9))
    document.end_stroke()
    check_tools(window, check)
    check_notices(window, check)
    check_panels(window, check)
    window.actions_.tour.trigger()
    for number in range(3):
        until(app, lambda: window.tour._note is not None and window.tour._note.isVisible())
        note = window.tour._note
        check.at(f"tour {number}", window)
        if not window.rect().contains(note.geometry()):
            check.faults.append(f"tour {number}: {note.geometry().getRect()}")
        note.next.click()

    window.exporting.ask()
    until(app, lambda: window.exporting.dialog is not None and window.exporting.dialog.isVisible())
    export = window.exporting.dialog
    for index in range(export.format.count()):
        export.format.setCurrentIndex(index)
        check.at(f"export {index}", export)
    export.reject()
    window.importing.ask()
    until(app, lambda: window.importing.dialog is not None and window.importing.dialog.isVisible())
    check.at("import", window.importing.dialog)
    window.importing.dialog.reject()

    window.actions_.finetune.trigger()
    until(app, lambda: any(each.isVisible() for each in window.findChildren(FinetuneDialog)))
    tuning = window.findChildren(FinetuneDialog)[0]
    check.at("fine-tune", tuning)
    tuning.advanced._fold.setChecked(True)
    check.at("fine-tune, advanced", tuning)
    tuning.reject()

    for name, action in (
        ("settings", window.actions_.settings),
        ("keys", window.actions_.shortcuts),
        ("change keys", window.actions_.change_keys),
        ("about", window.actions_.about),
    ):
        before = set(app.topLevelWidgets())
        action.trigger()
        until(app, lambda before=before: new_windows(app, before))
        (dialog,) = new_windows(app, before)
        check.at(name, dialog)
        tabs = dialog.findChild(QTabWidget)
        for index in range(tabs.count() if tabs else 0):
            tabs.setCurrentIndex(index)
            check.at(f"{name} {index}", dialog)
        dialog.reject()

    window.actions_.clean_up.trigger()
    clean_up = window._clean_up
    for index in range(clean_up.kind.count()):
        clean_up.kind.setCurrentIndex(index)
        check.at(f"clean up {index}", clean_up)
    clean_up.reject()

    gate = GateDialog(verdict(), folder, "Version 12", "the shipped network", False, window)
    gate.show()
    check.at("result", gate)
    gate.examples.wait()
    gate.reject()
    versions = VersionsDialog(window)
    version = Version("1", 1, "Version 1", "Of the second day", folder / "a", "2026-03-04T12:00:00+00:00")
    versions.show_versions([version], None, "the shipped network")
    versions.show()
    check.at("versions", versions)
    versions.reject()
    print(check.count, "looked at")
    for fault in check.faults:
        print(fault)
    sys.stdout.flush()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if sys.argv[3:] else None)
