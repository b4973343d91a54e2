"""The order of the photo list, and stepping through it."""

import time
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSettings

from faceparse_gui.project import Prediction
from faceparse_gui.ui.photos.ordering import Ordering
from faceparse_gui.ui.session.session import Session


@pytest.fixture
def session(qtbot, tmp_path):  # which lasts longer than what is open in it
    session = Session()
    yield session
    assert session.projects.close(30)


@pytest.fixture
def ordering(session):
    ordering = Ordering(session)
    ordering.said = []
    ordering.notice.connect(lambda level, text: ordering.said.append(text))
    return ordering


@pytest.fixture
def photo_folder(tmp_path):
    folder = tmp_path / "five"
    folder.mkdir()
    for number in range(1, 6):
        Image.new("RGB", (16, 12), (40 * number,) * 3).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def opened(session, ordering, photo_folder, qtbot):
    open_and_wait(session, photo_folder, qtbot)
    return session


def open_and_wait(session, folder, qtbot):
    with qtbot.waitSignal(session.current.opened, check_params_cb=lambda image: image is not None):
        session.projects.open([folder])


def parse(session, number, uncertainty):
    """As if the photo had been parsed."""
    maps = np.full((12, 16), 1, np.uint8), np.full((12, 16), 200, np.uint8)
    key = next(record.key for record in session.photos.records() if record.path.stem == str(number))
    session.predictions.apply(key, Prediction(*maps, "net", uncertainty=uncertainty), asked_for=False)


def shown(session, qtbot):
    """The number of the photo that is shown when all is read."""
    qtbot.waitUntil(
        lambda: session.open_photo is not None and session.open_photo.key == session.current.wanted
    )
    return session.photos.record(session.open_photo.key).path.stem


def listed(session):
    return "".join(record.path.stem for record in session.photos.records())


def test_the_most_uncertain_of_those_that_wait_come_first(opened, ordering, qtbot):
    for number, uncertainty in ((2, 0.1), (3, 0.4), (5, 0.2)):
        parse(opened, number, uncertainty)
    ordering.set_order("uncertainty")
    assert listed(opened) == "35214"

    opened.current.select(opened.photos.keys[0])
    assert shown(opened, qtbot) == "3"
    opened.statuses.accept()
    assert listed(opened) == "35214"  # no row moves by itself
    assert ordering.is_outdated
    ordering.sort()
    assert listed(opened) == "52143"
    assert not ordering.is_outdated


def test_by_status_and_back_to_how_they_were_listed(opened, ordering, qtbot):
    parse(opened, 1, 0.4)
    opened.statuses.accept()
    parse(opened, 3, 0.4)
    ordering.set_order("status")
    assert listed(opened) == "24531"
    ordering.set_order("name")
    assert listed(opened) == "12345"


def test_stepping_follows_the_order_seen(opened, ordering, qtbot):
    for number in range(1, 6):
        parse(opened, number, number / 10)
    ordering.set_order("uncertainty")
    assert shown(opened, qtbot) == "1"
    assert not opened.current.step(1)
    assert opened.current.step(-1)
    assert shown(opened, qtbot) == "2"


def test_the_order_outlives_the_program_and_holds_at_opening(session, ordering, photo_folder, qtbot):
    ordering.set_order("uncertainty")
    open_and_wait(session, photo_folder, qtbot)
    for number, uncertainty in ((2, 0.1), (4, 0.4)):
        parse(session, number, uncertainty)
    assert session.projects.close(5)

    later = Session()
    assert Ordering(later).order == "uncertainty"
    open_and_wait(later, photo_folder, qtbot)
    assert listed(later) == "42135"
    assert shown(later, qtbot) == "4"
    assert later.projects.close(5)


def test_an_order_unknown_to_the_program_is_by_name(session):
    QSettings().setValue("images/order", "by the moon")
    assert Ordering(session).order == "name"


def test_the_next_most_useful_is_the_most_uncertain_then_the_one_after_it(opened, ordering, qtbot):
    for number, uncertainty in ((2, 0.1), (3, 0.4), (5, 0.2)):
        parse(opened, number, uncertainty)
    ordering.go_to_most_useful()
    assert shown(opened, qtbot) == "3"
    ordering.go_to_most_useful()
    assert shown(opened, qtbot) == "5"
    opened.statuses.accept()
    ordering.go_to_most_useful()
    assert shown(opened, qtbot) == "2"
    assert ordering.said == []

    ordering.go_to_most_useful()
    assert shown(opened, qtbot) == "2"
    assert "last photo" in ordering.said[-1]
    ordering.go_to_most_useful()  # 3 was passed over
    assert shown(opened, qtbot) == "3"


def test_when_the_open_photo_is_the_most_useful_the_next_one_comes(opened, ordering, qtbot):
    parse(opened, 1, 0.9)
    parse(opened, 4, 0.3)
    ordering.go_to_most_useful()
    assert shown(opened, qtbot) == "4"


def test_it_is_said_when_nothing_waits(opened, ordering, qtbot):
    ordering.go_to_most_useful()
    assert "Parse all" in ordering.said[-1]
    for key in list(opened.photos.keys):
        opened.current.select(key)
        parse(opened, shown(opened, qtbot), 0.1)
        opened.statuses.accept()
    ordering.go_to_most_useful()
    assert "All photos" in ordering.said[-1]


def test_a_prediction_of_an_older_version_waits_last(opened, ordering):
    parse(opened, 1, None)
    parse(opened, 2, 0.01)
    ordering.set_order("uncertainty")
    assert listed(opened)[:2] == "21"


def test_ten_thousand_photos_sort_without_lag(session, ordering, tmp_path, qtbot):
    folder = tmp_path / "many"
    folder.mkdir()
    Image.new("RGB", (16, 12)).save(folder / "0.png")
    data = (folder / "0.png").read_bytes()
    for number in range(1, 10_000):
        (folder / f"{number}.png").write_bytes(data)
    open_and_wait(session, folder, qtbot)
    for number, record in enumerate(session.photos.records()[:200]):
        parse(session, record.path.stem, number % 7 / 10)

    times = []
    for order in ("uncertainty", "name", "uncertainty", "name", "uncertainty"):
        before = time.thread_time()
        ordering.set_order(order)
        times.append(time.thread_time() - before)
    assert min(times) < 0.1
    doubts = [record.uncertainty for record in session.photos.records()[:200]]
    assert all(first >= second for first, second in pairwise(doubts))
