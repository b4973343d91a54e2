"""The section of a page that says which measure of a photo's uncertainty is worth what."""

from __future__ import annotations

from pathlib import Path

from faceparse_training.evaluation.ranking import DROPOUT_PASSES, MEASURES, PROGRAM, Ranking, best
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.report import write_section

SECTION = "uncertainty"


def write_report(page: Path, name: str, result: Ranking) -> None:
    """Write ``page``'s section; ``faceparse_core.files.writing.FileError`` if it cannot be written."""
    write_section(page, SECTION, markdown(name, result))


def markdown(name: str, result: Ranking) -> str:
    """The section's text."""
    lines = []
    for measure in (*MEASURES, PROGRAM):
        cells = []
        for of_set in result.ranks.values():
            rank = of_set[measure]
            figure = _signed(rank.correlation)
            if measure == best({name: of_set[name] for name in MEASURES}):
                figure = f"**{figure}**"
            interval = f"{_signed(rank.low)} to {_signed(rank.high)}"
            cells.append(f"{figure} ({interval}), {rank.found:.0%}")
        passes = MEASURES[measure].passes if measure in MEASURES else 0
        lines.append(f"| {measure} | {passes} | {' | '.join(cells)} |")
    table = "\n".join(lines)
    errors = " | ".join(f"{error:.3f}" for error in result.error.values())
    shifts = "\n".join(
        f"- *{name}*: {shift.title[0].lower()}{shift.title[1:]}" for name, shift in SHIFTS.items()
    )
    dropout, drop_path = result.dropout
    return f"""### Which photo first, by {name}

`faceparse research uncertainty {name} --data DATA --report PAGE`: {result.images} validation
images, mirrored label maps put right, as they are and changed in three ways
(faceparse_training/evaluation/shifts.py), with seeds that follow from their names:

{shifts}

*All together* is one pool of every photo in all its forms. The error of a photo is 1 − its F. Each cell:
Spearman's rank correlation of the measure with the error over the photos (95 % interval from a bootstrap over
the photos), and the share of the worst quarter of the photos that lies in the measure's first quarter (by
chance 25 %). *Passes*: of the network, beyond the one that parses. Each photo is taken whole for an aligned
crop; in the last row it is parsed in the program's usual way, faces found and aligned, and the error is that
answer's. Dropout: {DROPOUT_PASSES} passes at the rates of training, {dropout:g} of the features and up to
{drop_path:g} of the branches. Bold: the best correlation of a column, the last row aside.

| measure | passes | {" | ".join(result.ranks)} |
|---|---|{"---|" * len(result.ranks)}
| *mean error* | | {errors} |
{table}"""


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
