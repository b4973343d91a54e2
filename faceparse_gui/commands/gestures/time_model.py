"""How long a gesture takes a person: all that the benchmark assumes of it, in one place.

The keystroke-level model (Card, Moran and Newell, "The Keystroke-Level Model for User Performance Time with
Interactive Systems", CACM 1980), and a law for what is drawn. In seconds.
"""

from __future__ import annotations

KEY = 0.2
"""A key is pressed."""
POINT = 1.1
"""The pointer is moved to a place and pressed there."""
THINK = 1.35
"""To find the next error and decide what to do; to judge the first proposal for it."""
GLANCE = 0.5
"""To judge another proposal at the same place."""
CHOOSE_CLASS = KEY + POINT
"""To choose another class: its place in the list, or Alt and a click in the photo."""
CHOOSE_SIZE = 2 * KEY
"""To make the brush larger or smaller."""
STEER = 0.1
"""To draw a line that may be off by half of its width to either side: so long for each width of its length
(the steering law: Accot and Zhai, "Beyond Fitts' Law: Models for Trajectory-Based HCI Tasks", CHI 1997). It
does not depend on the zoom."""


def line(length: float, width: float) -> float:
    """To draw a line so long that may be anywhere in a band so wide; a click is one of no length."""
    return POINT + STEER * length / width


def judging(shown: int) -> float:
    """So many proposals are looked at, and one is accepted, or none is, by a key.

    That the best may lie some keys back is left out.
    """
    return THINK + (shown - 1) * (KEY + GLANCE) + KEY


def judging_painted(shown: int, accepted: bool) -> float:
    """The same where the first is painted at once, as a stroke of the brush is, and others take its place: it
    is seen at a glance that it is right, and a key takes it back.
    """
    return GLANCE + (shown - 1) * (KEY + GLANCE) + KEY * (not accepted)
