"""The section of a page that says which measure of a photo's uncertainty is worth what."""

from __future__ import annotations

from pathlib import Path

from faceparse_training.evaluation.ranking import DROPOUT_PASSES, FOUND, MEASURES, Rank, Ranking, best
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.report import write_section

SECTION = "uncertainty"


def write_report(page: Path, name: str, result: Ranking) -> None:
    """Write ``page``'s section; ``faceparse_core.files.writing.FileError`` if it cannot be written."""
    write_section(page, SECTION, markdown(name, result))


def markdown(name: str, result: Ranking) -> str:
    """The section's text."""
    shifts = "\n".join(
        f"- *{name}*: {shift.title[0].lower()}{shift.title[1:]}" for name, shift in SHIFTS.items()
    )
    dropout, few = "", " --no-more-passes"
    if result.dropout is not None:
        features, branches = result.dropout
        few = ""
        dropout = (
            f"Dropout: {DROPOUT_PASSES} passes at the rates of training, {features:g} of the features and\n"
            f"up to {branches:g} of the branches. "
        )
    return f"""### Which photo first, by {name}

`faceparse research uncertainty {name} --data DATA --images {result.images}{few} --report PAGE`:
{result.images} validation images, mirrored label maps put right, as they are and changed in three ways
(faceparse_training/evaluation/shifts.py), with seeds that follow from their names:

{shifts}

*All together* is one pool of every photo in all its forms. The error of a photo is 1 − its F. Each cell:
Spearman's rank correlation of the measure with the error over the photos (95 % interval from a bootstrap over
the photos), and the share of the worst quarter of the photos that lies in the measure's first quarter (by
chance 25 %). *Passes*: of the network, beyond the one that parses. Each photo is taken whole for an aligned
crop; in the rows *faces found* it is parsed in the program's usual way, faces found and aligned, and the
error is that answer's. {dropout}Bold: the best correlation of a column, those rows aside.

{_table("error", result.error, result.ranks)}

The same by the work: the share of a photo's pixels that lie in areas to correct (faceparse_core/work.py).

{_table("work", result.work, result.work_ranks)}"""


def _table(kind: str, means: dict[str, float], ranks: dict[str, dict[str, Rank]]) -> str:
    lines = [
        f"| measure | passes | {' | '.join(ranks)} |",
        f"|---|---|{'---|' * len(ranks)}",
        f"| *mean {kind}* | | {' | '.join(f'{mean:.3f}' for mean in means.values())} |",
    ]
    for measure in next(iter(ranks.values())):
        cells = []
        for of_set in ranks.values():
            rank = of_set[measure]
            figure = _signed(rank.correlation)
            if measure == best({name: each for name, each in of_set.items() if name not in FOUND}):
                figure = f"**{figure}**"
            interval = f"{_signed(rank.low)} to {_signed(rank.high)}"
            cells.append(f"{figure} ({interval}), {rank.found:.0%}")
        passes = MEASURES[measure].passes if measure in MEASURES else 0
        lines.append(f"| {measure} | {passes} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
