"""Parse many photos: read ahead in threads, parse in batches, write behind in a thread."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.files import atomic_folder
from core.imaging import Photo, read_photo
from core.pipeline import ahead
from faceparse_gui.commands.plan import Job
from faceparse_gui.formats import ExportOptions, Format, FormatError, Sample

if TYPE_CHECKING:
    from core.parser import FaceMode, Parser, ParseResult
    from core.tta import Tta


@dataclass(frozen=True)
class Outcome:
    """What became of one photo; ``failure`` says why nothing was written."""

    photo: Path
    failure: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """How photos are parsed, wherever that is: the arguments of :meth:`core.parser.Parser.load` and more."""

    model: str
    device: str
    tta: Tta
    faces: FaceMode
    overwrite: bool

    def start(self, should_stop: Callable[[], bool]) -> Batch:
        """Load the network. Raises what :meth:`core.parser.Parser.load` raises."""
        from core.parser import Parser

        parser = Parser.load(self.model, self.device, tta=self.tta)
        return Batch(parser, self.faces, self.overwrite, should_stop)


class Batch:
    """One run over ``jobs``. Memory does not grow with their number."""

    def __init__(
        self,
        parser: Parser,
        faces: FaceMode,
        overwrite: bool,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._parser, self._faces, self._overwrite = parser, faces, overwrite
        self._should_stop = should_stop
        on_gpu = parser.device != "cpu"
        self._threads = min(8, os.cpu_count() or 1) if on_gpu else 1
        self._depth = 32 if on_gpu else 2
        self._in_flight: deque[tuple[Job, Photo]] = deque()
        self._failed: deque[Outcome] = deque()

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """One outcome a photo, in nearly their order; after ``should_stop`` the photos in hand are finished.

        Raises:
            core.files.FileError: if the disk no longer takes files; what was written is whole.
        """
        done = ahead(self._write, self._results(jobs), self._depth, self._threads)
        with closing(done):
            for (job, _, result), written in done:
                try:
                    written.result()
                    yield Outcome(job.photo, notices=result.notices)
                except FormatError as error:
                    if error.__cause__:  # the system's refusal, not this photo's fault
                        raise
                    yield Outcome(job.photo, str(error))
                yield from self._failures()
        yield from self._failures()

    def _failures(self) -> Iterator[Outcome]:
        while self._failed:
            yield self._failed.popleft()

    def _photos(self, jobs: Iterable[Job]) -> Iterator[Photo]:
        for job, read in ahead(_read, jobs, self._depth, self._threads):
            if self._should_stop():
                return
            try:
                photo = read.result()
            except (OSError, MemoryError) as error:
                self._failed.append(
                    Outcome(job.photo, str(error) or f"{job.photo.name} needs more memory than is free.")
                )
                continue
            self._in_flight.append((job, photo))
            yield photo

    def _results(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Photo, ParseResult]]:
        photos = self._photos(jobs)
        while True:
            try:
                for result in self._parser.parse_many(photos, self._faces):
                    yield (*self._in_flight.popleft(), result)
                return
            except Exception:  # one photo of the group; each by itself shows which
                yield from self._one_by_one()

    def _one_by_one(self) -> Iterator[tuple[Job, Photo, ParseResult]]:
        while self._in_flight:
            job, photo = self._in_flight.popleft()
            try:
                result = self._parser.parse(photo, self._faces)
            except Exception as error:
                self._failed.append(Outcome(job.photo, f"{job.photo.name} could not be parsed: {error}"))
                continue
            yield job, photo, result

    def _write(self, parsed: tuple[Job, Photo, ParseResult]) -> None:
        job, photo, result = parsed
        sure = result.confidence if any("probabilities" in each.uses for each in job.formats) else None
        frames = tuple(face.to_photo for face in result.faces)
        sample = Sample(
            job.stem, 0, result.labels, job.photo.name, job.photo, lambda: photo, frames, confidence=sure
        )
        for format_ in job.formats:
            with _place(job, format_) as out_dir:
                format_.writer(out_dir, ExportOptions()).add(sample)


@contextmanager
def _place(job: Job, format_: Format) -> Iterator[Path]:
    """Where to write, so that what a killed run wrote of a folder never passes for the whole of it."""
    if format_.folder_a_photo:
        with atomic_folder(job.target(format_)) as folder:
            yield folder.parent
    else:
        yield job.out_dir


def _read(job: Job) -> Photo:
    return read_photo(job.photo)
