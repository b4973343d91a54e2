"""A user's way through the real window: nothing on it is replaced, the network and its process included."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF

pytestmark = pytest.mark.slow

PARSE_MS = 120_000  # the first parse waits for the network to load, on a busy machine


def open_and_wait(window, paths, qtbot):
    with qtbot.waitSignal(window.session.current.opened, check_params_cb=lambda image: image is not None):
        window.open_commands.open(paths)


def labels(window):
    return window.session.open_photo.work.document.labels.copy()


def status(window, row):
    return window.session.photos.record(window.session.photos.keys[row]).status


def key(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.canvas, key, modifier)


def paint(window, begin, end):
    """Drag the left button from one photo pixel to another."""
    canvas = window.canvas

    def at(share):
        x, y = (b + share * (e - b) for b, e in zip(begin, end, strict=True))
        return canvas.view.to_view(QPointF(x, y)).toPoint()

    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(0))
    for step in range(1, 11):
        QTest.mouseMove(canvas, at(step / 10))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(1))


def step_to(window, row, key_pressed, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        key(window, key_pressed)
    assert window.session.open_photo.key == window.session.photos.keys[row]


def test_parse_correct_undo_accept_export_and_reopen(make_window, portraits, tmp_path, loop_watch, qtbot):
    window = make_window()
    loop_watch.start()
    open_and_wait(window, [portraits], qtbot)

    # Parse finds the face.
    with qtbot.waitSignal(window.service.finished, timeout=PARSE_MS):
        key(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: status(window, 0) == "parsed")
    parsed = labels(window)
    assert parsed[130, 222] in (ID_OF["nose"], ID_OF["skin"])  # the middle of her face
    assert parsed[80, 222] in (ID_OF["hair"], ID_OF["skin"])
    assert parsed[120, 480] == ID_OF["background"]  # the wall beside the shuttle

    # One stroke with the brush, by hand.
    window.layers.set_active(ID_OF["hat"])
    paint(window, (60, 300), (180, 300))
    painted = labels(window)
    assert (painted[300, 62:178] == ID_OF["hat"]).all()
    assert status(window, 0) == "edited"

    # Everything can be undone, Parse too, and comes back.
    key(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(labels(window), parsed)
    key(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not labels(window).any()
    assert status(window, 0) == "new"
    key(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    key(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(labels(window), painted)

    # To the next photo and back: nothing is lost.
    step_to(window, 1, Qt.Key.Key_D, qtbot)
    assert not labels(window).any()
    step_to(window, 0, Qt.Key.Key_A, qtbot)
    assert np.array_equal(labels(window), painted)

    # Accept goes on to the next photo.
    with qtbot.waitSignal(window.session.current.opened):
        key(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert status(window, 0) == "accepted"
    assert window.session.open_photo.key == window.session.photos.keys[1]

    # Parse all leaves the accepted photo alone.
    key(window, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: [status(window, row) for row in (1, 2)] == ["parsed", "parsed"], timeout=PARSE_MS)
    assert status(window, 0) == "accepted"

    # Export what was accepted.
    key(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.exporting.dialog is not None)
    dialog = window.exporting.dialog
    assert dialog.scope.scope == "accepted"
    dialog.target.edit.setText(str(tmp_path / "out"))
    dialog.accept()
    qtbot.waitUntil(lambda: (tmp_path / "out" / "a.png").exists())
    with Image.open(tmp_path / "out" / "a.png") as mask:
        assert np.array_equal(np.asarray(mask), painted)
    assert not (tmp_path / "out" / "b.png").exists()
    assert window.messages.messages == []

    # The loop was never held for long by the window's own work.
    held = np.array(loop_watch.held)
    print(f"event loop held: {1000 * held.max():.0f} ms at most, {1000 * np.quantile(held, 0.99):.1f} ms p99")
    assert held.max() < 0.1

    # Another start shows everything as it was.
    window.close()
    again = make_window()
    open_and_wait(again, [portraits], qtbot)
    assert again.session.open_photo.key == again.session.photos.keys[1]  # the photo shown last
    assert [status(again, row) for row in range(3)] == ["accepted", "parsed", "parsed"]
    step_to(again, 0, Qt.Key.Key_A, qtbot)
    assert np.array_equal(labels(again), painted)


def test_cancel_ends_parse_all_at_once(make_window, portraits, qtbot):
    data = (portraits / "a.png").read_bytes()
    for number in range(30):
        (portraits / f"more{number:02}.png").write_bytes(data)
    window = make_window()
    open_and_wait(window, [portraits], qtbot)
    with qtbot.waitSignal(window.service.finished, timeout=PARSE_MS):
        window.actions_.parse_all.trigger()
    assert window.jobs.parse.isVisible()

    window.jobs.parse.cancelled.emit()

    assert not window.jobs.parse.isVisible()
    assert not window.service.is_busy
    qtbot.wait(1500)
    parsed = sum(record.status == "parsed" for record in window.session.photos.records())
    assert 1 <= parsed <= 3
    assert window.messages.messages == []


def test_a_photo_that_cannot_be_parsed_is_named_and_the_others_are_parsed(make_window, portraits, qtbot):
    (portraits / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    window = make_window()
    open_and_wait(window, [portraits], qtbot)

    window.actions_.parse_all.trigger()

    qtbot.waitUntil(lambda: status(window, 2) == "parsed", timeout=PARSE_MS)
    assert status(window, 0) == "parsed"
    assert status(window, 1) == "new"
    assert len(window.messages.messages) == 1
    assert "b.png" in window.messages.messages[0]
