"""The section of a page that says what correcting and fine-tuning came to, with a simulated annotator."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from faceparse_core.labels import CLASSES
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.report import write_section
from faceparse_training.studies.simulate import COUNTS, POOL, STEPS, Order, SimulationRow
from faceparse_training.studies.simulate_goals import GoalVerdict, ahead, goals
from faceparse_training.studies.simulate_results import CELLS, By, Results, collect, kept, mean, new, old

SECTION = "simulate"
PLOT = Path("results/simulate.png")

_PICKED: dict[Order, str] = {"random": "random", "uncertainty": "uncertain first", "all": "all"}


def write_report(page: Path, rows: Sequence[SimulationRow]) -> None:
    """Write ``page``'s section, and the plot beside it.

    Raises:
        ValueError: if there is no row.
        faceparse_core.files.writing.FileError: if the page cannot be read or written.
        OSError: if the plot cannot be written.
    """
    from faceparse_training.studies import plots
    from faceparse_training.studies.simulate_plot import curves

    results = collect(rows)
    picture = page.parent / PLOT
    picture.parent.mkdir(parents=True, exist_ok=True)
    plots.save(curves(results), picture)
    write_section(page, SECTION, _text(results))


def markdown(rows: Sequence[SimulationRow]) -> str:
    """The section's text; ``ValueError`` if there is no row."""
    return _text(collect(rows))


def _text(results: Results) -> str:
    parts = [
        f"### What corrections are worth to {results.model}",
        f"```sh\nfaceparse research simulate {results.model} --data DATA --out ROWS --report PAGE\n```",
        _how(results),
        *(_shift(results, shift) for shift in results.shifts),
        f"![F against corrections, new photos above, old ones below]({PLOT.as_posix()})",
        "#### Goals",
        _goals(results),
        _ahead(results),
    ]
    return "\n\n".join(part for part in parts if part)


def _how(results: Results) -> str:
    cells = [len(results.figures.get((s, c, o), {})) for s in results.shifts for c, o in CELLS]
    each = [n for n in cells if n]
    seeds = f"{min(each)}" if min(each) == max(each) else f"{min(each)} to {max(each)}"
    settings = ", ".join(
        f"{key.replace('_', ' ')} {value if isinstance(value, str) else format(value, 'g')}"
        for key, value in results.config
    )
    text = f"""A pool of {POOL} of the training pairs is shifted
(faceparse_training/evaluation/shifts.py), and a person is played who corrects
some of them to the label map: {_list([str(n) for n in COUNTS])}, picked at
random or the most uncertain first, ranked anew by each fine-tuned network, and at last all {POOL}.
The network learns from these alone and is measured on {results.test} faces that were held out, shifted alike
(*new*) and as they are (*old*). One caveat: the network had seen the faces of the pool in training,
unshifted. Figures are means over the seeds that are there, {seeds} a row; ± is the standard
deviation over them.

Learned in {_list([str(STEPS[count]) for count in (*COUNTS, POOL)])} steps, with these settings
(faceparse_training/finetune/learner.py): {settings}.

*Recovered*: the share of the gain in new F that {POOL} corrections give, over the seeds that have both.
*Wrong* and *strokes*: what is left to correct in a new photo, as the share of its pixels and as connected
areas of one class. *Agrees*: the share of what the start was sure of in the new photos that is still said."""
    if results.others:
        text += f" Rows left out, of another method or number of test photos: {results.others}."
    return "\n\n".join([text, *_missing(results)])


def _missing(results: Results) -> list[str]:
    """A sentence on the cells that lack seeds, those of one shift that lack the same seeds together."""
    groups: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for shift, count, order, seeds in results.missing():
        groups.setdefault((shift, tuple(seeds)), []).append(_named(count, order).replace(",", ""))
    lacking = [
        f"{shift} with seed{'s' * (len(seeds) > 1)} {_list([str(seed) for seed in seeds])}: {_list(cells)}"
        for (shift, seeds), cells in groups.items()
    ]
    return [f"Not measured yet: {'; '.join(lacking)}."] if lacking else []


