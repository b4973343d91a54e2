"""From one format to another, without a project between."""

from __future__ import annotations

from pathlib import Path

from faceparse_gui.exchange.items import Item, found_items
from faceparse_gui.formats import Format, FormatError, ReadOptions
from faceparse_gui.formats.reading.read_source import found_in


def items_in(source: Path, format_: Format, options: ReadOptions | None = None) -> list[Item]:
    """The label maps in ``source``, to be exported as another format.

    Raises:
        FormatError: if ``source`` is not of that format, holds nothing, or two label maps of one photo.
    """
    items = found_items(found_in(source, format_, options or ReadOptions()))
    if not items:
        raise FormatError(
            source, f"There is nothing in {source} to convert. Choose another folder or format."
        )
    seen = set()
    for item in items:
        if item.name in seen:
            raise FormatError(
                item.path, f"{source.name} holds two label maps of {item.name}. Remove one of them."
            )
        seen.add(item.name)
    return items
