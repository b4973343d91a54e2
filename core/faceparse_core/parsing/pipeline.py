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
    """Run ``function`` over ``items`` in threads, at most ``depth`` items before they are asked for.

    Yields ``(item, future)`` in the order of ``items``; ``future.result()`` waits, and raises what
    ``function`` raised. ``close()`` ends early: it waits for the calls that run and drops the others.
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
