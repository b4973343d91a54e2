"""Which photo goes into which files. Problems are reported before any photo is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from faceparse_core.errors import FaceparseError
from faceparse_core.files.protection import Protection, is_in_store, own_folder_message
from faceparse_core.files.results import is_foreign_picture, may_be_label_map
from faceparse_core.photos.folders import SkippedFiles, is_listed, walk
from faceparse_gui.commands.batch.boxes_file import Box, Boxes
from faceparse_gui.commands.batch.name_clashes import Claim, find_clash, linked
from faceparse_gui.commands.batch.no_face_notes import NoFaceNotes
from faceparse_gui.commands.batch.shard import WHOLE, Shard
from faceparse_gui.formats import FORMATS, ExportOptions, Format


class PlanError(FaceparseError):
    """Photos and output folder that do not go together; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Job:
    """One photo and the formats in which it is still to be written, ``out_dir/<stem><suffix>``."""

    photo: Path
    out_dir: Path
    formats: tuple[Format, ...]
    boxes: tuple[Box, ...] = ()
    """Around its faces, where they are given; none: they are looked for."""

    @property
    def stem(self) -> str:
        """The photo's name without its suffix; the names of all its files begin with it."""
        return self.photo.stem

    def target(self, format_: Format) -> Path:
        """The file that a format writes, or the folder where ``format_.folder_a_photo``."""
        return self.out_dir / f"{self.stem}{format_.suffix}"

    def left(self, overwrite: bool) -> Job:
        """Without the formats whose file (or folder) stands already, unless they are to be overwritten.

        Empty ones are what a disk that was full or pulled out leaves.
        """
        if overwrite:
            return self
        missing = tuple(f for f in self.formats if not _stands(self.target(f)))
        return replace(self, formats=missing)


def _stands(path: Path) -> bool:
    """Not where the disk refuses the name: writing such a file says what is wrong."""
    try:
        found = path.stat()
        return any(path.iterdir()) if stat.S_ISDIR(found.st_mode) else found.st_size > 0
    except OSError:
        return False


def _photo_in_the_way(target: Path, format_: Format, overwrite: bool, protection: Protection) -> bool:
    """Whether a photo of a project stands there, which is neither replaced nor taken for a result.

    Results of before whose folder was opened in the window since stay, and stay results.
    """
    if overwrite:
        return protection.covers(target) or protection.covers_below(target)
    return format_.suffix == ".png" and protection.covers(target) and not may_be_label_map(target)


def _refuse_what_stands(job: Job, format_: Format, overwrite: bool, protection: Protection) -> None:
    target = job.target(format_)
    if _photo_in_the_way(target, format_, overwrite, protection):
        raise PlanError(
            f"The result of {job.photo} would replace {target}, a photo of a project. Give another --out."
        )
    foreign = _foreign_in_the_way(job, format_, overwrite)
    if foreign is not None:
        raise PlanError(
            f"The result of {job.photo} would replace {foreign}, which is not a result. "
            "Give another --out, or move it away."
        )


def _foreign_in_the_way(job: Job, format_: Format, overwrite: bool) -> Path | None:
    """What stands in a result's place and is none: what nobody would have replaced, or taken for it."""
    target = job.target(format_)
    if format_.folder_a_photo:
        return _foreign_in(job, format_) if overwrite else None
    if not overwrite and format_.suffix == ".png":  # all pixels of each are not read for that
        return None if may_be_label_map(target) else target
    return target if is_foreign_picture(target) else None


def _holds_photos(protection: Protection, folder: Path) -> bool:
    """Whether a project has photos in ``folder``, not results of before only."""
    if not protection.is_project(folder):
        return False
    with os.scandir(folder) as listing:
        return any(is_foreign_picture(Path(entry)) for entry in listing)


def _foreign_in(job: Job, format_: Format) -> Path | None:
    """What lies in the folder of a photo's results, which would be replaced whole, and is none of them."""
    target = job.target(format_)
    if not target.is_dir():
        return None
    names = frozenset(format_.writer(job.out_dir, ExportOptions()).files(job.stem))
    with os.scandir(target) as listing:
        for entry in listing:
            path = target / entry.name
            is_input = job.photo.is_relative_to(path)  # which is reported by other checks
            is_ours = not entry.is_dir() and path.relative_to(job.out_dir).as_posix() in names
            if not is_input and (not is_ours or is_foreign_picture(path)):
                return path
    return None


def _other_names(target: Path) -> Iterator[Path]:
    """What the files that stand at ``target`` are under all their hard links."""
    for path in target.iterdir() if target.is_dir() else (target,):
        if name := linked(path):
            yield name


@dataclass(frozen=True)
class Plan:
    """The photos of ``paths`` and their files under ``out``; a folder's sub-folders are mirrored there."""

    paths: tuple[Path, ...]
    out: Path
    formats: tuple[Format, ...]
    recursive: bool = False
    overwrite: bool = False
    shard: Shard = WHOLE
    no_face: NoFaceNotes | None = None
    """What is known of photos without a face, which are left out; None: nothing is left out."""
    boxes: Boxes = field(default_factory=dict)
    """The faces of photos in which they are not looked for."""

    def jobs(self) -> Iterator[Job]:
        """What is to be done, as a stream: folders are listed as it goes, and looked at anew each time."""
        for name, job in self._all():
            if name in self.shard:
                left = job.left(self.overwrite)
                if left.formats and not self._has_no_face(job):
                    yield left

    def _has_no_face(self, job: Job) -> bool:
        return self.no_face is not None and not job.boxes and self.no_face.has(job.photo)

    def survey(self) -> Survey:
        """Look through all photos, in memory that does not grow with their number.

        Raises:
            PlanError: if two photos would become one file, a file would replace a photo, of any project, or
                boxes are given of a photo that there is not.
            FaceparseError: if there is no photo.
        """
        counts, skipped = _Counts(), SkippedFiles()
        clash = find_clash(self._claims(counts, skipped))
        if clash and clash.target:
            raise PlanError(
                f"{clash.first} and {clash.second} would both be saved as {clash.target}. "
                "Rename one of them, or parse them into two --out folders."
            )
        if clash:
            raise PlanError(
                f"The result of {clash.first} would replace the photo {clash.second}. Give another --out."
            )
        if not counts.photos:
            hint = "" if self.recursive else ", or --recursive to include sub-folders"
            none = f"There are no photos in {', '.join(map(str, self.paths))}. Give another folder{hint}."
            raise FaceparseError(" ".join((none, *skipped.sentences())))
        if strangers := self.boxes.keys() - counts.boxed:
            raise PlanError(
                f"There are boxes of {min(strangers)}, which is not among the photos. Name photos by their "
                "paths below the folder that is parsed."
            )
        return Survey(counts.todo, counts.finished, counts.no_face, skipped.sentences())

    def _count(self, job: Job, counts: _Counts) -> None:
        if not job.left(self.overwrite).formats:
            counts.finished += 1
        elif self._has_no_face(job):
            counts.no_face += 1
        else:
            counts.todo += 1

    def _claims(self, counts: _Counts, skipped: SkippedFiles) -> Iterator[Claim]:
        folder = lru_cache(1024)(_real)
        protection = Protection()
        puts_pictures = not all(each.folder_a_photo for each in self.formats)
        holds_photos = lru_cache(1024)(partial(_holds_photos, protection))
        before: Path | None = None
        for name, job in self._all(skipped):
            counts.photos += 1
            counts.boxed.update({name.as_posix()} & self.boxes.keys())
            if name in self.shard:
                self._count(job, counts)
            for format_ in job.formats:
                target = job.target(format_)
                _refuse_what_stands(job, format_, self.overwrite, protection)
                yield folder(job.out_dir) / target.name, job.photo, target
                if self.overwrite:
                    yield from ((name, job.photo, target) for name in _other_names(target))
                if os.path.islink(target):  # noqa: PTH114, False for a name that the disk refuses
                    yield target.resolve(), job.photo, target
            if puts_pictures and holds_photos(job.out_dir):
                raise PlanError(own_folder_message(job.out_dir))
            place = folder(job.photo.parent)
            yield place / job.photo.name, job.photo, None
            if place != before:  # a folder of results would be replaced with all that is in it
                before = place
                yield from ((above, job.photo, None) for above in (place, *place.parents))
            if job.photo.is_symlink():
                yield _real(job.photo), job.photo, None
            if self.overwrite and (other_name := linked(job.photo)):
                yield other_name, job.photo, None

    def _all(self, skipped: SkippedFiles | None = None) -> Iterator[tuple[Path, Job]]:
        """Every photo once, of whatever shard, after its path in the folder that was given."""
        for path, photo in _photos(self.paths, self.out, self.recursive, skipped):
            name = Path(photo.name) if photo == path else photo.relative_to(path)
            yield name, Job(photo, self.out / name.parent, self.formats, self.boxes.get(name.as_posix(), ()))


