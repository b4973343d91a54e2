"""``faceparse parse``: photos in, label maps out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.console import INTERRUPTED, USAGE, ProgressBar, StopRequest, fail
from faceparse_gui.commands.options import (
    Device,
    DeviceOption,
    Faces,
    FormatName,
    ModelOption,
    Tta,
    TtaOption,
)

if TYPE_CHECKING:
    from faceparse_gui.commands.batch import Batch
    from faceparse_gui.commands.plan import Plan


def parse(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO_OR_FOLDER", help="Photos, or folders of photos.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the results go; made if missing.")],
    formats: Annotated[
        list[FormatName],
        typer.Option(
            "--format",
            metavar="indexed|color|overlay|layers",
            help="What to write, may be given several times: NAME.png with class ids, NAME_color.png, "
            "NAME_overlay.png, or a folder NAME_layers with one mask a class.",
        ),
    ] = [FormatName.indexed],  # noqa: B006
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
) -> None:
    """Parse photos and save their label maps.

    The label maps have the photos' own size, after EXIF turning. Photos whose results are in --out already
    are skipped, so a run that was interrupted goes on when the same command is given again. A photo that
    cannot be read is reported and left out; the exit code is then 1.
    """
    from faceparse_gui.commands.plan import PlanError, make_plan

    try:
        plan = make_plan(photos, out, formats, recursive, overwrite)
    except PlanError as error:
        fail(str(error), code=USAGE)
    with StopRequest("the photos in hand") as should_stop:
        report = Report(plan)
        if plan.jobs:
            from core.parser import Parser
            from faceparse_gui.commands.batch import Batch

            parser = Parser.load(model, device.value, tta=tta.value)
            report.follow(Batch(parser, faces.value, overwrite, should_stop))
        report.summary()
        if should_stop() and report.left:
            fail("Stopped. Give the same command again (without --overwrite) to go on.", code=INTERRUPTED)
    if report.failures:
        raise typer.Exit(1)


class Report:
    """What is said on the way, and at the end."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.parsed = 0
        self.failures: list[str] = []

    @property
    def left(self) -> int:
        """Photos not come to."""
        return len(self._plan.jobs) - self.parsed - len(self.failures)

    def follow(self, batch: Batch) -> None:
        """Run the plan under a progress bar. A summary is given even when the disk ends the run."""
        try:
            with ProgressBar("Parsing", len(self._plan.jobs)) as bar:
                for outcome in batch.run(self._plan.jobs):
                    bar.advance()
                    for notice in outcome.notices:
                        bar.say(f"{outcome.job.photo}: {notice}")
                    if outcome.failure is None:
                        self.parsed += 1
                    else:
                        self.failures.append(outcome.failure)
                        if bar.visible:  # otherwise the list at the end is enough
                            bar.say(outcome.failure)
        except OSError:
            self.summary()
            raise

    def summary(self) -> None:
        parts = [f"{self.parsed} parsed"]
        if self._plan.finished:
            parts.append(f"{self._plan.finished} skipped (their results were there already)")
        if self.failures:
            parts.append(f"{len(self.failures)} failed")
        if self.left:
            parts.append(f"{self.left} left")
        typer.echo(", ".join(parts) + ".")
        if self.failures:
            typer.echo("Not parsed:", err=True)
            for failure in self.failures:
                typer.echo(f"  {failure}", err=True)
