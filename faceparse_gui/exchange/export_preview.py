"""What an export will write, shortened for the dialog."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faceparse_gui.exchange.export import Export
from faceparse_gui.exchange.manifest import manifest_path
from faceparse_gui.exchange.plan import ExportPlan

SHOWN = 6
"""Entries of a folder that are shown; of those that are there already, as many again."""


@dataclass
class Entry:
    """A file or a folder that will be there; the inside of an archive is as a folder's."""

    name: str
    is_folder: bool = False
    is_there: bool = False
    """A file of that name is there already, and would be written over."""
    is_manifest: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    hidden_there: int = 0
    """How many files of those, and below, are there already."""
    _hidden_files: int = 0
    _hidden_folders: set[str] = field(default_factory=set, repr=False)

    @property
    def hidden(self) -> int:
        """How many more there are in it than ``entries``."""
        return self._hidden_files + len(self._hidden_folders)

    def add(self, path: PurePosixPath, is_there: bool) -> None:
        """Add the file ``path``, relative to this folder; what is too many is counted only."""
        name, *rest = path.parts
        if not rest:
            self._add_file(name, is_there)
        elif name in self.entries or len(self.entries) < SHOWN:
            folder = self.entries.setdefault(name, Entry(name, is_folder=True))
            folder.add(PurePosixPath(*rest), is_there)
        else:
            self._hidden_folders.add(name)
            self.hidden_there += is_there

    def _add_file(self, name: str, is_there: bool) -> None:
        if len(self.entries) < SHOWN * (1 + is_there):
            self.entries[name] = Entry(name, is_there=is_there)
            return
        self._hidden_files += 1
        self.hidden_there += is_there


@dataclass(frozen=True)
class ExportPreview:
    """What ``preview`` found."""

    target: Path
    entries: tuple[Entry, ...]
    """The target, and what will lie beside it."""
    samples: int
    """Photos, or faces."""
    files: int
    """With the list of the files, which every export writes; of some formats at most so many."""
    in_the_way: tuple[Path, ...]
    """The files that are there already and would be written over."""
    can_keep: bool
    """Whether those may stay while the others are written."""
    done_before: int
    """Samples that a stopped export of the same choices has written; this one goes on with the others."""

    @property
    def is_exact(self) -> bool:
        """Whether it is so many ``files`` whatever the label maps hold: one, or one for each sample."""
        return self.files - 1 in (1, self.samples)


def preview(plan: ExportPlan) -> ExportPreview:
    """What ``plan`` will write, and what is in its way. Lists folders; reads a stopped export's journal."""
    export = Export(plan)
    in_the_way = tuple(export.in_the_way())
    there = {path.relative_to(plan.target).as_posix() for path in in_the_way if path != plan.target}
    is_file = bool(plan.format.extension)
    target = Entry(plan.target.name, is_folder=not is_file, is_there=plan.target in in_the_way)
    names = list(plan.files())
    for name in names:
        target.add(PurePosixPath(name), name in there)
    manifest = Entry(manifest_path(plan).name, is_manifest=True)
    entries: tuple[Entry, ...] = (target, manifest)
    if not is_file:
        target.entries[manifest.name] = manifest
        entries = (target,)
    files = 1 + (1 if is_file else len(names))
    return ExportPreview(
        plan.target, entries, len(plan.samples), files, in_the_way, plan.can_keep, export.done_before
    )