@dataclass(frozen=True)
class Survey:
    """How many photos of a plan's shard are to be done, and how many have all their files already."""

    todo: int
    finished: int
    no_face: int = 0
    """Photos in which an earlier run found no face, and which are left out."""
    skipped: tuple[str, ...] = ()
    """What lies in the folders and is not read, in sentences."""


@dataclass
class _Counts:
    photos: int = 0
    todo: int = 0
    finished: int = 0
    no_face: int = 0
    boxed: set[str] = field(default_factory=set)


def make_plan(
    paths: Sequence[Path],
    out: Path,
    format_names: Iterable[str],
    recursive: bool = False,
    overwrite: bool = False,
    shard: Shard = WHOLE,
    no_face: NoFaceNotes | None = None,
    boxes: Boxes | None = None,
) -> Plan:
    """The plan for what was given on the command line.

    Raises:
        PlanError: if ``out`` is one of the folders of photos, or lies in a project's store.
    """
    for path in paths:
        if _real(path) == _real(out):
            raise PlanError(own_folder_message(path))
    if is_in_store(out):
        raise PlanError(f"--out is inside a project's saved work, {out}. Give another.")
    formats = tuple(map(_format, dict.fromkeys(format_names)))
    return Plan(tuple(paths), out, formats, recursive, overwrite, shard, no_face, boxes or {})


def _photos(
    paths: Iterable[Path], out: Path, recursive: bool, skipped: SkippedFiles | None = None
) -> Iterator[tuple[Path, Path]]:
    """Each photo once, after the one of ``paths`` that it was found in.

    Earlier results under ``out`` are not taken for photos.
    """
    results = _real(out)
    before: set[Path] = set()

    def inspect(folder: Path) -> tuple[Path, bool, bool]:
        """The folder without links, whether it holds results, and whether its photos came before."""
        real = _real(folder)
        is_result = real.is_relative_to(results)
        return real, is_result, not is_result and _walked(before, real, recursive)

    for path in paths:
        inspect_once = lru_cache(1024)(inspect)
        for photo in walk(path, recursive, skipped):
            folder, is_result, came = inspect_once(photo.parent)
            again = (came and is_listed(photo)) or (before and folder / photo.name in before)
            if not again and (photo == path or not is_result):
                yield path, photo
        before.add(_real(path) if os.path.isdir(path) else _real(path.parent) / path.name)  # noqa: PTH112


def _real(path: Path) -> Path:
    """Without links, as far as they can be followed: ``Path.resolve`` raises where they lead in a circle."""
    return Path(os.path.realpath(path))


def _walked(folders: set[Path], place: Path, recursive: bool) -> bool:
    """Whether a walk through one of ``folders`` came to ``place``; it does not enter hidden sub-folders."""
    for folder in (place, *place.parents):
        if folder in folders:
            return True
        if not recursive or folder.name.startswith("."):
            return False
    return False


def _format(name: str) -> Format:
    """The format of that name, if it writes each photo by itself."""
    try:
        format_ = FORMATS.named(name)
    except ValueError as error:
        raise PlanError(str(error)) from error
    if not format_.suffix:
        fitting = ", ".join(each.name for each in FORMATS.values() if each.suffix)
        raise PlanError(
            f"The format {name} has one file for all photos. Parse to one of {fitting}, "
            "then use `faceparse convert`."
        )
    return format_
