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
    source: Annotated[Path, typer.Argument(metavar="IN", help="Folder or file of masks.")],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="Output folder, or file for single-file formats.")
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="Output format, see `faceparse formats`.",
            autocompletion=completion.written,
        ),
    ],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="Format of IN; detected by default.",
            autocompletion=completion.read,
        ),
    ] = None,
    from_order: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help="Class ids in IN.",
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
    """Convert masks from one format to another.

    Lossless where the formats allow it. Masks that cannot be read are reported and skipped; the exit code
    is then 1.
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
        fail("OUT and IN are the same. Give another folder or file.", USAGE)
    from faceparse_gui.exchange import ExportPlan, items_in

    def plan() -> ExportPlan:
        return ExportPlan.make(writer, target, items_in(source, reader, read), options)

    run_export(plan, replace, keep, as_json=as_json)
