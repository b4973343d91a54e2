"""From one format to another, without a project between."""

from __future__ import annotations

from pathlib import Path

from faceparse_core.messages import message
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
            source,
            message(
                "There is nothing in {source} to convert. Choose another folder or format.", source=source
            ),
        )
    seen = set()
    for item in items:
        if item.name in seen:
            raise FormatError(
                item.path,
                message(
                    "{source} holds two label maps of {name}. Remove one of them.",
                    source=source.name,
                    name=item.name,
                ),
            )
        seen.add(item.name)
    return items
