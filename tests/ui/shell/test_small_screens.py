"""No window is larger than its screen, whatever was kept from another, and no text in it is cut."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.shell.notification_bar import Notification
from faceparse_gui.ui.shell.on_screen import OnScreen
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.elided import ElidedLabel
from tests import ROOT
from tests.ui.shell.small_screen import cut_texts

SCRIPT = Path(__file__).parent / "small_screen.py"


@pytest.mark.parametrize(
    ("size", "scale", "language"),
    [((1024, 600), 1, "en"), ((1600, 1000), 2, "zh_CN"), ((1600, 1000), 2, "en"), ((640, 480), 1, "zh_CN")],
)
def test_every_window_is_inside_the_screen_with_all_its_text(
    size, scale, language, photo_folder, tmp_path, home
):
    screen = {"name": "s", "x": 0, "y": 0, "width": size[0], "height": size[1], "dpr": 1}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": [screen]}))
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(photo_folder), language],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ
        | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "QT_SCALE_FACTOR": str(scale)}
        | {"PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    count, *faults = done.stdout.splitlines()
    assert int(count.split()[0]) > 40
    assert faults == []


def test_a_window_kept_from_a_larger_screen_comes_back_whole(qtbot, theme):
    first = MainWindow()
    qtbot.addWidget(first)
    first.resize(3000, 2000)
    first.move(900, 700)
    kept = first.saveGeometry()
    QSettings().setValue("window/geometry", kept)

    again = MainWindow()
    qtbot.addWidget(again)
    again.show()

    assert again.screen().availableGeometry().contains(again.frameGeometry())
    again.close()


def test_a_window_at_the_edge_comes_back_to_where_it_was(qtbot, theme):
    first = MainWindow()
    qtbot.addWidget(first)
    first.show()
    first.move(0, 0)
    qtbot.waitUntil(lambda: first.frameGeometry().topLeft() == QPoint(0, 0) != first.geometry().topLeft())
    place = first.geometry()
    assert first.close()

    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    qtbot.wait(50)

    assert again.geometry() == place
    again.close()


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "1 2 3",
        "9 9 300 200 1 20 1",
        "9 9 300 x 1 20 1 5",
        "9 9 300 200 -1 20 1 5",
        "9 9 9e9 200 1 20 1 5",
        "9 9 300 1000000 1 20 1 5",
        "90000 9 300 200 1 20 1 5",
        "9 9 0 -5 1 20 1 5",
    ],
)
def test_an_odd_place_in_the_settings_is_passed_over(qtbot, theme, kept):
    window = QWidget()
    qtbot.addWidget(window)
    before = window.geometry()
    OnScreen(window).restore(kept)
    assert window.geometry() == before


def test_a_window_that_filled_its_screen_comes_back_with_its_title_on_it(qtbot, theme):
    class Unframed(QWidget):
        """As before a window manager has put its frame around it."""

        def frameGeometry(self):
            return self.geometry()

    window = Unframed()
    qtbot.addWidget(window)
    OnScreen(window)
    screen = window.screen().availableGeometry()
    window.setGeometry(screen.adjusted(4, 26, -4, -12))
    window.show()

    assert window.geometry().top() - screen.top() >= 26, "room for the title"
    assert window.geometry().bottom() <= screen.bottom()


def test_panels_kept_from_a_wide_window_leave_the_photo_its_share(qtbot, theme):
    first = MainWindow()
    qtbot.addWidget(first)
    first.resize(1300, 600)
    first.show()
    docks = [first.panels.photos, first.panels.classes]
    first.resizeDocks(docks, [420, 480], Qt.Orientation.Horizontal)
    assert first.close()

    again = MainWindow()
    qtbot.addWidget(again)
    again.resize(700, 500)
    again.show()

    qtbot.waitUntil(lambda: again.centralWidget().width() >= 0.4 * again.width())
    again.close()


def test_the_keys_are_the_canvas_ones_after_the_start(qtbot, theme):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    assert window.focusWidget() is window.canvas
    window.close()


def test_a_dialog_of_any_size_comes_onto_the_screen(qtbot, theme):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    dialog.body.column.addWidget(ElidedLabel("a"))
    dialog.resize(5000, 5000)
    dialog.move(600, 600)
    dialog.show()

    assert dialog.screen().availableGeometry().contains(dialog.frameGeometry())
    dialog.resize(QSize(200, 100))
    dialog.hide()
    dialog.show()
    assert dialog.size() == QSize(200, 100)


def test_the_list_of_photos_keeps_its_width_while_one_works(qtbot, theme, photo_folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(780, 600)
    window.show()
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    dock = window.panels.photos
    before = dock.width()

    window.photo_list.ordering.set_order("uncertainty")
    window.photo_list.sort_bar.again.show()
    window.photo_list.progress._text.setText(
        "1,234 of 5,678 accepted · 120 an hour · 37 hours left · and more"
    )
    for _ in range(5):
        QApplication.processEvents()

    assert dock.width() == before
    text = window.photo_list.progress._text
    assert text.height() >= text.heightForWidth(text.width())
    window.close()


def test_whatever_is_reported_the_window_and_its_panels_keep_their_widths(qtbot, theme, photo_folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(790, 480)
    window.show()
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    docks = window.panels.photos, window.panels.classes
    widths = [window.width(), *(dock.width() for dock in docks)]

    answers = [(f"What can be done about it, number {number}", bool) for number in range(3)]
    window.notifications.add(
        Notification("news", "A long text about what happened while nobody looked. " * 3, answers)
    )
    window.notifications.add(Notification("state", "The folder is not there.", answers, stays=True))
    window.notices.show("warning", "A long word about something that took place, of which much is told. " * 3)
    window.notices.show("info", "A long word about something that took place, of which much is told. " * 3)
    window.jobs.show_place("10,000, 10,000   Right eyebrow   predicted: Left eyebrow, confidence 100 %")
    window.jobs.show_network("a network whose name somebody gave a great length, of version 12")
    window.panels.finetune.show()
    qtbot.waitUntil(lambda: window.finetuning.panel.curves is not None)
    for job in (window.jobs.parse, window.jobs.export, window.jobs.finetune):
        job.show_progress(1234, 56789)
    for _ in range(5):
        QApplication.processEvents()

    assert [window.width(), *(dock.width() for dock in docks)] == widths
    assert window.minimumSizeHint().width() <= 790
    assert cut_texts(window.notifications) == []
    window.close()
