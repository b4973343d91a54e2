"""Bring label maps of other tools into a project: as work to go on with, or as a prediction to compare."""

from __future__ import annotations

import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np
from PIL import Image

from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.imaging import PHOTO_SUFFIXES, photo_size
from faceparse_gui.exchange.export import Existing
from faceparse_gui.exchange.face_parts import FaceParts
from faceparse_gui.exchange.manifest import NAME, read_manifest
from faceparse_gui.exchange.matching import Match, PhotoNames
from faceparse_gui.exchange.partial_acceptance import PartialAcceptance
from faceparse_gui.exchange.summary import ImportRemarks
from faceparse_gui.formats import Format, FormatError, Found, ReadOptions
from faceparse_gui.formats.base import save_png
from faceparse_gui.formats.reading.budget import ReadingStopped, step, stoppable
from faceparse_gui.formats.reading.read_source import found_in
from faceparse_gui.formats.reading.remarks import NOT_ANNOTATED, Remark, remark, remarks_of
from faceparse_gui.formats.reading.size import is_scaled, photo_at_hand
from faceparse_gui.formats.sample import NotAnnotatedError, unforeseen
from faceparse_gui.formats.writing.naming import safe_stem
from faceparse_gui.project import UNTOUCHED, PhotoRecord, Prediction, Project
from faceparse_gui.project.issue_count import count_issues

Use = Literal["edited", "accepted", "prediction"]
"""What the label maps become: work to review, finished work, or what a network predicted."""

Save = Callable[[PhotoRecord, LabelMap, Use, tuple[str, ...]], bool]
"""Keeps a label map that fits its photo, as what, and accepted for which classes (none for all); False: there
is work on the photo by now, which stays."""

Accept = Callable[[PhotoRecord, tuple[str, ...]], object]
"""Accepts the labels that a photo has, for these classes, none for all."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one label map."""

    name: str
    key: str | None = None
    """Of the photo that it was brought to."""
    failure: str | None = None
    skipped: bool = False
    """The photo had work on it, which stays."""
    unannotated: bool = False
    """Nobody has marked anything in the photo, which is left as it is."""
    remarks: Mapping[Remark, int] = field(default_factory=dict)


@dataclass
class ImportSummary:
    """What an import came to, in label maps; each of those done is counted once."""

    imported: int = 0
    skipped: int = 0
    unannotated: int = 0
    """Photos in which nobody has marked anything, left as they are."""
    failures: list[str] = field(default_factory=list)
    remarks: ImportRemarks = field(default_factory=ImportRemarks)
    """What was passed over or settled in the others."""

    @property
    def done(self) -> int:
        """Label maps of which it is known what became of them."""
        return self.imported + self.skipped + self.unannotated + len(self.failures)

    def note(self, outcome: ImportOutcome) -> None:
        """Count one outcome, and keep its remarks whatever became of it."""
        self.remarks.note(outcome.name, outcome.remarks)
        if outcome.failure is not None:
            self.failures.append(outcome.failure)
        elif outcome.unannotated:
            self.unannotated += 1
        elif outcome.skipped:
            self.skipped += 1
        else:
            self.imported += 1


