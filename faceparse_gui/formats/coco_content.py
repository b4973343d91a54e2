"""What is in a COCO file, read entry by entry; annotations wait on the disk until they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.class_names import ids_by_name, some_ids_by_name
from faceparse_gui.formats.json_stream import entries
from faceparse_gui.formats.outside import misshapen_as, validate_json
from faceparse_gui.formats.remarks import remark
from faceparse_gui.formats.spool import MAX_NUMBER, Spool
from faceparse_gui.formats.within import relative_name

MAX_IMAGES = 1 << 20
"""Images of a file, which are kept in memory, and categories."""

MAX_PIECES = 256 << 20
"""Bytes of all annotations of one image."""

Id = Annotated[int, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]


@dataclass(frozen=True, slots=True)
class Image:
    """An entry of ``images``."""

    id: Id
    file_name: Annotated[str, Field(max_length=1024)]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Category:
    """An entry of ``categories``."""

    id: Id
    name: Annotated[str, Field(max_length=1024)]


class Annotation(Protocol):
    """An entry of ``annotations``."""

    @property
    def image_id(self) -> int: ...


A = TypeVar("A", bound=Annotation)
T = TypeVar("T")

_IMAGE, _CATEGORY = TypeAdapter(Image), TypeAdapter(Category)


class Annotations(Generic[A]):
    """The annotations of a file by their image's id."""

    def __init__(self, path: Path, shape: TypeAdapter[A]) -> None:
        self._path = path
        self._shape = shape
        self.spool = Spool(path)

    def add(self, annotation: A) -> None:
        self.spool.put(annotation.image_id, to_json(annotation))

    def of(self, image: Image) -> Iterator[A]:
        """Those of one image, in the file's order."""
        for data in self.pieces_of(image):
            yield self.parse(data)

    def pieces_of(self, image: Image) -> list[bytes]:
        """As :meth:`of`, not yet parsed: the parsed ones may be too many to be held.

        :raises FormatError: if they are more than ``MAX_PIECES`` bytes.
        """
        if self.spool.size(image.id) > MAX_PIECES:
            raise FormatError(
                self._path,
                f"{self._path.name} has more than {MAX_PIECES >> 20} MB of annotations for "
                f"{image.file_name}, the most that is read for a photo. Simplify them.",
            )
        return self.spool.get(image.id)

    def parse(self, data: bytes) -> A:
        """One of :meth:`pieces_of`."""
        return validate_json(self._path, data, self._shape)


@dataclass(frozen=True)
class Content(Generic[A]):
    """A file that does not contradict itself."""

    images: Iterable[Image]
    """No two share an id or a file name."""
    annotations: Annotations[A]
    classes: Mapping[int, int]
    """Category id → our id, for the categories that are used and known here."""
    names: Mapping[int, str]
    """Category id → its name."""

    def class_of(self, category: int) -> int | None:
        """Our id for a category; None, with a remark, where it is not known here."""
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

    :param shape: of an annotation.
    :param categories_of: the ids of the categories that an annotation uses.
    :param once: an image has but one annotation, of all its pixels, and every class must be known.
    :raises FormatError: naming the first place that is not as the format asks; or if two images share an id
        or a file name, an annotation is of no image, a category that is used is not there or there twice, or
        none of them is known.
    """
    images: list[Image] = []
    categories: list[Category] = []
    used: set[int] = set()
    annotations = Annotations(path, shape)
    for key, index, value in entries(path, ("images", "categories", "annotations")):
        place = (key, index)
        if key == "images":
            images.append(_checked(path, place, _IMAGE, value))
        elif key == "categories":
            categories.append(_checked(path, place, _CATEGORY, value))
        else:
            annotation = _checked(path, place, shape, value)
            annotations.add(annotation)
            used.update(categories_of(annotation))
        if max(len(images), len(categories), len(used)) > MAX_IMAGES:
            raise FormatError(
                path, f"{path.name} has more than {MAX_IMAGES:,} images or categories. Split it."
            )
    annotations.spool.close()
    _check_images(path, images)
    classes, names = _classes_by_category(path, categories, used, class_map, once)
    _check_annotations(path, {image.id for image in images}, annotations.spool, once)
    return Content(images, annotations, classes, names)


def _checked(path: Path, place: tuple[str, int], shape: TypeAdapter[T], value: object) -> T:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        raise misshapen_as(path, error, place) from error


def _check_images(path: Path, images: Iterable[Image]) -> None:
    ids: set[int] = set()
    names: set[str] = set()
    for image in images:
        name = relative_name(image.file_name)
        if image.id in ids or name in names or not name:
            what = f"the id {image.id}" if image.id in ids else f"the file name {image.file_name!r}"
            raise FormatError(
                path, f"{path.name} was not opened: {what} stands for two images, or none. Export it again."
            )
        ids.add(image.id)
        names.add(name)


def _check_annotations(path: Path, ids: set[int], spool: Spool, once: bool) -> None:
    for id_, count in spool.numbers():
        if id_ not in ids:
            raise FormatError(
                path,
                f"{path.name} was not opened: it has annotations for image {id_}, but no such image. "
                "Export it again.",
            )
        if once and count > 1:
            raise FormatError(
                path, f"{path.name} was not opened: an image is annotated twice. Export it again."
            )


def _classes_by_category(
    path: Path, categories: Iterable[Category], used: set[int], class_map: Mapping[str, str], all_: bool
) -> tuple[dict[int, int], dict[int, str]]:
    """Category id → our id, by name, for the categories that are ``used``; and category id → name.

    :raises FormatError: if none of those that are used is known here, or, with ``all_``, not all are.
    """
    names: dict[int, str] = {}
    for category in categories:
        if names.setdefault(category.id, category.name) != category.name:
            raise FormatError(
                path, f"{path.name} was not opened: it has two categories {category.id}. Export it again."
            )
    if missing := used.difference(names):
        raise FormatError(
            path,
            f"{path.name} was not opened: it uses a category {min(missing)}, but lists none. "
            "Export it again.",
        )
    ids_of = ids_by_name if all_ else some_ids_by_name
    ours = ids_of(path, [names[id_] for id_ in sorted(used)], class_map)
    return {id_: ours[names[id_]] for id_ in used if names[id_] in ours}, names
