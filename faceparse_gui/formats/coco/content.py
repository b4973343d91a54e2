"""What is in a COCO file, read entry by entry; annotations wait on the disk until they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.class_names import ids_by_name, some_ids_by_name
from faceparse_gui.formats.reading.json_stream import entries
from faceparse_gui.formats.reading.outside import misshapen_as, validate_json
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.formats.reading.spool import MAX_NUMBER, Spool
from faceparse_gui.formats.reading.within import relative_name

MAX_IMAGES = 1 << 20
"""Images of a file, which are kept in memory, and categories."""

_NAMES = 4
"""Of one category, that are named."""

MAX_PIECES = 256 << 20
"""Bytes of all annotations of one image."""

Id = Annotated[int, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]


@dataclass(frozen=True, slots=True)
class Image:
    """An entry of ``images``."""

    id: Id
    file_name: Annotated[str, Field(max_length=1024)]
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """An entry of ``categories``."""

    id: Id
    name: Annotated[str, Field(max_length=1024)]


class Annotation(Protocol):
    """An entry of ``annotations``."""

    @property
    def image_id(self) -> int:
        """The ``id`` of the entry of ``images`` that this one belongs to."""


A = TypeVar("A", bound=Annotation)

_IMAGE, _CATEGORY = TypeAdapter(Image), TypeAdapter(Category)
_ID: TypeAdapter[int] = TypeAdapter(Id)


class Annotations(Generic[A]):
    """The annotations of a file by their image's id."""

    def __init__(self, path: Path, shape: TypeAdapter[A]) -> None:
        self._path = path
        self._shape = shape
        self.spool = Spool(path)

    def add(self, annotation: A) -> None:
        """Keep an annotation on disk, as JSON, until its image is asked for.

        Raises:
            FormatError: if the disk is full.
        """
        self.spool.put(annotation.image_id, to_json(annotation))

    def of(self, image: Image) -> Iterator[A]:
        """Those of one image, in the file's order."""
        for data in self.pieces_of(image):
            yield self.parse(data)

    def pieces_of(self, image: Image) -> list[bytes]:
        """As ``of``, not yet parsed: the parsed ones may be too many to be held.

        Raises:
            FormatError: if they are more than ``MAX_PIECES`` bytes.
        """
        if self.spool.size(image.id) > MAX_PIECES:
            raise FormatError(
                self._path,
                message(
                    "{name} has more than {most} MB of annotations for {photo}, the most that is "
                    "read for a photo. Simplify them.",
                    name=self._path.name,
                    most=MAX_PIECES >> 20,
                    photo=image.file_name,
                ),
            )
        return self.spool.get(image.id)

    def parse(self, data: bytes) -> A:
        """One of ``pieces_of``."""
        return validate_json(self._path, data, self._shape)


@dataclass(frozen=True)
class Content(Generic[A]):
    """What a file says; what is wrong with one photo is reported when it is read."""

    path: Path
    images: Iterable[Image]
    """No two have the same id and file name."""
    annotations: Annotations[A]
    classes: Mapping[int, int]
    """Category id → our id, for the categories that are used and known here."""
    names: Mapping[int, str]
    """Category id → its name."""
    faults: Mapping[int, FormatError]
    """Id of an image → why it cannot be read."""

    def check(self, image: Image) -> None:
        """``FormatError`` if something in the file about ``image`` is not as the format asks."""
        if image.id in self.faults:
            raise self.faults[image.id]

    def class_of(self, category: int) -> int | None:
        """Our id for a category; None, with a remark, where it is not known here.

        Raises:
            FormatError: if the file has no such category.
        """
        if category not in self.names:
            raise FormatError(
                self.path,
                message(
                    "{name} uses a category {category}, but lists none. Export it again.",
                    name=self.path.name,
                    category=category,
                ),
            )
        if category not in self.classes:
            remark("unknown class", self.names[category])
        return self.classes.get(category)


def read_content(
    path: Path,
    shape: TypeAdapter[A],
    categories_of: Callable[[A], Iterable[int]],
    class_map: Mapping[str, str],
    once: bool = False,
) -> Content[A]:
    """Read a file to its end, whatever the order of its lists.

    An entry that is not as the format asks costs its photo, which is refused when it is asked for, but no
    other; one that is of no photo is passed over with a remark.

    Args:
        shape: of an annotation.
        categories_of: the ids of the categories that an annotation uses.
        once: an image has but one annotation, of all its pixels, and every class must be known.

    Raises:
        FormatError: naming the first place that is not as the format asks, if it is no JSON or nothing in one
            of its lists is; or if no annotation is of an image in it, or none of the categories that are used
            is known.
    """
    images: list[Image] = []
    categories: list[Category] = []
    used: set[int] = set()
    annotations = Annotations(path, shape)
    faults = _Faults(path)
    for key, index, value in entries(path, ("images", "categories", "annotations")):
        try:
            if key == "images":
                images.append(faults.salvaged(value, index) or _IMAGE.validate_python(value))
            elif key == "categories":
                categories.append(_CATEGORY.validate_python(value))
            else:
                annotation = shape.validate_python(value)
                annotations.add(annotation)
                used.update(categories_of(annotation))
        except ValidationError as error:
            faults.note(key, value, misshapen_as(path, error, (key, index)))
        if max(len(images), len(categories), len(used), len(faults.of_image)) > MAX_IMAGES:
            raise FormatError(
                path,
                message(
                    "{name} has more than {most:,} images or categories. Split it.",
                    name=path.name,
                    most=MAX_IMAGES,
                ),
            )
    annotations.spool.close()
    images = list(dict.fromkeys(images))
    _check_images(path, images, faults)
    classes, names = _classes_by_category(path, categories, used, class_map, once)
    _check_annotations(path, {image.id for image in images}, annotations.spool, once, faults)
    faults.report(
        {"images": len(images), "categories": len(categories), "annotations": len(faults.annotated)}
    )
    return Content(path, images, annotations, classes, names, faults.of_image)


