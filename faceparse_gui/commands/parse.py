"""``faceparse parse``: photos in, label maps out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from faceparse_gui.commands.batch.shard import WHOLE, Shard
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import FAILURE, INTERRUPTED, NO_FACE, USAGE, fail
from faceparse_gui.commands.shared.options import (
    Device,
    DeviceOption,
    Faces,
    JsonOption,
    ModelOption,
    Tta,
    TtaOption,
)
from faceparse_gui.commands.shared.signals import StopRequest


class Engine(StrEnum):
    """What runs the work: this process, or the workers of a Ray cluster."""

    local = "local"
    ray = "ray"


def _shard(text: str) -> Shard:
    try:
        return Shard.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error


def parse(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO_OR_FOLDER", help="Photos or folders of photos.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder; created if missing.")],
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Output format, repeatable: indexed (NAME.png with class ids), color, overlay, layers, "
            "npz, ora, labelme, or another with one file or folder per photo.",
            autocompletion=completion.photo_by_photo,
        ),
    ] = ["indexed"],  # noqa: B006
    faces: Annotated[
        Faces,
        typer.Option(
            help="auto detects and aligns faces, and writes nothing for photos without one; "
            "whole treats each photo as an aligned crop."
        ),
    ] = Faces.auto,
    frames: Annotated[
        Path | None,
        typer.Option(
            "--frames",
            metavar="FILE",
            help="Boxes around faces, hairline to chin, for photos in which they are not looked for: JSON "
            '{"PHOTO": [[x0, y0, x1, y1], ...]}, or CSV with the columns photo, x0, y0, x1, y1. Photos that '
            "FILE does not name are parsed as usual.",
        ),
    ] = None,
    model: ModelOption = "default",
    device: DeviceOption = Device.auto,
    tta: TtaOption = Tta.off,
    recursive: Annotated[
        bool,
        typer.Option("--recursive", "-r", help="Include sub-folders; --out gets the same folders."),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="Replace existing results, and look again where no face was found; otherwise such photos "
            "are skipped.",
        ),
    ] = False,
    shard: Annotated[
        Shard | None,
        typer.Option(
            parser=_shard,
            metavar="I/N",
            help="Process part I of N, to split a set of photos over N runs. A photo's part depends only "
            "on its path in the folder.",
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="ray distributes the work over a Ray cluster; see docs/large-sets.md.")
    ] = Engine.local,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Ray workers; by default one per GPU, or per CPU without GPUs."
        ),
    ] = None,
    ray_address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Ray cluster to connect to; by default a local one is started."),
    ] = None,
    write_empty: Annotated[
        bool,
        typer.Option(
            "--write-empty",
            help="Write an empty mask (all background) for photos in which no face is found; otherwise none "
            "is written.",
        ),
    ] = False,
    fail_on_no_face: Annotated[
        bool,
        typer.Option(
            "--fail-on-no-face", help="Exit with code 3 if no face is found in a photo and nothing fails."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Parse photos and save their label maps.

    Label maps have the size of their photos, after EXIF rotation. Photos with results in --out are skipped,
    so running the same command again resumes an interrupted run. Photos in which no face is found are
    reported and get no files; the next run skips them too, unless the network or the detector is another.
    Photos that cannot be read are reported and skipped; the exit code is then 1.
    """
    from faceparse_core.files.given import check_target_folder
    from faceparse_gui import logs
    from faceparse_gui.commands.batch.boxes_file import read_boxes
    from faceparse_gui.commands.batch.no_face_notes import NoFaceNotes
    from faceparse_gui.commands.batch.out_folder import writing_in
    from faceparse_gui.commands.batch.plan import PlanError, make_plan
    from faceparse_gui.commands.batch.report import BatchReport

    if engine is Engine.local and (workers or ray_address):
        fail("--workers and --ray-address need --engine ray. Add it, or leave them out.", code=USAGE)
    if frames is not None and faces is Faces.whole:
        fail("--frames gives faces, --faces whole looks at none. Leave one of them out.", code=USAGE)
    boxes = None if frames is None else read_boxes(frames)
    notes = NoFaceNotes.read(out, model) if faces is Faces.auto and not write_empty else None
    known = None if overwrite else notes
    try:
        plan = make_plan(photos, out, formats, recursive, overwrite, shard or WHOLE, known, boxes)
        survey = plan.survey()
    except PlanError as error:
        fail(str(error), code=USAGE)
    with StopRequest("the current photos") as should_stop, logs.kept() as log:
        report = BatchReport(survey, as_json, write_empty)
        if survey.todo:
            from faceparse_gui.commands.batch.run import BatchSettings

            check_target_folder(out)
            settings = BatchSettings(model, device.value, tta.value, faces.value, write_empty)
            if engine is Engine.ray:
                from faceparse_gui.commands.batch import ray_engine

                outcomes = ray_engine.run(plan, survey.todo, settings, should_stop, workers, ray_address)
            else:
                outcomes = settings.start(should_stop).run(plan.jobs())
            with writing_in(out):
                report.follow(outcomes if notes is None else notes.keep(outcomes))
        report.summary(log())
        if should_stop() and report.left:
            fail("Stopped. Run the same command again (without --overwrite) to resume.", code=INTERRUPTED)
    if report.left:  # never 0 with work left
        fail(
            f"{report.left} of {survey.todo} photos were not parsed: they were removed, or another run "
            "parsed them. Run the same command again (without --overwrite) to parse the rest."
        )
    if report.failed:
        raise typer.Exit(FAILURE)
    if (report.no_face or survey.no_face) and fail_on_no_face:
        raise typer.Exit(NO_FACE)
