"""What a document reports to its listeners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from faceparse_gui.document.tiles import Box

Kind = Literal["paint", "step", "undo", "redo", "abort", "replace"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of pixels, as listeners receive it.

    Attributes:
        box: ``(x0, y0, x1, y1)`` around all changed pixels, end exclusive.
        text: Name of the edit, as undo shows it.
        kind: ``paint``: a stroke is still running; ``step``: an undo step was finished; ``undo``, ``redo``;
            ``abort``: a running edit was taken back; ``replace``: other labels without an undo step.
    """

    box: Box
    text: str
    kind: Kind
