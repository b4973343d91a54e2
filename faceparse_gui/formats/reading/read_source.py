"""Go through a source with a reader, whatever the source does to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, FormatError
from faceparse_gui.formats.options import ReadOptions
from faceparse_gui.formats.sample import Found, unforeseen


def found_in(source: Path, format_: Format, options: ReadOptions) -> Iterator[Found]:
    """What ``format_`` finds in ``source``; errors that it did not foresee are ``FormatError`` too.

    Raises:
        FormatError: as ``Format.read``.
    """
    try:
        yield from format_.read(source, options)
    except FileError:
        raise
    except MemoryError as error:
        why = message(
            "{name} needs more memory than is free. Close other programs, or split it.", name=source.name
        )
        raise FormatError(source, why) from error
    except (Exception, SystemExit) as error:  # a broken file, or another's reader, raises nearly anything
        logging.getLogger(__name__).warning("%s could not be read", source, exc_info=True)
        raise FormatError(source, unforeseen(source, error)) from error
