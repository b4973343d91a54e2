"""Plots of a study as PNG files: light, legible for the colour-blind, small.

Colours are those of Okabe and Ito (2008); no plot distinguishes by colour alone.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import CLASSES
from faceparse_training.studies.claims import ClaimAnswer
from faceparse_training.studies.outcomes import METRICS, StudyOutcome, best_of_groups, deviation, group, short

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":")
INK, MUTED, RULE = "#1a1a1a", "#6b6b6b", "#e3e3e3"

STYLE: dict[Any, Any] = {
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
}


def save(figure: Figure, path: Path) -> None:
    """Write ``figure`` as a PNG of at most 256 colours, whole or not at all."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=110, facecolor="white", bbox_inches="tight", pad_inches=0.12)
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    with atomic_write(path) as file:
        few.save(file, "PNG", optimize=True)


@mpl.rc_context(STYLE)
def rungs(outcome: StudyOutcome) -> Figure:
    """A row for each recipe: its seeds as dots, their mean, and the standard deviation to both sides.

    A hollow mark is a single seed.
    """
    recipes = [recipe for recipe in outcome.recipes if outcome.of(recipe)]
    groups = list(dict.fromkeys(map(group, recipes)))
    places = {recipe: i + groups.index(group(recipe)) * 0.7 for i, recipe in enumerate(recipes)}
    figure = Figure(figsize=(10.5, 1.3 + 0.27 * (max(places.values()) + 1)), layout="constrained")
    for axes, (metric, title) in zip(figure.subplots(1, 3, sharey=True), METRICS.items(), strict=True):
        for recipe, y in places.items():
            figures = list(outcome.metric(recipe, metric).values())
            if figures:
                _rung(axes, figures, y, groups.index(group(recipe)) % len(COLORS))
        axes.set_title(title[0].upper() + title[1:])
        axes.grid(axis="x")
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(axis="y", length=0)
    axes.set_yticks(list(places.values()), [recipe.replace("/", " / ") for recipe in places])
    axes.set_ylim(max(places.values()) + 0.7, -0.7)
    return figure


def _rung(axes: Axes, figures: Sequence[float], y: float, style: int) -> None:
    axes.plot(figures, [y] * len(figures), ".", color=MUTED, markersize=4, alpha=0.7, zorder=3)
    axes.errorbar(
        statistics.mean(figures),
        y,
        xerr=deviation(figures),
        fmt=MARKERS[style],
        color=COLORS[style],
        markerfacecolor=COLORS[style] if len(figures) > 1 else "white",
        markersize=6,
        capsize=3,
        elinewidth=1.4,
    )


@mpl.rc_context(STYLE)
def curves(outcome: StudyOutcome) -> Figure:
    """Per-image F on the validation images after each epoch, a panel a group; bands from seed to seed."""
    recipes = [r for r in outcome.recipes if any(o.curve for o in outcome.outcomes if o.recipe == r)]
    groups = list(dict.fromkeys(map(group, recipes)))
    figure = Figure(figsize=(max(4.2, 3.6 * len(groups)), 4.9), layout="constrained")
    panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    for axes, name in zip(panels, groups, strict=True):
        for index, recipe in enumerate(r for r in recipes if group(r) == name):
            _curve(axes, outcome, recipe, index)
        axes.set_title(name or "recipes")
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid()
        axes.legend(loc="upper left", bbox_to_anchor=(-0.04, -0.17), fontsize=9, handlelength=3)
    panels[0].set_ylabel("per-image F on validation images")
    return figure


def _curve(axes: Axes, outcome: StudyOutcome, recipe: str, index: int) -> None:
    each = [o.curve for o in outcome.outcomes if o.recipe == recipe and o.curve]
    epochs = sorted({epoch for curve in each for epoch in curve})
    seeds = [[curve[epoch] for curve in each if epoch in curve] for epoch in epochs]
    color = COLORS[index % len(COLORS)]
    axes.plot(
        epochs,
        [statistics.mean(figures) for figures in seeds],
        DASHES[index % len(DASHES)],
        color=color,
        marker=MARKERS[index % len(MARKERS)],
        markersize=4,
        markevery=max(1, len(epochs) // 8),
        label=short(recipe),
    )
    axes.fill_between(
        epochs, [min(f) for f in seeds], [max(f) for f in seeds], color=color, alpha=0.12, linewidth=0
    )


@mpl.rc_context(STYLE)
def classes(outcome: StudyOutcome) -> Figure:
    """F of each class for the best recipe of each group, the easiest class first."""
    shown = best_of_groups(outcome)
    figures = {
        (recipe, each.name): list(
            outcome.values(recipe, lambda scores, name=each.name: scores.per_class[name]).values()  # type: ignore[misc]
        )
        for recipe in shown
        for each in CLASSES
    }
    held = [each for each in CLASSES if any(figures[recipe, each.name] for recipe in shown)]
    held.sort(key=lambda each: -statistics.mean(f for r in shown for f in figures[r, each.name]))
    figure = Figure(figsize=(10.5, 3.9), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / len(shown)
    for index, recipe in enumerate(shown):
        bars = [(x, figures[recipe, each.name]) for x, each in enumerate(held) if figures[recipe, each.name]]
        axes.bar(
            [x + (index - (len(shown) - 1) / 2) * width for x, _ in bars],
            [statistics.mean(f) for _, f in bars],
            width * 0.92,
            yerr=[deviation(f) for _, f in bars],
            color=COLORS[index % len(COLORS)],
            hatch=("", "///", "...")[index % 3],
            edgecolor="white",
            linewidth=0,
            error_kw={"elinewidth": 1, "ecolor": INK},
            label=recipe,
        )
    axes.set_xticks(range(len(held)), [each.title for each in held], rotation=40, ha="right")
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(held) - 0.4)
    axes.set_ylabel("F, mean over the images that hold it")
    axes.set_ylim(0, 1)
    axes.grid(axis="y")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(shown))
    return figure


@mpl.rc_context(STYLE)
def claims(answers: Sequence[ClaimAnswer]) -> Figure:
    """A row for each claim: the mean difference and its 95 % interval; right of 0 speaks for the claim."""
    answered = [answer for answer in answers if answer.differences]
    figure = Figure(figsize=(10.5, 1.1 + 0.3 * len(answered)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color=INK, linewidth=1)
    looks = {"yes": ("o", COLORS[0]), "no, the reverse": ("s", COLORS[1]), "undecided": ("D", MUTED)}
    for verdict, (marker, color) in looks.items():
        of = [(y, answer) for y, answer in enumerate(answered) if answer.verdict == verdict]
        axes.errorbar(
            [answer.mean for _, answer in of],
            [y for y, _ in of],
            xerr=[answer.half_width or 0.0 for _, answer in of],
            fmt=marker,
            color=color,
            capsize=3,
            markersize=6,
            markerfacecolor=color if verdict != "undecided" else "white",
            label=verdict,
        )
    metrics = [METRICS[answer.comparison.metric] for answer in answered]
    labels = [f"{a.comparison.claim}  ({metric})" for a, metric in zip(answered, metrics, strict=True)]
    axes.set_yticks(range(len(answered)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(answered) - 0.4, -0.6)
    axes.set_xlabel("difference in F; to the right of 0 speaks for the claim")
    axes.grid(axis="x")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure
