"""What a person corrected, gathered for a fine-tuning run.

Everything here reads photos and label maps: for background threads. What the autosave has not written yet is
not seen, so flush it first.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.files.writing import FileError, explain_write
from faceparse_core.labels import CLASSES, ID_OF, NAMES, NUM_CLASSES, LabelMap
from faceparse_core.messages import joined, message
from faceparse_core.parsing import faces
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.frames import is_on_photo
from faceparse_gui.project.project import Project
from faceparse_gui.project.records import PhotoRecord
from faceparse_gui.project.versions.runs import new_run
from faceparse_training.finetune.accepted_classes import OTHER, known_labels
from faceparse_training.finetune.manifest import CROPS, FEWEST_PHOTOS, RUN_FILE, Crop, Run, RunSettings, write

SIDE = 512
MOST_UNTOUCHED = 40
_CROP_BYTES, _MODEL_BYTES = 900_000, 100_000_000  # on the disk, at most
_NAMED = 5

_collecting = threading.Lock()


@dataclass(frozen=True, slots=True)
class ClassCount:
    """In how many images a class is, and in how many the user gave pixels to it or took some from it."""

    name: str
    images: int
    changed: int


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a run would learn from. It cannot start with ``problems``; both are sentences for the user."""

    images: int
    crops: int
    classes: tuple[ClassCount, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def can_start(self) -> bool:
        """Whether nothing stands in the way; warnings do not."""
        return not self.problems


def preflight(project: Project, edited: bool = False) -> Preflight:
    """Look through the accepted images (and the ``edited`` ones), one at a time."""
    records, skipped = _choose(project, edited)
    images = crops = 0
    present, changed = np.zeros(NUM_CLASSES, int), np.zeros(NUM_CLASSES, int)
    for record in records:
        try:
            labels, predicted = _load(project, record)
        except FileError as error:
            skipped.append(str(error))
            continue
        images += 1
        crops += sum(1 for _ in _frames(project, record, labels.shape))
        present += _classes(labels)
        if predicted is not None:
            known = known_labels(labels, predicted, _accepted_ids(record))
            mask = ((known != predicted) & (known != OTHER)).view(np.uint8)
            changed += _classes(labels, mask) | _classes(predicted, mask)
    classes = tuple(map(ClassCount, NAMES, present.tolist(), changed.tolist()))
    problems = [*_too_little(project, images, present > 0, edited), *_too_full(project.store, crops)]
    warnings = [*_few(images, bool(changed.any())), *_shortened(skipped)]
    return Preflight(images, crops, classes, tuple(problems), tuple(warnings))


def collect(
    project: Project,
    settings: RunSettings,
    edited: bool = False,
    on_notice: Callable[[str], None] | None = None,
) -> Path:
    """Write the crops of the corrected images, and ``run.json`` last, into a new run's folder.

    Args:
        on_notice: called with a sentence for each photo that had to be left out.

    Raises:
        ProjectError: if there is too little to learn from, or the disk fails; no run is left then.
    """
    return _new_run(
        project, lambda folder: _fill(folder, project, settings, edited, on_notice or (lambda text: None))
    )


def collect_untouched(project: Project, settings: RunSettings) -> Path:
    """Write the crops of parsed photos that nobody touched, for a run that gets used to them.

    Raises:
        ProjectError: if there are too few, or the disk fails; no run is left then.
    """

    def fill(folder: Path) -> None:
        for problem in _too_full(project.store, 0):
            raise ProjectError(project.folder, problem)
        writer = _CropWriter(folder / CROPS)
        _add_untouched(writer, project, settings.seed)
        count = len({crop.image for crop in writer.crops})
        if count < FEWEST_PHOTOS:
            raise ProjectError(
                project.folder,
                message(
                    "{n} parsed photo is too few to get used to: at least {least} are needed. Parse more.",
                    plural="{n} parsed photos are too few to get used to: at least {least} are needed. Parse "
                    "more.",
                    n=count,
                    least=FEWEST_PHOTOS,
                ),
            )
        fingerprint = writer.digest.hexdigest()
        write(folder / RUN_FILE, Run(settings=settings, crops=tuple(writer.crops), fingerprint=fingerprint))

    return _new_run(project, fill)


def _new_run(project: Project, fill: Callable[[Path], None]) -> Path:
    """A run's folder that ``fill`` has filled; none is left where that fails."""
    with _collecting:
        folder = None
        project.check()
        try:
            folder = new_run(project.store)
            fill(folder)
        except BaseException as error:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError) and not isinstance(error, ProjectError):
                cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
                why = explain_write(folder or project.store / "runs", cause)
                raise ProjectError(
                    project.store, message("The corrections could not be collected. {why}", why=why)
                ) from error
            raise
    return folder


