"""F against corrections: what a person gains on their photos, and what the network loses elsewhere."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from faceparse_training.studies.plots import COLORS, DASHES, INK, MARKERS, MUTED, STYLE
from faceparse_training.studies.simulate import COUNTS, POOL, Figures
from faceparse_training.studies.simulate_goals import MAX_DROP
from faceparse_training.studies.simulate_results import ORDERS, By, Results, new, old

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TITLES = {"random": "picked at random", "uncertainty": "the most uncertain first"}


@mpl.rc_context(STYLE)
def curves(results: Results) -> Figure:
    """A column for each shift, its new photos above and the old ones below; bands from seed to seed."""
    shifts = results.shifts
    figure = Figure(figsize=(max(4.6, 3.5 * len(shifts)), 5.8), layout="constrained")
    panels = figure.subplots(2, len(shifts), sharex=True, squeeze=False)
    for axes in panels[1, 1:]:  # before anything is drawn, or it would not count for the range
        axes.sharey(panels[1, 0])
    for column, shift in zip(panels.T, shifts, strict=True):
        for axes, value in zip(column, (new, old), strict=True):
            _panel(axes, results, shift, value)
        column[0].set_title(shift)
        column[1].set_xlabel("corrections")
        _limit(column[1], results.of(shift, 0, "random", old))
    panels[0, 0].set_ylabel("F on the new photos")
    panels[1, 0].set_ylabel("F on the photos as they are")
    handles = {
        title: handle
        for axes in panels.flat
        for handle, title in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=4, handlelength=3)
    return figure


def _limit(axes: Axes, start: By) -> None:
    if start:
        axes.axhline(
            statistics.mean(start.values()) - MAX_DROP, color=INK, linewidth=1, label="as low as it may fall"
        )


def _panel(axes: Axes, results: Results, shift: str, value: Callable[[Figures], float]) -> None:
    axes.grid()
    axes.set_xticks([0, *COUNTS])
    start = results.of(shift, 0, "random", value)
    for index, order in enumerate(ORDERS):
        found = {0: start} | {count: results.of(shift, count, order, value) for count in COUNTS}
        _curve(axes, {count: by for count, by in found.items() if by}, index, _TITLES[order])
    if most := results.of(shift, POOL, "all", value):
        axes.axhline(
            statistics.mean(most.values()), color=MUTED, linestyle=":", linewidth=1.6,
            label=f"{POOL} corrections",
        )  # fmt: skip


def _curve(axes: Axes, found: dict[int, By], index: int, title: str) -> None:
    if not found:
        return
    color, values = COLORS[index], [by.values() for by in found.values()]
    axes.plot(
        list(found), [statistics.mean(v) for v in values], DASHES[index],
        color=color, marker=MARKERS[index], markersize=5, label=title,
    )  # fmt: skip
    axes.fill_between(
        list(found), [min(v) for v in values], [max(v) for v in values],
        color=color, alpha=0.12, linewidth=0,
    )  # fmt: skip
