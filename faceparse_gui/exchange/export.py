"""Run an export: photo by photo, to be stopped and gone on with, and nothing written over unasked."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from faceparse_core.errors import failure_message
from faceparse_core.files.given import check_target, check_target_folder
from faceparse_core.files.protection import is_in_store, own_folder_message
from faceparse_core.files.writing import FileError, is_the_disks, remove_leftovers
from faceparse_core.messages import message
from faceparse_gui.exchange.manifest import Journal
from faceparse_gui.exchange.plan import ExportPlan, Planned
from faceparse_gui.exchange.views import Probabilities, view
from faceparse_gui.formats import FormatError, Writer
from faceparse_gui.formats.base import remove
from faceparse_gui.formats.reading.foreign import answering_for
from faceparse_gui.formats.writing.stage import Stage

Existing = Literal["refuse", "replace", "keep"]
"""What to do about files that are there already."""

_OF_ONE_FILE = {errno.EISDIR, errno.ENAMETOOLONG}
"""Refusals that another file will not meet."""


class TargetError(FormatError):
    """The target cannot be one; nothing was written."""


class ExistingError(TargetError):
    """Files are there already, and it was not chosen whether to replace or keep them."""


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What became of one sample."""

    sample: Planned
    failure: str | None = None
    skipped: bool = False
    """Its files were there already, and stay."""
    is_blank: bool = False
    """What was written of it is background everywhere."""


@dataclass
class ExportSummary:
    """What an export came to."""

    total: int
    written: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    """Class name → samples in which it became background, because the format has no such class."""
    blank: int = 0
    """Of those written, how many are background everywhere."""
    stopped: bool = False
    vanished: tuple[str, ...] = ()
    """One sentence for each photo that was worked on and is not in the project's folder any more."""
    faceless: int = 0
    """Photos of which nothing was written, because faces are exported and they have none."""

    @property
    def left(self) -> int:
        """Samples not come to."""
        return self.total - self.written - self.skipped - len(self.failures)

    def note(self, outcome: ExportOutcome) -> None:
        """Count one outcome. A photo whose files stayed counts as skipped, never as blank."""
        if outcome.failure is not None:
            self.failures.append(outcome.failure)
        elif outcome.skipped:
            self.skipped += 1
        else:
            self.written += 1
            self.blank += outcome.is_blank


