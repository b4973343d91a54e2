"""The formats by name: ours, and what installed packages add under the entry point ``faceparse.formats``.

An entry point names a ``faceparse_gui.formats.base.Format`` class or instance.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from faceparse_core.errors import InputError
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, FormatError
from faceparse_gui.formats.reading.listing import walk

GROUP = "faceparse.formats"
_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_log = logging.getLogger(__name__)

_OURS = {
    "indexed": "indexed:Indexed",
    "color": "color:Color",
    "overlay": "overlay:Overlay",
    "layers": "layers:Layers",
    "celebamask": "celebamask:CelebAMask",
    "lapa": "lapa:LaPa",
    "cvat": "cvat:Cvat",
    "voc": "voc:Voc",
    "datumaro": "datumaro:Datumaro",
    "coco": "coco.instances:Coco",
    "panoptic": "coco.panoptic:Panoptic",
    "labelme": "labelme:Labelme",
    "huggingface": "huggingface:HuggingFace",
    "cutouts": "cutouts:Cutouts",
    "contact-sheet": "contact_sheet:ContactSheet",
    "npz": "npz:Npz",
    "ora": "openraster:OpenRaster",
}
"""Name → module and class, in the order in which they are offered. Loaded when first asked for."""


class UnknownFormatError(FormatError):
    """What a source is has to be given: it cannot be recognised."""


class Registry(Mapping[str, Format]):
    """Every format there is, loaded when it is asked for."""

    def __getitem__(self, name: str) -> Format:
        """The format of this name, one of a plug-in included.

        Raises:
            KeyError: if there is none.
        """
        if name in _OURS:
            return _load(name)
        return _plug_ins()[name]

    def __iter__(self) -> Iterator[str]:
        """The names: our own formats in the order in which they are offered, then those of plug-ins."""
        yield from _OURS
        yield from _plug_ins()

    def __len__(self) -> int:
        """How many formats there are, with those of plug-ins."""
        return len(_OURS) + len(_plug_ins())

    def load(self) -> None:
        """Load them all: in a thread, where somebody would wait for it."""
        for _ in self.values():
            pass

    def named(self, name: str) -> Format:
        """The format of that name; ``InputError`` with the names there are."""
        if name not in self:
            raise InputError(
                message("There is no format {name}. Choose one of {names}.", name=name, names=", ".join(self))
            )
        return self[name]

    def recognise(self, source: Path) -> Format:
        """The first format that takes ``source`` for its own.

        Data sets are tried before formats that are only a file a photo, which many folders hold.

        Raises:
            UnknownFormatError: where none does.
            FormatError: unless ``source`` is a file, or a folder with files in it.
        """
        check_source(source)
        if source.is_dir() and next(walk(source), None) is None:
            raise FormatError(
                source, message("There is no file in {source}. Choose another folder.", source=source)
            )
        for format_ in sorted(self.values(), key=lambda each: bool(each.suffix)):
            if format_.reads and _recognises(format_, source):
                return format_
        raise UnknownFormatError(
            source,
            message("{source} is in no format that is known by its look. Say which it is.", source=source),
        )


def check_source(source: Path) -> None:
    """Before anything is opened: a pipe would be waited for, and a device read, for ever.

    Raises:
        FormatError: unless ``source`` is a file or a folder.
    """
    if not os.path.lexists(source):
        raise FormatError(source, message("{path} is not there. Check the name.", path=source))
    if not source.is_file() and not source.is_dir():
        raise FormatError(
            source, message("{source} is neither a file nor a folder. Choose one.", source=source)
        )


FORMATS = Registry()


@cache
def _load(name: str) -> Format:
    module, class_ = _OURS[name].split(":")
    made = getattr(import_module(f"faceparse_gui.formats.{module}"), class_)()
    assert isinstance(made, Format)
    return made


def _recognises(format_: Format, source: Path) -> bool:
    """Whatever a foreign format does, the others are tried too."""
    try:
        return format_.recognises(source)
    except KeyboardInterrupt:
        raise
    except BaseException:  # some call sys.exit
        _log.exception("The format %s failed at %s", format_.name, source)
        return False


@cache
def _plug_ins() -> dict[str, Format]:
    """The plug-ins, by their packages' names: a folder lists its files in no order.

    One that cannot be loaded, or takes the name of another, is skipped and named in the log.
    """
    found: dict[str, Format] = {}
    for entry in sorted(entry_points(group=GROUP), key=_package_and_name):
        try:
            format_ = _made(entry)
            if format_.name in _OURS or format_.name in found:
                raise ValueError(f"there is a format {format_.name} already")
            found[format_.name] = format_
        except KeyboardInterrupt:
            raise
        except BaseException:  # whatever a foreign package does, sys.exit too, ours go on
            package = entry.dist.name if entry.dist else entry.value
            _log.exception(
                "The format %s of the package %s cannot be used and is left out. Update or remove it.",
                entry.name,
                package,
            )
    return found


def _package_and_name(entry: EntryPoint) -> tuple[str, str]:
    return entry.dist.name if entry.dist else "", entry.name


def _made(entry: EntryPoint) -> Format:
    made = entry.load()
    format_ = made() if isinstance(made, type) else made
    if not isinstance(format_, Format):
        raise TypeError(f"{entry.value} is no Format")
    if not _NAME.fullmatch(format_.name):
        raise ValueError(f"{format_.name!r} is no name for the command line: lower case, one word")
    return format_
