"""Read any photo and any label map safely; write label maps as indexed PNG.

Photos come out as RGB ``uint8`` arrays ``(H, W, 3)``, turned as their EXIF orientation says. Files are judged
by their content, not by their name. Whatever cannot be read becomes an :class:`ImageError`, which names the
file and the mend.
"""

from __future__ import annotations

import errno
import os
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, UnidentifiedImageError
from PIL.ExifTags import Base as ExifTag

from core.files import FileError, atomic_write
from core.labels import BACKGROUND, NUM_CLASSES, PALETTE, LabelMap

Photo = npt.NDArray[np.uint8]
"""A photo: RGB ``uint8`` array of shape ``(H, W, 3)``, C-contiguous."""

StrPath = str | os.PathLike[str]

MAX_PIXELS = 200_000_000
"""The largest photo that is opened, in pixels; its RGB array takes 600 MB."""

PHOTO_SUFFIXES: frozenset[str] = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".gif"}
)

# No other reader ever sees a file: some start programs (EPS), some judge the size too late.
_PLUGINS = ("Jpeg", "Png", "WebP", "Avif", "Tiff", "Bmp", "Gif")
for _plugin in _PLUGINS:
    import_module(f"PIL.{_plugin}ImagePlugin")
_FORMATS = [plugin.upper() for plugin in _PLUGINS]
_FORMAT_NAMES = "JPEG, PNG, TIFF or WebP"
_SIGNATURES = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Camera files are TIFFs whose first picture is a thumbnail: read as such they would be tiny.
_RAW_SUFFIXES = {".dng", ".nef", ".cr2", ".cr3", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw"}

# Pillow's own limit is lower than ours and warns below it; the size is judged in _open.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what sets the picture upright (EXIF 2.32, tag 0x0112); 1 is upright already."""


class ImageError(FileError):
    """A picture that cannot be read. ``str()`` names the file and the mend; ``path`` is the file."""


def is_photo_name(path: StrPath) -> bool:
    """Whether the name looks like a photo's; hidden files (macOS's ``._x.jpg`` too) do not."""
    name = Path(path).name
    return not name.startswith(".") and Path(name).suffix.lower() in PHOTO_SUFFIXES


def photo_size(path: StrPath) -> tuple[int, int]:
    """``(width, height)`` of the photo as :func:`read_photo` returns it; reads only the file's header."""
    with _open(Path(path)) as image:
        width, height = image.size
        return (height, width) if _orientation(image) >= 5 else (width, height)


def read_photo(path: StrPath, data: bytes | None = None) -> Photo:
    """Read a photo upright, as RGB ``uint8`` ``(H, W, 3)``.

    Transparent parts lie over white, 16-bit samples are scaled to 8, an animation gives its first frame.
    An orientation stored behind the pixels of a PNG is not looked for.

    :param data: the file's bytes where it lies in an archive; ``path`` then only names it.
    :raises ImageError: if the file cannot be read whole or has more than ``MAX_PIXELS`` pixels.
    """
    with _open(Path(path), data) as image:
        orientation = _orientation(image)
        image.load()
        return _as_array(_turn(_as_rgb(image, Path(path)), orientation))


def read_thumbnail(path: StrPath, side: int) -> Photo:
    """Read a photo upright and shrunk, its longest side at most ``side``; a smaller photo keeps its size.

    :raises ImageError: as :func:`read_photo`.
    """
    with _open(Path(path)) as image:
        orientation = _orientation(image)
        scale = min(1.0, side / max(image.size))
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image.draft("RGB", size)  # a JPEG is then decoded at 1/2, 1/4 or 1/8; other formats take no notice
        image.load()
        rgb = _as_rgb(image, Path(path)).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        return _as_array(_turn(rgb, orientation))


def read_label_map(path: StrPath, size: tuple[int, int] | None = None, data: bytes | None = None) -> LabelMap:
    """Read a palette or grey PNG whose pixel values are class ids.

    :param size: the ``(width, height)`` that the label map must have.
    :param data: the file's bytes where they were read already; ``path`` then only names it.
    :raises ImageError: if it is no such PNG, has another size, or holds an id above 18.
    """
    path = Path(path)
    with _open(path, data) as image:
        if size is not None and image.size != tuple(size):
            raise ImageError(
                path,
                f"{path.name} is {image.width} × {image.height} pixels, its photo {size[0]} × {size[1]}. "
                "Use the label map that was made for this photo, at the photo's own size.",
            )
        if image.format != "PNG" or image.mode not in ("P", "L", "1", "I;16"):
            raise ImageError(
                path,
                f"{path.name} is a {image.format} picture of mode {image.mode}, not a label map. Save it as "
                f"an 8-bit palette or grey PNG whose pixel values are the class ids 0 to {NUM_CLASSES - 1}.",
            )
        # Pillow stretches grey samples of 2 and 4 bits to 0..255: undo it. Palette indices stay as they are.
        stretch = {"L;2": 85, "L;4": 17}.get(str(image.tile[0].args), 1)
        image.load()
        values = np.asarray(image)
        values = values // stretch if stretch > 1 else values
        highest = int(values.max())
        if highest >= NUM_CLASSES:
            raise ImageError(
                path,
                f"{path.name} holds the id {highest}, but class ids go from 0 to {NUM_CLASSES - 1}. "
                "Save it with the 19 classes of CelebAMask-HQ, one id a pixel.",
            )
        return np.array(values, dtype=np.uint8, order="C")


def encode_indexed_png(labels: LabelMap, level: int = 6) -> bytes:
    """A palette PNG (mode P, official palette, index = id) of ``labels``; ``level`` is zlib's, 0 to 9.

    :raises ValueError: if ``labels`` is not a ``uint8`` ``(H, W)`` array of ids 0 to 18.
    """
    if labels.dtype != np.uint8 or labels.ndim != 2 or labels.max(initial=BACKGROUND) >= NUM_CLASSES:
        raise ValueError(f"not a label map: {labels.dtype} {labels.shape}, ids up to {labels.max(initial=0)}")
    image = Image.fromarray(labels)
    image.putpalette(PALETTE.tobytes())
    buffer = BytesIO()
    # Runs of one id are all there is to find: in a quarter of the time, for a tenth more bytes.
    image.save(buffer, "PNG", compress_level=level, compress_type=zlib.Z_RLE)
    return buffer.getvalue()


def write_indexed_png(path: StrPath, labels: LabelMap) -> None:
    """Write ``labels`` as an indexed PNG, whole or not at all.

    :raises FileError: if it cannot be written; what stood there before is untouched.
    """
    data = encode_indexed_png(labels)
    with atomic_write(path) as file:
        file.write(data)


def find_photos(paths: Iterable[StrPath], recursive: bool = False) -> Iterator[Path]:
    """The photos named by ``paths``: files as given, folders as the photos in them, in natural order.

    A file that is named outright is yielded whatever its name, and so is a folder that cannot be listed:
    reading it then says what is wrong. Hidden files and folders are left out, and linked folders inside a
    folder are not entered.
    """
    for path in paths:
        yield from _photos_in(Path(path), recursive)


def _photos_in(folder: Path, recursive: bool) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: natural_key(entry.name))
    except OSError:  # a file, or a folder that cannot be listed
        yield folder
        return
    for entry in entries:
        if is_photo_name(entry.name) and entry.is_file():
            yield folder / entry.name
    if recursive:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield from _photos_in(folder / entry.name, recursive)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sorts ``face2`` before ``face10``."""
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], name


@contextmanager
def _open(path: Path, data: bytes | None = None) -> Iterator[ImageFile.ImageFile]:
    """The picture with its header read and its size checked; its pixels are not decoded yet.

    Whatever the block raises while it decodes or converts them becomes an :class:`ImageError`.
    """
    with _open_file(path) if data is None else BytesIO(data) as file:
        try:
            image = Image.open(file, formats=_FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImageError(path, _too_large(path)) from error
        except Exception as error:  # a broken header raises nearly anything
            raise ImageError(path, _explain_open(path, file, error)) from error
        with image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(path, _too_large(path))
            try:
                yield image
            except ImageError:
                raise
            except MemoryError as error:
                raise ImageError(
                    path, f"{path.name} needs more memory than is free. Close other programs and try again."
                ) from error
            except Exception as error:  # broken pixel data raises nearly anything, also while it is converted
                raise ImageError(path, _explain_load(path, error)) from error


def _open_file(path: Path) -> BinaryIO:
    if path.suffix.lower() in _RAW_SUFFIXES:
        raise ImageError(path, f"{path.name} is a raw camera file. Convert it to {_FORMAT_NAMES} first.")
    try:
        if path.is_dir():
            next(path.iterdir(), None)  # a folder that may not be listed says so
            raise ImageError(path, f"{path.name} is a folder. Choose a photo in it.")
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise ImageError(path, f"{path.name} is not a file. Choose a photo.")
        return path.open("rb")
    except ImageError:
        raise
    except OSError as error:
        raise ImageError(path, _explain_read(path, error)) from error


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation still to be applied, 1 to 8; to be asked before the pixels are loaded."""
    if image.format == "TIFF":
        return 1  # Pillow turns TIFFs itself
    try:
        # The base class's method: the one for PNG decodes all pixels to look for EXIF behind them.
        orientation = Image.Image.getexif(image).get(ExifTag.Orientation, 1)
    except Exception:  # broken EXIF raises nearly anything, and should not cost the photo
        return 1
    return orientation if orientation in _TURNS else 1


