"""The editor by mouse and keys: four tools, accept, undo across photos, export, another start."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import ID_OF

pytestmark = [pytest.mark.alone, pytest.mark.slow]

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
HAT = ID_OF["hat"]
PARSE_MS = 120_000


def at(window, x, y):
    return window.canvas.view.to_view(QPointF(x, y)).toPoint()


def drag(window, *points, button=LEFT):
    """Turn by turn of the event loop, as a hand's events come: a burst of them would count as one hold."""
    canvas = window.canvas
    QTest.mousePress(canvas, button, NONE, at(window, *points[0]))
    for (x0, y0), (x1, y1) in pairwise(points):
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(canvas, at(window, x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
            QApplication.processEvents()
    QTest.mouseRelease(canvas, button, NONE, at(window, *points[-1]))
    QApplication.processEvents()


def key(window, key, modifier=NONE):
    QTest.keyClick(window.canvas, key, modifier)
    QApplication.processEvents()


def labels(window):
    return window.session.open_photo.work.document.labels.copy()


def shown(window):
    return window.session.photos.record(window.session.open_photo.key).path.name


def statuses(window):
    return [record.status for record in window.session.photos.records()]


def test_correct_with_four_tools_accept_undo_across_photos_export_and_reopen(
    make_window, portraits, tmp_path, loop_watch, qtbot
):
    window = make_window()
    loop_watch.start()
    window.open_commands.open([portraits])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    key(window, Qt.Key.Key_P, SHIFT)
    qtbot.waitUntil(lambda: statuses(window) == ["parsed"] * 3, timeout=PARSE_MS)
    parsed = labels(window)

    # brush
    window.layers.set_active(HAT)
    key(window, Qt.Key.Key_B)
    drag(window, (30, 450), (120, 470))
    brushed = labels(window)
    assert (brushed == HAT).sum() > 1000

    # lasso, corner by corner, closed with Enter
    key(window, Qt.Key.Key_Q)
    for corner in ((20, 20), (80, 20), (80, 70), (20, 70)):
        QTest.mouseClick(window.canvas, LEFT, NONE, at(window, *corner))
    key(window, Qt.Key.Key_Return)
    lassoed = labels(window)
    assert (lassoed[25:65, 25:75] == HAT).all()

    # smart selection of her head inside an outline
    key(window, Qt.Key.Key_W)
    drag(window, *((226 + 100 * np.cos(a), 110 + 100 * np.sin(a)) for a in np.linspace(0, 6.2, 24)))
    qtbot.waitUntil(lambda: window.canvas.pending != "" and "…" not in window.canvas.pending)
    key(window, Qt.Key.Key_Return)
    selected = labels(window)
    assert 5_000 < (selected[10:210, 126:326] == HAT).sum() < 31_000

    # its edge, pushed outwards
    key(window, Qt.Key.Key_M)
    window.canvas.set_brush_size(60)
    top = int(np.flatnonzero(selected[:210, 222] == HAT)[0])
    drag(window, (222, top + 12), (222, top - 12))
    pushed = labels(window)
    assert (pushed == HAT).sum() > (selected == HAT).sum()

    # what was parsed, for comparison, as long as the key is held
    assert np.array_equal(window.session.open_photo.prediction.whole(), parsed)

    # accept and next, correct that one, and undo in each of them
    key(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: shown(window) == "b.png")
    assert statuses(window) == ["accepted", "parsed", "parsed"]
    second = labels(window)
    key(window, Qt.Key.Key_E)
    drag(window, (250, 60), (320, 120))
    assert not np.array_equal(labels(window), second)
    key(window, Qt.Key.Key_Z, CTRL)
    assert np.array_equal(labels(window), second)
    key(window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: shown(window) == "a.png")
    assert np.array_equal(labels(window), pushed)
    key(window, Qt.Key.Key_Z, CTRL)  # the acceptance is the newest step
    assert statuses(window)[0] == "edited"
    for before in (selected, lassoed, brushed, parsed):
        key(window, Qt.Key.Key_Z, CTRL)
        assert np.array_equal(labels(window), before)
    for after in (brushed, lassoed, selected, pushed):
        key(window, Qt.Key.Key_Z, CTRL | SHIFT)
        assert np.array_equal(labels(window), after)
    key(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert statuses(window)[0] == "accepted"
    key(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: shown(window) == "b.png")

    out = tmp_path / "out"
    key(window, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: window.exporting.dialog is not None)
    dialog = window.exporting.dialog
    dialog.target.edit.setText(str(out))
    dialog.accept()
    qtbot.waitUntil(lambda: (out / "a.png").exists())
    assert np.array_equal(np.asarray(Image.open(out / "a.png")), pushed)

    loop_watch.stop()
    held = np.sort(loop_watch.held)[::-1] * 1000
    print(
        f"event loop: {len(held):,} ticks, held {held[0]:.0f} ms at most, {held[len(held) // 100]:.1f} ms p99"
    )
    assert held[0] < 50

    window.close()
    again = make_window()
    again.open_commands.open([portraits])
    qtbot.waitUntil(lambda: again.session.open_photo is not None)
    again.session.current.select(again.session.photos.keys[0])
    qtbot.waitUntil(lambda: shown(again) == "a.png")
    assert np.array_equal(labels(again), pushed)
    assert statuses(again)[0] == "accepted"
