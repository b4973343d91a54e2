"""The photos that go along with the masks."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image
from PIL.ExifTags import Base as ExifTag

from faceparse_core.files.writing import atomic_write
from faceparse_core.messages import message
from faceparse_core.photos.color_profile import srgb_profile
from faceparse_core.photos.imaging import photo_size
from faceparse_gui.formats.base import FormatError, save_png
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.sample import Sample

JPEG_QUALITY = 95


def photo_suffix(options: ExportOptions) -> str:
    """``.jpg`` or ``.png``, also where photos were not asked for but the format needs them."""
    return ".png" if options.photos == "png" else ".jpg"


def write_photo(path: Path, sample: Sample) -> None:
    """Write the sample's photo as ``path``'s suffix says, upright, at the label map's size.

    A JPEG that is upright already is copied byte for byte when it is wanted whole and as JPEG.

    Raises:
        FileError: if the photo cannot be read or ``path`` not written, or is not of its labels' size.
    """
    if path.suffix == ".png":
        save_png(path, Image.fromarray(sample.photo), level=1, is_photo=True)
    elif sample.as_in_file and _is_upright_jpeg(sample.photo_path):
        _check_size(sample)
        with sample.photo_path.open("rb") as source, atomic_write(path) as file:
            shutil.copyfileobj(source, file)
    else:
        with atomic_write(path) as file:
            Image.fromarray(sample.photo).save(
                file, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=srgb_profile()
            )


def _check_size(sample: Sample) -> None:
    (width, height), (rows, columns) = photo_size(sample.photo_path), sample.labels.shape
    if (width, height) != (columns, rows):
        name = sample.photo_path.name
        raise FormatError(
            sample.photo_path,
            message(
                "{name} is {width} × {height} pixels, its labels {labels_width} × {labels_height}. "
                "Put the photo back as it was when they were made, or label it anew.",
                name=name,
                width=width,
                height=height,
                labels_width=columns,
                labels_height=rows,
            ),
        )


def _is_upright_jpeg(path: Path) -> bool:
    try:
        with Image.open(path, formats=["JPEG"]) as image:
            return image.mode == "RGB" and image.getexif().get(ExifTag.Orientation, 1) == 1
    except Exception:  # no JPEG, or one with a broken header: it is written anew from its pixels
        return False
