"""A study's runs as a section of a page: tables, claims, plots."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from faceparse_core.labels import CLASSES
from faceparse_core.metrics import Scores
from faceparse_training.studies.claims import ClaimAnswer, answers, spread
from faceparse_training.studies.outcomes import METRICS, RunOutcome, StudyOutcome
from faceparse_training.studies.report import write_section

RARE = ("eye_g", "hat", "ear_r", "neck_l")
"""The classes that few images hold, and whose miss scores 0 in those that do."""


def write_report(outcome: StudyOutcome, page: Path, command: str) -> None:
    """Put the study's section into ``page`` and its plots into ``results/`` beside it.

    Args:
        command: what makes this section, as shown in it.

    Raises:
        faceparse_core.files.writing.FileError: if the page or a plot cannot be written.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", outcome.study.name.lower())) or "study"
    pictures = _plot(outcome, page.parent / "results", slug) if outcome.finished else {}
    write_section(page, slug, markdown(outcome, command, {k: _link(page, p) for k, p in pictures.items()}))


def markdown(outcome: StudyOutcome, command: str, pictures: dict[str, str]) -> str:
    """The section's text; ``pictures`` are links by plot: rungs, curves, classes, claims, predictions."""
    answered = answers(outcome)
    parts = [
        f"### Study: {outcome.study.name}",
        outcome.study.about,
        f"```sh\n{command}\n```",
        _conditions(outcome),
        _scores(outcome),
        _picture(pictures, "rungs", "Scores of each recipe, mean and standard deviation over the seeds"),
        _picture(
            pictures, "curves", "Per-image F on the validation images by epoch; bands from seed to seed"
        ),
        _unfinished(outcome),
        *(["#### Rare classes", _rare(outcome)] if outcome.finished else []),
        _picture(pictures, "classes", "F of each class, the best recipe of each group"),
        *(["#### Claims", _claims(outcome, answered), _rule(outcome)] if answered else []),
        _picture(pictures, "claims", "Difference that each claim is about, with its 95 % interval"),
        *(["#### Two metrics, one answer each", _metrics(outcome)] if outcome.finished else []),
        *(["#### Predictions"] if "predictions" in pictures else []),
        _picture(
            pictures, "predictions", "Label maps of each recipe for a portrait in the public domain (NASA)"
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _plot(outcome: StudyOutcome, folder: Path, slug: str) -> dict[str, Path]:
    from faceparse_training.studies import plots, prediction_grid

    folder.mkdir(parents=True, exist_ok=True)
    figures = {"rungs": plots.rungs(outcome), "classes": plots.classes(outcome)}
    if any(each.curve for each in outcome.outcomes):
        figures["curves"] = plots.curves(outcome)
    answered = answers(outcome)
    if any(answer.differences for answer in answered):
        figures["claims"] = plots.claims(answered)
    figures["predictions"] = prediction_grid.predictions(outcome, prediction_grid.aligned_portrait())
    files = {name: folder / f"{slug}-{name}.png" for name in figures}
    for name, figure in figures.items():
        plots.save(figure, files[name])
    return files


def _link(page: Path, picture: Path) -> str:
    return Path(os.path.relpath(picture, page.parent)).as_posix()


def _picture(pictures: dict[str, str], name: str, text: str) -> str:
    return f"![{text}]({pictures[name]})" if name in pictures else ""


def _conditions(outcome: StudyOutcome) -> str:
    """Budget, seeds, device, data: what the figures hold for."""
    budget = outcome.study.budget
    sentences = [
        f"The same budget for every recipe, in place of its own: {budget.epochs} epochs at {budget.size} px, "
        f"batches of {budget.batch_size}, warm-up {budget.warmup_epochs:g} epoch(s) or less, no early stop."
        if budget
        else "Every recipe at its own full length."
    ]
    seeds = len({each.run.seed for each in outcome.outcomes})
    sentences.append(f"{seeds} seed{'s' * (seeds != 1)} a recipe, {_done(outcome)}.")
    if devices := sorted({each.result.device for each in outcome.finished if each.result}):
        sentences.append(f"Trained on {_and(devices)}.")
    images = sorted(
        {
            (each.started.train_images, each.started.validation_images)
            for each in outcome.outcomes
            if each.started
        }
    )
    sentences += [f"{train} images to learn from, {held} held out." for train, held in images]
    sentences.append(
        "Scores are those of each run's best epoch on the held-out images, which also chose that epoch, at "
        "the label maps' own size, with mirrored label maps put right; the column *as published* leaves them "
        "as they are. ± is the standard deviation over the seeds."
    )
    return " ".join(sentences)


def _done(outcome: StudyOutcome) -> str:
    return f"{len(outcome.finished)} of {len(outcome.outcomes)} runs finished"


def _scores(outcome: StudyOutcome) -> str:
    if not outcome.finished:
        return "No run is finished yet."
    head = ("Recipe", "Seeds", *(name[0].upper() + name[1:] for name in METRICS.values()))
    rows = []
    for recipe in outcome.recipes:
        if not (runs := outcome.of(recipe)):
            continue
        results = [run.result for run in runs if run.result]
        rows.append(
            (
                recipe,
                str(len(runs)),
                *(_mean(outcome.metric(recipe, metric).values()) for metric in METRICS),
                _mean([result.published.per_image_f for result in results]),
                _range(f"{result.parameters:,}" for result in results),
                _epochs([result.best_epoch for result in results]),
                f"{statistics.mean(result.seconds for result in results) / 60:.1f}",
            )
        )
    return _table((*head, "Per-image F as published", "Parameters", "Best epoch", "Minutes"), rows)


def _rare(outcome: StudyOutcome) -> str:
    def of_class(name: str) -> Callable[[Scores], float | None]:
        return lambda scores: scores.per_class[name]

    titles = {each.name: each.title for each in CLASSES}
    rows = [
        (recipe, *(_mean(outcome.values(recipe, of_class(name)).values()) for name in RARE))
        for recipe in outcome.recipes
        if outcome.of(recipe)
    ]
    return _table(("Recipe", *(f"{titles[name]} (`{name}`)" for name in RARE)), rows)


def _claims(outcome: StudyOutcome, answered: Sequence[ClaimAnswer]) -> str:
    rows = [
        (
            answer.comparison.claim,
            f"{outcome.name_of(answer.comparison.of)} − {outcome.name_of(answer.comparison.over)}",
            METRICS[answer.comparison.metric],
            str(len(answer.differences)),
            _mean(answer.differences, signed=True),
            "–" if answer.half_width is None else _interval(answer.mean, answer.half_width),
            f"**{answer.verdict}**" if answer.verdict != "undecided" else answer.verdict,
        )
        for answer in answered
    ]
    return _table(("Claim", "Compared", "Metric", "Seeds", "Difference", "95 % interval", "Verdict"), rows)


def _rule(outcome: StudyOutcome) -> str:
    used = {answer.metric for answer in outcome.study.comparisons}
    chances = {name: spread(outcome, name) for name in METRICS if name in used}
    pooled = [
        f"{METRICS[name]} {chance.sd:.4f}, {chance.freedom} degrees of freedom"
        for name, chance in chances.items()
        if chance
    ]
    decided = sum(answer.half_width is not None for answer in answers(outcome))
    rule = (
        "The rule: *yes* if the mean of the paired differences lies above 0 by more than half of its 95 % "
        "interval and no seed speaks against it; *no, the reverse* if it lies as far below; otherwise "
        "*undecided*, as is whatever has a single seed. The interval is Student's t with the spread between "
        "seeds pooled over the study's recipes"
    )
    tail = f" ({'; '.join(pooled)})." if pooled else ", once a recipe has two seeds."
    many = f" Of {decided} such verdicts, about {decided * 0.05:.1f} can be expected to be chance."
    return rule + tail + (many if decided else "")


def _metrics(outcome: StudyOutcome) -> str:
    gaps = [
        each.result.repaired.per_image_f - each.result.repaired.batch32_f
        for each in outcome.finished
        if each.result
    ]
    return (
        "Per-image F and batch-32 F of the same network on the same images differ: per-image F minus "
        f"batch-32 F is {_mean(gaps, signed=True)} over the {len(gaps)} finished runs "
        f"(from {_signed(min(gaps))} to {_signed(max(gaps))}). A test score in one metric above a "
        "validation score in the other says nothing until that is taken off."
    )


def _unfinished(outcome: StudyOutcome) -> str:
    failed = [
        f"- {each.recipe}, seed {each.run.seed}, failed after {_after(each)}: {each.failure.strip()}"
        for each in outcome.outcomes
        if each.failure
    ]
    open_runs = [each for each in outcome.outcomes if not each.result and not each.failure]
    begun = [
        f"- {each.recipe}, seed {each.run.seed}: {_after(each)} done" for each in open_runs if each.started
    ]
    waiting = sum(1 for each in open_runs if not each.started)
    lines = [*failed, *begun, *([f"- not begun: {waiting} run{'s' * (waiting != 1)}"] if waiting else [])]
    return "Not in the tables:\n\n" + "\n".join(lines) if lines else ""


def _after(outcome: RunOutcome) -> str:
    last = max((epoch.epoch for epoch in outcome.epochs), default=0)
    return f"{last} of {outcome.run.recipe.train.epochs} epochs"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; columns after the first are set right where their cells begin with a digit."""
    rows = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    numeric = [bool(rows) and all(re.match(r"[−+]?\d|–", row[i]) for row in rows) for i in range(len(head))]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _mean(figures: Collection[float], signed: bool = False) -> str:
    if not figures:
        return "–"
    mean = statistics.mean(figures)
    text = _signed(mean) if signed else f"{mean:.4f}"
    return f"{text} ± {statistics.stdev(figures):.4f}" if len(figures) > 1 else text


def _signed(figure: float) -> str:
    return f"{figure:+.4f}".replace("-", "−")


def _interval(mean: float, half: float) -> str:
    return f"{_signed(mean - half)} to {_signed(mean + half)}"


def _range(texts: Iterable[str]) -> str:
    return _and(sorted(set(texts)))


def _epochs(numbers: Collection[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}–{high}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(words)
