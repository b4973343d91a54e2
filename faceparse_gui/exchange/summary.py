"""What an import passed over or settled by itself, in a few sentences, however many masks it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from faceparse_core.messages import message
from faceparse_gui.formats.reading.remarks import Kind, Remark
from faceparse_gui.formats.writing.naming import spelled

SHOWN = 3
"""Names that are listed; the others are counted."""
_MOST = 1000
"""Kinds of things that are counted apart."""


@dataclass
class _Group:
    count: int = 0
    whats: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)
    masks: int = 0


class ImportRemarks:
    """The remarks on all masks of an import, put together."""

    def __init__(self) -> None:
        self._groups: dict[Kind, _Group] = {}

    def note(self, name: str, remarks: Mapping[Remark, int]) -> None:
        """Add what was remarked on the mask of that name."""
        name = spelled(name)
        for kind in {remark.kind for remark in remarks}:
            group = self._groups.setdefault(kind, _Group())
            group.masks += 1
            if len(group.names) < SHOWN:
                group.names.append(name)
        for remark, count in remarks.items():
            group, what = self._groups[remark.kind], spelled(remark.what)
            group.count += count
            if what in group.whats or len(group.whats) < _MOST:
                group.whats[what] += count

    def lines(self) -> tuple[str, ...]:
        """A sentence for each kind of thing."""
        return tuple(_sentence(kind, group) for kind, group in self._groups.items())


def _sentence(kind: Kind, group: _Group) -> str:
    names, whats = _listed(group.names, group.masks), _kinds(group.whats)
    match kind:
        case "not annotated":
            return message(
                "Photos without any annotation, left as they are: {count:,} ({names}).",
                count=group.masks,
                names=names,
            )
        case "no area":
            return message(
                "Shapes without an area, passed over: {count:,} ({whats}), in {names}.",
                count=group.count,
                whats=whats,
                names=names,
            )
        case "unknown class":
            return message(
                "Shapes of classes that are not ours, passed over: {count:,} ({whats}), in "
                "{names}. Say in a class map which of ours each one is.",
                count=group.count,
                whats=whats,
                names=names,
            )
        case "void":
            return message(
                "Pixels marked as no class, now background: {count:,}, in {names}.",
                count=group.count,
                names=names,
            )
        case "scaled":
            sizes = _listed(list(group.whats), len(group.whats))
            return message(
                "Masks scaled to the size of their photos: {count:,} ({sizes}), {names}.",
                count=group.masks,
                sizes=sizes,
                names=names,
            )
        case "stray":
            return message(
                "Entries that are damaged or of no photo, passed over: {count:,} ({whats}).",
                count=group.count,
                whats=whats,
            )
        case "closed":
            folders = _listed(list(group.whats), len(group.whats))
            return message(
                "Folders that may not be looked into, passed over: {count:,} ({folders}).",
                count=group.count,
                folders=folders,
            )
        case "matched":
            pairs = _listed(list(group.whats), group.masks)
            return message(
                "Masks whose photo was found by a part of its name: {count:,} ({pairs}).",
                count=group.masks,
                pairs=pairs,
            )
        case "unknown acceptance":
            return message(
                "Photos accepted for classes that are not ours, imported as edited: {count:,} ({whats}), "
                "{names}. Look at them, then accept them.",
                count=group.masks,
                whats=whats,
                names=names,
            )


def _listed(names: list[str], total: int) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:SHOWN])
    return message("{names} and {count:,} more", names=shown, count=total - SHOWN) if total > SHOWN else shown


def _kinds(whats: Counter[str]) -> str:
    """Each kind and how often it came, the most frequent first."""
    shown = [f"{what} {count:,}" for what, count in whats.most_common(SHOWN + 2)]
    return ", ".join(shown) + (", …" if len(whats) > len(shown) else "")
