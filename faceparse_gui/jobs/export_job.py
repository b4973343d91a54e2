"""Write the label maps of many photos in the chosen formats, in the background."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.imaging import read_photo
from faceparse_gui.formats import ExportOptions, Format, Sample
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, ImageRecord, Project


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What to write where. ``stems`` gives each key its file name without suffix."""

    out_dir: Path
    formats: tuple[Format, ...]
    stems: dict[str, str]

    def existing(self) -> list[Path]:
        """The files and folders of this plan that are there already. Reads the disk."""
        there = {entry.name for entry in self.out_dir.iterdir()} if self.out_dir.is_dir() else set()
        names = (stem + format_.suffix for stem in self.stems.values() for format_ in self.formats)
        return [self.out_dir / name for name in names if name in there]


@dataclass(slots=True)
class ExportReport:
    written: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    cancelled: bool = False


def unique_stems(records: Sequence[ImageRecord]) -> dict[str, str]:
    """Key → file name without suffix: the photo's own, made unique where two share it (a.jpg and a.png)."""
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for record in records:
        stem, number = record.path.stem, 2
        if stem.casefold() in taken:
            stem = record.path.name.replace(".", "_")
        while stem.casefold() in taken:
            stem, number = f"{record.path.stem}_{number}", number + 1
        taken.add(stem.casefold())
        stems[record.key] = stem
    return stems


class ExportJob(QObject):
    progress = Signal(int, int)  # photos done, photos in all
    finished = Signal(object)  # ExportReport

    def __init__(self, project: Project, autosave: Autosave, plan: ExportPlan, overwrite: bool) -> None:
        """Without ``overwrite`` the files that are there already are left as they are."""
        super().__init__()
        self._project = project
        self._autosave = autosave
        self._plan = plan
        self._overwrite = overwrite
        self._cancelled = threading.Event()

    def start(self) -> None:
        Background(self, self._run).success(self.finished.emit).start()

    def cancel(self) -> None:
        """Stop after the photo in hand; what is written stays, whole."""
        self._cancelled.set()

    def _run(self) -> ExportReport:
        report = ExportReport()
        self._autosave.flush()
        kept = frozenset() if self._overwrite else frozenset(self._plan.existing())
        for done, (key, stem) in enumerate(self._plan.stems.items()):
            if self._cancelled.is_set():
                report.cancelled = True
                break
            self.progress.emit(done, len(self._plan.stems))
            formats = [
                each for each in self._plan.formats if self._plan.out_dir / (stem + each.suffix) not in kept
            ]
            if not formats:
                report.skipped += 1
                continue
            try:
                self._write(key, stem, formats)
                report.written += 1
            except OSError as error:
                report.failures.append(str(error))
        return report

    def _write(self, key: str, stem: str, formats: Sequence[Format]) -> None:
        labels = self._project.load_labels(key)
        if labels is None:
            return
        path = self._project.image(key).path
        sample = Sample(
            stem, 0, labels, path.name, path, partial(read_photo, path), self._project.frames(key)
        )
        for each in formats:
            each.writer(self._plan.out_dir, ExportOptions()).add(sample)
