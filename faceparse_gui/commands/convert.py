"""``faceparse convert``: from one format to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.importing import Ids, IdsOption, read_options, source_format
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import USAGE, fail
from faceparse_gui.commands.shared.exporting import (
    BackgroundOption,
    ClassOption,
    GreyOption,
    KeepOption,
    MapOption,
    NameOption,
    ObjectsChoice,
    ObjectsOption,
    OrderOption,
    PartOption,
    PhotosChoice,
    PhotosOption,
    ReplaceOption,
    SizeOption,
    class_map,
    make_options,
    named_format,
    run_export,
)
from faceparse_gui.commands.shared.options import JsonOption

if TYPE_CHECKING:
    from faceparse_gui.exchange import ExportPlan


def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="What another tool, or this one, wrote.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A folder; a file where the format is one.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="One that `faceparse formats` lists.",
            autocompletion=completion.written,
        ),
    ],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="What IN is; else seen by its look.",
            autocompletion=completion.read,
        ),
    ] = None,
    from_order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Whose class ids the masks in IN hold.",
            autocompletion=completion.orders,
        ),
    ] = "celebamask",
    ids: IdsOption = Ids.auto,
    maps: MapOption = None,
    size: SizeOption = None,
    classes: ClassOption = None,
    naming: NameOption = "{stem}",
    photos: PhotosOption = PhotosChoice.none,
    background: BackgroundOption = False,
    order: OrderOption = "celebamask",
    grey: GreyOption = False,
    objects: ObjectsOption = ObjectsChoice.photo,
    parts: PartOption = None,
    replace: ReplaceOption = False,
    keep: KeepOption = False,
    as_json: JsonOption = False,
) -> None:
    """Convert masks from one format to another, bit for bit where the formats allow it.

    What cannot be read is reported and left out; the exit code is then 1.
    """
    reader = source_format(source, from_)
    read = read_options(reader, from_order, class_map(maps), ids)
    writer = named_format(to)
    options = make_options(
        writer,
        size=size,
        classes=tuple(classes) if classes else None,
        naming=naming,
        photos=photos.value,
        background=background,
        order=order,
        grey=grey,
        objects=objects.value if "objects" in writer.uses else None,
        parts=tuple(parts) if parts else None,
    )
    if target.absolute() == source.absolute():
        fail("OUT is IN. Give another folder or file.", USAGE)
    from faceparse_gui.exchange import ExportPlan, items_in

    def plan() -> ExportPlan:
        return ExportPlan.make(writer, target, items_in(source, reader, read), options)

    run_export(plan, replace, keep, as_json=as_json)