def _fill(
    folder: Path, project: Project, settings: RunSettings, edited: bool, on_notice: Callable[[str], None]
) -> None:
    writer = _CropWriter(folder / CROPS)
    images, present = 0, np.zeros(NUM_CLASSES, bool)
    records, skipped = _choose(project, edited)
    for text in skipped:
        on_notice(text)
    for record in records:
        try:
            labels, predicted = _load(project, record)
            photo = _photo(record, labels.shape)
        except FileError as error:
            on_notice(str(error))
            continue
        images += 1
        present |= _classes(labels)
        for name, frame, wide in _frames(project, record, labels.shape):
            writer.add(record, photo, name, frame, wide, labels, predicted)
    for problem in _too_little(project, images, present, edited):
        raise ProjectError(project.folder, problem)
    fingerprint = writer.digest.hexdigest()
    _add_untouched(writer, project, settings.seed)
    write(folder / RUN_FILE, Run(settings=settings, crops=tuple(writer.crops), fingerprint=fingerprint))


def _add_untouched(writer: _CropWriter, project: Project, seed: int) -> None:
    """Crops of photos that were parsed and left alone: what the network says there shall stay.

    One face of each photo comes first, then the second ones: group photos do not push the others out.
    """
    parsed = [each for each in project.records() if each.status == "parsed"]
    left = random.Random(seed).sample(parsed, len(parsed))
    most, number = len(writer.crops) + MOST_UNTOUCHED, 0
    while left:
        with_more = []
        for record in left:
            if len(writer.crops) == most:
                return
            if _add_untouched_face(writer, project, record, number):
                with_more.append(record)
        left, number = with_more, number + 1


def _add_untouched_face(writer: _CropWriter, project: Project, record: PhotoRecord, number: int) -> bool:
    """Add the face of that number, from 0, and return whether the photo has more of them."""
    if project.photos.recognise(record.key) != "same":
        return False
    try:
        photo = read_photo(record.path)
    except FileError:
        return False
    found = [each for each in _frames(project, record, photo.shape[:2]) if not each[2]]
    writer.add(record, photo, *found[number])
    return number + 1 < len(found)


