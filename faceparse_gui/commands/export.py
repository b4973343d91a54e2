"""``faceparse export``: the work in a project's folder, in a format that other tools read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import fail, need_folder
from faceparse_gui.commands.shared.exporting import (
    BackgroundOption,
    ClassOption,
    CropChoice,
    CropOption,
    GreyOption,
    KeepOption,
    NameOption,
    ObjectsChoice,
    ObjectsOption,
    OrderOption,
    PartOption,
    PhotosChoice,
    PhotosOption,
    ReplaceOption,
    SizeOption,
    make_options,
    named_format,
    run_export,
)
from faceparse_gui.commands.shared.options import Device, DeviceOption, JsonOption, ModelOption
from faceparse_gui.commands.shared.projects import open_with_notices

if TYPE_CHECKING:
    from faceparse_gui.exchange import ExportPlan
    from faceparse_gui.exchange.items import ExportState
    from faceparse_gui.exchange.views import Probabilities


class State(StrEnum):
    """What ``--state`` may be: the statuses with a label map, and parsed photos in which no face was
    found.
    """

    accepted = "accepted"
    partly_accepted = "partly-accepted"
    edited = "edited"
    parsed = "parsed"
    no_face = "no-face"


def export(
    project: Annotated[Path, typer.Option(metavar="DIR", help="Project: a folder of photos.")],
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Output format, see `faceparse formats`.",
            autocompletion=completion.written,
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="TARGET", help="Output folder, or file for single-file formats.")
    ],
    states: Annotated[
        list[State],
        typer.Option(
            "--state",
            metavar="accepted|partly-accepted|edited|parsed|no-face",
            help="Export photos with this status; repeatable. partly-accepted are those accepted for some "
            "classes only, which the manifest names. no-face writes empty masks of photos without a face.",
        ),
    ] = [State.accepted],  # noqa: B006
    crop: CropOption = CropChoice.photo,
    size: SizeOption = None,
    classes: ClassOption = None,
    naming: NameOption = "{stem}",
    photos: PhotosOption = PhotosChoice.none,
    background: BackgroundOption = False,
    order: OrderOption = "celebamask",
    grey: GreyOption = False,
    objects: ObjectsOption = ObjectsChoice.face,
    parts: PartOption = None,
    probabilities: Annotated[
        bool,
        typer.Option("--probabilities", help="Add the probability of every class; runs the network again."),
    ] = False,
    model: ModelOption = "default",
    device: DeviceOption = Device.auto,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Include sub-folders.")] = False,
    replace: ReplaceOption = False,
    keep: KeepOption = False,
    as_json: JsonOption = False,
) -> None:
    """Export the labels of a project.

    Exports the accepted photos unless --state is given. Existing files are only replaced with --replace.
    Running the same command again resumes a stopped export. The manifest faceparse-export.jsonl lists the
    exported files.
    """
    chosen = named_format(format_)
    options = make_options(
        chosen,
        crop=crop.value,
        size=size,
        classes=tuple(classes) if classes else None,
        naming=naming,
        photos=photos.value,
        background=background,
        order=order,
        grey=grey,
        objects=objects.value,
        parts=tuple(parts) if parts else None,
        probabilities=probabilities,
    )
    need_folder(project, "the photos' folder")
    from faceparse_gui.exchange import plan_of, project_items
    from faceparse_gui.exchange.items import left_out

    opened = open_with_notices(project, recursive)
    try:

        def plan() -> ExportPlan:
            wanted: list[ExportState] = [state.value for state in states]
            items = project_items(opened, wanted)
            for text in left_out(opened, wanted):
                typer.echo(text, err=True)
            if not items:
                fail(f"No photo in {project} is {' or '.join(wanted)}. Choose another status with --state.")
            return plan_of(opened, items, chosen, out, options)

        run_export(plan, replace, keep, _network(model, device) if probabilities else None, as_json)
    finally:
        opened.close()


def _network(model: str, device: Device) -> Probabilities:
    from faceparse_core.parsing.parser import Parser

    parser = Parser.load(model, device.value)
    return lambda photo: parser.parse(photo).probabilities
