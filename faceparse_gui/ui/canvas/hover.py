"""What lies under the cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hover:
    """The photo pixel under the cursor: its label, and what the network said there, where it said something.

    Attributes:
        confidence: that of the network in ``predicted``, 0 to 255, whatever the label is now.
        face: the number of the face that owns the pixel, from 1; None where nobody does, and where the photo
            has no more than one face.
    """

    x: int
    y: int
    class_id: int
    confidence: int | None
    predicted: int | None = None
    face: int | None = None
