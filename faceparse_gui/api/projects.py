"""Projects: a folder of photos and the work on them, as the window keeps it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Unpack

import numpy as np
import numpy.typing as npt

from faceparse_core.errors import failure_message
from faceparse_core.files.writing import is_the_disks
from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import same_face
from faceparse_core.parsing.joining import FaceMaps, same_faces, with_faces, without_faces
from faceparse_core.photos.imaging import photo_size
from faceparse_gui import project as store
from faceparse_gui.api.arrays import as_frame, as_labels
from faceparse_gui.api.export_options import Existing, ExportChoices, check_choice
from faceparse_gui.api.exporting import run_export
from faceparse_gui.api.masks import find_format
from faceparse_gui.api.parsing import FaceMode, Parsed, PhotoParser, load_parser
from faceparse_gui.api.paths import given_path
from faceparse_gui.api.reports import ExportReport, ImportReport, ParseReport
from faceparse_gui.exchange import Import, plan_of, project_items
from faceparse_gui.exchange import ImportSummary as Outcomes
from faceparse_gui.exchange.items import ACCEPTED, ExportState
from faceparse_gui.exchange.matching import check_pattern
from faceparse_gui.formats import FORMATS, FormatError
from faceparse_gui.formats.checked_options import export_options, read_options
from faceparse_gui.formats.options import Ids
from faceparse_gui.project import UNTOUCHED, Prediction, ProjectError, Status
from faceparse_gui.project.acceptance import accepted_for as check_accepted_for
from faceparse_gui.project.issue_count import count_issues
from faceparse_gui.project.rules import follow, load_rules
from faceparse_gui.project.store.store import StoreGoneError

Kept = Literal["parsed", "edited", "accepted"]
Use = Literal["edited", "accepted", "prediction"]


@dataclass(frozen=True)
class ProjectPhoto:
    """One photo of a project and the state of its work."""

    name: str
    """Its path relative to the project's folder, with ``/``."""
    path: Path
    status: Status
    model: str
    """Name of the network that parsed it, empty without one."""
    uncertainty: float | None
    """How little that network trusts its answer, 0 to 1; None where that is not known."""
    size: tuple[int, int] | None
    """``(width, height)`` of its labels; None without any."""
    changed: bool = False
    """The photo is not as it was when its labels were made: they are not exported with it."""
    accepted_for: tuple[str, ...] = ()
    """The names of the classes that it is accepted for; empty if for all, or not accepted."""