class Export:
    """One export. ``run`` does the work; ``report`` has what came of it so far."""

    def __init__(
        self,
        plan: ExportPlan,
        existing: Existing = "refuse",
        should_stop: Callable[[], bool] = lambda: False,
        probabilities: Probabilities | None = None,
    ) -> None:
        self._plan, self._existing, self._should_stop = plan, existing, should_stop
        self._probabilities = probabilities
        self._journal = Journal(plan)
        self._half: set[str] = set()  # stems of which some files are there to be kept, and some are gone
        self.report = ExportSummary(len(plan.samples), vanished=plan.vanished, faceless=plan.faceless)

    def in_the_way(self) -> list[Path]:
        """The files that are there already and would be written over. Lists folders, reads the journal.

        Those that a stopped export of the same plan wrote are not among them: it is gone on with.

        Raises:
            TargetError: if a photo of a project is in the way, which is never written over.
        """
        self._journal.resume()
        self._refuse_photos()
        return self._foreign()

    @property
    def done_before(self) -> int:
        """Samples that a stopped export of the same plan has written, once ``in_the_way`` has looked."""
        return sum(map(self._journal.is_done, self._plan.samples))

    def run(self) -> Generator[ExportOutcome, None, None]:
        """Yield each sample as it is done; a stopped export of the same plan is gone on with.

        A photo that cannot be exported is an outcome with a ``failure``. After a stop, what is written stays,
        a single file is not there yet, and the next export of the same plan goes on.

        Raises:
            ExistingError: before anything is written, if files are there already and may not be replaced.
            TargetError: likewise, if a photo of a project is there, which is never replaced nor taken for
                what is there already.
            FormatError: later, if the target cannot be written. A single file that was there before stays
                whole.
        """
        self._check_target()
        is_resumed = self._journal.resume()
        self._refuse_photos()
        kept = self._settle()
        writer = self._plan.writer()
        if is_resumed:
            self._sweep(writer)
        else:
            writer.discard()
        target = self._plan.target
        missing = [path for path in (target, *target.parents) if not os.path.lexists(path)]
        try:
            self._journal.open()
            for sample in self._plan.samples:
                if self._should_stop():
                    self.report.stopped = True
                    return
                outcome = self._do(sample, writer, kept)
                self.report.note(outcome)
                yield outcome
            self._finish(writer)
        except OSError as error:
            raise self._given_up(error, writer, missing) from error
        finally:
            self._journal.close()

    def _check_target(self) -> None:
        target = self._plan.target
        try:
            (check_target if self._plan.format.extension else check_target_folder)(target)
        except FileError as error:
            raise FormatError(target, str(error)) from error

    def _given_up(self, error: OSError, writer: Writer, missing: Sequence[Path]) -> FormatError:
        """The error of an export that its disk ended. What no other can go on from is removed.

        Args:
            missing: the folders that were not there before, the innermost first.
        """
        target, report = self._plan.target, self.report
        if not self._journal.is_empty:
            done = report.written + report.skipped
            return FormatError(
                target,
                message(
                    "{error} Done so far: {done:,} of {total:,}. The same export into {target} goes "
                    "on from there.",
                    error=error,
                    done=done,
                    total=report.total,
                    target=target,
                ),
            )
        self._journal.close()
        with suppress(OSError):
            self._journal.remove()
            writer.discard()
            inner = sorted(path for path in target.rglob("*") if path.is_dir()) if target in missing else []
            for folder in (*reversed(inner), *missing):
                with suppress(FileNotFoundError):
                    folder.rmdir()
        return FormatError(
            target, message("{error} Nothing was exported to {target}.", error=error, target=target)
        )

    def _refuse_photos(self) -> None:
        target = self._plan.target
        if is_in_store(target):
            raise TargetError(
                target,
                message(
                    "{target} is inside the saved work on some photos. Choose another folder.", target=target
                ),
            )
        made = self._made()
        photos = self._plan.protected(lambda: made)
        if photos:
            stay = made if self._existing == "keep" else self._written()
            photos = [path for path in photos if path not in stay]
        if not photos:
            self._refuse_their_folder(made)
            return
        first, more = photos[0], len(photos) - 1
        where = str(first.parent)
        if more:
            where = message("{folder} and {count:,} more like it", folder=where, count=more)
        raise TargetError(
            first,
            message(
                "{name} in {folder} would be written over. Photos, and files that an export is made "
                "from, are never changed. Choose another folder.",
                name=first.name,
                folder=where,
            ),
        )

    def _refuse_their_folder(self, made: set[Path]) -> None:
        folder = self._plan.folder_of_photos(made)
        if folder is not None:
            raise TargetError(folder, own_folder_message(folder))

    def _written(self) -> set[Path]:
        """The files of a stopped export that are left as they are, should they pass for photos by now."""
        writer = self._plan.writer()
        done = filter(self._journal.is_done, self._plan.samples)
        return {self._plan.target / name for sample in done for name in writer.files(sample.stem)}

    def _made(self) -> set[Path]:
        """The files that this export, or an earlier one into the same target, says it wrote."""
        writer = self._plan.writer()
        stems = [sample.stem for sample in self._plan.samples if self._journal.is_ours(sample.stem)]
        names = {name for stem in stems for name in writer.files(stem)}
        names.update(self._journal.made_before())
        return {self._plan.target / name for name in names}

    def _sweep(self, writer: Writer) -> None:
        """Remove the half-written files that a kill left behind."""
        names = [name for stem in self._journal.unfinished for name in writer.files(stem)]
        for folder in {(self._plan.target / name).parent for name in names}:
            remove_leftovers(folder)

    def _settle(self) -> frozenset[str]:
        """Which stems are kept as they are; refuse what must not be written over."""
        if self._existing == "replace":
            return frozenset()
        there = self._foreign()
        if not there:
            return frozenset()
        if self._existing == "refuse" or not self._plan.can_keep:
            name, folder, more = there[0].name, there[0].parent, len(there) - 1
            what = message("{name} is already in {folder}.", name=name, folder=folder)
            if more:
                what = message(
                    "{name} and {n:,} more file are already in {folder}.",
                    plural="{name} and {n:,} more files are already in {folder}.",
                    name=name,
                    n=more,
                    folder=folder,
                )
            raise ExistingError(
                there[0],
                message("{what} Choose another folder, or say that they may be replaced.", what=what),
            )
        taken, writer = set(there), self._plan.writer()
        kept = {
            sample.stem
            for sample in self._plan.samples
            if any(self._plan.target / name in taken for name in writer.files(sample.stem))
        }
        self._half = {
            stem for stem, (_, missing) in self._journal.earlier().items() if missing and stem in kept
        }
        return frozenset(kept)

    def _foreign(self) -> list[Path]:
        """The files that are there already, without those that the export wrote before it was stopped."""
        there = set(self._plan.existing())
        if not there or self._plan.format.extension:
            return sorted(there)
        writer = self._plan.writer()
        for sample in self._plan.samples:
            if self._journal.is_ours(sample.stem):
                there -= {self._plan.target / name for name in writer.files(sample.stem)}
        return sorted(there)

    def _do(self, sample: Planned, writer: Writer, kept: frozenset[str]) -> ExportOutcome:
        name = sample.item.path.name
        if sample.stem in self._half:
            return ExportOutcome(
                sample,
                message(
                    "{name} was left as it is: some of its files are in {target}, others are gone. "
                    "Say that they may be replaced, or choose another folder.",
                    name=name,
                    target=self._plan.target,
                ),
            )
        if sample.stem in kept or self._journal.is_done(sample):
            return ExportOutcome(sample, skipped=True)
        try:
            work = sample.item.load()
            if work is None:
                return self._failed(
                    sample, writer, message("{name} has no labels yet: parse it or paint some.", name=name)
                )
            made = view(sample, work, self._plan.options, self._probabilities)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a format of another package may even call sys.exit
            return self._failed(sample, writer, failure_message(name, "exported", error))
        was_begun = self._journal.is_ours(sample.stem)
        self._journal.begin(sample)
        lost, before = writer.lost.copy(), {} if was_begun else self._inodes(sample, writer)
        try:
            files = writer.add(made)
            pieces = [path for stage in writer.stages() for path in stage.take()]
            self._journal.add(sample, made, work, files, pieces, writer.lost - lost)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if self._is_of_target(error, sample):
                with suppress(FileError):
                    self._take_back(sample, writer, before)
                raise
            return self._failed(sample, writer, failure_message(name, "exported", error), before)
        return ExportOutcome(sample, is_blank=not made.labels.any())

    def _failed(
        self, sample: Planned, writer: Writer, why: str, before: Mapping[Path, int] | None = None
    ) -> ExportOutcome:
        """Half of a sample must not pass for all: what there is of it is removed.

        Args:
            before: as in ``_take_back``.
        """
        name = sample.item.path.name
        why = why if name in why else f"{name}: {why}"
        if before is not None or self._journal.is_ours(sample.stem):
            self._take_back(sample, writer, before or {})
        return ExportOutcome(sample, why)

    def _take_back(self, sample: Planned, writer: Writer, before: Mapping[Path, int]) -> None:
        """Remove what was written of a sample, now or before a stop.

        Args:
            before: its files that were there before, which stay if they still are the same.
        """
        with suppress(FileError):
            for path, inode in self._inodes(sample, writer).items():
                if before.get(path) != inode:
                    remove(path)
            for stage in writer.stages():
                for path in stage.take():
                    remove(path)
                if self._journal.is_ours(sample.stem):
                    stage.drop(sample.index)
        self._journal.fail(sample)

    def _inodes(self, sample: Planned, writer: Writer) -> dict[Path, int]:
        """The sample's files that are there: one that is written gets a new inode."""
        found = {}
        for name in () if self._plan.format.extension else writer.files(sample.stem):
            with suppress(OSError):
                path = self._plan.target / name
                found[path] = path.stat().st_ino
        return found

    def _is_of_target(self, error: BaseException, sample: Planned) -> bool:
        """Whether the disk, not the photo, is at fault: then the next photo will not fare better."""
        if is_the_disks(error):
            return True
        cause = error.__cause__
        if not isinstance(error, FileError) or not isinstance(cause, OSError) or cause.errno in _OF_ONE_FILE:
            return False
        path, target = error.path.absolute(), self._plan.target.absolute()
        places = (target, Stage(target).folder, self._journal.path.absolute())
        return path != sample.item.path.absolute() and any(path.is_relative_to(place) for place in places)

    def _finish(self, writer: Writer) -> None:
        self.report.lost = self._journal.lost
        if not self.report.written and not self._journal.path.exists():
            return
        if self.report.written or self.report.skipped:
            with answering_for(self._plan.format, self._plan.target):
                writer.finish()
            self._journal.end(
                {
                    "written": self.report.written,
                    "there_already": self.report.skipped,
                    "failed": self.report.failures,
                    "lost": dict(self.report.lost),
                }
            )
        else:
            self._journal.close()
            writer.discard()
            with suppress(OSError):
                self._journal.remove()
