"""The section of a page that says what the loop is worth, played from correction to result."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from faceparse_training.studies.played_loop import (
    ALL_SHIFTS,
    GOT_USED_TO,
    UNTOUCHED,
    LoopFigures,
    LoopRow,
)
from faceparse_training.studies.report import write_section

SECTION = "played loop"
_HEAD = (
    "photos, rules", "way", "budget s", "corrections", "tested on", "seeds",
    "changed rule left", "others", "all wrong pixels",
    "areas > 6 px", "their pixels", "F", "old domain", "processor s", "promoted", "what learned",
)  # fmt: skip


def write_report(page: Path, rows: Sequence[LoopRow]) -> None:
    """Write ``page``'s section.

    Raises:
        ValueError: if there is no row.
        faceparse_core.files.writing.FileError: if the page cannot be read or written.
    """
    write_section(page, SECTION, markdown(rows))


def markdown(rows: Sequence[LoopRow]) -> str:
    """The section's text; ``ValueError`` if there is no row."""
    if not rows:
        raise ValueError("no row to report")
    groups: dict[tuple[object, ...], list[LoopRow]] = {}
    for row in rows:
        groups.setdefault(
            (row.model, row.shift, row.only, row.how, row.budget, row.count, row.test), []
        ).append(row)
    places = list(ALL_SHIFTS)
    ordered = sorted(
        groups.values(),
        key=lambda g: (places.index(g[0].shift), g[0].only or "", g[0].how, g[0].count, g[0].budget),
    )
    table = ["| " + " | ".join(_HEAD) + " |", "|---" * len(_HEAD) + "|"]
    table += ["| " + " | ".join(_cells(group)) + " |" for group in ordered]
    first = rows[0]
    return f"""### What ten corrections change

```sh
faceparse research loop {first.model} --data DATA --out ROWS --report PAGE
```

Faces that training held out. A played person starts from the prediction and corrects what is thicker than
6 px; `faceparse finetune` learns from it, with up to {UNTOUCHED} photos left
untouched; and the network that comes of it is measured on other faces. Wrong pixels and areas
are a share of the start's. *Changed rule*: pixels whose label is another one under the person's rule;
*others*: the rest. *Old domain*: wrong pixels on the same faces as they are, but for those whose rule has
changed. *What learned*: layers and their shares, as the held-back corrections chose. Without corrections
(0), the network gets used to {GOT_USED_TO} photos, and what the gate would refuse is measured too.

""" + "\n".join(table)


def _cells(group: Sequence[LoopRow]) -> list[str]:
    row = group[0]
    what = ALL_SHIFTS[row.shift].title
    if row.only is not None:
        what += f"; only {row.only} corrected, F of it {_mean(group, lambda r: r.start.of_class or 0):.3f} → "
        what += f"{_mean(group, lambda r: r.result.of_class or 0):.3f}"
    choices = sorted({_choice(each) for each in group})
    return [
        what,
        row.how,
        f"{row.budget:g}",
        str(row.count),
        str(row.test),
        str(len(group)),
        _left(group, lambda f: f.rule),
        _left(group, lambda f: f.others),
        _left(group, lambda f: f.rule + f.others),
        _left(group, lambda f: f.areas),
        _left(group, lambda f: f.area_pixels),
        f"{_mean(group, lambda r: r.result.f - r.start.f):+.4f}".replace("-", "−"),
        _left(group, lambda f: f.old),
        f"{_mean(group, lambda r: r.processor_seconds):.0f}",
        f"{sum(each.promoted for each in group)} of {len(group)}",
        "; ".join(choices),
    ]


def _choice(row: LoopRow) -> str:
    if row.count == 0:
        return "BatchNorm's statistics"
    if row.choice is None:
        return "all, with EWC"
    head, layers = row.choice.get("head"), row.choice.get("layers")
    return f"last {head}" + (f", {layers} {row.choice.get('share')}" if layers else "")


def _left(group: Sequence[LoopRow], of: Callable[[LoopFigures], int]) -> str:
    shares = [of(row.result) / of(row.start) for row in group if of(row.start)]
    return f"{statistics.mean(shares):.3f}" if shares else "–"


def _mean(group: Sequence[LoopRow], of: Callable[[LoopRow], float]) -> float:
    return statistics.mean(of(row) for row in group)
