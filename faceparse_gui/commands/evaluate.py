"""``faceparse evaluate``: predictions against label maps, in the metric's own terms."""

from __future__ import annotations

import json
import math
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faceparse_gui.commands.research.held_out import SkippedHeldOut
from faceparse_gui.commands.shared.console import ProgressBar, images, no_face_message
from faceparse_gui.commands.shared.options import Device, DeviceOption, Faces, ModelOption, Tta, TtaOption

if TYPE_CHECKING:
    from faceparse_core.metrics import Scores
    from faceparse_training.evaluation.evaluate import EvaluationResult


def evaluate(
    images: Annotated[Path, typer.Option(metavar="DIR", help="Folder of photos.")],
    masks: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of label maps, NAME.png with class ids.")
    ],
    predictions: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Score the label maps in this folder instead of a model."),
    ] = None,
    model: ModelOption = "default",
    faces: Annotated[
        Faces,
        typer.Option(help="whole treats each photo as an aligned crop; auto detects and aligns faces."),
    ] = Faces.whole,
    device: DeviceOption = Device.auto,
    tta: TtaOption = Tta.off,
    validation: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only the N photos held out from training."),
    ] = None,
    repair_mirrored: Annotated[
        bool,
        typer.Option("--repair-mirrored", help="Repair label maps with left and right swapped."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as a JSON object.")] = False,
) -> None:
    """Score a model or a folder of label maps.

    Per-image F averages F over the classes of each image, then over the images. Batch-32 F pools the pixels
    of 32 images first. The two are not comparable. With --faces auto, photos in which no face is found are
    counted and not scored.
    """
    from faceparse_training.data.datasets import find_pairs, split
    from faceparse_training.evaluation.evaluate import evaluate as score_pairs
    from faceparse_training.evaluation.evaluate import parsed, stored

    pairs = find_pairs(images, masks)
    if validation is not None:
        pairs = split(pairs, validation)[1]
    if predictions is not None:
        what, label_maps = str(predictions), stored(pairs, predictions)
    else:
        from faceparse_core.parsing.parser import Parser

        parser = Parser.load(model, device.value, tta=tta.value)
        what = parser.name if tta is Tta.off else f"{parser.name} with tta {tta.value}"
        label_maps = parsed(pairs, parser, faces.value)
    skipped = SkippedHeldOut()
    with closing(label_maps), ProgressBar("Scoring", len(pairs)) as bar:
        result = score_pairs(pairs, label_maps, repair=repair_mirrored, on_done=bar.advance, on_error=skipped)
    if as_json:
        counts = {"mirrored": result.mirrored, "no_face": len(result.no_face)}
        typer.echo(json.dumps({"scored": what, **counts, **_finite(result.scores)}))
    else:
        _show(what, result, repair_mirrored)
    skipped.end()


def _finite(scores: Scores) -> dict[str, object]:
    """JSON knows no NaN: a figure without any image is null."""
    figures = asdict(scores).items()
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in figures}


def _show(what: str, result: EvaluationResult, repaired: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from faceparse_core.labels import CLASSES

    scores = result.scores
    console = Console(highlight=False)
    console.print(f"{what} on {images(scores.images)}", soft_wrap=True)
    figures = Table(show_header=False)
    figures.add_column()
    figures.add_column(justify="right")
    figures.add_row("per-image F", f"{scores.per_image_f:.4f}")
    figures.add_row("batch-32 F", f"{scores.batch32_f:.4f}")
    figures.add_row("pixel accuracy", f"{scores.pixel_accuracy:.4f}")
    console.print(figures)
    classes = Table("class", "", title="Per-image F of each class", title_justify="left")
    classes.add_column("F", justify="right")
    for each in CLASSES:
        f = scores.per_class[each.name]
        classes.add_row(each.name, each.title, "–" if f is None else f"{f:.4f}")
    console.print(classes)
    if result.mirrored:
        done = "repaired before scoring" if repaired else "scored unchanged (see --repair-mirrored)"
        console.print(f"Label maps that have left and right swapped: {result.mirrored}; {done}.")
    if result.no_face:
        console.print(
            f"{no_face_message([pair.photo.name for pair in result.no_face])} Not scored.", soft_wrap=True
        )
