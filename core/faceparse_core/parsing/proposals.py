"""Where faces may be: rough frames from Haar cascades and from a parse of the whole photo.

The two find different faces. A cascade finds small ones, but not those with covered eyes or turned aside.
The network, given the whole photo, finds any face that fills a third of it. Recall counts here: what is no
face is rejected later, by ``faceparse_core.parsing.alignment.evidence``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.parsing.faces import CROP_SIDE, PARTS, Frame, Picture, compose, distinct, invert

Grey = npt.NDArray[Any]

# How a box of the cascades lies on a face: side and centre in crop coordinates (medians, 148 portraits).
BOX_SIDE, BOX_X, BOX_Y = 319.0, 255.0, 280.0

# Parts of a whole photo's parse that propose faces, those first whose size predicts the face's size best, and
# the least side of a proposed frame, as a share of the photo's longer side: the network misses smaller faces.
SEEN_PARTS = ("nose", "mouth", "l_eye", "r_eye")
LEAST_SHARE = 0.25


@dataclass(frozen=True)
class Pass:
    """One search: a cascade over the photo at most ``side`` pixels long and turned by ``angle`` degrees."""

    cascade: str
    side: int
    angle: float = 0
    step: float = 1.2  # from one face size to the next

    def frames(self, grey: Grey) -> list[Frame]:
        """Frames of all that looks like a face in ``grey``, the strongest first."""
        shrink = min(1.0, self.side / max(grey.shape))
        small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        turned, back = _turn(small, self.angle)
        boxes, _, strengths = _cascade(self.cascade).detectMultiScale3(
            turned, scaleFactor=self.step, minNeighbors=2, minSize=(20, 20), outputRejectLevels=True
        )
        found = []
        for (x, y, w, _), strength in zip(boxes, strengths, strict=True):
            scale = w / BOX_SIDE
            upright = np.array([[scale, 0, x + w / 2 - scale * BOX_X], [0, scale, y + w / 2 - scale * BOX_Y]])
            found.append((float(np.ravel(strength)[0]), compose(back, upright) / shrink))
        return [frame for _, frame in sorted(found, key=lambda pair: -pair[0])]


QUICK = (
    Pass("frontalface_alt2", 640),
    Pass("frontalface_alt2", 480, -20),
    Pass("frontalface_alt2", 480, 20),
    Pass("frontalface_default", 640),
)
THOROUGH = (
    Pass("frontalface_alt2", 1600, step=1.1),
    *(Pass("frontalface_default", 640, angle) for angle in (-20, 20)),
    *(Pass("frontalface_alt2", 480, angle, step=1.1) for angle in (-40, -10, 10, 40)),
)
"""For a photo in which the quick search found no face."""


def search(photo: Picture, passes: tuple[Pass, ...] = QUICK) -> list[Frame]:
    """Rough frames where Haar cascades (Viola & Jones, CVPR 2001, as shipped with OpenCV) see faces.

    Of frames that show one face, the one of the earlier pass or the stronger one stays.
    """
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    return distinct([frame for each in passes for frame in each.frames(grey)])


def seen(probabilities: npt.NDArray[np.float32], width: int, height: int) -> list[Frame]:
    """Rough frames from the class probabilities ``(19, h, w)`` of a whole photo of that size.

    Each connected patch of a part proposes the upright frame that lays it where the part lies in an aligned
    crop, and as large.
    """
    _, h, w = probabilities.shape
    across, down = width / w, height / h
    found = []
    for part in (PARTS[name] for name in SEEN_PARTS):
        mask = (probabilities[list(part.ids)].sum(0) > 0.4).astype(np.uint8)
        _, _, patches, centres = cv2.connectedComponentsWithStats(mask)
        for patch, centre in zip(patches[1:], centres[1:], strict=True):
            scale = float(np.sqrt(patch[cv2.CC_STAT_AREA] * across * down / part.area))
            if scale * CROP_SIDE >= LEAST_SHARE * max(width, height):
                corner = (centre + 0.5) * (across, down) - scale * np.array(part.home)
                found.append(np.array([[scale, 0, corner[0]], [0, scale, corner[1]]]))
    return distinct(found)


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"))


def _turn(grey: Grey, angle: float) -> tuple[Grey, Frame]:
    """The picture turned by ``angle`` degrees on a canvas that holds all of it, and the transform back."""
    if angle == 0:
        return grey, np.eye(2, 3)
    height, width = grey.shape
    radians = np.deg2rad(angle)
    cos, sin = np.cos(radians), np.sin(radians)
    new_w, new_h = (int(abs(cos) * a + abs(sin) * b + 1) for a, b in ((width, height), (height, width)))
    there = np.array([[cos, sin, 0], [-sin, cos, 0]])
    there[:, 2] = np.array([new_w, new_h]) / 2 - there[:, :2] @ (np.array([width, height]) / 2)
    return cv2.warpAffine(grey, there, (new_w, new_h)).astype(np.uint8, copy=False), invert(there)
