"""Open a picture file safely and say in plain words why one cannot be read.

Files are judged by their content, not by their name. No pixel is decoded here before its size is known.
"""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageFile, TiffImagePlugin, UnidentifiedImageError

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_core.photos import jpeg
from faceparse_core.photos.kinds import CAN_READ_HEIC, HEAD_BYTES, RAW_SUFFIXES, SIGNATURES, is_heic
from faceparse_core.photos.memory import MOST_BYTES, OUTPUT_BYTES, READING, needed_bytes, reading_bytes
from faceparse_core.photos.picture_rows import UnreadableError

MAX_PIXELS = 200_000_000
"""The largest picture that is opened, in pixels; one that takes too much memory is refused below it."""

# No other reader ever sees a file: some start programs (EPS), some judge the size too late.
_PLUGINS = ("Jpeg", "Png", "WebP", "Avif", "Tiff", "Bmp", "Gif")
for _plugin in _PLUGINS:
    import_module(f"PIL.{_plugin}ImagePlugin")
_FORMATS = [plugin.upper() for plugin in _PLUGINS]
_FORMAT_NAMES = message("JPEG, PNG, TIFF or WebP")
_MOST_PAGES = 256
_ARITHMETIC_BYTES = 2**28
_MOST_MENDED = 100_000_000
"""Bytes, and pixels, of a JPEG without an end mark."""

# Pillow's own limit is lower than ours and warns below it; the size is judged in open_picture.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)

# Pillow knows 16-bit TIFFs whose least value is white in little-endian order only.
_WHITE_IS_ZERO = (TiffImagePlugin.MM, 0, (1,), 1, (16,), ())
TiffImagePlugin.OPEN_INFO.setdefault(_WHITE_IS_ZERO, ("I;16B", "I;16B"))


class ImageError(FileError):
    """A picture that cannot be read. ``str()`` names the file and what to do; ``path`` is the file."""


@contextmanager
def open_picture(path: Path, data: bytes | None = None) -> Iterator[ImageFile.ImageFile]:
    """The picture with its header read and its size checked; its pixels are not decoded yet.

    Whatever the block raises while it decodes or converts them becomes an ``ImageError``.
    """
    with _open_file(path) if data is None else BytesIO(data) as file, _opened(path, file) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ImageError(path, _too_large(path))
        with _explained(path, file):
            yield image


@contextmanager
def decoded(
    path: Path,
    image: ImageFile.ImageFile,
    output: int = OUTPUT_BYTES,
    notice: Callable[[str], object] | None = None,
) -> Iterator[Image.Image]:
    """The opened picture with its pixels decoded, for as long as it is being converted.

    A large one waits until the others that are being read are done. A JPEG that lacks nothing but the mark
    at its end is read.

    Args:
        output: bytes a pixel of what is made of it, for the memory that it takes.
        notice: called with a sentence on how a picture was read that is not quite sound.

    Raises:
        ImageError: if it takes more memory than it may.
    """
    needed = needed_bytes(image, output)
    if needed > MOST_BYTES:
        raise ImageError(path, _too_much(path, needed, image.size))
    with READING.take(reading_bytes(image, output)):
        try:
            image.load()
        except OSError:
            restored = _with_end_mark(image)
            if restored is None:
                raise
            restored.load()
            if notice is not None:
                notice(
                    message("{name} lacks the mark at its end; the picture in it is whole.", name=path.name)
                )
            yield restored
        else:
            yield image


def _with_end_mark(image: ImageFile.ImageFile) -> ImageFile.ImageFile | None:
    if image.format != "JPEG" or image.fp is None or image.width * image.height > _MOST_MENDED:
        return None
    image.fp.seek(0)
    data = jpeg.with_end(image.fp.read(_MOST_MENDED))
    return None if data is None else Image.open(BytesIO(data), formats=["JPEG"])


@contextmanager
def _explained(path: Path, file: BinaryIO) -> Iterator[None]:
    try:
        yield
    except ImageError:
        raise
    except UnreadableError as error:
        raise ImageError(path, str(error)) from error
    except MemoryError as error:
        raise ImageError(
            path,
            message(
                "{name} needs more memory than is free. Close other programs and try again.", name=path.name
            ),
        ) from error
    except Exception as error:  # broken pixel data raises nearly anything
        raise ImageError(path, _explain_load(path, error, file)) from error


@contextmanager
def _opened(path: Path, file: BinaryIO) -> Iterator[ImageFile.ImageFile]:
    formats = [*_FORMATS, *_heic_format(file)]
    try:
        image = Image.open(file, formats=formats)
        if image.format == "TIFF":
            _seek_largest_page(image)
        elif image.format == "JPEG" and jpeg.is_arithmetic(file):
            # Its decoder cannot wait for more: it is given all of the file at once.
            image.decodermaxblock = min(file.seek(0, os.SEEK_END) + 1, _ARITHMETIC_BYTES)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(path, _too_large(path)) from error
    except Exception as error:  # a broken header raises nearly anything
        raise ImageError(path, _explain_open(path, file, error)) from error
    with image:
        yield image


