"""The calibration section of the results page, with its reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from faceparse_core.files.writing import atomic_write
from faceparse_training.evaluation.calibrate import Calibration
from faceparse_training.evaluation.reliability import BINS
from faceparse_training.evaluation.uncertainty import TOP
from faceparse_training.studies.report import write_section

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from faceparse_training.evaluation.reliability import Reliability

SECTION = "calibration"
PLOT = Path("results/reliability.png")


def write_report(page: Path, name: str, result: Calibration) -> None:
    """Write ``page``'s section, and the diagram beside it.

    Raises:
        faceparse_core.files.writing.FileError: if one of them cannot be written.
    """
    picture = page.parent / PLOT
    picture.parent.mkdir(parents=True, exist_ok=True)
    draw_reliability(picture, result)
    write_section(page, SECTION, markdown(name, result))


def markdown(name: str, result: Calibration) -> str:
    """The section's text."""
    first, second = result.halves
    before, after = result.before.error, result.error_after
    shares = "\n".join(
        f"| {m} | {_percent(s.pooled)} | {_percent(s.per_image)} |" for m, s in result.errors.items()
    )
    return f"""### Confidence of {name}

`faceparse research calibrate {name} --data DATA --report PAGE`: {result.images} validation
images, mirrored label maps put right, each parsed whole; {result.pixels:,} of their pixels, as many of each
image, drawn with a fixed seed.

| | temperature 1 | calibrated |
|---|---|---|
| expected calibration error | {before:.4f} | **{after:.4f}** |
| negative log-likelihood | {result.nll_before:.4f} | {result.nll_after:.4f} |

The calibrated figures are of images that their temperature was not fitted on: each half of the images is
judged with the temperature of the other half ({first.temperature:.3f} and {second.temperature:.3f}, errors
{first.error:.4f} and {second.error:.4f}), and the mean is given. Fitted on all
images, the temperature is **{result.temperature:.3f}**. Expected calibration error: the mean over the
pixels of |accuracy − mean confidence| of the pixel's bin, {BINS} equal bins of the probability of the class
answered.

![Reliability diagram]({PLOT.as_posix()})

{_percent(result.error_rate)} of the pixels are wrong. Of all errors, the {TOP:.0%} most uncertain pixels
hold:

| uncertainty | pooled over the images | mean of the images |
|---|---|---|
{shares}

Half of the errors lie within the {_percent(result.half_of_errors)} of the pixels where 1 − max p is highest.

If every probability were exactly true, the pooled figure of 1 − max p would be
{_percent(result.errors_expected)}: a pixel that two classes share is wrong half of the time, not always, so
{TOP:.0%} of the pixels can hold half of the errors only when about {TOP:.0%} of the pixels or fewer are
wrong."""


def draw_reliability(path: Path, result: Calibration) -> None:
    """Accuracy against confidence before and after, and how many pixels lie where, as PNG; atomic."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.6), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(2, 2, sharex=True, height_ratios=(3, 1))
    _panel(grid[:, 0], f"temperature 1: error {result.before.error:.4f}", result.before)
    _panel(grid[:, 1], f"calibrated: error {result.error_after:.4f}", result.after)
    grid[0, 0].set_ylabel("share that is right")
    grid[1, 0].set_ylabel("share of pixels")
    with atomic_write(path) as file:
        figure.savefig(file, format="png", dpi=120, metadata={"Software": None})


def _panel(axes: Sequence[Axes], title: str, found: Reliability) -> None:
    upper, lower = axes
    some = found.share > 1e-4  # a bin of a few pixels says nothing
    upper.plot([0, 1], [0, 1], color="0.6", linewidth=1, label="perfect")
    upper.plot(found.confidence[some], found.accuracy[some], "o-", color="tab:blue", label="measured")
    upper.set(title=title, xlim=(0, 1), ylim=(0, 1))
    upper.legend(loc="upper left", frameon=False)
    middles = (np.arange(BINS) + 0.5) / BINS
    lower.bar(middles, found.share, 0.9 / BINS, color="tab:blue")
    lower.set(xlabel="confidence", yscale="log", ylim=(1e-5, 1))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