class _Faults:
    """What is wrong in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.of_image: dict[int, FormatError] = {}
        """Id of an image → the first fault that costs it."""
        self.annotated: set[int] = set()
        """Ids of images in the file to which annotations belong, good or bad."""
        self._first: dict[str, FormatError] = {}
        """List of the file → the first fault in it that costs no image."""
        self._stray = 0

    def salvaged(self, value: object, index: int) -> Image | None:
        """An image that has a name, but a size that is none, which is its fault."""
        try:
            _IMAGE.validate_python(value)
        except ValidationError as error:
            with suppress(ValidationError, TypeError):
                image = _IMAGE.validate_python({**value, "width": None, "height": None})  # type: ignore[dict-item]
                self.of_image.setdefault(image.id, misshapen_as(self._path, error, ("images", index)))
                return image
        return None

    def note(self, key: str, value: object, fault: FormatError) -> None:
        """An entry of a list, ``value``, is not as it must be: the fault of its image, if it says which."""
        try:
            if key != "annotations" or not isinstance(value, dict):
                raise ValueError(key)
            image = _ID.validate_python(value.get("image_id"))
        except ValueError:
            self.stray(key, fault)
        else:
            self.of_image.setdefault(image, fault)
            self._first.setdefault(key, fault)

    def stray(self, key: str, fault: FormatError, count: int = 1) -> None:
        """``count`` entries of a list are of no image."""
        self._first.setdefault(key, fault)
        self._stray += count

    def report(self, left: Mapping[str, int]) -> None:
        """Remark what is of no image. ``FormatError`` if by these faults nothing is ``left`` of a list."""
        for key, fault in self._first.items():
            if not left[key]:
                raise fault
        if self._stray:
            remark("stray", self._path.name, self._stray)


def _check_images(path: Path, images: Iterable[Image], faults: _Faults) -> None:
    """Of two images with one id nobody knows whose an annotation is; of two with one name, which counts."""
    ids: dict[int, Image] = {}
    names: dict[str, Image] = {}
    for image in images:
        name = relative_name(image.file_name)
        if image.id in ids or name in names or not name:
            what = (
                message("the id {id}", id=image.id)
                if image.id in ids
                else message("the file name {file_name}", file_name=repr(image.file_name))
            )
            fault = FormatError(
                path,
                message(
                    "{name} is not clear: {what} stands for two images, or none. Export it again.",
                    name=path.name,
                    what=what,
                ),
            )
            for each in (image, names.get(name, image)):
                faults.of_image.setdefault(each.id, fault)
        ids.setdefault(image.id, image)
        names.setdefault(name, image)


def _check_annotations(path: Path, ids: set[int], spool: Spool, once: bool, faults: _Faults) -> None:
    faults.annotated |= faults.of_image.keys() & ids
    for id_, count in spool.numbers():
        if id_ not in ids:
            text = message(
                "{name} has annotations for image {id}, but no such image. Export it again.",
                name=path.name,
                id=id_,
            )
            faults.stray("annotations", FormatError(path, text), count)
            continue
        faults.annotated.add(id_)
        if once and count > 1:
            text = message("{name} annotates an image twice. Export it again.", name=path.name)
            faults.of_image.setdefault(id_, FormatError(path, text))


def _classes_by_category(
    path: Path, categories: Iterable[Category], used: set[int], class_map: Mapping[str, str], all_: bool
) -> tuple[dict[int, int], dict[int, str]]:
    """Category id → our id, by name, for the categories that are ``used``; and category id → name.

    A category that has several names has them all, which is none of ours unless a class map says so.

    Raises:
        FormatError: if none of those that are used is known here, or, with ``all_``, not all are.
    """
    called: dict[int, dict[str, None]] = {}
    for category in categories:
        called.setdefault(category.id, {})[category.name] = None
    names = {id_: " / ".join(islice(several, _NAMES)) for id_, several in called.items()}
    used = used.intersection(names)  # one that is not there is the fault of who uses it
    ids_of = ids_by_name if all_ else some_ids_by_name
    ours = ids_of(path, [names[id_] for id_ in sorted(used)], class_map)
    return {id_: ours[names[id_]] for id_ in used if names[id_] in ours}, names
