"""Which photo goes into which files, settled before any is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.imaging import find_photos
from faceparse_gui.formats import FORMATS, Format


class PlanError(Exception):
    """Photos and output folder that do not go together; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Job:
    """One photo and the formats in which it is still to be written, ``out_dir/<stem><suffix>``."""

    photo: Path
    out_dir: Path
    formats: tuple[Format, ...]

    @property
    def stem(self) -> str:
        return self.photo.stem

    def target(self, format_: Format) -> Path:
        return self.out_dir / f"{self.stem}{format_.suffix}"


@dataclass(frozen=True)
class Plan:
    """``jobs`` are to be done; ``finished`` photos have all their files already."""

    jobs: list[Job]
    finished: int


def make_plan(
    paths: Sequence[Path], out: Path, format_names: Iterable[str], recursive: bool, overwrite: bool
) -> Plan:
    """Match photos with their files under ``out``; sub-folders of a folder in ``paths`` are mirrored there.

    Without ``overwrite``, formats whose file (or folder) stands already are left out.

    Raises:
        PlanError: if there is no photo, two photos would become one file, or a file would replace a photo.
    """
    formats = tuple(FORMATS[name] for name in dict.fromkeys(format_names))
    jobs = [Job(photo, out_dir, formats) for photo, out_dir in _photos(paths, out, recursive)]
    if not jobs:
        hint = "" if recursive else ", or --recursive if they lie in its folders"
        raise PlanError(f"There are no photos in {', '.join(map(str, paths))}. Give another folder{hint}.")
    _refuse_clashes(jobs)
    if overwrite:
        return Plan(jobs, 0)
    left = [Job(j.photo, j.out_dir, tuple(f for f in j.formats if not j.target(f).exists())) for j in jobs]
    todo = [job for job in left if job.formats]
    return Plan(todo, len(jobs) - len(todo))


def _photos(paths: Iterable[Path], out: Path, recursive: bool) -> Iterable[tuple[Path, Path]]:
    """Each photo once, with its output folder; earlier results under ``out`` are not taken for photos."""
    seen: set[Path] = set()
    results = out.resolve()
    for path in paths:
        if path.resolve() == results:
            raise PlanError(f"--out is the photos' own folder, {path}. Give another, like {path / 'masks'}.")
        for photo in find_photos([path], recursive):
            real = photo.resolve()
            if real in seen or (photo != path and real.is_relative_to(results)):
                continue
            seen.add(real)
            yield photo, out if photo == path else out / photo.parent.relative_to(path)


def _refuse_clashes(jobs: Iterable[Job]) -> None:
    """Names are compared without case, as some file systems do."""
    folder = lru_cache(maxsize=None)(Path.resolve)
    taken: dict[str, Path] = {}
    for job in jobs:
        for format_ in job.formats:
            target = job.target(format_)
            other = taken.setdefault(str(folder(job.out_dir) / target.name).casefold(), job.photo)
            if other != job.photo:
                raise PlanError(
                    f"{other} and {job.photo} would both be saved as {target}. "
                    "Rename one of them, or parse them into two --out folders."
                )
    for photo in (job.photo for job in jobs):
        for place in (folder(photo.parent) / photo.name, photo.resolve()):
            if clash := taken.get(str(place).casefold()):
                raise PlanError(f"The result of {clash} would replace the photo {photo}. Give another --out.")
