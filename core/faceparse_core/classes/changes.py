"""Changes of a class table, each with what becomes of the pixels. Ids stay what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from faceparse_core.classes.names import name_key
from faceparse_core.classes.table import BACKGROUND, MOST_CLASSES, ClassTable, Color, LabelClass, Lut
from faceparse_core.errors import FaceparseError
from faceparse_core.messages import message
from faceparse_core.validation import first_fault


class ClassesError(FaceparseError):
    """A change that the table does not allow; the text says why, and what to do."""


@dataclass(frozen=True)
class Change:
    """The table after a change, and old id → new id of every pixel, ``uint8 (256,)``."""

    table: ClassTable
    lut: Lut

    def then(self, following: Change) -> Change:
        """Both changes in one; ``following`` is one of this one's table."""
        return Change(following.table, following.lut[self.lut])


def add(table: ClassTable, name: str, title: str, color: Color, parent: str = "") -> Change:
    """A new class at the end of the list, with the lowest id that is free.

    A class that went by the name before does so no more: what was merged can be taken apart again.

    Raises:
        ClassesError: if the name is taken or none, the parent is unknown, or the table is full.
    """
    taken = {each.id for each in table}
    if len(taken) == MOST_CLASSES:
        raise ClassesError(
            message("A table holds {most} classes at most. Merge or delete some.", most=MOST_CLASSES)
        )
    new = {
        "id": next(id_ for id_ in range(MOST_CLASSES) if id_ not in taken),
        "name": name,
        "title": title,
        "color": color,
        "parent": parent and _named(table, parent).name,
    }
    key = name_key(name)
    others = [
        each.model_copy(update={"aliases": tuple(a for a in each.aliases if name_key(a) != key)})
        for each in table
    ]
    return _change(table, [*others, new])


def rename(table: ClassTable, old: str, name: str, title: str) -> Change:
    """Another name and title; the name before becomes an alias, so that networks and files still find it.

    Raises:
        ClassesError: if there is no such class, or the name is taken or none.
    """
    which = _named(table, old)
    same = name_key(name) == name_key(which.name)
    aliases = (*which.aliases, *(() if same else (which.name,)))
    renamed = which.model_copy(
        update={
            "name": name,
            "title": title,
            "aliases": tuple(a for a in aliases if name_key(a) != name_key(name)),
        }
    )
    return _change(table, (_pointed(renamed if each is which else each, which.name, name) for each in table))


def recolor(table: ClassTable, name: str, color: Color) -> Change:
    """Another colour.

    Raises:
        ClassesError: if there is no such class, or it is no colour.
    """
    which = _named(table, name)
    return _change(
        table, (each.model_copy(update={"color": color}) if each is which else each for each in table)
    )


def reorder(table: ClassTable, names: Sequence[str]) -> Change:
    """The same classes in another order.

    Raises:
        ClassesError: if ``names`` are not all of its classes, each once.
    """
    wanted = [_named(table, name) for name in names]
    if len(wanted) != len(table) or len({each.id for each in wanted}) != len(wanted):
        raise ClassesError(message("Name every class of the table once."))
    return _change(table, wanted)


def merge(table: ClassTable, name: str, into: str) -> Change:
    """Make all of a class part of another one, which goes by its names from now on, too.

    Raises:
        ClassesError: if there is no such class, both are the same, or it is the background.
    """
    gone, kept = _named(table, name), _named(table, into)
    if gone is kept:
        raise ClassesError(message("{name} cannot be merged into itself.", name=name))
    if gone.id == BACKGROUND:
        raise ClassesError(message("The background cannot be merged into a class or deleted."))
    left = list[LabelClass]()
    for each in table:
        if each is gone:
            continue
        update = dict[str, Any]()
        if each is kept:
            update["aliases"] = (*kept.aliases, gone.name, *gone.aliases)
            if gone in _ancestors(table, kept):
                update["parent"] = gone.parent
        elif each.parent == gone.name:
            update["parent"] = kept.name
        if each.mirror == gone.name:
            update["mirror"] = ""
        left.append(each.model_copy(update=update))
    lut = np.arange(256, dtype=np.uint8)
    lut[gone.id] = kept.id
    return _change(table, left, lut)


def delete(table: ClassTable, name: str, into: str = "") -> Change:
    """Remove a class; its pixels go to ``into``, else to its parent, else to the background.

    Raises:
        ClassesError: if there is no such class, or it is the background.
    """
    return merge(table, name, into or _named(table, name).parent or table.by_id[BACKGROUND].name)


def pair(table: ClassTable, name: str, mirror: str = "") -> Change:
    """Make two classes change places in flipped pictures, and no others with them; or a class with none.

    Raises:
        ClassesError: if there is no such class, or both are one, or the background.
    """
    one = _named(table, name)
    other = _named(table, mirror) if mirror else None
    partner = {one.name: other.name if other else ""} | ({other.name: one.name} if other else {})
    changed = []
    for each in table:
        kept = "" if each.mirror in partner else each.mirror
        changed.append(each.model_copy(update={"mirror": partner.get(each.name, kept)}))
    return _change(table, changed)


def set_parent(table: ClassTable, name: str, parent: str = "") -> Change:
    """Say what a class was part of before it had a name of its own; nothing without ``parent``.

    Raises:
        ClassesError: if there is no such class, or it would be a parent of itself.
    """
    which, wanted = _named(table, name), parent and _named(table, parent).name
    return _change(
        table, (each.model_copy(update={"parent": wanted}) if each is which else each for each in table)
    )


def _named(table: ClassTable, name: str) -> LabelClass:
    found = table.find(name)
    if found is None:
        raise ClassesError(
            message("There is no class {name}. There are {names}.", name=name, names=", ".join(table.id_of))
        )
    return found


def _pointed(each: LabelClass, old: str, new: str) -> LabelClass:
    """The class with its references to a name changed."""
    update = {field: new for field in ("mirror", "parent") if getattr(each, field) == old}
    return each.model_copy(update=update)


def _ancestors(table: ClassTable, of: LabelClass) -> list[LabelClass]:
    found = list[LabelClass]()
    while of.parent:
        of = table.by_id[table.id_of[of.parent]]
        found.append(of)
    return found


def _change(
    table: ClassTable, classes: Iterable[LabelClass | dict[str, Any]], lut: Lut | None = None
) -> Change:
    rows = [each if isinstance(each, dict) else each.model_dump() for each in classes]
    try:
        changed = ClassTable.model_validate({"name": table.name, "classes": rows})
    except ValidationError as error:
        raise ClassesError(first_fault(error)[1]) from error
    return Change(changed, np.arange(256, dtype=np.uint8) if lut is None else lut)
