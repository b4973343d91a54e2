"""What a label map can be exported as: one module a format, all of them listed in ``FORMATS``."""

from faceparse_gui.formats.base import Format, FormatError
from faceparse_gui.formats.color import Color
from faceparse_gui.formats.indexed import Indexed
from faceparse_gui.formats.layers import Layers
from faceparse_gui.formats.overlay import Overlay

__all__ = ["FORMATS", "Format", "FormatError"]

_ALL: tuple[Format, ...] = (Indexed(), Color(), Overlay(), Layers())

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _ALL}
"""The formats by the name that the command line uses, in the order in which they are offered."""
