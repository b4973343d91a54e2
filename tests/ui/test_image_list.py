import numpy as np
import pytest
from PIL import Image

from faceparse_gui.ui import thumbnails
from faceparse_gui.ui.image_list import ImageList
from faceparse_gui.ui.session import Session
from faceparse_gui.ui.thumbnails import Thumbnails


@pytest.fixture
def session(qtbot):
    session = Session()
    yield session
    assert session.close(5)


@pytest.fixture
def shown_list(theme, session, qtbot):
    images = ImageList(session)
    images.selected.connect(session.select)
    qtbot.addWidget(images)
    images.resize(240, 500)
    images.show()
    yield images
    images.thumbnails.close()


def many_photos(folder, count):
    folder.mkdir()
    Image.new("RGB", (32, 24), (200, 30, 30)).save(folder / "0000.jpg")
    data = (folder / "0000.jpg").read_bytes()
    for number in range(1, count):
        (folder / f"{number:04}.jpg").write_bytes(data)
    return folder


def test_only_thumbnails_in_sight_are_read(shown_list, session, tmp_path, qtbot):
    seen = []
    shown_list.thumbnails.loaded.connect(seen.append)
    with qtbot.waitSignal(session.image_opened):
        session.open([many_photos(tmp_path / "many", 1500)])

    qtbot.waitUntil(lambda: len(seen) >= 5)
    qtbot.wait(200)
    assert len(seen) <= 12  # 500 px hold nine rows

    shown_list.view.scrollToBottom()
    qtbot.waitUntil(lambda: session.keys[-1] in seen)
    assert len(seen) < 40


def test_the_photo_shown_is_the_row_marked_and_a_click_shows_another(
    shown_list, session, photo_folder, qtbot
):
    with qtbot.waitSignal(session.image_opened):
        session.open([photo_folder])
    assert shown_list.view.currentIndex().row() == 0

    with qtbot.waitSignal(session.image_opened):
        shown_list.view.setCurrentIndex(shown_list.view.model().index(2, 0))
    assert session.image.key == session.keys[2]

    with qtbot.waitSignal(session.image_opened):
        session.step(-1)
    assert shown_list.view.currentIndex().row() == 1


def test_a_status_is_drawn_when_it_changes(shown_list, session, photo_folder, qtbot):
    with qtbot.waitSignal(session.image_opened):
        session.open([photo_folder])
    index = shown_list.view.model().index(0, 0)
    assert index.data(0x000B).endswith("new")  # Qt.AccessibleTextRole
    with qtbot.waitSignal(shown_list.view.model().dataChanged):
        session.accept()

    assert index.data(0x000B).endswith("accepted")


def test_thumbnails_keep_proportions_and_colour(theme, tmp_path, qtbot):
    Image.new("RGB", (300, 100), (10, 200, 30)).save(tmp_path / "wide.png")
    loader = Thumbnails()
    with qtbot.waitSignal(loader.loaded):
        assert loader.get("k", tmp_path / "wide.png") is None

    picture = loader.get("k", tmp_path / "wide.png").toImage()
    assert picture.width() == thumbnails.SIDE
    assert picture.height() == round(thumbnails.SIDE / 3)
    assert np.allclose(picture.pixelColor(5, 5).getRgb()[:3], (10, 200, 30), atol=2)
    loader.close()


def test_a_photo_without_thumbnail_is_not_read_again_and_again(theme, tmp_path, qtbot):
    (tmp_path / "bad.jpg").write_bytes(b"no")
    loader = Thumbnails()
    with qtbot.waitSignal(loader.loaded):
        loader.get("k", tmp_path / "bad.jpg")

    assert loader.get("k", tmp_path / "bad.jpg").isNull()
    loader.close()


def test_memory_for_thumbnails_is_bounded(theme, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(thumbnails, "_KEPT", 3)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    loader = Thumbnails()
    for number in range(5):
        with qtbot.waitSignal(loader.loaded):
            loader.get(f"k{number}", tmp_path / "a.png")

    at_hand = [number for number in range(5) if loader.get(f"k{number}", tmp_path / "a.png") is not None]
    assert at_hand == [2, 3, 4]
    loader.close()