class Import:
    """One import into ``project``. ``run`` does the work."""

    def __init__(
        self,
        project: Project,
        source: Path,
        use: Use = "edited",
        existing: Existing = "keep",
        add_photos: bool = False,
        tool: str = "imported",
        save: Save | None = None,
        accept: Accept | None = None,
        should_stop: Callable[[], bool] = lambda: False,
        take_empty: bool = False,
        naming: str = "",
        classes: Collection[str] | None = None,
    ) -> None:
        """

        Args:
            existing: about photos with edited or accepted labels; ``refuse`` makes each a failure.
            add_photos: copy photos that the project has not from the source into its folder.
            tool: whose prediction it is, as the window shows it.
            save: how label maps are kept; on disk at once by default.
            accept: how labels that are there already, as they come in, become accepted; likewise.
            should_stop: asked often, in the middle of a label map too.
            take_empty: a photo without any annotation is all background; else it is left as it is.
            naming: how the masks are named after the photos, as ``matching.check_pattern`` has it.
            classes: names of those that ``accepted`` labels are accepted for, empty for all; None for those
                that the manifest of an export names, else all.
        """
        self._keep, self._should_stop = save or self._save, should_stop
        self._accept = accept or self._set_accepted
        self._project, self._use, self._existing = project, use, existing
        self._add_photos, self._tool, self._take_empty = add_photos, tool, take_empty
        self._source, self._naming, self._classes = source, naming, classes
        self._claims: Counter[str] = Counter()
        """Key of a photo → masks that may be of it."""
        manifests = (
            (source if source.is_dir() else source.parent) / NAME,
            source.with_name(f"{source.name}.manifest.jsonl"),
        )
        self._photo_of_stem = read_manifest(manifests[0]) | read_manifest(manifests[1])
        self.faces = FaceParts(manifests)
        takes_over = use == "accepted" and classes is None
        self._partly = PartialAcceptance(manifests if takes_over else ())
        self._by_name = PhotoNames(project, naming)
        self._stray: Mapping[Remark, int] = {}
        """What was remarked of the source as a whole, reported with the first label map."""

    def found(self, format_: Format, options: ReadOptions) -> list[Found]:
        """What the source holds; the maps of a photo's faces are one.

        Raises:
            Stopped: if that was asked for.
            FormatError: as ``Format.read``.
        """
        with stoppable(self._should_stop), remarks_of() as self._stray:
            return list(self.faces.join(found_in(self._source, format_, options)))

    def run(self, found: Iterable[Found]) -> Generator[ImportOutcome, None, None]:
        """Bring in one label map after another; one that cannot be is an outcome with a ``failure``.

        After a stop, which takes effect within a label map too, what came in stays.

        Raises:
            ProjectError: if the project's disk refuses.
        """
        all_ = list(found)
        if self._add_photos:
            all_, failures = self._copy_photos(all_)
            yield from failures
        self._partly.match(self._by_name)
        self._claims.update(record.key for each in all_ if (record := self.find(each)) is not None)
        for each in all_:
            if self._should_stop():
                return
            try:
                with stoppable(self._should_stop), remarks_of() as remarks:
                    outcome = self._tried(each, remarks)
            except ReadingStopped:
                return
            yield replace(outcome, remarks=Counter(outcome.remarks) + Counter(self._stray))
            self._stray = {}

    def _tried(self, found: Found, remarks: Mapping[Remark, int]) -> ImportOutcome:
        try:
            return replace(self._bring(found, remarks), remarks=remarks)
        except FormatError as error:
            return ImportOutcome(found.name, failure=str(error))
        except (FileError, MemoryError) as error:
            if isinstance(error, FileError) and error.path.is_relative_to(self._project.store):
                raise
            return ImportOutcome(
                found.name,
                failure=str(error) or message("{name} needs more memory than is free.", name=found.name),
            )
        except Exception as error:  # of one label map, which costs the others nothing
            logging.getLogger(__name__).warning("%s was not imported", found.source, exc_info=True)
            return ImportOutcome(found.name, failure=unforeseen(found.source, error))

    def _bring(self, found: Found, remarks: Mapping[Remark, int]) -> ImportOutcome:
        if found.fault is not None:
            raise found.fault
        match = self.match(found)
        if match is None or (match.guessed and self._claims[match.record.key] > 1):
            raise FormatError(
                found.source,
                message(
                    "{name}: there is no photo {photo} in {folder}, or more than one. Name the "
                    "photos as the masks, or have the photos copied along.",
                    name=found.source.name,
                    photo=found.name,
                    folder=self._project.folder,
                ),
            )
        record = match.record
        by_hand = record.status in ("edited", "accepted")
        if by_hand and self._use != "prediction" and self._existing != "replace":
            if self._existing == "keep":
                is_done = (
                    self._use == "accepted" and record.status == "edited" and self._finish(found, record)
                )
                return ImportOutcome(found.name, record.key, skipped=not is_done)
            raise FormatError(
                found.source,
                message(
                    "{name} has labels already. Say that they may be replaced or kept.", name=record.path.name
                ),
            )
        self._project.photos.begin(record.key)
        labels = self.labels(found, record)
        if NOT_ANNOTATED in remarks and not self._take_empty:
            return ImportOutcome(found.name, record.key, unannotated=True)
        if match.guessed:
            remark("matched", f"{PurePosixPath(found.name).name} → {record.path.name}")
        classes = self._accepted_for(record)
        is_kept = (
            self._keep(record, labels, "edited", ())
            if classes is None
            else self._keep(record, labels, self._use, classes)
        )
        return ImportOutcome(found.name, record.key, skipped=not is_kept)

    def _accepted_for(self, record: PhotoRecord) -> tuple[str, ...] | None:
        """The classes that its labels are accepted for, if so; None where they cannot be told."""
        return self._partly.of(record) if self._classes is None else tuple(self._classes)

    def labels(self, found: Found, record: PhotoRecord) -> LabelMap:
        """The label map at the photo's size.

        Raises:
            FormatError: if it is damaged, holds anything but ids 0 to 18, or has another shape than the
                photo.
            ReadingStopped: if a stop was asked for.
        """
        width, height = photo_size(record.path)
        try:
            with photo_at_hand((width, height)):
                labels = found.load()
        except NotAnnotatedError:
            remark("not annotated")
            return np.full((height, width), BACKGROUND, np.uint8)
        if labels.ndim != 2 or labels.dtype != np.uint8 or labels.max(initial=BACKGROUND) >= NUM_CLASSES:
            raise FormatError(
                found.source,
                message("{name} was read as something else than classes.", name=found.source.name),
            )
        their_height, their_width = labels.shape
        if (their_width, their_height) == (width, height):
            return labels
        if not is_scaled((their_width, their_height), (width, height)):
            raise FormatError(
                found.source,
                message(
                    "{mask} is {width} × {height} pixels for {name}, but the photo {photo} "
                    "{photo_width} × {photo_height}, another shape. Import masks of this photo.",
                    mask=found.source.name,
                    width=their_width,
                    height=their_height,
                    name=found.name,
                    photo=record.path.name,
                    photo_width=width,
                    photo_height=height,
                ),
            )
        step(width * height)
        remark("scaled", f"{their_width} × {their_height} → {width} × {height}")
        image = Image.fromarray(labels).resize((width, height), Image.Resampling.NEAREST)
        return np.array(image)

    def _finish(self, found: Found, record: PhotoRecord) -> bool:
        """Accept what is there if it is the same: of an import that was stopped between both."""
        there = self._project.load_labels(record.key)
        with remarks_of():  # what was reported when it came in
            labels, classes = self.labels(found, record), self._accepted_for(record)
        if there is None or classes is None or not np.array_equal(there, labels):
            return False
        self._accept(record, classes)
        return True

    def _set_accepted(self, record: PhotoRecord, classes: tuple[str, ...]) -> None:
        self._project.note_accepted_for(record.key, classes)
        self._project.set_status(record.key, "accepted")

    def _save(self, record: PhotoRecord, labels: LabelMap, use: Use, classes: tuple[str, ...]) -> bool:
        if use == "prediction":
            frames = self._project.frames(record.key)
            self._project.save_prediction(record.key, as_prediction(labels, self._tool, frames))
            if record.status not in UNTOUCHED:
                return True
        elif use == "accepted":
            self._project.note_accepted_for(record.key, classes)
        self._project.save_labels(record.key, labels, "parsed" if use == "prediction" else use)
        count_issues(self._project, record.key, labels)
        return True

    def find(self, found: Found) -> PhotoRecord | None:
        """The photo that a label map is of, None where none has its name, or more than one."""
        match = self.match(found)
        return match.record if match is not None else None

    def match(self, found: Found) -> Match | None:
        """``find``, with whether a part of the name had to do."""
        if found.name in self._photo_of_stem:
            return _sure(self._by_name.find(self._photo_of_stem[found.name]))
        if (record := self._by_name.at(found.name)) is not None:
            return Match(record)
        path = PurePosixPath(found.name)
        stem = path.stem if path.suffix.lower() in PHOTO_SUFFIXES else path.name
        for name in (path.name, stem):
            if name in self._photo_of_stem:
                return _sure(self._by_name.find(self._photo_of_stem[name]))
        return self._by_name.match(found.name)

    def _copy_photos(self, found: Sequence[Found]) -> tuple[list[Found], list[ImportOutcome]]:
        """Copy the photos that the project has not; what cannot be copied is skipped and reported."""
        rest, failures = [], []
        for each in found:
            if self._should_stop():
                break
            try:
                if self.find(each) is None and each.load_photo is not None:
                    with stoppable(self._should_stop):
                        self._copy(each)
                rest.append(each)
            except ReadingStopped:
                break
            except FileError as error:
                failures.append(ImportOutcome(each.name, failure=str(error)))
        self._project.rescan()
        self._by_name = PhotoNames(self._project, self._naming)
        return rest, failures

    def _copy(self, found: Found) -> None:
        """Copy one photo into the project's folder, byte for byte where it is a file."""
        path = PurePosixPath(found.name)
        if found.photo_path is not None:
            path = PurePosixPath(found.photo_path.name)
        is_photo = path.suffix.lower() in PHOTO_SUFFIXES
        suffix = path.suffix if is_photo and found.photo_path is not None else ".png"
        target = self._project.folder / f"{safe_stem(path.stem if is_photo else path.name)}{suffix}"
        if os.path.lexists(target):  # a link that leads nowhere yet, too
            raise FormatError(
                found.source,
                message(
                    "{name} is in {folder} already, but of another photo. Rename one.",
                    name=target.name,
                    folder=target.parent,
                ),
            )
        if found.photo_path is not None:
            with found.photo_path.open("rb") as source, atomic_write(target) as file:
                shutil.copyfileobj(source, file)
        else:
            assert found.load_photo is not None
            save_png(target, Image.fromarray(found.load_photo()))


def _sure(record: PhotoRecord | None) -> Match | None:
    return Match(record) if record is not None else None


def as_prediction(labels: LabelMap, tool: str, frames: tuple[Frame, ...]) -> Prediction:
    """What ``tool`` holds, with full confidence: other tools do not say how sure they are.

    Args:
        frames: where the photo's faces are known to lie, which a mask does not hold either.
    """
    return Prediction(labels, np.full(labels.shape, 255, np.uint8), tool, frames)
