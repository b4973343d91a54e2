"""What a label map can be written as and read from: one module a format, all of them in ``FORMATS``."""

from faceparse_gui.formats.base import Format, FormatError, Writer
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.listing import files_in
from faceparse_gui.formats.registry import FORMATS
from faceparse_gui.formats.sample import Found, Sample

__all__ = [
    "FORMATS",
    "ExportOptions",
    "Format",
    "FormatError",
    "Found",
    "ReadOptions",
    "Sample",
    "Writer",
    "files_in",
]
