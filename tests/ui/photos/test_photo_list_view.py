"""The list of photos: thumbnails, status and selection."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from faceparse_gui.project import Prediction
from faceparse_gui.ui.photos import thumbnails
from faceparse_gui.ui.photos.photo_list_view import PhotoListView, name_lines
from faceparse_gui.ui.photos.photo_model import PhotoModel
from faceparse_gui.ui.photos.thumbnails import Thumbnails
from faceparse_gui.ui.session.session import Session


@pytest.fixture
def session(qtbot, tmp_path):  # which lasts longer than what is open in it
    session = Session()
    yield session
    assert session.projects.close(5)


@pytest.fixture
def shown_list(theme, session, qtbot):
    photo_list = PhotoListView(session)
    photo_list.selected.connect(session.current.select)
    qtbot.addWidget(photo_list)
    photo_list.resize(240, 500)
    photo_list.show()
    yield photo_list
    photo_list.thumbnails.close()


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
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([many_photos(tmp_path / "many", 1500)])

    qtbot.waitUntil(lambda: len(seen) >= 5)
    qtbot.wait(200)
    assert len(seen) <= 12  # 500 px hold nine rows

    shown_list.view.scrollToBottom()
    qtbot.waitUntil(lambda: session.photos.keys[-1] in seen)
    assert len(seen) < 40


class CountingModel(PhotoModel):
    """Counts how often it is asked how many rows it has: a view that lays out asks for each row."""

    asked = 0

    def rowCount(self, *parent):
        CountingModel.asked += 1
        return super().rowCount(*parent)


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr("faceparse_gui.ui.photos.photo_list_view.PhotoModel", CountingModel)


def test_a_photo_that_changes_does_not_lay_out_all_the_others(counting, shown_list, session, tmp_path, qtbot):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([many_photos(tmp_path / "many", 1500)])
    qtbot.wait(300)
    CountingModel.asked = 0

    session.edits.record_changed.emit(session.photos.keys[3])
    qtbot.wait(100)

    assert 0 < CountingModel.asked < 150


def test_the_photo_shown_is_the_row_marked_and_a_click_shows_another(
    shown_list, session, photo_folder, qtbot
):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    assert shown_list.view.currentIndex().row() == 0

    with qtbot.waitSignal(session.current.opened):
        shown_list.view.setCurrentIndex(shown_list.view.model().index(2, 0))
    assert session.open_photo.key == session.photos.keys[2]

    with qtbot.waitSignal(session.current.opened):
        session.current.step(-1)
    assert shown_list.view.currentIndex().row() == 1


def test_a_status_is_drawn_when_it_changes(shown_list, session, photo_folder, qtbot):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    index = shown_list.view.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("new")
    parse_all(session)
    with qtbot.waitSignal(shown_list.view.model().dataChanged):
        session.statuses.accept()

    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("accepted")
    qtbot.waitUntil(lambda: shown_list.progress.text == "1 of 3 accepted")
    with qtbot.waitSignal(session.current.opened):
        session.current.select(session.photos.keys[1])
    session.history.undo()
    qtbot.waitUntil(lambda: shown_list.progress.text == "0 of 3 accepted")


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


def parse_all(session):
    """As if every photo had been parsed, each less certain than the one before."""
    maps = np.full((48, 64), 1, np.uint8), np.full((48, 64), 200, np.uint8)
    for number, key in enumerate(list(session.photos.keys), 1):
        session.predictions.apply(key, Prediction(*maps, "net", uncertainty=number / 10), asked_for=False)


def names(photo_list):
    model = photo_list.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_rows_follow_the_order_and_the_mark_stays_on_the_photo(shown_list, session, photo_folder, qtbot):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    parse_all(session)
    selected = []
    shown_list.selected.connect(selected.append)

    shown_list.sort_bar.button.menu().actions()[2].trigger()

    assert names(shown_list) == ["3.png", "2.png", "1.png"]
    assert shown_list.sort_bar.button.text() == "Most uncertain first"
    assert shown_list.view.currentIndex().data() == "1.png"
    assert selected == []
    with qtbot.waitSignal(session.current.opened):
        shown_list.view.setCurrentIndex(shown_list.view.model().index(0, 0))
    assert session.photos.record(session.open_photo.key).path.name == "3.png"


def test_how_unsure_the_network_is_shows_until_the_photo_is_looked_at(
    shown_list, session, photo_folder, qtbot
):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    parse_all(session)
    index = shown_list.view.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "1.png, parsed · 10.0 % unsure"
    assert "expects 10.0 %" in index.data(Qt.ItemDataRole.ToolTipRole)

    session.statuses.accept()

    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "1.png, accepted"


def test_sorting_again_is_offered_when_a_row_would_move(shown_list, session, photo_folder, qtbot):
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    parse_all(session)
    again = shown_list.sort_bar.again
    qtbot.wait(300)
    assert not again.isVisible()  # by name nothing moves
    shown_list.ordering.set_order("uncertainty")
    with qtbot.waitSignal(session.current.opened):
        session.current.select(session.photos.keys[0])
    session.statuses.accept()
    qtbot.waitUntil(again.isVisible)
    assert names(shown_list)[0] == "3.png"

    again.click()

    assert names(shown_list) == ["2.png", "1.png", "3.png"]
    assert not again.isVisible()


def test_rows_under_the_pointer_stay_where_they_are(shown_list, session, photo_folder, qtbot):
    shown_list.ordering.set_order("uncertainty")
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    parse_all(session)
    shown_list.view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    shown_list.sort_unless_in_use()
    assert names(shown_list)[0] == "1.png"

    shown_list.view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    shown_list.sort_unless_in_use()
    assert names(shown_list)[0] == "3.png"


def test_a_long_name_takes_two_lines_before_any_of_it_is_left_out(qapp):
    metrics = QFontMetrics(QFont("DejaVu Sans", 10))
    width = metrics.horizontalAdvance("a_long_name_of_a_ph")
    assert name_lines("short.jpg", metrics, width) == ["short.jpg"]
    name = "a_long_name_of_a_photo_0012.jpg"
    lines = name_lines(name, metrics, width)
    assert lines == ["a_long_name_of_a_", "photo_0012.jpg"]
    first, second = name_lines(name * 3, metrics, width)
    assert name.startswith(first)
    assert "…" in second
    assert second.endswith(".jpg")
    hashed = "9f8e7d6c5b4a39281706f5.jpg"
    assert "".join(name_lines(hashed, metrics, width)) == hashed
    assert all(metrics.horizontalAdvance(line) <= width for line in name_lines(hashed, metrics, width))
