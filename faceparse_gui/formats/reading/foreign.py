"""Formats that other packages add are not trusted to raise only what ours do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faceparse_core.errors import failure_message
from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, FormatError
from faceparse_gui.formats.reading.budget import ReadingStopped


@contextmanager
def answering_for(format_: Format, path: Path) -> Iterator[None]:
    """Around calls of a format: whatever comes out of them is an error about one thing.

    Args:
        path: what it was busy with.

    Raises:
        FormatError: for what is no ``Exception`` too: a package that calls ``sys.exit`` must not end the
            program. Errors of the system and of memory stay what they are.
    """
    try:
        yield
    except (FileError, OSError, MemoryError, KeyboardInterrupt, GeneratorExit, ReadingStopped):
        raise
    except BaseException as error:
        raise FormatError(
            path, failure_message(message("The format {name}", name=format_.name), "used", error)
        ) from error
