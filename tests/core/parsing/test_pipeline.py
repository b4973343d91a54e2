"""Work done ahead in threads: order, bound, errors, giving up."""

import threading
import time
from itertools import count

import pytest

from faceparse_core.parsing.pipeline import prefetch


@pytest.mark.parametrize("threads", [1, 4])
def test_results_come_in_order(threads: int) -> None:
    def late_first(number: int) -> int:
        time.sleep(0.02 if number % 4 == 0 else 0)
        return number**2

    done = [
        (item, future.result()) for item, future in prefetch(late_first, range(20), depth=5, threads=threads)
    ]
    assert done == [(n, n**2) for n in range(20)]


def test_no_more_than_depth_items_are_taken_ahead() -> None:
    taken = []

    def items():
        for number in count():
            taken.append(number)
            yield number

    running = prefetch(str, items(), depth=3)
    for asked in range(5):
        next(running)
        assert len(taken) == asked + 4
    running.close()


def test_an_error_belongs_to_its_item_alone() -> None:
    futures = [future for _, future in prefetch(lambda n: 1 // n, [1, 0, 2], depth=1)]
    assert futures[0].result() == 1
    with pytest.raises(ZeroDivisionError):
        futures[1].result()
    assert futures[2].result() == 0


def test_closing_drops_what_has_not_begun() -> None:
    begun, go_on = [], threading.Event()

    def wait(number: int) -> None:
        begun.append(number)
        go_on.wait(5)

    running = prefetch(wait, count(), depth=10)
    next(running)
    threading.Timer(0.05, go_on.set).start()
    running.close()
    assert begun == [0]
