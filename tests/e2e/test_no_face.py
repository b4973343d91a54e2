"""A lawn in the real window: the parse process finds no face in it, and parses it whole when asked."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.lawn import lawn

pytestmark = [pytest.mark.alone, pytest.mark.slow]

PARSE_MS = 120_000  # the first parse waits for the network to load, on a busy machine


def test_a_lawn_has_no_face_until_it_is_parsed_whole(make_window, tmp_path, qtbot):
    folder = tmp_path / "lawns"
    folder.mkdir()
    for number in (1, 2):
        Image.fromarray(lawn(seed=number)).save(folder / f"lawn {number}.png")
    window = make_window()
    with qtbot.waitSignal(window.session.current.opened, check_params_cb=lambda image: image is not None):
        window.open_commands.open([folder])
    said = []
    window.parsing.notice.connect(lambda level, text: said.append(text))

    def statuses():
        return [record.status for record in window.session.photos.records()]

    window.actions_.parse_all.trigger()
    qtbot.waitUntil(lambda: statuses() == ["no-face"] * 2, timeout=PARSE_MS)
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1].endswith("No face was found in 2 photos.")
    assert window.canvas.no_face.isVisible()
    assert window.session.autosave.flush(10)
    window.actions_.parse_all.trigger()
    assert said[-1] == "All photos are already parsed. No face was found in 2 photos."

    QTest.mouseClick(window.canvas.no_face.parse_whole, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: statuses() == ["parsed", "no-face"], timeout=PARSE_MS)
    assert window.session.open_photo.work.document.labels.any()
    assert not window.canvas.no_face.isVisible()
    window.actions_.undo.trigger()
    assert statuses() == ["no-face", "no-face"]
    assert window.canvas.no_face.isVisible()
