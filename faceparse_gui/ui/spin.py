"""Number fields whose text begins where other fields' text begins."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

_MARGIN = 5  # the style sheet's padding does not reach the line edit inside

Box = TypeVar("Box", bound=QAbstractSpinBox)


def indented(box: Box) -> Box:
    """``box``, with its text as far from the edge as in a line edit or a choice."""
    box.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
    return box
