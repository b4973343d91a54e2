"""What an export will write, settled before anything is read."""

from __future__ import annotations

import os
import string
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faceparse_core.files.protection import Protection
from faceparse_core.files.results import is_foreign_picture
from faceparse_core.photos.kinds import is_photo_name
from faceparse_gui.exchange.items import Item
from faceparse_gui.formats import ExportOptions, Format, Writer
from faceparse_gui.formats.reading.foreign import answering_for
from faceparse_gui.formats.writing.naming import alike, stems


@dataclass(frozen=True, slots=True)
class Planned:
    """One sample: a photo, or with ``face`` what one face of it owns (0 is the best one)."""

    item: Item
    face: int | None
    stem: str
    index: int


@dataclass(frozen=True)
class ExportPlan:
    """``items`` as ``format`` into ``target``, a folder or a file. Made by ``make``."""

    format: Format
    target: Path
    options: ExportOptions
    samples: tuple[Planned, ...] = field(repr=False)
    photos: tuple[Path, ...] = field(default=(), repr=False)
    """What is never written over, beside what the items are made from: all photos of their project."""
    vanished: tuple[str, ...] = field(default=(), repr=False)
    """One sentence for each photo of the project that was worked on and is not in its folder any more."""
    faceless: int = 0
    """Photos of which nothing is written, because faces are exported and they have none."""

    @classmethod
    def make(
        cls,
        format_: Format,
        target: Path,
        items: Sequence[Item],
        options: ExportOptions | None = None,
        names: Sequence[str] | None = None,
        photos: Sequence[Path] = (),
        vanished: Sequence[str] = (),
    ) -> ExportPlan:
        """Name the samples. Reads where the faces lie if faces are exported, and reads nothing else.

        Args:
            names: the names of all photos, so that a file's name does not depend on what else is exported:
                stems are then given out over all of them. Numbers (``{n}``) count what is exported.
            photos: the files of all photos of the project: none is ever written over.
            vanished: see there.
        """
        options = options or ExportOptions()
        target = with_extension(target, format_)
        parts = [(item, face) for item in items for face in _faces(item, options)]
        if names is None or options.crop != "photo" or _counts(options.naming):
            given = stems([_part_name(item, face) for item, face in parts], options.naming)
            named = zip(parts, given, strict=True)
        else:
            of_name = dict(zip(names, stems(names, options.naming), strict=True))
            named = zip(parts, [of_name[item.name] for item, _ in parts], strict=True)
        samples = tuple(Planned(item, face, stem, i) for i, ((item, face), stem) in enumerate(named))
        faceless = len(items) - len({id(item) for item, _ in parts})
        return cls(format_, target, options, samples, tuple(photos), tuple(vanished), faceless)

    def writer(self) -> Writer:
        """A writer that knows what will come."""
        with answering_for(self.format, self.target):
            writer = self.format.writer(self.target, self.options)
            writer.begin([sample.stem for sample in self.samples])
            return writer

    def files(self) -> Iterator[str]:
        """The paths inside the target, with ``/``, shared files first: for a preview."""
        writer = self.writer()
        with answering_for(self.format, self.target):
            yield from writer.shared()
            for sample in self.samples:
                yield from writer.files(sample.stem)

    def existing(self) -> list[Path]:
        """The files that are there already and would be written over. Reads folders, no files."""
        if self.format.extension:
            return [self.target] if self.target.exists() else []
        if not self.target.is_dir():
            return []
        there = Listing(self.target)
        return [self.target / name for name in self.files() if there.has(name)]

    def protected(self, made: Callable[[], Collection[Path]] = tuple) -> list[Path]:
        """Those of ``existing`` that must not be written over whatever is chosen: photos, what the
        items are made from, and pictures that are nobody's results. Looks at those files.

        Args:
            made: what an earlier export wrote there, which a project with sub-folders has among its
                photos since, as long as nobody has worked on it.
        """
        there = self.existing()
        if not there:
            return []
        sources = [path for sample in self.samples for path in sample.item.files]
        ours = frozenset(made())
        protection = Protection([*self.photos, *sources], ours)
        return [
            path
            for path in there
            if protection.covers(path) or (path not in ours and is_foreign_picture(path))
        ]

    def folder_of_photos(self, made: Collection[Path]) -> Path | None:
        """The first folder of photos that pictures would be written into, to be taken for photos themselves.

        Such is one with a project's store, or with a photo that is exported; none that holds ``made``, what
        exports wrote before. Looks at folders.
        """
        known = frozenset(self.photos)
        exported = {sample.item.path for sample in self.samples}
        own = {os.path.realpath(path.parent) for path in exported & known}
        before = {os.path.realpath(path.parent) for path in made if is_photo_name(path)}
        names = () if self.format.extension else self.files()
        folders = {path.parent for path in map(PurePosixPath, names) if is_photo_name(path)}
        protection = Protection()
        for folder in sorted(self.target / each for each in folders):
            real = os.path.realpath(folder)
            if real not in before and (real in own or protection.is_project(folder)):
                return folder
        return None

    @property
    def can_keep(self) -> bool:
        """Whether files that are there already may stay while the others are written."""
        return not self.format.extension and not self.writer().shared()


class Listing:
    """Whether files are there, by listing each folder once: a plan may name 200,000 files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: dict[PurePosixPath, tuple[frozenset[str], frozenset[str]]] = {}

    def has(self, name: str) -> bool:
        """Whether a path with ``/``, relative to the root, is there, as a file or a folder.

        A name that differs only in case or in the way of writing accents counts where the disk takes both for
        one file. What was looked at once is not listed again: files made since are not seen.

        Raises:
            OSError: if a folder cannot be listed.
        """
        path = PurePosixPath(name)
        names, forms = self._names(path.parent)
        if path.name in names:
            return True
        return alike(path.name) in forms and (self._root / path).exists()  # where spellings are one file

    def _names(self, parent: PurePosixPath) -> tuple[frozenset[str], frozenset[str]]:
        """The names in a folder, and what they are without case and way of writing accents."""
        if parent not in self._seen:
            folder = self._root / parent
            names = frozenset(each.name for each in folder.iterdir()) if folder.is_dir() else frozenset()
            self._seen[parent] = names, frozenset(map(alike, names))
        return self._seen[parent]


def with_extension(target: Path, format_: Format) -> Path:
    """``target`` with the format's extension, if the format is one file and the name has not got it."""
    if not format_.extension or target.name.casefold().endswith(format_.extension):
        return target
    return target.with_name(target.name + format_.extension)


def _counts(naming: str) -> bool:
    return any(field in ("n", "i") for _, field, _, _ in string.Formatter().parse(naming))


def _faces(item: Item, options: ExportOptions) -> Sequence[int | None]:
    if options.crop == "photo":
        return (None,)
    if item.status == "no-face":
        return ()
    return range(len(item.frames()) or 1)


def _part_name(item: Item, face: int | None) -> str:
    """The photo's name, or one for a face beside others of that photo."""
    if face is None or len(item.frames()) < 2:
        return item.name
    path = PurePosixPath(item.name)
    return path.with_name(f"{path.stem}_{face + 1}{path.suffix}").as_posix()
