"""Where the real window finds no face: a lawn that is parsed whole when asked, a face that a hand shows."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction
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


def test_a_face_that_was_not_found_is_drawn_and_parsed_alone(make_window, tmp_path, qtbot, astronaut):
    folder = tmp_path / "portraits"
    folder.mkdir()
    Image.fromarray(astronaut).save(folder / "portrait.png")
    window = make_window()
    with qtbot.waitSignal(window.session.current.opened, check_params_cb=lambda image: image is not None):
        window.open_commands.open([folder])
    (key,) = window.session.photos.keys
    blank, sure = np.zeros((512, 512), np.uint8), np.full((512, 512), 255, np.uint8)
    window.session.predictions.apply(key, Prediction(blank, sure, "net", no_face_by="another"), True)
    canvas, document = window.canvas, window.session.open_photo.work.document
    document.begin_stroke(205, 103, ID_OF["hat"], Brush(3))
    document.end_stroke()

    window.actions_.add_face.trigger()
    corners = [canvas.view.to_view(QPointF(*corner)).toPoint() for corner in ((180, 45), (263, 173))]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=corners[0])
    QTest.mouseMove(canvas, corners[1])
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corners[1])
    qtbot.waitUntil(lambda: document.area(ID_OF["nose"]) > 0, timeout=PARSE_MS)

    y, x = np.nonzero(document.labels == ID_OF["nose"])
    assert np.hypot(x.mean() - 223, y.mean() - 115) < 12
    assert 0 < document.area(ID_OF["hat"]) < 20, "what was painted is still there"
    assert document.area(ID_OF["cloth"]) > 1_000
    assert len(window.session.open_photo.found.frames) == 1
    assert window.session.photos.record(key).status == "edited"
    assert document.history.undo_text == "Add a face"

    (frame,) = window.session.open_photo.found.frames
    window.actions_.add_face.trigger()
    grip = canvas.view.to_view(QPointF(*(frame @ [256, 256, 1]))).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=grip)
    QTest.mouseMove(canvas, grip + QPoint(12, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=grip + QPoint(12, 0))
    qtbot.waitUntil(lambda: document.history.undo_text == "Change a face", timeout=PARSE_MS)
    moved = frame + np.array([[0, 0, 12 / canvas.scale], [0, 0, 0]])
    assert np.allclose(window.session.open_photo.found.frames, [moved], atol=0.01), "as it was put"
    window.actions_.undo.trigger()
    assert np.array_equal(window.session.open_photo.found.frames, [frame])

    window.actions_.undo.trigger()
    assert document.area(ID_OF["nose"]) == 0
    assert document.area(ID_OF["hat"]) > 0
