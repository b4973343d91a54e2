"""The one loop over photos: they are prefetched and parsed in groups, and an error fails one photo only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from faceparse_core.parsing.faces import Frame
from faceparse_core.parsing.pipeline import prefetch
from faceparse_core.photos.imaging import Photo

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import FaceMode, Parser, ParseResult

T = TypeVar("T")
Notice = Callable[[str], object]

LARGE_BYTES = 128 * 2**20
"""Bytes of pixels that are prefetched; while they are as many, no further photo is read."""


@dataclass(frozen=True)
class PhotoParsed(Generic[T]):
    """One photo, its pixels and the prediction for it."""

    item: T
    photo: Photo
    result: ParseResult
    notices: tuple[str, ...] = ()
    """Of reading and parsing, as sentences."""


@dataclass(frozen=True)
class PhotoFailed(Generic[T]):
    """One photo that could not be ``read`` or ``parsed``, and why not."""

    item: T
    step: Literal["read", "parsed"]
    error: Exception


@dataclass(frozen=True)
class _Read(Generic[T]):
    item: T
    photo: Photo
    notices: tuple[str, ...]


def parse_each(
    parser: Parser,
    items: Iterable[T],
    read: Callable[[T, Notice], Photo],
    faces: FaceMode = "auto",
    *,
    depth: int = 2,
    threads: int = 1,
    should_stop: Callable[[], bool] = lambda: False,
    frames_of: Callable[[T, Photo], Sequence[Frame]] = lambda item, photo: (),
) -> Generator[PhotoParsed[T] | PhotoFailed[T], None, None]:
    """Parse the photos of ``items``, in their order, one result each; memory does not grow with their number.

    No photo ends the loop, whatever error it raises. After ``should_stop`` the photos in hand are finished.
    Large photos are read one at a time: the next once the one before is parsed.

    Args:
        read: reads an item's pixels and passes its second argument a sentence for each defect of the file;
            called in ``threads`` threads, at most ``depth`` items before they are parsed.
        frames_of: the frames in which an item's faces are; none: they are looked for. The frames are moved a
            little, to where the parse sees eyes, nose and mouth. An error is the photo's own.

    Raises:
        Exception: what ``items`` itself raises.
    """

    def parse(group: list[_Read[T] | PhotoFailed[T]]) -> Iterator[PhotoParsed[T] | PhotoFailed[T]]:
        return _parse(parser, group, faces, gate, frames_of)

    group: list[_Read[T] | PhotoFailed[T]] = []
    gate = _Gate()
    numbered = enumerate(items)
    with closing(prefetch(lambda each: gate.read(read, *each), numbered, depth, threads)) as reads:
        try:
            for (number, item), pixels in reads:
                if should_stop():
                    break
                gate.need(number)
                try:
                    group.append(pixels.result())
                except Exception as error:
                    group.append(PhotoFailed(item, "read", error))
                del pixels
                if len(group) >= parser.batch_size or gate.is_full:
                    yield from parse(group)
            yield from parse(group)
        finally:
            gate.open()


def _parse(
    parser: Parser,
    group: list[_Read[T] | PhotoFailed[T]],
    faces: FaceMode,
    gate: _Gate,
    frames_of: Callable[[T, Photo], Sequence[Frame]],
) -> Iterator[PhotoParsed[T] | PhotoFailed[T]]:
    """The results of ``group``, which is emptied."""
    given = _frames(group, frames_of)
    photos = [each.photo for i, each in enumerate(group) if isinstance(each, _Read) and i not in given]
    results: Iterator[ParseResult] | None = None
    if len(photos) > 1:
        with suppress(Exception):  # one photo of the group; each by itself shows whose it is
            results = iter(list(parser.parse_many(photos, faces, len(photos))))
    del photos
    for i, each in enumerate(group):
        if isinstance(each, PhotoFailed):
            yield each
            continue
        try:
            if i in given:
                result = parser.parse_frames(each.photo, given[i], straighten=True)
            else:
                result = next(results) if results else parser.parse(each.photo, faces)
        except Exception as error:
            yield PhotoFailed(each.item, "parsed", error)
        else:
            yield PhotoParsed(each.item, each.photo, result, (*each.notices, *result.notices))
        gate.give(each.photo.nbytes)
    group.clear()


def _frames(
    group: list[_Read[T] | PhotoFailed[T]], frames_of: Callable[[T, Photo], Sequence[Frame]]
) -> dict[int, Sequence[Frame]]:
    """The given frames, by the place of their photo in ``group``; an error takes its photo's place."""
    given: dict[int, Sequence[Frame]] = {}
    for i, each in enumerate(group):
        if isinstance(each, _Read):
            try:
                if frames := frames_of(each.item, each.photo):
                    given[i] = frames
            except Exception as error:
                group[i] = PhotoFailed(each.item, "parsed", error)
    return given


class _Gate:
    """Delays reading while the prefetched pixels are many."""

    def __init__(self) -> None:
        self._held = self._needed = 0
        self._is_open = False
        self._changed = threading.Condition()

    @property
    def is_full(self) -> bool:
        return self._held >= LARGE_BYTES

    def read(self, read: Callable[[T, Notice], Photo], number: int, item: T) -> _Read[T]:
        """In a thread. The photo that is waited for is read in any case."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_open or not self.is_full or number <= self._needed)
        notices: list[str] = []
        photo = read(item, notices.append)
        with self._changed:
            self._held += photo.nbytes
        return _Read(item, photo, tuple(notices))

    def need(self, number: int) -> None:
        with self._changed:
            self._needed = number
            self._changed.notify_all()

    def give(self, size: int) -> None:
        with self._changed:
            self._held -= size
            self._changed.notify_all()

    def open(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._is_open = True
            self._changed.notify_all()
