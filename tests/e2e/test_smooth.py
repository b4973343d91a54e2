"""A session over twelve photos: the window's own work never holds its event loop for 50 ms."""

import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from faceparse_core.labels import ID_OF

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(600)]

PHOTOS, BLOCK, PARSE_MS = 12, 0.05, 300_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def album(tmp_path, astronaut):
    """Twelve photos of 512 × 512, every second one mirrored, each cropped and lit otherwise."""
    folder = tmp_path / "album"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(PHOTOS):
        image = Image.fromarray(astronaut[:, ::-1] if number % 2 else astronaut)
        image = image.crop((*rng.integers(0, 30, 2), *rng.integers(480, 512, 2))).resize((512, 512))
        lit = np.asarray(image) * rng.uniform(0.8, 1.1)
        Image.fromarray(lit.clip(0, 255).astype(np.uint8)).save(folder / f"{number:02}.jpg")
    return folder


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.canvas, key, modifier)


def paint(window, rng):
    """A stroke of twenty moves over the photo."""
    canvas = window.canvas
    begin, end = rng.uniform(60, 450, (2, 2))

    def at(share):
        return canvas.view.to_view(QPointF(*(begin + share * (end - begin)))).toPoint()

    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(0))
    for step in range(1, 21):
        QTest.mouseMove(canvas, at(step / 20))
        yield 5
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(1))


def open_dialogs(window):
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_no_step_of_a_session_holds_the_window(make_window, album, tmp_path, loop_watch, qtbot):
    window = make_window()
    qtbot.wait(300)
    held = {}

    def end_of(step):
        """What the step took at most; the next one begins."""
        qtbot.wait(50)
        held[step] = max(loop_watch.held)
        loop_watch.held.clear()

    loop_watch.start()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([album])
    end_of("open")

    press(window, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    everything = ["parsed"] * PHOTOS
    qtbot.waitUntil(
        lambda: [r.status for r in window.session.photos.records()] == everything, timeout=PARSE_MS
    )
    end_of("parse all")

    rng = np.random.default_rng(1)
    for number in range(PHOTOS):
        window.layers.set_active(ID_OF["hat"] if number % 2 else ID_OF["hair"])
        for pause in paint(window, rng):
            qtbot.wait(pause)
        if number % 3 == 0:
            press(window, Qt.Key.Key_Z, CONTROL)
            press(window, Qt.Key.Key_Y, CONTROL)
        if number < PHOTOS - 1:
            with qtbot.waitSignal(window.session.current.opened):
                press(window, *((Qt.Key.Key_Return, CONTROL) if number % 2 else (Qt.Key.Key_D,)))
    assert sum(record.status == "accepted" for record in window.session.photos.records()) == PHOTOS // 2 - 1
    end_of("paint, undo, accept, step")

    press(window, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: window.exporting.dialog is not None)
    dialog = window.exporting.dialog
    dialog.target.edit.setText(str(tmp_path / "out"))
    dialog.accept()
    qtbot.waitUntil(lambda: len(list((tmp_path / "out").glob("*.png"))) == PHOTOS // 2 - 1)
    end_of("export")

    a = window.actions_
    for action in (a.import_masks, a.finetune, a.versions, a.settings, a.shortcuts, a.change_keys):
        qtbot.waitUntil(lambda: not open_dialogs(window))
        QTimer.singleShot(0, action.trigger)
        qtbot.waitUntil(lambda: bool(open_dialogs(window)))
        qtbot.wait(50)
        for dialog in open_dialogs(window):
            dialog.close()
    end_of("dialogs")

    print({step: f"{1000 * seconds:.0f} ms" for step, seconds in held.items()})
    assert max(held.values()) < BLOCK, held


def test_ten_thousand_photos_hold_the_window_no_longer_than_a_few_turns(
    make_window, tmp_path, loop_watch, qtbot
):
    folder = tmp_path / "many"
    folder.mkdir()
    Image.new("RGB", (64, 48)).save(folder / "0.png")
    for number in range(1, 10_000):
        shutil.copyfile(folder / "0.png", folder / f"{number}.png")
    window = make_window()
    qtbot.wait(300)
    loop_watch.start()
    with qtbot.waitSignal(window.session.current.opened, timeout=60_000):
        window.open_commands.open([folder])
    qtbot.wait(500)
    assert len(window.session.photos.keys) == 10_000
    assert max(loop_watch.held) < 2 * BLOCK, max(loop_watch.held)
