"""File names that every system takes, unique in one folder."""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from faceparse_core.errors import InputError
from faceparse_core.messages import message

MAX_BYTES = 160
"""Of a stem in UTF-8: with what formats add, a name stays below the 255 that file systems take."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Device names, which Windows takes for no file, whatever follows their first dot."""
_NO_TEXT = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]')
"""What Windows refuses; what ends a line in lists of names; and what turns the order of letters on screen."""
FIELDS = ("stem", "folder", "n", "i")
_KNOWN = message("{{stem}}, {{folder}}, {{n}} and {{i}}")
_SPEC = re.compile(r"(0?[1-9])?d?")  # 5, 05: figures at least


def spelled(name: str) -> str:
    """``name`` as it stands in files: bytes that are no UTF-8, as of names in old archives, become ``%E9``.

    Any other name is itself.
    """
    return _NO_TEXT.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    code = match[0]
    is_byte = "\udc80" <= code <= "\udcff"  # as Python has it of file names, PEP 383
    data = bytes([ord(code) - 0xDC00]) if is_byte else code.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in data)


def safe_stem(name: str) -> str:
    """``name`` as a stem that Linux, macOS and Windows take: what one refuses becomes ``_``.

    Names with spaces, accents and emoji stay as they are; a long one keeps its start and gets a hash.
    """
    stem = _FORBIDDEN.sub("_", spelled(name)).rstrip(" .").lstrip(" ") or "_"
    if stem.startswith("."):
        stem = "_" + stem  # hidden files are left out by every tool, ours too
    if _RESERVED.fullmatch(stem):
        stem = "_" + stem
    return _shorten(stem)


def _shorten(stem: str) -> str:
    data = stem.encode()
    if len(data) <= MAX_BYTES:
        return stem
    digest = hashlib.sha256(data).hexdigest()[:8]
    return data[: MAX_BYTES - 9].decode(errors="ignore").rstrip(" .") + "_" + digest


def check_template(template: str) -> str:
    """``template`` if it is a naming pattern: ``{stem}``, ``{folder}``, ``{n}``, ``{i}``, or ``{n:05}``.

    :raises InputError: otherwise, with what is wrong; also for one that gives every photo the same name.
    """
    try:
        parts = [part for part in string.Formatter().parse(template) if part[1] is not None]
    except ValueError as error:
        raise InputError(
            message("{pattern} is no naming pattern: {error}", pattern=template, error=error)
        ) from error
    for _, field, spec, conversion in parts:
        if field not in FIELDS:
            raise InputError(
                message(
                    "{{{field}}} is not known in a naming pattern; there are {known}",
                    field=field,
                    known=_KNOWN,
                )
            )
        if conversion or (spec and (field in ("stem", "folder") or not _SPEC.fullmatch(spec))):
            raise InputError(
                message(
                    "{pattern} is no naming pattern: use {known} as they are, or {{n:05}}",
                    pattern=template,
                    known=_KNOWN,
                )
            )
    if not {"stem", "n", "i"}.intersection(field for _, field, _, _ in parts if field):
        raise InputError(
            message("{pattern} names all photos alike: put {{stem}} or {{n}} into it", pattern=template)
        )
    return template


def alike(name: str) -> str:
    """The same for names that some systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def stems(photo_names: Iterable[str], template: str = "{stem}") -> Iterator[str]:
    """A stem for each photo, given by its path relative to the project's folder, with ``/``; in their order.

    Two photos never share one, not even on a system that takes capitals and small letters for the same, or
    both ways of writing an accent: the later gets its folder or its suffix, then a number. The stems depend
    only on the photos up to there.
    """
    taken: set[str] = set()
    for index, name in enumerate(photo_names):
        for candidate in _candidates(name, template, index):
            stem = safe_stem(candidate)
            if alike(stem) not in taken:
                break
        taken.add(alike(stem))
        yield stem


def _candidates(name: str, template: str, index: int) -> Iterator[str]:
    first = _fill(template, name, index)
    path = PurePosixPath(name)
    yield first
    if path.parent.name:
        yield f"{'_'.join(path.parent.parts)}_{first}"
    yield f"{first}_{path.suffix.removeprefix('.')}"
    number = 2
    while True:
        yield f"{first[:100]}_{number}"
        number += 1


def _fill(template: str, name: str, index: int) -> str:
    path = PurePosixPath(name)
    folder = "_".join(path.parent.parts)
    return template.format(stem=path.stem, folder=folder, n=index + 1, i=index)
