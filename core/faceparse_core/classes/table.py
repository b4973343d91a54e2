"""The table of the classes that pixels may belong to, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator, model_validator

from faceparse_core.classes.names import ClassName, ClassTitle, name_key
from faceparse_core.messages import message

BACKGROUND = 0
"""The id of what belongs to no other class, in every table."""
MOST_CLASSES = 64
"""Of a table; the ids are 0 to 63."""

Lut = npt.NDArray[np.uint8]
"""A table of 256 entries, ``uint8``: id in, id out."""
Color = tuple[int, int, int]
_Byte = Annotated[int, Field(ge=0, le=255)]


def _from_hex(color: Any) -> Any:
    if not isinstance(color, str):
        return color
    try:
        data = bytes.fromhex(color.removeprefix("#"))
    except ValueError:
        data = b""
    if len(data) != 3 or not color.startswith("#"):
        raise ValueError(message("{color} is no colour. Write it as #rrggbb.", color=color))
    return tuple(data)


class LabelClass(BaseModel):
    """One class.

    Attributes:
        id: what its pixels hold, 0 to 63. It stays the same whatever else is changed.
        name: in files.
        title: on screen, in English.
        color: red, green and blue, 0 to 255; ``#rrggbb`` in files.
        mirror: the name of the class that changes places with it in a flipped picture; empty without one.
        parent: the name of the class that it was part of before it had a name of its own; empty without one.
        aliases: other names that it goes by: those before a change, and of classes that were merged into it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(ge=0, lt=MOST_CLASSES)
    name: ClassName
    title: ClassTitle
    color: Annotated[
        tuple[_Byte, _Byte, _Byte], PlainSerializer(lambda color: "#" + bytes(color).hex(), when_used="json")
    ]
    mirror: str = ""
    parent: str = ""
    aliases: tuple[ClassName, ...] = ()

    _read_color = field_validator("color", mode="before")(_from_hex)


class ClassTable(BaseModel):
    """Classes in the order in which they are shown. Their ids need not be in that order, nor without gaps.

    Raises:
        pydantic.ValidationError: where the classes contradict each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassTitle
    classes: tuple[LabelClass, ...] = Field(min_length=1, max_length=MOST_CLASSES)

    @model_validator(mode="after")
    def _check(self) -> ClassTable:
        _check_background(self.classes)
        _check_once(self.classes)
        by_name = {each.name: each for each in self.classes}
        for each in self.classes:
            _check_mirror(each, by_name)
            _check_parents(each, by_name)
        return self

    def __iter__(self) -> Iterator[LabelClass]:  # type: ignore[override]
        """The classes, in the order in which they are shown."""
        return iter(self.classes)

    def __len__(self) -> int:
        return len(self.classes)

    @cached_property
    def id_of(self) -> dict[str, int]:
        """Name → id; without aliases."""
        return {each.name: each.id for each in self.classes}

    @cached_property
    def by_id(self) -> dict[int, LabelClass]:
        """Id → class."""
        return {each.id: each for each in self.classes}

    @cached_property
    def palette(self) -> npt.NDArray[np.uint8]:
        """Id → colour, ``uint8 (256, 3)``, RGB; black for ids that are not there."""
        colors = np.zeros((256, 3), np.uint8)
        for each in self.classes:
            colors[each.id] = each.color
        return _fixed(colors)

    @cached_property
    def mirror_lut(self) -> Lut:
        """Id → id of the same part on the other side of the face; other values stay as they are."""
        lut = np.arange(256, dtype=np.uint8)
        for each in self.classes:
            if each.mirror:
                lut[each.id] = self.id_of[each.mirror]
        return _fixed(lut)

    def find(self, name: str) -> LabelClass | None:
        """The class of that name or alias, spelled in whatever way; ``None`` without one."""
        return self._by_key.get(name_key(name))

    @cached_property
    def _by_key(self) -> dict[str, LabelClass]:
        aliases = {name_key(alias): each for each in self.classes for alias in each.aliases}
        return aliases | {name_key(each.name): each for each in self.classes}

    def place_of(self, of: LabelClass, table: ClassTable) -> LabelClass:
        """The class of this table that a class of another one belongs to.

        That of its name, else of one of its aliases, else that of its parent, and background at last.

        Args:
            table: the one that ``of`` is from.
        """
        while True:
            for name in (of.name, *of.aliases):
                if found := self.find(name):
                    return found
            if not of.parent:
                return self.by_id[BACKGROUND]
            of = table.by_id[table.id_of[of.parent]]

    def lut_from(self, table: ClassTable) -> Lut:
        """Ids of another table → ids of this one, by ``place_of``; other values stay as they are."""
        lut = np.arange(256, dtype=np.uint8)
        for each in table:
            lut[each.id] = self.place_of(each, table).id
        return _fixed(lut)

    def missing_in(self, table: ClassTable) -> tuple[LabelClass, ...]:
        """The classes of this table that none of another one belongs to."""
        there = {self.place_of(each, table).id for each in table}
        return tuple(each for each in self.classes if each.id not in there)


def _fixed(array: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    array.setflags(write=False)
    return array


def _check_background(classes: tuple[LabelClass, ...]) -> None:
    background = next((each for each in classes if each.id == BACKGROUND), None)
    if background is None:
        raise ValueError(message("There is no class with id 0, the background."))
    if background.parent or background.mirror:
        raise ValueError(message("The background has neither a parent nor a mirrored class."))


def _check_once(classes: tuple[LabelClass, ...]) -> None:
    ids, names = set[int](), dict[str, str]()
    for each in classes:
        if each.id in ids:
            raise ValueError(message("Two classes have the id {id}.", id=each.id))
        ids.add(each.id)
        for name in (each.name, *each.aliases):
            if (other := names.get(name_key(name))) is not None:
                raise ValueError(
                    message(
                        "{name} and {other} are the same name. Give one of them another.",
                        name=name,
                        other=other,
                    )
                )
            names[name_key(name)] = name


def _check_mirror(each: LabelClass, by_name: dict[str, LabelClass]) -> None:
    if not each.mirror:
        return
    if each.mirror == each.name:
        raise ValueError(message("{name} cannot be its own mirrored class.", name=each.name))
    other = by_name.get(each.mirror)
    if other is None:
        raise ValueError(_stranger(each.name, each.mirror))
    if other.mirror != each.name:
        raise ValueError(
            message(
                "{name} is mirrored to {other}, but {other} is not mirrored to it.",
                name=each.name,
                other=other.name,
            )
        )


def _check_parents(each: LabelClass, by_name: dict[str, LabelClass]) -> None:
    seen = {each.name}
    name, parent = each.name, each.parent
    while parent:
        if parent in seen:
            raise ValueError(message("{name} is a parent of itself.", name=each.name))
        if parent not in by_name:
            raise ValueError(_stranger(name, parent))
        seen.add(parent)
        name, parent = parent, by_name[parent].parent


def _stranger(name: str, other: str) -> str:
    return message("{name} names the class {other}, which is not in the table.", name=name, other=other)
