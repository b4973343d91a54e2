"""``faceparse parse``: photos in, label maps out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from faceparse_gui.commands.batch.shard import WHOLE, Shard
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import FAILURE, INTERRUPTED, USAGE, fail
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
        list[Path], typer.Argument(metavar="PHOTO_OR_FOLDER", help="Photos, or folders of photos.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the results go; made if missing.")],
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="What to write, may be given several times: indexed (NAME.png with class ids), color, "
            "overlay, layers, npz, ora, labelme, or another that has a file or folder for each photo.",
            autocompletion=completion.photo_by_photo,
        ),
    ] = ["indexed"],  # noqa: B006
    faces: Annotated[
        Faces,
        typer.Option(help="auto finds and aligns every face; whole takes each photo for an aligned crop."),
    ] = Faces.auto,
    model: ModelOption = "default",
    device: DeviceOption = Device.auto,
    tta: TtaOption = Tta.off,
    recursive: Annotated[
        bool,
        typer.Option(
            "--recursive", "-r", help="Photos in sub-folders too; the folders are made again in --out."
        ),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Write anew what is in --out already. Without it, that is skipped."),
    ] = False,
    shard: Annotated[
        Shard | None,
        typer.Option(
            parser=_shard,
            metavar="I/N",
            help="Only the I-th of N parts, 1/N to N/N, so that N runs share a set of photos. A photo's "
            "part depends on its name in the folder alone.",
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="ray spreads the work over a Ray cluster; see docs/large-sets.md.")
    ] = Engine.local,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Ray workers. By default one for each GPU, or without any each CPU."
        ),
    ] = None,
    ray_address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The Ray cluster to join; by default one is begun here."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Parse photos and save their label maps.

    The label maps have the photos' own size, after EXIF turning. Photos whose results are in --out already
    are skipped, so a run that was interrupted goes on when the same command is given again. A photo that
    cannot be read is reported and left out; the exit code is then 1.
    """
    from faceparse_core.files.given import check_target_folder
    from faceparse_gui import logs
    from faceparse_gui.commands.batch.leftovers import writing_in
    from faceparse_gui.commands.batch.plan import PlanError, make_plan
    from faceparse_gui.commands.batch.report import BatchReport

    if engine is Engine.local and (workers or ray_address):
        fail("--workers and --ray-address are for --engine ray. Add that, or leave them out.", code=USAGE)
    try:
        plan = make_plan(photos, out, formats, recursive, overwrite, shard or WHOLE)
        survey = plan.survey()
    except PlanError as error:
        fail(str(error), code=USAGE)
    with StopRequest("the photos in hand") as should_stop, logs.kept() as log:
        report = BatchReport(survey, as_json)
        if survey.todo:
            from faceparse_gui.commands.batch.run import BatchSettings

            check_target_folder(out)
            settings = BatchSettings(model, device.value, tta.value, faces.value, overwrite)
            if engine is Engine.ray:
                from faceparse_gui.commands.batch import ray_engine

                outcomes = ray_engine.run(plan, survey.todo, settings, should_stop, workers, ray_address)
            else:
                outcomes = settings.start(should_stop).run(plan.jobs())
            with writing_in(out):
                report.follow(outcomes)
        report.summary(log())
        if should_stop() and report.left:
            fail("Stopped. Give the same command again (without --overwrite) to go on.", code=INTERRUPTED)
    if report.left:  # never 0 with work left
        fail(
            f"{report.left} of {survey.todo} photos were not come to: they were taken away, or another run "
            "did them meanwhile. Give the same command again (without --overwrite) to do what is left."
        )
    if report.failed:
        raise typer.Exit(FAILURE)