def _heic_format(file: BinaryIO) -> list[str]:
    """HEIC's reader, loaded with the first such file."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not (CAN_READ_HEIC and is_heic(head)):
        return []
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    return ["HEIF"]


def _seek_largest_page(image: ImageFile.ImageFile) -> None:
    """A TIFF's thumbnail may come before its picture; of pages of one size the first is meant."""
    assert isinstance(image, TiffImagePlugin.TiffImageFile)
    largest, most, page = 0, image.width * image.height, 1
    while page < _MOST_PAGES:
        try:
            image.seek(page)
        except EOFError:
            break
        except Exception:  # a page that is not read, or a broken one
            break
        if image.width * image.height > most:
            largest, most = page, image.width * image.height
        page += 1
    image.seek(largest)


def _open_file(path: Path) -> BinaryIO:
    if path.suffix.lower() in RAW_SUFFIXES:
        raise ImageError(
            path,
            message(
                "{name} is a raw camera file. Convert it to {format_names} first.",
                name=path.name,
                format_names=_FORMAT_NAMES,
            ),
        )
    try:
        if path.is_dir():
            next(path.iterdir(), None)  # a folder that may not be listed says so
            raise ImageError(path, message("{name} is a folder. Choose a photo in it.", name=path.name))
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise ImageError(path, message("{name} is not a file. Choose a photo.", name=path.name))
        return path.open("rb")
    except ImageError:
        raise
    except OSError as error:
        raise ImageError(path, _explain_read(path, error)) from error


def _too_large(path: Path) -> str:
    return message(
        "{name} has more than {most} million pixels, the most that is opened. Save a smaller "
        "copy and open that.",
        name=path.name,
        most=MAX_PIXELS // 1_000_000,
    )


def _too_much(path: Path, needed: int, size: tuple[int, int]) -> str:
    width, height = (int(side * (MOST_BYTES / needed) ** 0.5) for side in size)
    return message(
        "{name} takes {needed:.1f} GB of memory, more than the {most:.1f} GB that one picture "
        "may. Save a copy of at most {width} × {height} pixels and open that.",
        name=path.name,
        needed=needed / 1e9,
        most=MOST_BYTES / 1e9,
        width=width,
        height=height,
    )


def _explain_read(path: Path, error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            if path.is_symlink():
                return message(
                    "{name} is a link to a file that is not there. Bring that back or remove it.",
                    name=path.name,
                )
            return message(
                "{name} is not there. It may have been moved or renamed. Check its name and folder.",
                name=path.name,
            )
        case errno.ELOOP:
            return message(
                "{name} is a link that leads in a circle. Remove it, or link to the photo itself.",
                name=path.name,
            )
        case errno.EACCES | errno.EPERM:
            return message(
                "{name} may not be read. Give yourself the right to read it, or copy it elsewhere.",
                name=path.name,
            )
        case errno.ESTALE | errno.ENOTCONN | errno.EHOSTDOWN | errno.ENODEV:
            return message(
                "{name} cannot be read: {reason}. Connect its disk again.",
                name=path.name,
                reason=error.strerror,
            )
        case _:
            return message(
                "{name} cannot be read: {reason}. Copy the file again from its source.",
                name=path.name,
                reason=error.strerror,
            )


def _explain_open(path: Path, file: BinaryIO, error: Exception) -> str:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        return message("{name} is empty. Copy the file again from its source.", name=path.name)
    if is_heic(head) and not CAN_READ_HEIC:
        return message(
            "{name} is a HEIC picture, which is read where pillow-heif is installed (pip install "
            "'faceparse-gui[heic]'). Install that, or convert it to {format_names}.",
            name=path.name,
            format_names=_FORMAT_NAMES,
        )
    if isinstance(error, ValueError) and "too large" in str(error):
        return message(
            "{name} holds oversized text or colour-profile data. Save it again without metadata.",
            name=path.name,
        )
    known = head.startswith(SIGNATURES) or head[8:12] in (b"WEBP", b"avif") or is_heic(head)
    if known or not isinstance(error, UnidentifiedImageError):
        return _explain_load(path, error, file)
    return message(
        "{name} is not a picture of a known kind. Choose a {format_names} file.",
        name=path.name,
        format_names=_FORMAT_NAMES,
    )


def _explain_load(path: Path, error: Exception, file: BinaryIO) -> str:
    if isinstance(error, OSError) and error.errno:
        return _explain_read(path, error)
    if kind := _unsupported(file):
        return message(
            "{name} is {kind}, which is not read. Save it as {format_names} with 8 bits a sample.",
            name=path.name,
            kind=kind,
            format_names=_FORMAT_NAMES,
        )
    return message(
        "{name} is cut short or damaged: the picture in it cannot be read whole. Copy the file "
        "again from its source.",
        name=path.name,
    )


def _unsupported(file: BinaryIO) -> str | None:
    """What kind of picture it is, if it is a sound one of a kind that is not read."""
    try:
        file.seek(0)
        head = file.read(4)
        if head.startswith(b"\xff\xd8"):
            return jpeg.unsupported(file)
        if head.startswith((b"II", b"MM")):
            file.seek(0)
            TiffImagePlugin.TiffImageFile(file)
    except SyntaxError as error:
        return message("a TIFF of a rare kind") if "unknown pixel mode" in str(error) else None
    except Exception:  # it is damaged
        return None
    return None
