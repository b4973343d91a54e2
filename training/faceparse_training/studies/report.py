"""Generated sections in a page of prose.

A section stands between the lines ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. What stands outside is
written by hand and never touched.
"""

from __future__ import annotations

import re
from pathlib import Path

from faceparse_core.files.given import check_target, read_given
from faceparse_core.files.writing import FileError, atomic_write

MAX_BYTES = 16 * 2**20
"""The most that is read of a page."""
_NAME = re.compile(r"[a-z0-9]+([ _-][a-z0-9]+)*", re.IGNORECASE)


def write_section(page: Path, name: str, markdown: str) -> None:
    """Put ``markdown`` in place of the section ``name`` of ``page``, or at its end if it has none.

    A page that is not there is made, with its folder.

    Raises:
        ValueError: if ``name`` is more than letters, digits and single spaces, hyphens or underscores.
        FileError: if the page cannot be read or written, or the section's marks are not one pair.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a section's name: {name!r}")
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = _read(page)
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(page, f"{page} cannot be used: {error.strerror}. Give another page.") from error
    section = f"{begin}\n{markdown.strip()}\n{end}\n"
    with atomic_write(page) as file:
        file.write(_with_section(page, text, begin, end, section).encode())


def check_page(page: Path) -> None:
    """Find out before the figures are measured whether a section can be put there; it is not, yet.

    Raises:
        faceparse_core.files.writing.FileError: if not.
    """
    check_target(page)
    _read(page)


def _read(page: Path) -> str:
    try:
        return read_given(page, MAX_BYTES).decode("utf-8") if page.exists() else ""
    except UnicodeDecodeError as error:
        raise FileError(page, f"{page.name} is not a text file. Save it as UTF-8.") from error


def _with_section(page: Path, text: str, begin: str, end: str, section: str) -> str:
    lines = text.splitlines(keepends=True)
    marks = [line.strip() for line in lines]
    begins, ends = marks.count(begin), marks.count(end)
    if begins == ends == 0:
        return f"{text.rstrip()}\n\n{section}" if text.strip() else section
    if (begins, ends) != (1, 1) or marks.index(begin) > marks.index(end):
        raise FileError(
            page,
            f"{page.name} must hold {begin} and {end} once each, in this order. Correct or remove the marks.",
        )
    return "".join([*lines[: marks.index(begin)], section, *lines[marks.index(end) + 1 :]])
