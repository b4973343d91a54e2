"""What can be exported: the photos of a project, or the label maps that a reader found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.imaging import Photo, is_photo_name, read_photo
from faceparse_gui.formats import FormatError, Found
from faceparse_gui.project import PhotoRecord, Project, ProjectError

ExportState = Literal["new", "no-face", "parsed", "edited", "accepted", "partly-accepted"]
"""A photo's status; one that is accepted for some classes only is ``partly-accepted``, not ``accepted``."""
ACCEPTED: tuple[ExportState, ...] = ("accepted",)


@dataclass(frozen=True)
class SavedWork:
    """What is known about one photo's pixels; all maps have one shape ``(H, W)``."""

    labels: LabelMap
    predicted: LabelMap | None = None
    """What the network predicted, before any correction."""
    confidence: npt.NDArray[np.uint8] | None = None
    """255 = certain; of the prediction."""


@dataclass(frozen=True)
class Item:
    """One photo to export. Nothing is read before ``load`` and ``load_photo`` are called."""

    name: str
    """The photo's path relative to its folder, with ``/``: unique."""
    path: Path
    load: Callable[[], SavedWork | None]
    """None where there are no labels. ``FileError`` where they cannot be read."""
    load_photo: Callable[[], Photo]
    """``FileError`` where there is no photo, or it cannot be read."""
    frames: Callable[[], tuple[Frame, ...]] = tuple
    """Where its faces lie, best first; none when that is not known."""
    in_file: bool = True
    """``path`` is the photo; otherwise the file to name when something is wrong."""
    status: str = ""
    accepted_for: tuple[str, ...] = ()
    """The classes that it is accepted for, where that is not all of them."""
    model: str = ""
    updated: float = 0.0
    """When the labels were last changed, seconds since 1970."""
    source: Path | None = None
    """The file that the labels come from, where it is not the project's own."""

    @property
    def files(self) -> tuple[Path, ...]:
        """What the item is made from: no export writes over it."""
        return (self.path,) if self.source is None else (self.path, self.source)


def project_items(
    project: Project,
    states: Collection[ExportState] = ACCEPTED,
    keys: Collection[str] | None = None,
) -> list[Item]:
    """The photos of ``project`` in one of ``states``, only those of ``keys`` if given, in natural order.

    Those that are not in the folder any more come last: their work is kept, and they are reported as skipped.
    Labels that an autosave still holds are not seen: flush it first.
    """
    gone = _gone(project)
    if keys is None:
        keys = [r.key for r in (*project.records(), *gone) if state_of(r) in states and r.status != "new"]
    chosen = set(keys)
    items = [_of_project(project, record) for record in project.records() if record.key in chosen]
    return items + [_of_project(project, record) for record in gone if record.key in chosen]


def state_of(record: PhotoRecord) -> ExportState:
    """As what a photo is exported."""
    return "partly-accepted" if record.accepted_only else record.status


def left_out(project: Project, states: Collection[ExportState]) -> Iterator[str]:
    """A sentence on photos that are accepted for some classes only, where accepted ones alone are wanted."""
    partly = sum(state_of(record) == "partly-accepted" for record in project.records())
    if partly and "accepted" in states and "partly-accepted" not in states:
        yield message(
            "{n} photo is accepted for some classes only and is left out.",
            plural="{n} photos are accepted for some classes only and are left out.",
            n=partly,
        )


def _gone(project: Project) -> list[PhotoRecord]:
    """The photos with labels that are not there; one in a folder that was not looked into may be."""
    vanished = (each for each in project.vanished() if each.path.is_relative_to(project.folder))
    return sorted((each for each in vanished if not each.path.exists()), key=lambda each: each.path)


def vanished_photos(project: Project) -> list[str]:
    """One sentence for each photo that was worked on and is not there any more."""
    names = [record.path.relative_to(project.folder).as_posix() for record in project.vanished()]
    return [message("{name} is not in the folder any more; its work is kept.", name=name) for name in names]


def _of_project(project: Project, record: PhotoRecord) -> Item:
    key = record.key

    def load() -> SavedWork | None:
        _check_photo(project, record)
        labels = project.load_labels(key)
        if labels is None:
            return None
        prediction = project.load_prediction(key)
        if prediction is None or prediction.labels.shape != labels.shape:
            return SavedWork(labels)
        return SavedWork(labels, prediction.labels, prediction.confidence)

    return Item(
        name=record.path.relative_to(project.folder).as_posix(),
        path=record.path,
        load=load,
        load_photo=partial(read_photo, record.path),
        frames=partial(project.frames, key),
        status=record.status,
        accepted_for=record.accepted_only,
        model=record.model,
        updated=record.updated,
    )


def _check_photo(project: Project, record: PhotoRecord) -> None:
    """Refuse to pair labels with a photo that they were not made on."""
    name = record.path.name
    file_state = project.photos.recognise(record.key)
    if file_state == "gone":
        raise ProjectError(
            record.path,
            message(
                "{name} is not in the folder any more; its labels are kept. Put it back to export it.",
                name=name,
            ),
        )
    if file_state == "changed":
        raise ProjectError(
            record.path,
            message(
                "{name} was changed since it was labelled and is left out. Put it back as it was, or "
                "open it and accept it again.",
                name=name,
            ),
        )


def found_items(found: Iterable[Found]) -> list[Item]:
    """What a reader found, for converting. Names are made photo names where they are stems."""
    return [_of_found(each) for each in found]


def _of_found(found: Found) -> Item:
    def no_photo() -> Photo:
        raise FormatError(
            found.source,
            message(
                "{name} has no photo beside it, which the new format needs. Choose another format.",
                name=found.source.name,
            ),
        )

    name = PurePosixPath(found.name)
    if found.photo_path is not None:
        name = name.with_name(found.photo_path.name)
    elif not is_photo_name(name.name):  # a stem, which may hold dots of its own
        name = name.with_name(f"{name.name}.png")
    return Item(
        name=name.as_posix(),
        path=found.photo_path or found.source,
        load=lambda: SavedWork(found.load()),
        load_photo=found.load_photo or no_photo,
        in_file=found.photo_path is not None,
        source=found.source,
    )