class _CropWriter:
    """Cuts crops, writes them as PNGs and notes them; ``digest`` is over all that was written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.crops: list[Crop] = []
        self.digest = hashlib.sha256()

    def add(
        self,
        record: PhotoRecord,
        photo: npt.NDArray[np.uint8],
        name: str,
        frame: Frame,
        wide: bool,
        labels: LabelMap | None = None,
        predicted: LabelMap | None = None,
    ) -> None:
        """Add a face; a corrected one has ``labels``, and what the network had said if that is known."""
        classes = () if labels is None else _accepted_ids(record)
        files = {"photo": self._write(f"{name}.png", faces.cut(photo, frame, SIDE))}
        if labels is not None:
            said = None if predicted is None else faces.cut_labels(predicted, frame, SIDE)
            own = known_labels(faces.cut_labels(labels, frame, SIDE), said, classes)
            files["labels"] = self._write(f"{name}-labels.png", own)
            if said is not None:
                changed = ((own != said) & (own != OTHER)) * np.uint8(255)
                files["changed"] = self._write(f"{name}-changed.png", changed)
            self.digest.update(bytes(classes))
        self.crops.append(Crop(image=record.key, wide=wide, classes=classes, **files))

    def _write(self, name: str, picture: npt.NDArray[np.uint8]) -> str:
        Image.fromarray(picture).save(self._folder / name, "PNG", compress_level=1)
        self.digest.update(name.encode() + b"\0")
        self.digest.update(picture.tobytes())
        return name


# -- which images --------------------------------------------------------------------------------------------


def _choose(project: Project, edited: bool) -> tuple[list[PhotoRecord], list[str]]:
    """The records to learn from, and why others are left out."""
    wanted = ("accepted", "edited") if edited else ("accepted",)
    chosen, skipped = [], []
    for record in project.records():
        if record.status not in wanted:
            continue
        state = project.photos.recognise(record.key)
        if state == "gone":
            skipped.append(_gone(record))
        elif state == "changed":
            skipped.append(
                message(
                    "{name} was changed since it was labelled and is left out. Open it and accept it "
                    "again to learn from it.",
                    name=record.path.name,
                )
            )
        else:
            chosen.append(record)
    skipped += [_gone(record) for record in project.vanished() if record.status in wanted]
    return chosen, skipped


def _gone(record: PhotoRecord) -> str:
    return message(
        "{name} is not at {path} any more and is left out. Put it back to learn from it.",
        name=record.path.name,
        path=record.path,
    )


def _load(project: Project, record: PhotoRecord) -> tuple[LabelMap, LabelMap | None]:
    """The label map and what the network had said, None where that is not known.

    Raises:
        FileError: if the label map is missing or damaged.
    """
    labels = project.load_labels(record.key)
    if labels is None:
        raise ProjectError(
            record.path,
            message(
                "The labels of {name} are gone, and it is left out. Label it again.", name=record.path.name
            ),
        )
    try:
        predicted = project.load_predicted(record.key)
    except ProjectError:
        predicted = None
    return labels, predicted if predicted is not None and predicted.shape == labels.shape else None


def _accepted_ids(record: PhotoRecord) -> tuple[int, ...]:
    return tuple(ID_OF[name] for name in record.accepted_only)


def _photo(record: PhotoRecord, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    photo = read_photo(record.path)
    if photo.shape[:2] != shape:
        raise ProjectError(
            record.path,
            message(
                "{name} has another size than its labels and is left out. Open it and label it again.",
                name=record.path.name,
            ),
        )
    return photo


def _frames(
    project: Project, record: PhotoRecord, shape: tuple[int, ...]
) -> Iterator[tuple[str, Frame, bool]]:
    """Name, frame and whether it is the wide one, of all crops that the parser makes of a photo."""
    height, width = shape
    stored = [each for each in project.frames(record.key) if is_on_photo(each, width, height)]
    found = stored or [faces.square_frame(width, height)]
    for number, frame in enumerate(found, 1):
        yield f"{record.key}-{number}", frame, False
        if not faces.covers(frame, width, height):
            yield f"{record.key}-{number}-wide", faces.widen(frame), True


def _classes(labels: LabelMap, mask: npt.NDArray[np.uint8] | None = None) -> npt.NDArray[np.bool_]:
    """Which classes are in a label map (where ``mask`` is not 0), ``bool (19,)``."""
    return cv2.calcHist([labels], [0], mask, [NUM_CLASSES], [0, NUM_CLASSES])[:, 0] > 0


# -- what is wrong -------------------------------------------------------------------------------------------


def _too_little(project: Project, images: int, present: npt.NDArray[np.bool_], edited: bool) -> Iterator[str]:
    if images == 0:
        waiting = 0 if edited else sum(record.status == "edited" for record in project.records())
        none = message("There is no accepted photo to learn from. Correct a photo and accept it.")
        also = message(
            "Or learn from the {n} edited one too.",
            plural="Or learn from the {n} edited ones too.",
            n=waiting,
        )
        yield joined(none, also if waiting else "")
    elif present.sum() == 1:
        title = CLASSES[int(present.argmax())].title
        yield message(
            "All corrections hold one class only ({title}). Label at least one more before learning.",
            title=title,
        )


def _too_full(store: Path, crops: int) -> Iterator[str]:
    needed = (crops + MOST_UNTOUCHED) * _CROP_BYTES + _MODEL_BYTES
    free = shutil.disk_usage(store).free
    if free < needed:
        yield message(
            "The disk that holds {folder} is too full: {needed:,.0f} MB are needed and "
            "{free:,.0f} MB are free. Free some space on it.",
            folder=store,
            needed=needed / 1e6,
            free=free / 1e6,
        )


def _few(images: int, any_changed: bool) -> Iterator[str]:
    if images == 1:
        yield message(
            "One correction is too few to judge by: it can be learned, but whether the result is "
            "better cannot be told. Accept a few more photos first."
        )
    if images and not any_changed:
        yield message("No accepted photo differs from what the network said: there is little to learn.")


def _shortened(sentences: list[str]) -> list[str]:
    if len(sentences) <= _NAMED + 1:
        return sentences
    return [
        *sentences[:_NAMED],
        message(
            "{n} more photo is left out.", plural="{n} more photos are left out.", n=len(sentences) - _NAMED
        ),
    ]
