"""Overlap reading, computing and writing without holding more than a few items in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def prefetch(
    function: Callable[[T], R], items: Iterable[T], depth: int, threads: int = 1
) -> Generator[tuple[T, Future[R]], None, None]:
    """Run ``function`` over ``items`` in threads, up to ``depth`` items ahead of the one that is asked for.

    Yields ``(item, future)`` in the order of ``items``; ``future.result()`` waits, and raises what
    ``function`` raised. ``close()`` gives up early: calls already running are waited for, the others dropped.
    """
    pool = ThreadPoolExecutor(threads)
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > depth:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for _, future in waiting:
            future.cancel()
        pool.shutdown()