def _turn(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _as_rgb(image: Image.Image, path: Path) -> Image.Image:
    """``image`` in mode RGB: 16-bit scaled, transparency over white."""
    if image.mode == "RGB" and not image.has_transparency_data:
        return image
    if image.mode in ("P", "PA") and image.palette is None:
        raise ImageError(
            path,
            f"{path.name} is a palette picture whose palette is missing: its colours are not known. "
            "Save it again in the program that made it.",
        )
    if image.mode.startswith("I"):  # 16-bit grey; Pillow gives "I" for some files
        values = np.asarray(image)
        if values.min() < 0 or values.max() > 65535:
            raise ImageError(path, f"{path.name} has 32-bit samples. Save it with 8 or 16 bits a sample.")
        image = Image.fromarray(((values.astype(np.uint32) + 128) // 257).astype(np.uint8))
    elif image.has_transparency_data:
        rgba = image.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    elif image.mode == "F":
        raise ImageError(path, f"{path.name} has floating-point samples. Save it with 8 or 16 bits a sample.")
    return image.convert("RGB")


def _as_array(image: Image.Image) -> Photo:
    return np.array(image, dtype=np.uint8, order="C")


def _too_large(path: Path) -> str:
    return (
        f"{path.name} has more than {MAX_PIXELS // 1_000_000} million pixels, the most that is opened. "
        "Save a smaller copy and open that."
    )


def _explain_read(path: Path, error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"{path.name} is not there. It may have been moved or renamed. Check its name and folder."
        case errno.EACCES | errno.EPERM:
            return f"{path.name} may not be read. Give yourself the right to read it, or copy it elsewhere."
        case _:
            return f"{path.name} cannot be read: {error.strerror}. Copy the file again from its source."


def _explain_open(path: Path, file: BinaryIO, error: Exception) -> str:
    file.seek(0)
    head = file.read(16)
    if not head:
        return f"{path.name} is empty. Copy the file again from its source."
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return f"{path.name} is a HEIC picture, which is not read. Convert it to {_FORMAT_NAMES} first."
    if isinstance(error, ValueError) and "too large" in str(error):
        return f"{path.name} holds oversized text or colour-profile data. Save it again without metadata."
    known = head.startswith(_SIGNATURES) or head[8:12] in (b"WEBP", b"avif")
    if known or not isinstance(error, UnidentifiedImageError):
        return _explain_load(path, error)
    return f"{path.name} is not a picture of a known kind. Choose a {_FORMAT_NAMES} file."


def _explain_load(path: Path, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return _explain_read(path, error)
    return (
        f"{path.name} is cut short or damaged: the picture in it cannot be read whole. "
        "Copy the file again from its source."
    )
