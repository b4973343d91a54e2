"""What the commands share that measure a model on the photos its training held out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_core.errors import failure_message
from faceparse_gui.commands.shared import completion
from faceparse_gui.commands.shared.console import FAILURE, complain_of

if TYPE_CHECKING:
    from faceparse_core.model_files.checkpoint import ModelInfo
    from faceparse_training.data.datasets import Pair

ModelArgument = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="Model name, see `faceparse models`, or model file.",
        autocompletion=completion.models,
    ),
]
DataOption = Annotated[Path, typer.Option(metavar="DIR", help="Data folder with images/ and masks/.")]


def checked_page(page: Path | None) -> Path | None:
    """A page that figures can be put into once they are measured; what cannot be one ends the command now."""
    if page is not None:
        from faceparse_training.studies.report import check_page

        check_page(page)
    return page


ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="PAGE",
        help="Write the results into their section of this Markdown page.",
        callback=checked_page,
    ),
]
ValidationOption = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="Number of photos held out from training; by default from the model file."
    ),
]


class SkippedHeldOut:
    """The pairs that could not be measured on: reported at the end, and the exit code is then 1."""

    def __init__(self) -> None:
        self._failures: list[str] = []

    def __call__(self, pair: Pair, error: Exception) -> None:
        """Note a pair that was left out, and the error that kept it from being read."""
        self._failures.append(failure_message(pair.photo.name, "read", error))

    def end(self) -> None:
        """Print them, and end the command with exit code 1, if there are any."""
        if not self._failures:
            return
        complain_of(f"{len(self._failures)} not included in the results:", self._failures)
        raise typer.Exit(FAILURE)


def choose_held_out(info: ModelInfo, data: Path, validation: int | None) -> list[Pair]:
    """The pairs of ``data`` to measure on; warns on stderr when the model was trained on them too."""
    from faceparse_training.data.held_out import held_out, held_out_by, saw_all

    if saw_all(info):
        typer.echo(
            f"{info.name} was trained on all photos of its data. If these are among them, the results are "
            "too good: measure the same recipe trained without them.",
            err=True,
        )
    return held_out(data, validation or held_out_by(info))