def _shift(results: Results, shift: str) -> str:
    about = SHIFTS[shift]
    head = ["corrections", "seeds", "F new", "recovered", "F old", "change"]
    text = f"#### {shift[0].upper()}{shift[1:]}: {about.title[0].lower()}{about.title[1:]}"
    if about.classes:
        head += ["F old, kept", "change"]
        names = _list([each.title.lower() for each in CLASSES if each.id in about.classes])
        text += f"\n\n*Kept*: without the classes whose rule has changed, {names}."
    head += ["wrong", "strokes", "agrees"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for count, order in CELLS:
        if (shift, count, order) in results.figures:
            lines.append(f"| {' | '.join(_row(results, shift, count, order))} |")
    return f"{text}\n\n" + "\n".join(lines)


def _row(results: Results, shift: str, count: int, order: Order) -> list[str]:
    first = count == 0
    cells = [
        _named(count, order),
        str(len(results.figures[shift, count, order])),
        _spread(results.of(shift, count, order, new)),
        "" if first else _mean(results.recovered(shift, count, order), _percent),
    ]
    for value in (old, kept) if SHIFTS[shift].classes else (old,):
        cells.append(_mean(results.of(shift, count, order, value), lambda f: f"{f:.4f}"))
        cells.append("" if first else _mean(results.change(shift, count, order, value), _signed))
    return [
        *cells,
        _mean(results.of(shift, count, order, lambda f: f.wrong), lambda share: f"{share:.2%}"),
        _mean(results.of(shift, count, order, lambda f: f.strokes), lambda strokes: f"{strokes:.1f}"),
        _mean(results.of(shift, count, order, lambda f: f.agrees), lambda share: f"{share:.2%}"),
    ]


def _goals(results: Results) -> str:
    shifts = results.shifts
    lines = [f"| goal | {' | '.join(shifts)} |", "|---" * (len(shifts) + 1) + "|"]
    verdicts: list[GoalVerdict] = []
    for goal in goals():
        found = [goal.verdict(results, shift) for shift in shifts]
        verdicts += [verdict for verdict in found if verdict]
        lines.append(f"| {goal.title} | {' | '.join(_verdict(verdict) for verdict in found)} |")
    reached = sum(verdict.reached for verdict in verdicts)
    lines += ["", f"{reached} of {len(verdicts)} are reached; – is not measured yet, or no rule has changed."]
    return "\n".join(lines)


def _verdict(verdict: GoalVerdict | None) -> str:
    if verdict is None:
        return "–"
    return f"{'**yes**' if verdict.reached else 'no'}, {_minus(verdict.figures)}"


def _ahead(results: Results) -> str:
    leads = {shift: lead for shift in results.shifts if (lead := ahead(results, shift)) is not None}
    if not leads:
        return "The two orders cannot be compared yet."
    won = [shift for shift, lead in leads.items() if lead > 0]
    where = f" ({_list(won)})" if won else ""
    return (
        f"Over {_list([str(count) for count in COUNTS])} corrections together, the uncertainty order beats "
        f"random on {len(won)} of {len(leads)} shifts{where}."
    )


def _named(count: int, order: Order) -> str:
    return f"{count}, {_PICKED[order]}" if 0 < count < POOL else str(count)


def _mean(by: By, shown: Callable[[float], str]) -> str:
    value = mean(by)
    return "–" if value is None else _minus(shown(value))


def _spread(by: By) -> str:
    more = f" ± {statistics.stdev(by.values()):.4f}" if len(by) > 1 else ""
    return _mean(by, lambda f: f"{f:.4f}") + more


def _signed(value: float) -> str:
    return f"{value:+.4f}"


def _percent(value: float) -> str:
    return f"{value:.0%}"


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _list(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
