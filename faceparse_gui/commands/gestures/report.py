"""The section of a page on gestures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from faceparse_core.work import SLIVER
from faceparse_gui.commands.gestures.effort import LARGE, OF_A_FACE, Effort
from faceparse_gui.commands.gestures.face import DONE, WORTH_A_TOOL
from faceparse_gui.commands.gestures.tools import BASELINE
from faceparse_training.studies.report import write_section

SECTION = "effort"
GESTURE_HEADINGS = ("one gesture", "areas", "corrects", "by pixels", "harms", "by pixels, best proposal")
FACE_HEADINGS = (f"{DONE:.0%} of a face", "seconds", "gestures", "of the time by hand", "wrong pixels left")


def write_report(page: Path, name: str, result: Effort) -> None:
    """Write ``page``'s section; ``faceparse_core.files.writing.FileError`` if it cannot be written."""
    write_section(page, SECTION, markdown(name, result))


def gesture_rows(result: Effort) -> list[tuple[str, ...]]:
    """The table of single gestures, in the order of ``GESTURE_HEADINGS``."""
    return [
        (
            name,
            str(len(tool.first)),
            f"{tool.median:.0%}",
            f"{tool.by_pixels():.0%}".replace("-", "−"),
            f"{tool.harms:.1%}",
            f"{tool.by_pixels(best=True):.0%}",
        )
        for name, tool in result.tools.items()
    ]


def face_rows(result: Effort) -> list[tuple[str, ...]]:
    """The table of whole faces, in the order of ``FACE_HEADINGS``."""
    by_hand = np.mean(result.tools[BASELINE].seconds)
    return [
        (
            name,
            f"{np.mean(tool.seconds):.1f}",
            f"{np.mean(tool.gestures):.1f}",
            f"{np.mean(tool.seconds) / by_hand:.0%}" if by_hand else "",
            f"{np.mean(tool.left):.0%}",
        )
        for name, tool in result.tools.items()
    ]


def markdown(name: str, result: Effort) -> str:
    """The section's text."""
    return f"""### What a gesture is worth, by {name}

`faceparse research effort {name} --data DATA --images {result.images} --report PAGE`: a played
person corrects the predictions for {result.images} validation faces, mirrored label maps put right,
the largest wrong area first. An area is what is wrong and of one true class, where it is thicker than
{SLIVER} pixels of 512. The first table: one gesture on each of the {OF_A_FACE} largest areas of a face that
have {LARGE} pixels or more. *Corrects*: by how much fewer pixels are wrong with the first proposal, as a
share of the area's size, the median over the areas; *by pixels*: the mean, weighed by size. *Harms*: more is
wrong than before.

{_table(GESTURE_HEADINGS, gesture_rows(result))}

With one tool until {DONE:.0%} of the pixels in such areas are right. Areas below {WORTH_A_TOOL} pixels are
painted by hand, as are those where no proposal is worth it. Of several proposals the person takes the first
that corrects four fifths of the area, else, after a look at all, the best. Times are a model's, not measured
on people: its constants are in `faceparse_gui/commands/gestures/time_model.py`. What is painted at once
(*Apply selections immediately*) is judged at a glance, in place of a thought and a key; Tab exchanges it.
*Wrong pixels left*: of all, thin edges and crumbs included.

{_table(FACE_HEADINGS, face_rows(result))}"""


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, ("---", *("---:" for _ in headings[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
