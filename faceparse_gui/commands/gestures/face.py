"""A face that the played person corrects, the largest wrong area first.

What is true decides what the person draws and which proposal is accepted; the tools do not know it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.commands.gestures import time_model
from faceparse_gui.commands.gestures.tools import Attempt, Gesture, Picture, by_hand
from faceparse_gui.commands.gestures.wrong_areas import Mask, WrongArea, wrong_areas
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.tiles import crop

DONE = 0.8
"""A face is corrected when so much of the work that there was is done."""
WORTH_A_TOOL = 150
"""Pixels: smaller areas are painted by hand, whatever the tool."""
_WORTH_IT = 0.1
"""A proposal that corrects less than this of the area is declined, and the brush is taken there."""
_GOOD = 0.8
"""A proposal that corrects so much of the area is taken without a look at the next."""
_MOST = 300
"""Gestures: no face needs more."""


class Face:
    """Its labels as corrected up to now, and what is wrong in them."""

    def __init__(self, photo: Photo, said: Said, labels: LabelMap, truth: LabelMap) -> None:
        self.picture = Picture(photo, said)
        self.truth = truth
        self.put(labels)

    def put(self, labels: LabelMap) -> None:
        """Take other labels."""
        self.labels = labels
        self.areas = wrong_areas(labels, self.truth)

    @property
    def wrong(self) -> int:
        """How many pixels are wrong, however thin."""
        return int((self.labels != self.truth).sum())

    @property
    def work(self) -> int:
        """How many pixels are in wrong areas."""
        return sum(area.pixels for area in self.areas)

    def gain(self, after: LabelMap) -> int:
        """By how many pixels less would be wrong."""
        return self.wrong - int((after != self.truth).sum())


@dataclass
class Spent:
    """What it took: gestures, declined ones included, and seconds."""

    gestures: int = 0
    seconds: float = 0.0


def correct(face: Face, gesture: Gesture, hand: np.random.Generator, done: float) -> Spent:
    """Correct a face with one tool, and by hand where that is no help, until a share of the work is done."""
    spent, goal = Spent(), (1 - done) * face.work
    by_brush, given_up = np.zeros((2, *face.labels.shape), np.bool_)
    here, size = None, 0
    while face.work > goal and spent.gestures < _MOST:
        area = next((each for each in face.areas if not _meets(given_up, each)), None)
        if area is None:
            break
        with_tool = area.pixels >= WORTH_A_TOOL and not _meets(by_brush, area)
        attempt = (gesture if with_tool else by_hand)(face.picture, face.labels, area, size, hand)
        accepted, shown = _looked_at(face, area, attempt)
        spent.gestures += 1
        spent.seconds += _seconds(here, area, attempt, shown, accepted is not None)
        here = area
        if accepted is not None:
            face.put(attempt.proposals[accepted])
            size = attempt.size
        else:
            crop(by_brush if attempt.asks else given_up, area.box)[area.mask] = True
    return spent


def _looked_at(face: Face, area: WrongArea, attempt: Attempt) -> tuple[int | None, int]:
    """Which proposal is accepted, None if none is worth it, and how many were looked at until then.

    The person takes the first one that is good, else goes through all of them and back to the best.
    """
    if not attempt.proposals:
        return None, 1
    gains = [face.gain(after) / area.pixels for after in attempt.proposals]
    if not attempt.asks:
        return (0 if gains[0] > 0 else None), 1
    good = next((number for number, gain in enumerate(gains) if gain >= _GOOD), None)
    if good is not None:
        return good, good + 1
    best = int(np.argmax(gains))
    return (best if gains[best] > _WORTH_IT else None), len(gains)


def _seconds(
    before: WrongArea | None, area: WrongArea, attempt: Attempt, shown: int, accepted: bool
) -> float:
    """For one gesture: to find the area, to choose its class, to draw, and to judge what is proposed."""
    seconds = attempt.seconds
    if before is None or before.class_id != area.class_id:
        seconds += time_model.CHOOSE_CLASS + time_model.THINK
    elif not _near(before, area):
        seconds += time_model.THINK
    if not attempt.asks:
        return seconds
    if attempt.at_once:
        return seconds + time_model.judging_painted(shown, accepted)
    return seconds + time_model.judging(shown)


def _meets(mask: Mask, area: WrongArea) -> bool:
    return bool((crop(mask, area.box) & area.mask).any())


def _near(a: WrongArea, b: WrongArea) -> bool:
    """Whether ``b`` may be what is left of ``a``: their boxes meet."""
    return a.box[0] < b.box[2] and b.box[0] < a.box[2] and a.box[1] < b.box[3] and b.box[1] < a.box[3]
