"""What a reader passed over or settled by itself in one label map, to be reported once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Kind = Literal[
    "no area", "unknown class", "void", "not annotated", "scaled", "matched", "unknown acceptance", "stray",
    "closed",
]  # fmt: skip


class Remark(NamedTuple):
    """One kind of thing in one label map."""

    kind: Kind
    what: str = ""
    """``no area``: the shape's type; ``unknown class``: its name; ``scaled``: from and to which size;
    ``matched``: its name and the photo's; ``unknown acceptance``: the classes; ``stray``, of no photo: its
    file; ``closed``: the folder."""


NOT_ANNOTATED = Remark("not annotated")
"""Nobody has marked anything in the photo: no work, though its label map reads as all background."""

_remarks: ContextVar[Counter[Remark] | None] = ContextVar("remarks", default=None)


def remark(kind: Kind, what: str = "", count: int = 1) -> None:
    """Note ``count`` such things: shapes, or pixels where they are ``void``. For readers to call."""
    remarks = _remarks.get()
    if remarks is not None:
        remarks[Remark(kind, what[:80])] += count


@contextmanager
def remarks_of() -> Iterator[Counter[Remark]]:
    """What is remarked within the block. Not across a yield."""
    found: Counter[Remark] = Counter()
    token = _remarks.set(found)
    try:
        yield found
    finally:
        _remarks.reset(token)
