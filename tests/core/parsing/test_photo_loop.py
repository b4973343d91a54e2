"""The one loop over photos: every item has its answer, large photos come one at a time, nothing hangs."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
import pytest

from faceparse_core.parsing import photo_loop
from faceparse_core.parsing.photo_loop import PhotoFailed, PhotoParsed, parse_each
from faceparse_core.photos.imaging import Photo


@dataclass
class Answer:
    number: int
    notices: tuple[str, ...] = ()


class Network:
    """Answers with what stands in the first pixel; fails on 13."""

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size

    def parse(self, photo: Photo, faces: str) -> Answer:
        number = int(photo[0, 0, 0])
        if number == 13:
            raise IndexError("13")
        return Answer(number)

    def parse_many(self, photos: list[Photo], faces: str, batch_size: int) -> list[Answer]:
        return [self.parse(photo, faces) for photo in photos]


def read(number: int, notice: photo_loop.Notice) -> Photo:
    if number % 10 == 7:
        raise AssertionError(number)
    if number % 10 == 8:
        notice("odd")
    return np.full((8, 8, 3), number, np.uint8)


@pytest.mark.parametrize("large", [1, 500, 1 << 30])
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("batch_size", [1, 5])
def test_every_item_has_its_answer_in_order(
    monkeypatch: pytest.MonkeyPatch, batch_size: int, threads: int, large: int
) -> None:
    monkeypatch.setattr(photo_loop, "LARGE_BYTES", large)
    answers = list(parse_each(Network(batch_size), range(30), read, depth=6, threads=threads))
    assert [each.item for each in answers] == list(range(30))
    failed = {each.item: each.step for each in answers if isinstance(each, PhotoFailed)}
    assert failed == {7: "read", 13: "parsed", 17: "read", 27: "read"}
    parsed = [each for each in answers if isinstance(each, PhotoParsed)]
    assert all(each.result.number == each.item for each in parsed)
    assert [each.item for each in parsed if each.notices] == [8, 18, 28]


@pytest.mark.parametrize("threads", [1, 4])
def test_large_photos_are_in_memory_one_at_a_time(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(photo_loop, "LARGE_BYTES", 100)
    alive, most, lock = [0], [0], threading.Lock()

    def gone() -> None:
        with lock:
            alive[0] -= 1

    def watched(number: int, notice: photo_loop.Notice) -> Photo:
        photo = read(0, notice)
        with lock:
            alive[0] += 1
            most[0] = max(most[0], alive[0])
        weakref.finalize(photo, gone)
        return photo

    for each in parse_each(Network(1), range(20), watched, depth=8, threads=threads):
        del each
    assert most[0] <= 1 + threads  # threads that were let in together


@pytest.mark.timeout(20)
def test_it_is_left_early_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_loop, "LARGE_BYTES", 100)
    loop = parse_each(Network(1), count(), lambda number, _: read(0, print), depth=8, threads=2)
    assert len(list(islice(loop, 3))) == 3
    loop.close()


def test_what_the_items_raise_comes_out() -> None:
    def items() -> object:
        yield 1
        raise OSError("the folder is gone")

    with pytest.raises(OSError, match="the folder is gone"):
        list(parse_each(Network(1), items(), read))
