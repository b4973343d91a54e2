"""Read any photo and any label map safely; write label maps as indexed PNG.

Photos come out as RGB ``uint8`` arrays ``(H, W, 3)`` in sRGB, turned as their EXIF orientation says. Files
are judged by their content, not by their name. Whatever cannot be read becomes an ``ImageError``, which
names the file and what to do.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.ExifTags import Base as ExifTag

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import BACKGROUND, NUM_CLASSES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.memory import return_freed_memory
from faceparse_core.photos.folders import find_photos, natural_key
from faceparse_core.photos.kinds import PHOTO_SUFFIXES, is_photo_name
from faceparse_core.photos.picture_file import MAX_PIXELS, ImageError, decoded, open_picture
from faceparse_core.photos.picture_rows import is_orientation, shrunk, upright

__all__ = [
    "MAX_PIXELS",
    "PHOTO_SUFFIXES",
    "ImageError",
    "Photo",
    "encode_indexed_png",
    "find_photos",
    "is_photo_name",
    "natural_key",
    "photo_size",
    "read_label_map",
    "read_photo",
    "read_thumbnail",
    "write_indexed_png",
]

Photo = npt.NDArray[np.uint8]
"""A photo: RGB ``uint8`` array of shape ``(H, W, 3)``, C-contiguous."""

StrPath = str | os.PathLike[str]
_LARGE_BYTES = 128 * 2**20


def photo_size(path: StrPath) -> tuple[int, int]:
    """``(width, height)`` of the photo as ``read_photo`` returns it; reads only the file's header."""
    with open_picture(Path(path)) as image:
        width, height = image.size
        return (height, width) if _orientation(image) >= 5 else (width, height)


def read_photo(
    path: StrPath, data: bytes | None = None, notice: Callable[[str], object] | None = None
) -> Photo:
    """Read a photo upright, as RGB ``uint8`` ``(H, W, 3)`` in sRGB.

    A colour profile is applied, transparent parts lie over white, 16-bit samples are scaled to 8; of an
    animation the first frame is read, of a TIFF's pages the largest. An orientation stored behind the pixels
    of a PNG is not looked for. Reading takes at most ``faceparse_core.photos.memory.MOST_BYTES``.

    Args:
        data: the file's bytes where it lies in an archive; ``path`` then only names it.
        notice: called with a sentence on how a file was read that is not quite sound.

    Raises:
        ImageError: if the file cannot be read whole, has more than ``MAX_PIXELS`` pixels or takes more memory
            than it may.
    """
    with open_picture(Path(path), data) as image:
        orientation = _orientation(image)
        with decoded(Path(path), image, notice=notice) as picture:
            photo = upright(picture, Path(path).name, orientation)
    if photo.nbytes >= _LARGE_BYTES:
        return_freed_memory()  # of the decoder, more than the photo itself
    return photo


def read_thumbnail(path: StrPath, side: int) -> Photo:
    """Read a photo upright and shrunk, its longest side at most ``side``; a smaller photo keeps its size.

    Raises:
        ImageError: as ``read_photo``.
    """
    with open_picture(Path(path)) as image:
        orientation = _orientation(image)
        scale = min(1.0, side / max(image.size))
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image.draft("RGB", size)  # a JPEG is then decoded at 1/2, 1/4 or 1/8; other formats take no notice
        with decoded(Path(path), image, output=0) as picture:
            return shrunk(picture, Path(path).name, size, orientation)


def read_label_map(path: StrPath, size: tuple[int, int] | None = None, data: bytes | None = None) -> LabelMap:
    """Read a palette or grey PNG whose pixel values are class ids.

    Args:
        size: the ``(width, height)`` that the label map must have.
        data: the file's bytes where they were read already; ``path`` then only names it.

    Raises:
        ImageError: if it is no such PNG, has another size, or holds an id above 18.
    """
    path = Path(path)
    with open_picture(path, data) as image:
        if size is not None and image.size != tuple(size):
            raise ImageError(
                path,
                message(
                    "{name} is {width} × {height} pixels, its photo {photo_width} × {photo_height}. "
                    "Use the label map that was made for this photo, at the photo's own size.",
                    name=path.name,
                    width=image.width,
                    height=image.height,
                    photo_width=size[0],
                    photo_height=size[1],
                ),
            )
        if image.format != "PNG" or image.mode not in ("P", "L", "1", "I;16"):
            raise ImageError(
                path,
                message(
                    "{name} is a {format} picture of mode {mode}, not a label map. Save it as an "
                    "8-bit palette or grey PNG whose pixel values are the class ids 0 to {last}.",
                    name=path.name,
                    format=image.format,
                    mode=image.mode,
                    last=NUM_CLASSES - 1,
                ),
            )
        # Pillow stretches grey samples of 2 and 4 bits to 0..255: undo it. Palette indices stay as they are.
        stretch = {"L;2": 85, "L;4": 17}.get(str(image.tile[0].args), 1)
        with decoded(path, image, output=2) as picture:
            values = np.asarray(picture)
            values = values // stretch if stretch > 1 else values
            highest = int(values.max())
            if highest >= NUM_CLASSES:
                raise ImageError(
                    path,
                    message(
                        "{name} holds the id {id}, but class ids go from 0 to {last}. Save it with "
                        "the 19 classes of CelebAMask-HQ, one id a pixel.",
                        name=path.name,
                        id=highest,
                        last=NUM_CLASSES - 1,
                    ),
                )
            return np.array(values, dtype=np.uint8, order="C")


def encode_indexed_png(labels: LabelMap, level: int = 6) -> bytes:
    """A palette PNG (mode P, official palette, index = id) of ``labels``; ``level`` is zlib's, 0 to 9.

    Raises:
        ValueError: if ``labels`` is not a ``uint8`` ``(H, W)`` array of ids 0 to 18.
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

    Raises:
        FileError: if it cannot be written; what stood there before is untouched.
    """
    data = encode_indexed_png(labels)
    with atomic_write(path) as file:
        file.write(data)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation still to be applied, 1 to 8; to be asked before the pixels are loaded."""
    if image.format == "TIFF":
        return 1  # Pillow turns TIFFs itself
    try:
        # The base class's method: the one for PNG decodes all pixels to look for EXIF behind them.
        orientation = Image.Image.getexif(image).get(ExifTag.Orientation, 1)
    except Exception:  # broken EXIF raises nearly anything, and should not cost the photo
        return 1
    return orientation if is_orientation(orientation) else 1
