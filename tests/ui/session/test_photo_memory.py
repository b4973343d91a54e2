"""What the window holds for a photo, in memory that Python and numpy took."""

import gc
import tracemalloc

import cv2
import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.shell.main_window import MainWindow

SIDE = 2048
PHOTO, MOST = 3, 4
"""Bytes a pixel: its own, and what may be beside it."""
LEEWAY = 2 * 2**20
"""Whatever the size: widgets, undo, the tiles unpacked last."""


def a_face() -> np.ndarray:
    labels = np.zeros((SIDE, SIDE), np.uint8)
    cv2.ellipse(labels, (SIDE // 2, SIDE // 2), (500, 700), 0, 0, 360, ID_OF["skin"], cv2.FILLED)
    return labels


@pytest.fixture
def folder(tmp_path):
    """A tiny photo and three large ones, parsed."""
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", (16, 16), "grey").save(folder / "0.png")
    for number in (1, 2, 3):
        Image.new("RGB", (SIDE, SIDE), "grey").save(folder / f"{number}.png")
    project = Project.open(folder)
    labels = a_face()
    sure = cv2.GaussianBlur(255 - cv2.Canny(labels, 0, 1), (0, 0), 9)
    for record in project.records()[1:]:
        project.save_prediction(record.key, Prediction(labels, sure, "net"))
        project.save_labels(record.key, labels, "parsed")
    project.close()
    return folder


@pytest.fixture
def window(theme, qtbot, folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([folder])
    yield window
    window.close()


@pytest.fixture
def beside(qtbot, window):
    """Bytes a pixel that are held beside a large photo's own, now that all is at rest."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    def measure() -> float:
        assert window.session.autosave.flush(20)
        qtbot.waitUntil(lambda: not window.session.autosave.pending)
        qtbot.wait(1200)  # the warnings, the smaller photos, what is laid aside
        gc.collect()
        now, _ = tracemalloc.get_traced_memory()
        return (now - before - LEEWAY) / SIDE**2 - PHOTO

    yield measure
    tracemalloc.stop()


def step(window, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.step(1)


def paint(window):
    document = window.session.open_photo.work.document
    for number in range(5):
        document.begin_stroke(300, 400 + 200 * number, ID_OF["hair"], Brush(60))
        document.stroke_to(1800, 300 + 200 * number)
        document.end_stroke()


def test_four_bytes_a_pixel_beside_the_photo_however_it_is_worked_on(window, qtbot, beside):
    step(window, qtbot)
    assert beside() < MOST, "opened"
    paint(window)
    assert beside() < MOST, "painted on and saved"
    modes = window.viewing.view_modes
    for mode in (modes.split, modes.difference, modes.confidence, modes.split, modes.confidence):
        mode.trigger()
        window.canvas.grab()
    assert beside() < MOST, "compared"
    labels = a_face().T.copy()
    found = Prediction(labels, np.full_like(labels, 255), "net")
    assert window.session.predictions.apply(window.session.open_photo.key, found, asked_for=True)
    del found, labels
    assert beside() < MOST, "parsed again"


def test_photos_worked_on_before_take_next_to_nothing_and_keep_their_undo(window, qtbot, beside):
    first = None
    for _ in range(3):
        step(window, qtbot)
        paint(window)
        first = first or window.session.open_photo.work
    assert beside() < MOST
    assert first.document.nbytes < SIDE**2 / 4
    window.session.current.select(first.key)
    qtbot.waitUntil(lambda: window.session.open_photo is not None and window.session.open_photo.work is first)
    painted = window.canvas.labels.copy()
    for _ in range(5):
        window.session.history.undo()
    assert np.array_equal(window.canvas.labels, a_face())
    assert not np.array_equal(painted, a_face())
