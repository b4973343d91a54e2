"""Damage files as transfers, editors and attackers do: by bytes, by structure, by what lies at their place.

Everything follows from the random source that is given, so that a case can be had again.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

NUMBERS = (-(2**63), -(2**31), -1, 0, 1, 255, 256, 65_535, 2**31 - 1, 2**32, 2**63, 10**30)
WORDS = ("", "..", "/", "../../x", "skin", "null", "NaN", "1e999", "\0", "\u202e", "é" * 300, "[" * 2_000)
VALUES: tuple[Any, ...] = (None, True, [], {}, [[]], *NUMBERS, 0.5, -1e308, float("nan"), *WORDS)
_DIGITS = re.compile(rb"-?\d+")
_PNG = b"\x89PNG\r\n\x1a\n"


def mutated(data: bytes, other: bytes, random: Random) -> bytes:
    """Return ``data`` damaged one to three times; ``other`` is another file of the same kind to splice in."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = random.choice(_ways(data))(data, other, random)
    return data


def put_something_else(path: Path, outside: Path, random: Random) -> None:
    """Put what is no plain file in the place of ``path``: a link, a pipe, a folder, nothing.

    Args:
        outside: a folder beyond the reader's business, whose ``secret`` must stay as it is.
    """
    path.unlink()
    match random.randrange(7):
        case 0:
            path.symlink_to(outside / "secret")
        case 1:
            path.symlink_to("/dev/zero")
        case 2:
            path.symlink_to(path.name)
        case 3:
            path.symlink_to(outside / "missing")
        case 4:
            os.mkfifo(path)
        case 5:
            path.mkdir()
        case _:
            pass


def _ways(data: bytes) -> list[Callable[[bytes, bytes, Random], bytes]]:
    ways = [_flip, _cut, _drop, _repeat, _insert, _splice, _stretch, _numbers, _empty]
    if data.startswith(b"PK"):
        ways += [_zip] * 6
    elif data.startswith(_PNG):
        ways += [_chunks] * 4
    elif data.lstrip()[:1] in (b"{", b"["):
        ways += [_json] * 6
    return ways


def _flip(data: bytes, other: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8)) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(data: bytes, other: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _drop(data: bytes, other: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def _repeat(data: bytes, other: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * random.choice((1, 3)) + data[end:]


def _insert(data: bytes, other: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    word = random.choice(
        (random.randbytes(random.randrange(1, 40)), random.choice(WORDS).encode(), bytes(64))
    )
    return data[:place] + word + data[place:]


def _splice(data: bytes, other: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _stretch(data: bytes, other: bytes, random: Random) -> bytes:
    """Overwrite four bytes with a number that a length, a size or an offset may be taken for."""
    if len(data) < 4:
        return data
    place = random.randrange(min(len(data) - 3, 400))
    number = struct.pack(random.choice(("<I", ">I")), random.choice(NUMBERS) & 0xFFFF_FFFF)
    return data[:place] + number + data[place + 4 :]


def _numbers(data: bytes, other: bytes, random: Random) -> bytes:
    """Write another number in place of one that is spelled out."""
    found = list(_DIGITS.finditer(data[:200_000]))
    if not found:
        return _flip(data, other, random)
    one = random.choice(found)
    return data[: one.start()] + str(random.choice(NUMBERS)).encode() + data[one.end() :]


def _empty(data: bytes, other: bytes, random: Random) -> bytes:
    return random.choice((b"", b"\0" * 512, b"\xff\xfe" + data, b"\xef\xbb\xbf" + data))


def _chunks(data: bytes, other: bytes, random: Random) -> bytes:
    """Damage a PNG chunk by chunk, with right checksums, so that what comes after the checks is reached."""
    chunks, place = [], len(_PNG)
    while place + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    if not chunks:
        return data
    at = random.randrange(len(chunks))
    kind, body = chunks[at]
    match random.randrange(4):
        case 0:
            del chunks[at]
        case 1:
            chunks.insert(at, chunks[at])
        case 2:
            chunks[at] = kind, _flip(body, b"", random) if body else b"\0"
        case _:
            chunks[at] = kind, _stretch(body, b"", random)
    return _PNG + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _zip(data: bytes, other: bytes, random: Random) -> bytes:
    """Damage one entry of an archive, its name or its place."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # damaged before
        return _flip(data, other, random)
    if not entries:
        return data
    at = random.randrange(len(entries))
    name, body = entries[at]
    match random.randrange(6):
        case 0:
            del entries[at]
        case 1:
            entries[at] = random.choice(("", "../x", "/x", "a" * 3_000, name.upper(), name + "/")), body
        case 2:
            entries.append((name, body))
        case 3:
            entries[at] = name, bytes(random.choice((1 << 10, 1 << 22)))
        case _:
            entries[at] = name, mutated(body, random.choice(entries)[1], random)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries:
            archive.writestr(zipfile.ZipInfo(name), body)
    return buffer.getvalue()


def _json(data: bytes, other: bytes, random: Random) -> bytes:
    """Put another value, of another kind as likely as not, somewhere in the structure."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):  # lines of JSON, or damaged before
        lines = data.split(b"\n")
        at = random.randrange(len(lines))
        lines[at] = _json(lines[at], b"", random) if len(lines) > 1 else _flip(lines[at], b"", random)
        return b"\n".join(lines)
    return json.dumps(_other(value, random)).encode("utf-8", "replace")


def _other(value: Any, random: Random) -> Any:
    """Return ``value`` with one place in it changed."""
    if not value or not isinstance(value, dict | list) or random.random() < 0.1:
        return random.choice(VALUES)
    key = random.choice(list(value) if isinstance(value, dict) else range(len(value)))
    match random.randrange(8):
        case 0:
            del value[key]
        case 1 if isinstance(value, list):
            value.extend([value[key]] * random.choice((1, 50)))
        case _:
            value[key] = _other(value[key], random)
    return value
