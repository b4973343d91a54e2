"""Masks in files: what formats there are, reading, writing, converting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Unpack

import numpy as np
import numpy.typing as npt

from faceparse_core.errors import FaceparseError
from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.api.arrays import as_labels
from faceparse_gui.api.export_options import Existing, ExportChoices, check_choice
from faceparse_gui.api.exporting import run_export
from faceparse_gui.api.paths import given_path
from faceparse_gui.api.reports import ExportReport
from faceparse_gui.exchange import ExportPlan, Item, SavedWork, items_in
from faceparse_gui.formats import FORMATS, Format, Found, ReadOptions
from faceparse_gui.formats.checked_options import COMMON, export_options, read_options
from faceparse_gui.formats.options import Ids
from faceparse_gui.formats.reading.read_source import found_in
from faceparse_gui.formats.registry import check_source


@dataclass(frozen=True)
class FormatInfo:
    """What there is to know about a format before it is used."""

    name: str
    """As arguments take it."""
    title: str
    """In words."""
    writes: bool
    reads: bool
    extension: str
    """Of the one file that it is; empty where it is a folder."""
    options: frozenset[str]
    """The keys of ``ExportChoices`` that it knows."""


def formats() -> tuple[FormatInfo, ...]:
    """The formats, those that installed plug-ins add included."""
    return tuple(
        FormatInfo(each.name, each.title, each.writes, each.reads, each.extension, each.uses | COMMON)
        for each in FORMATS.values()
    )


def read_masks(
    source: str | os.PathLike[str],
    format: str | None = None,
    *,
    order: str = "celebamask",
    class_map: Mapping[str, str] | None = None,
    ids: Ids = "auto",
    on_error: Callable[[str, FaceparseError], object] | None = None,
) -> Iterator[tuple[str, LabelMap]]:
    """The masks in a folder or file, each with the name of its photo, in constant memory.

    Args:
        format: what ``source`` is; by default it is recognised from its files.
        order: whose class ids the masks hold, where the format does not say so itself.
        class_map: class name in the files → our name, for names that are not ours.
        ids: what counts in masks with a palette, the ids or their colours.
        on_error: called with the name and error of a mask that cannot be read, which is then left out;
            without it, the error is raised.

    Raises:
        FormatError: if ``source`` is not of that format; ``ValueError`` if there is no such format.
    """
    reader, options, source = _reader(source, format, order, class_map, ids)
    return _masks(found_in(source, reader, options), on_error)


def _masks(
    found: Iterator[Found], on_error: Callable[[str, FaceparseError], object] | None
) -> Iterator[tuple[str, LabelMap]]:
    for each in found:
        try:
            labels = each.load()
        except FaceparseError as error:
            if on_error is None:
                raise
            on_error(each.name, error)
            continue
        yield each.name, labels


def write_masks(
    masks: Mapping[str, npt.NDArray[np.uint8]],
    target: str | os.PathLike[str],
    format: str,
    *,
    photos_in: str | os.PathLike[str] = ".",
    existing: Existing = "refuse",
    **options: Unpack[ExportChoices],
) -> ExportReport:
    """Write label maps without a project. ``masks`` is asked for one after another, so that it may be lazy.

    Args:
        masks: name of the photo, relative to ``photos_in``, with ``/`` → label map.
        target: a folder; a file where the format is one.
        photos_in: where the photos lie, for formats that need them.
        existing: what to do about files that are there already.

    Raises:
        FormatError: if files are there already, or the target cannot be written.
        ValueError: for an option that the format does not know, for what is no label map, and for a name that
            leads out of ``photos_in``.
    """

    mistakes: list[ValueError] = []

    def load(name: str) -> SavedWork:
        given = masks[name]
        try:
            return SavedWork(as_labels(given))
        except ValueError as error:  # the caller's, not the photo's: it ends the export
            mistakes.append(error)
            raise

    items = [
        Item(name, Path(photos_in, name), partial(load, name), partial(read_photo, Path(photos_in, name)))
        for name in masks
    ]
    for name in masks:
        if PurePath(name).is_absolute() or ".." in PurePath(name).parts:
            raise ValueError(f"{name} leads out of {photos_in}. Name photos by their paths below it.")
    report = _write(items, target, format, existing, options, lambda: bool(mistakes))
    if mistakes:
        raise mistakes[0]
    return report


def convert(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    to: str,
    format: str | None = None,
    *,
    from_order: str = "celebamask",
    class_map: Mapping[str, str] | None = None,
    existing: Existing = "refuse",
    **options: Unpack[ExportChoices],
) -> ExportReport:
    """Write the masks in ``source`` as another format, bit for bit where the formats allow it.

    Args:
        target: a folder; a file where the format is one.
        to: the new format.
        format: what ``source`` is; by default it is recognised from its files.
        from_order: whose class ids ``source`` holds, as ``order`` says it of ``target``.
        class_map: class name in the files → our name, for names that are not ours.
        existing: what to do about files that are there already.

    Raises:
        FormatError: if ``source`` is not of that format or holds nothing, files are there already, or the
            target cannot be written.
        ValueError: for a format or an option that there is not.
    """
    reader, reading, source = _reader(source, format, from_order, class_map)
    if given_path(target).absolute() == source.absolute():
        raise ValueError(f"{target} is the source. Give another folder or file.")
    return _write(items_in(source, reader, reading), target, to, existing, options)


def _write(
    items: list[Item],
    target: str | os.PathLike[str],
    format: str,
    existing: Existing,
    options: ExportChoices,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport:
    check_choice("existing", existing, Existing)
    writer = FORMATS.named(format)
    if options.get("probabilities"):
        raise ValueError("Masks alone have no probabilities. Export them from a project.")
    plan = ExportPlan.make(writer, given_path(target), items, export_options(writer, options))
    return run_export(plan, existing, should_stop=should_stop)


def _reader(
    source: str | os.PathLike[str],
    format: str | None,
    order: str,
    class_map: Mapping[str, str] | None,
    ids: Ids = "auto",
) -> tuple[Format, ReadOptions, Path]:
    path = given_path(source)
    reader = find_format(path, format)
    given = {"order": order, "class_map": dict(class_map or {}), "ids": ids}
    return reader, read_options(reader, given), path


def find_format(source: Path, name: str | None) -> Format:
    """The format that ``source`` is said to be, or looks like."""
    if name is None:
        return FORMATS.recognise(source)
    check_source(source)
    return FORMATS.named(name)
