"""The one loop over photos: read ahead, parsed in groups, and whatever goes wrong is one photo's failure."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from core.imaging import Photo
from core.pipeline import ahead

if TYPE_CHECKING:
    from core.parser import FaceMode, Parser, ParseResult

T = TypeVar("T")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """One photo, its pixels and what the network says of it."""

    item: T
    photo: Photo
    result: ParseResult


@dataclass(frozen=True)
class Failed(Generic[T]):
    """One photo that could not be ``read`` or ``parsed``, and why not."""

    item: T
    step: Literal["read", "parsed"]
    error: Exception


def parse_each(
    parser: Parser,
    items: Iterable[T],
    read: Callable[[T], Photo],
    faces: FaceMode = "auto",
    *,
    depth: int = 2,
    threads: int = 1,
    should_stop: Callable[[], bool] = lambda: False,
) -> Generator[Parsed[T] | Failed[T], None, None]:
    """One answer for each of ``items``, in their order; memory does not grow with their number.

    No photo ends the loop, whatever error it raises. After ``should_stop`` the photos in hand are finished.

    :param read: gives an item's pixels; called in ``threads`` threads, up to ``depth`` items ahead.
    :raises Exception: what ``items`` itself raises.
    """
    group: list[tuple[T, Photo] | Failed[T]] = []
    with closing(ahead(read, items, depth, threads)) as reads:
        for item, pixels in reads:
            if should_stop():
                break
            try:
                group.append((item, pixels.result()))
            except Exception as error:
                group.append(Failed(item, "read", error))
            if len(group) >= parser.batch_size:
                yield from _parse(parser, group, faces)
                group = []
        yield from _parse(parser, group, faces)


def _parse(
    parser: Parser, group: list[tuple[T, Photo] | Failed[T]], faces: FaceMode
) -> Iterator[Parsed[T] | Failed[T]]:
    photos = [each[1] for each in group if not isinstance(each, Failed)]
    results: Iterator[ParseResult] | None = None
    if len(photos) > 1:
        with suppress(Exception):  # one photo of the group; each by itself shows whose it is
            results = iter(list(parser.parse_many(photos, faces, len(photos))))
    for each in group:
        if isinstance(each, Failed):
            yield each
            continue
        item, photo = each
        try:
            result = next(results) if results else parser.parse(photo, faces)
        except Exception as error:
            yield Failed(item, "parsed", error)
        else:
            yield Parsed(item, photo, result)
