"""Parse many photos: read ahead in threads, parse in batches, write behind in a thread."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faceparse_core.errors import FaceparseError, failure_message
from faceparse_core.files.writing import atomic_folder, is_the_disks
from faceparse_core.parsing.faces import Frame, frame_around
from faceparse_core.parsing.photo_loop import LARGE_BYTES, Notice, PhotoFailed, PhotoParsed, parse_each
from faceparse_core.parsing.pipeline import prefetch
from faceparse_core.photos.imaging import Photo, read_photo
from faceparse_gui.commands.batch.plan import Job
from faceparse_gui.formats import ExportOptions, Format, Sample
from faceparse_gui.project.frames import is_on_photo

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import FaceMode, Parser
    from faceparse_core.parsing.tta import Tta


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one photo; ``failure`` says why nothing was written."""

    photo: Path
    failure: str | None = None
    notices: tuple[str, ...] = ()
    faces: int = 0
    """How many were found."""
    files: tuple[Path, ...] = ()
    """What was written, files and folders."""
    no_face: bool = False
    """Faces were looked for, and there is none."""


@dataclass(frozen=True)
class BatchSettings:
    """How photos are parsed, wherever that is: the arguments of ``Parser.load`` and more."""

    model: str
    device: str
    tta: Tta
    faces: FaceMode
    write_empty: bool
    """Write what is all background where no face is found, in place of nothing."""

    def start(self, should_stop: Callable[[], bool]) -> Batch:
        """Load the network. Raises what ``faceparse_core.parsing.parser.Parser.load`` raises."""
        from faceparse_core.parsing.parser import Parser

        parser = Parser.load(self.model, self.device, tta=self.tta)
        return Batch(parser, self.faces, self.write_empty, should_stop)


class Batch:
    """One run over ``jobs``. Memory does not grow with their number."""

    def __init__(
        self,
        parser: Parser,
        faces: FaceMode,
        write_empty: bool = False,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._parser, self._faces, self._write_empty = parser, faces, write_empty
        self._should_stop = should_stop
        on_gpu = parser.device != "cpu"
        self._threads = min(8, os.cpu_count() or 1) if on_gpu else 1
        self._depth = 32 if on_gpu else 2

    def run(self, jobs: Iterable[Job]) -> Iterator[BatchOutcome]:
        """One outcome a photo, in nearly their order; after ``should_stop`` the photos in hand are finished.

        Whatever goes wrong with one photo is its own failure.

        Raises:
            FileError: if the disk no longer takes files; what was written is whole.
        """
        parsed = parse_each(
            self._parser,
            jobs,
            _read,
            self._faces,
            depth=self._depth,
            threads=self._threads,
            should_stop=self._should_stop,
            frames_of=_frames,
        )
        write = partial(_write, write_empty=self._write_empty)
        with closing(parsed), closing(prefetch(write, _slots(parsed), self._depth, self._threads)) as done:
            for slot, written in done:
                try:
                    yield written.result()
                except Exception as error:
                    if is_the_disks(error):
                        raise
                    yield BatchOutcome(slot.photo, failure_message(slot.photo.name, "saved", error))


class _Slot:
    """A parsed photo on its way to the disk; it is let go of when it is written."""

    def __init__(self, parsed: PhotoParsed[Job] | PhotoFailed[Job]) -> None:
        self.photo = parsed.item.photo
        self.is_large = isinstance(parsed, PhotoParsed) and parsed.photo.nbytes >= LARGE_BYTES
        self.written = threading.Event()
        self._parsed: PhotoParsed[Job] | PhotoFailed[Job] | None = parsed

    def take(self) -> PhotoParsed[Job] | PhotoFailed[Job]:
        parsed, self._parsed = self._parsed, None
        assert parsed is not None
        return parsed


def _slots(answers: Iterable[PhotoParsed[Job] | PhotoFailed[Job]]) -> Iterator[_Slot]:
    """The next photo is asked for when a large one is written: no two of them are in memory."""
    for each in answers:
        slot = _Slot(each)
        yield slot
        if slot.is_large:
            del each
            slot.written.wait()


def _write(slot: _Slot, write_empty: bool) -> BatchOutcome:
    try:
        parsed = slot.take()
        if isinstance(parsed, PhotoFailed):
            return BatchOutcome(slot.photo, failure_message(slot.photo.name, parsed.step, parsed.error))
        if parsed.result.no_face and not write_empty:
            return _leave_out(parsed)
        return _save(parsed)
    finally:
        slot.written.set()


def _save(parsed: PhotoParsed[Job]) -> BatchOutcome:
    job, photo, result = parsed.item, parsed.photo, parsed.result
    sure = result.confidence if any("probabilities" in each.uses for each in job.formats) else None
    frames = tuple(face.to_photo for face in result.faces)
    sample = Sample(
        job.stem, 0, result.labels, job.photo.name, job.photo, lambda: photo, frames, confidence=sure
    )
    for format_ in job.formats:
        with _place(job, format_) as out_dir:
            format_.writer(out_dir, ExportOptions()).add(sample)
    files = tuple(map(job.target, job.formats))
    return BatchOutcome(job.photo, None, parsed.notices, len(result.faces), files, result.no_face)


def _leave_out(parsed: PhotoParsed[Job]) -> BatchOutcome:
    """Write nothing, and remove what an earlier run wrote and this one was to replace."""
    job = parsed.item
    for target in map(job.target, job.formats):
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
    return BatchOutcome(job.photo, notices=parsed.notices, no_face=True)


@contextmanager
def _place(job: Job, format_: Format) -> Iterator[Path]:
    """Where to write, so that what a killed run wrote of a folder never passes for the whole of it."""
    if format_.folder_a_photo:
        with atomic_folder(job.target(format_)) as folder:
            yield folder.parent
    else:
        yield job.out_dir


def _frames(job: Job, photo: Photo) -> list[Frame]:
    """Those of the boxes that are given, all of which must lie on the photo."""
    height, width = photo.shape[:2]
    for x0, y0, x1, y1 in job.boxes:
        beside = x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0
        if beside or not is_on_photo(frame_around(x0, y0, x1, y1), width, height):
            what = f"lies beside the photo, which has {width} × {height} pixels" if beside else "is too small"
            raise FaceparseError(
                f"The box {[x0, y0, x1, y1]} {what}. "
                "Boxes are x0, y0, x1, y1 in pixels of the upright photo, from hairline to chin."
            )
    return [frame_around(*box) for box in job.boxes]


def _read(job: Job, notice: Notice) -> Photo:
    return read_photo(job.photo, notice=notice)