class Project:
    """A project that no window can open meanwhile; a context manager. Made by ``open_project``."""

    def __init__(self, opened: store.Project) -> None:
        self._project = opened

    def __enter__(self) -> Project:
        """The project itself, which ``__exit__`` closes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the folder, whether or not the block raised; what was saved stays saved."""
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        self._project.close()

    def __repr__(self) -> str:
        """The folder, and how many photos have each status."""
        states = Counter(record.status for record in self._project.records())
        counts = ", ".join(f"{count} {status}" for status, count in states.items()) or "no photos"
        return f"<Project {self.folder}: {counts}>"

    @property
    def folder(self) -> Path:
        """Where the photos lie."""
        return self._project.folder

    @property
    def notices(self) -> tuple[str, ...]:
        """Messages for the user about the opening, in sentences."""
        return self._project.notices

    @property
    def photos(self) -> list[ProjectPhoto]:
        """The photos in natural order."""
        return [self._photo(record) for record in self._project.records()]

    @property
    def vanished(self) -> list[ProjectPhoto]:
        """Photos that were worked on and are not in the folder any more; their work is kept."""
        return [self._photo(record) for record in self._project.vanished()]

    def photo(self, name: str) -> ProjectPhoto:
        """One photo by its name; ``ProjectError`` where there is none."""
        return self._photo(self._record(name))

    def labels(self, name: str) -> LabelMap | None:
        """The saved label map, None where there is none yet; ``ProjectError`` where it is damaged.

        All background where no face was found.
        """
        return self._project.load_labels(self._record(name).key)

    def set_labels(
        self,
        name: str,
        labels: npt.NDArray[np.uint8],
        status: Kept = "edited",
        accepted_for: Collection[str] = (),
    ) -> None:
        """Save a label map of the photo's size.

        Args:
            accepted_for: names of the classes that it is accepted for; none for all.

        Raises:
            ValueError: if ``labels`` is no label map or has another size, or there is no such status or
                class.
            ProjectError: if there is no such photo, or the disk refuses.
        """
        check_choice("status", status, Kept)
        record, labels = self._record(name), as_labels(labels)
        self._project.photos.begin(record.key)
        width, height = photo_size(record.path)
        if labels.shape != (height, width):
            raise ValueError(
                f"{name} is {width} × {height} pixels, its labels {labels.shape[1]} × {labels.shape[0]}."
            )
        self._note_accepted_for(record.key, status, accepted_for)
        self._project.save_labels(record.key, labels, status)
        count_issues(self._project, record.key, labels)

    def set_status(self, name: str, status: Kept, accepted_for: Collection[str] = ()) -> None:
        """Save another status of a photo that has labels; ``ProjectError`` where it has none.

        Args:
            accepted_for: names of the classes that it is accepted for; none for all.
        """
        check_choice("status", status, Kept)
        record = self._record(name)
        if record.status == "new":
            raise ProjectError(record.path, f"{name} has no labels yet: parse it, or set some.")
        self._note_accepted_for(record.key, status, accepted_for)
        self._project.set_status(record.key, status)

    def _note_accepted_for(self, key: str, status: Kept, classes: Collection[str]) -> None:
        if status == "accepted":
            self._project.note_accepted_for(key, classes)
        elif classes:
            raise ValueError("Only accepted photos are accepted for some classes.")

    def prediction(self, name: str) -> Prediction | None:
        """What the network said before any correction, None where there is nothing."""
        return self._project.load_prediction(self._record(name).key)

    def parse(
        self,
        names: Iterable[str] | None = None,
        parser: PhotoParser | None = None,
        faces: Literal["auto", "whole"] = "auto",
    ) -> ParseReport:
        """Parse photos into the project, by default those without labels.

        Of those, photos in which this network and detector found no face are not tried again.
        Where a photo is edited or accepted, its labels stay and the prediction alone is replaced.

        Args:
            parser: by default the version that the project has in use, or the default network.
            faces: as in ``PhotoParser.parse``.

        Raises:
            FaceparseError: if there is no such photo, the network cannot be loaded, or the disk refuses.
        """
        check_choice("faces", faces, FaceMode)
        chosen = self._unlabelled() if names is None else [self._record(name) for name in names]
        if not chosen:
            return ParseReport(0, ())
        parser = parser or self._parser()
        if names is None and faces == "auto":
            tried = ("no-face", parser.model, parser.detector)
            chosen = [each for each in chosen if (each.status, each.model, each.no_face_by) != tried]
        keys = {record.path: record.key for record in chosen}
        failures: list[str] = []
        no_face: list[str] = []
        done = 0
        for path, parsed in parser.parse_many(keys, faces, lambda _, error: failures.append(str(error))):
            try:
                self._take(keys[path], parsed)
            except StoreGoneError:
                raise
            except Exception as error:
                if is_the_disks(error):
                    raise
                failures.append(failure_message(path.name, "saved", error))
            else:
                done += 1
                no_face += [path.relative_to(self.folder).as_posix()] * parsed.no_face
        return ParseReport(done, tuple(failures), tuple(no_face))

    def parse_frames(
        self,
        name: str,
        frames: Sequence[npt.ArrayLike],
        parser: PhotoParser | None = None,
        straighten: bool = False,
    ) -> None:
        """Parse the faces in these frames of a photo, where the detector missed them, beside those known.

        A face that has a frame already is parsed again. Where the photo is edited or accepted, its labels
        stay and the prediction alone changes.

        Args:
            frames: as ``Face.to_photo``; ``frame_around`` makes one of a face's box.
            parser: as in ``parse``.
            straighten: move each frame a little, to where the parse sees eyes, nose and mouth.

        Raises:
            FaceparseError: if there is no such photo, it cannot be read, the network cannot be loaded, or the
                disk refuses.
            ValueError: if one of the frames cannot be any face's, or there is none.
        """
        if not len(frames):
            raise ValueError("Give at least one frame.")
        record = self._record(name)
        found = self._project.load_prediction(record.key)
        parser = parser or self._parser()
        known = () if found is None else found.frames
        given = [as_frame(frame) for frame in frames]
        others = [each for each in known if not any(same_face(each, frame) for frame in given)]
        parsed = parser.parse_frames(record.path, given, straighten, others)
        added = FaceMaps(parsed.labels, parsed.confidence, tuple(face.to_photo for face in parsed.faces))
        uncertainty, model = parsed.uncertainty, parsed.model
        if found is not None and found.labels.shape == added.labels.shape:
            before = FaceMaps(found.labels, found.confidence, found.frames)
            before = without_faces(before, same_faces(before, added))
            if before.labels.any():
                model, uncertainty = found.model, max(found.uncertainty or 0.0, uncertainty)
            added = with_faces(before, added)
        self._keep(record.key, Prediction(added.labels, added.confidence, model, added.frames, uncertainty))

    def export(
        self,
        format: str,
        target: str | os.PathLike[str],
        *,
        states: Collection[ExportState] = ACCEPTED,
        names: Iterable[str] | None = None,
        existing: Existing = "refuse",
        parser: PhotoParser | None = None,
        **options: Unpack[ExportChoices],
    ) -> ExportReport:
        """Export photos; one that was stopped is gone on with when it is asked for again.

        Args:
            target: a folder; a file where the format is one.
            states: of the photos to export; those accepted for some classes only are ``partly-accepted``.
            names: export these photos instead, whatever their state.
            existing: what to do about files that are there already.
            parser: for ``probabilities``; by default as in ``parse``.

        Raises:
            FormatError: if nothing is to be exported, files are there already, or the target cannot be
                written.
            ValueError: for a format or an option that there is not.
        """
        check_choice("existing", existing, Existing)
        for status in states:
            check_choice("states", status, ExportState)
        writer = FORMATS.named(format)
        checked = export_options(writer, options)
        keys = None if names is None else [self._record(name).key for name in names]
        items = project_items(self._project, states, keys)
        if not items:
            wanted = " or ".join(states)
            raise FormatError(self.folder, f"No photo in {self.folder} is {wanted}. Choose other states.")
        plan = plan_of(self._project, items, writer, given_path(target), checked)
        if not checked.probabilities:
            return run_export(plan, existing)
        network = parser or self._parser()
        return run_export(plan, existing, lambda photo: network.parse(photo).probabilities)

    def import_masks(
        self,
        source: str | os.PathLike[str],
        format: str | None = None,
        *,
        use: Use = "edited",
        existing: Existing = "keep",
        add_photos: bool = False,
        order: str = "celebamask",
        class_map: Mapping[str, str] | None = None,
        ids: Ids = "auto",
        naming: str = "",
        take_empty: bool = False,
        accepted_for: Collection[str] | None = None,
    ) -> ImportReport:
        """Bring in masks that another tool made, by the names of the photos.

        Args:
            format: what ``source`` is; by default it is recognised from its files.
            use: work to look through, finished work, or a prediction to compare with.
            accepted_for: names of the classes that finished work is accepted for, empty for all; None for
                those that the list of files of an export names, else all.
            existing: what to do about photos with edited or accepted labels.
            add_photos: copy photos that the project has not from ``source`` into its folder.
            order: whose class ids the masks hold, where the format does not say so itself.
            class_map: class name in the files → our name, for names that are not ours.
            ids: what counts in masks with a palette, the ids or their colours.
            naming: how the masks are named after the photos, as ``{stem}_mask`` or ``*-{stem}``.
            take_empty: a photo without any annotation is all background; else it is left as it is.

        Raises:
            FormatError: if ``source`` is not of that format.
            ProjectError: if the project's disk refuses.
        """
        check_choice("use", use, Use)
        check_choice("existing", existing, Literal["replace", "keep"])
        source = given_path(source)
        reader = find_format(source, format)
        options = read_options(reader, {"order": order, "class_map": dict(class_map or {}), "ids": ids})
        work = Import(
            self._project,
            source,
            use,
            existing,
            add_photos,
            tool=reader.name,
            take_empty=take_empty,
            naming=check_pattern(naming) if naming else "",
            classes=None if accepted_for is None else check_accepted_for(accepted_for),
        )
        report = Outcomes()
        for outcome in work.run(work.found(reader, options)):
            report.note(outcome)
        return ImportReport(
            report.imported,
            report.skipped,
            tuple(report.failures),
            report.unannotated,
            report.remarks.lines(),
        )

    def _photo(self, record: store.PhotoRecord) -> ProjectPhoto:
        return ProjectPhoto(
            name=record.path.relative_to(self.folder).as_posix(),
            path=record.path,
            status=record.status,
            accepted_for=record.accepted_only,
            model=record.model,
            uncertainty=record.uncertainty,
            size=(record.width, record.height) if record.width and record.height else None,
            changed=record.changed,
        )

    def _unlabelled(self) -> list[store.PhotoRecord]:
        return [record for record in self._project.records() if not record.has_labels]

    def _record(self, name: str) -> store.PhotoRecord:
        record = self._project.find(self.folder / name)
        if record is None:
            raise ProjectError(
                self.folder / name,
                f"There is no photo {name} in {self.folder}. Names are paths below that folder, as `photos` "
                "lists them.",
            )
        return record

    def _parser(self) -> PhotoParser:
        version = self._project.versions.active
        return load_parser(version.path if version is not None else "default")

    def _take(self, key: str, parsed: Parsed) -> None:
        frames = tuple(face.to_photo for face in parsed.faces)
        about = (None, parsed.detector) if parsed.no_face else (parsed.uncertainty, "")
        self._keep(key, Prediction(parsed.labels, parsed.confidence, parsed.model, frames, *about))

    def _keep(self, key: str, prediction: Prediction) -> None:
        self._project.photos.begin(key)
        self._project.save_prediction(key, prediction)
        if self._project.record(key).status in UNTOUCHED:
            labels = follow(prediction.labels, load_rules(self._project.store), prediction.model)
            self._project.save_labels(key, labels, prediction.status)
            count_issues(self._project, key, labels)


def open_project(folder: str | os.PathLike[str], recursive: bool = False) -> Project:
    """Open the project of ``folder``, or begin one.

    A photo is known by its content: work on one that was renamed follows it, which ``notices`` tell. Photos
    are read only where size or time differ from those of the labelled ones.

    Args:
        recursive: with the photos in its sub-folders.

    Raises:
        ProjectError: if the folder cannot be listed, is open in a window, was worked on by a newer version of
            this program, or its work cannot be kept.
    """
    return Project(store.open_settled(given_path(folder), recursive))
