"""What lies under the cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hover:
    """The photo pixel under the cursor: its label, and what the network said there, where it said something.

    ``confidence``, 0 to 255, is that of the network in ``predicted``, whatever the label is now.
    """

    x: int
    y: int
    class_id: int
    confidence: int | None
    predicted: int | None = None
