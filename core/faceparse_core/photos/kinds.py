"""Which files are photos, by name or where that says nothing by the first bytes, and which are not read."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Kind = Literal["photo", "heic", "raw", "other"]
"""``other``: a picture of a kind that is not read."""

CAN_READ_HEIC = find_spec("pillow_heif") is not None
"""Whether pillow-heif is installed, the extra ``heic``."""

HEIC_SUFFIXES = frozenset({".heic", ".heif", ".hif"})
PHOTO_SUFFIXES: frozenset[str] = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".gif"}
) | (HEIC_SUFFIXES if CAN_READ_HEIC else frozenset())

# Camera files are TIFFs whose first picture is a thumbnail: read as such they would be tiny.
RAW_SUFFIXES = frozenset(
    {
        ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".iiq", ".kdc", ".mef", ".mos",
        ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw",
        ".x3f",
    }
)  # fmt: skip
_OTHER_SUFFIXES = frozenset(
    {
        ".ai", ".dds", ".eps", ".exr", ".hdr", ".ico", ".j2k", ".jp2", ".jpf", ".jpx", ".jxl", ".jxr", ".pbm",
        ".pcx", ".pgm", ".pnm", ".ppm", ".psb", ".psd", ".qoi", ".svg", ".tga", ".wdp", ".xcf",
    }
)  # fmt: skip

SIGNATURES = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BITMAP_HEADERS = {bytes([length, 0, 0, 0]) for length in (12, 40, 52, 56, 64, 108, 124)}
HEAD_BYTES = 32
"""So much of a file's beginning shows its kind."""


def is_photo_name(path: str | os.PathLike[str]) -> bool:
    """Whether the name looks like a photo's; hidden files (macOS's ``._x.jpg`` too) do not."""
    name = Path(path).name
    return not name.startswith(".") and Path(name).suffix.lower() in PHOTO_SUFFIXES


def kind_by_name(name: str) -> Kind | None:
    """The kind of picture that a name promises; None for hidden files, other names and none with a suffix."""
    if name.startswith("."):
        return None
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  a Path for each of a million names takes long
    if suffix in PHOTO_SUFFIXES:
        return "photo"
    if suffix in HEIC_SUFFIXES:
        return "heic"
    if suffix in RAW_SUFFIXES:
        return "raw"
    return "other" if suffix in _OTHER_SUFFIXES else None


def kind_by_content(head: bytes) -> Kind | None:
    """The kind of picture that begins with ``head``, ``HEAD_BYTES`` of it; None where it is no known one."""
    if is_heic(head):
        return "photo" if CAN_READ_HEIC else "heic"
    known = head.startswith(SIGNATURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
    # two letters alone prove no bitmap: its header has a known length too
    is_text = head.startswith(b"BM") and head[14:18] not in {
        bytes([n, 0, 0, 0]) for n in (12, 40, 52, 56, 64, 108, 124)
    }
    return "photo" if (known and not is_text) or head[4:12] in (b"ftypavif", b"ftypavis") else None


def is_heic(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a HEIC picture."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS and b"avif" not in head


def has_no_suffix(name: str) -> bool:
    """Whether a name that is not hidden says nothing of the kind of its file."""
    return not name.startswith(".") and "." not in name
