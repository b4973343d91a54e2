"""The robustness section of the results page."""

from __future__ import annotations

from pathlib import Path

from faceparse_training.evaluation.robustness import GOAL, Robustness
from faceparse_training.studies.report import write_section

SECTION = "robustness"


def write_report(page: Path, name: str, result: Robustness) -> None:
    """Write ``page``'s section; ``faceparse_core.files.writing.FileError`` if it cannot be written."""
    write_section(page, SECTION, markdown(name, result))


def markdown(name: str, result: Robustness) -> str:
    """The section's text."""
    lines = []
    for row in result.rows:
        whole, auto = result.losses(row)
        lines.append(
            f"| {row.title} | {row.whole:.4f} | {_loss(whole)} | {_figure(row.auto)} | "
            f"{'' if auto is None else _loss(auto)} | {_figure(row.moved)} |"
        )
    table = "\n".join(lines)
    clean = result.clean
    return f"""### Robustness of {name}

`faceparse research robustness {name} --data DATA --report PAGE`: per-image F on {result.images} validation
images, mirrored label maps put right. *Network*: the picture is taken for an aligned crop, as it is.
*With faces found*: the program's usual way, which finds and aligns the face; for the rows that move it.
*Loss*: below the clean pictures, the same way; bold above {GOAL}. *Clean answer moved*: what the answer for
the clean picture scores when it is moved or cut alike, since cutting parts off changes F by itself. Black
comes in from outside a picture and is not scored. Small photos are parsed as they are, and the answer is
read off at the label map's size.

| pictures | network | loss | with faces found | loss | clean answer moved |
|---|---|---|---|---|---|
| {clean.title} | {clean.whole:.4f} | | {_figure(clean.auto)} | | |
{table}"""


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _loss(value: float) -> str:
    text = f"{value:.4f}".replace("-", "−")
    return f"**{text}**" if value > GOAL else text
