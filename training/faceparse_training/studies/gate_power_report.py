"""The section of a page that says how often the gate is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.gate_power import RUNS, NetworkPair, PowerRow
from faceparse_training.studies.report import write_section

SECTION = "gate"
MOST_FALSE, MOST_MISSED = 0.05, 0.10


def write_report(
    page: Path, networks: Sequence[str], pairs: Sequence[NetworkPair], rows: Sequence[PowerRow]
) -> None:
    """Write ``page``'s section.

    Raises:
        faceparse_core.files.writing.FileError: if the page cannot be read or written.
    """
    write_section(page, SECTION, markdown(networks, pairs, rows))


def markdown(networks: Sequence[str], pairs: Sequence[NetworkPair], rows: Sequence[PowerRow]) -> str:
    """The section's text."""
    photos = len(pairs[0].orders[0])
    command = f"faceparse research gate {' '.join(networks)} --data DATA --report PAGE"
    lines = [
        "### How often the gate is wrong",
        f"```sh\n{command}\n```",
        f"""Two networks at a time on {photos} photos held out from training, as they are and in
{len(SHIFTS)} ways changed. A person is played who corrects what is thicker than a sliver in what the one
before predicts. The gate judges a number of these photos; in each, either of the two is the one before, by a
coin whose weight makes the gain in truly wrong pixels the one in the table. {RUNS} runs of each pair that
can have the gain. *By F*: the rule of before, F over all pixels beyond its standard error.""",
        "| true gain | corrections | runs | takes over | asked | stays | by F |",
        "|---|---|---|---|---|---|---|",
        *map(_row, rows),
        "",
        *_goals(rows),
        "",
        "The gain that the gate sees between two networks, and the true one, over all photos:",
        "",
        "| networks, photos | true gain | seen, to the better | seen, back |",
        "|---|---|---|---|",
        *map(_pair, pairs),
    ]
    return "\n".join(lines[:2]) + "\n\n" + lines[2] + "\n\n" + "\n".join(lines[3:])


def _row(row: PowerRow) -> str:
    shares = (f"{share:.0%}" for share in (row.better, row.asked, row.stays, row.by_f))
    return f"| {row.gain:.0%} | {row.count} | {row.runs} | {' | '.join(shares)} |"


def _goals(rows: Sequence[PowerRow]) -> list[str]:
    false = [row for row in rows if row.gain == 0]
    missed = [row for row in rows if row.gain == 0.1]
    lines = []
    if false:
        worst = max(false, key=lambda row: row.better)
        lines.append(
            f"- No gain takes over in at most {MOST_FALSE:.0%}: {_verdict(worst.better <= MOST_FALSE)}, "
            f"{worst.better:.0%} at worst ({worst.count} corrections)."
        )
    if missed:
        worst = max(missed, key=lambda row: row.stays)
        lines.append(
            f"- A gain of 10 % of the wrong pixels is refused in at most {MOST_MISSED:.0%}: "
            f"{_verdict(worst.stays <= MOST_MISSED)}, {worst.stays:.0%} at worst ({worst.count} corrections)."
        )
    return lines


def _verdict(reached: bool) -> str:
    return "**yes**" if reached else "no"


def _pair(pair: NetworkPair) -> str:
    seen = []
    for order in pair.orders:
        before, after = (
            sum(getattr(each.correction, name) for each in order) for name in ("wrong_before", "wrong_after")
        )
        seen.append(f"{1 - after / before:+.1%}".replace("-", "−"))
    back = f"{1 - 1 / (1 - pair.gain):+.1%}".replace("-", "−")
    return f"| {pair.title} | {pair.gain:+.1%}, back {back} | {seen[0]} | {seen[1]} |"
