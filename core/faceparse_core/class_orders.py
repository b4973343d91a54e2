"""The class ids that other face-parsing tools and data sets use, mapped to ours by name.

CelebAMask-HQ's own order is that of ``faceparse_core.labels``. The order of zllrunning's BiSeNet, which many
tools copied, holds the same 19 classes. LaPa (Liu et al., AAAI 2020) has 11, and its *left* is the left of
the picture: the models trained on it, facer's among them, call its class 2 the person's right brow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, NAMES, NUM_CLASSES
from faceparse_core.messages import message

Lut = npt.NDArray[np.uint8]
"""A table of 256 entries, ``uint8``: id in, id out."""

UNKNOWN = 255
"""What a table gives for an id that the other side has not."""


@dataclass(frozen=True)
class ClassOrder:
    """Ids of another tool: ``names[id]`` is the class, under our name."""

    name: str
    """As on the command line."""
    title: str
    """As on screen, in English."""
    names: tuple[str, ...]

    @cached_property
    def lacks(self) -> tuple[str, ...]:
        """Our classes that this order has no id for."""
        return tuple(name for name in NAMES if name not in self.names)

    @cached_property
    def theirs(self) -> Lut:
        """Our id → theirs; what they lack becomes background."""
        table = np.full(256, UNKNOWN, np.uint8)
        table[:NUM_CLASSES] = BACKGROUND
        for id_, name in enumerate(self.names):
            table[ID_OF[name]] = id_
        return table

    @cached_property
    def ours(self) -> Lut:
        """Their id → ours; ``UNKNOWN`` for an id that they do not use."""
        table = np.full(256, UNKNOWN, np.uint8)
        table[: len(self.names)] = [ID_OF[name] for name in self.names]
        return table


_BISENET = (
    "background skin l_brow r_brow l_eye r_eye eye_g l_ear r_ear ear_r nose mouth u_lip l_lip neck neck_l "
    "cloth hair hat"
)
_LAPA = "background skin r_brow l_brow r_eye l_eye nose u_lip mouth l_lip hair"
_LAPA_PERSON = "background skin l_brow r_brow l_eye r_eye nose u_lip mouth l_lip hair"

ORDERS: dict[str, ClassOrder] = {
    order.name: order
    for order in (
        ClassOrder("celebamask", message("CelebAMask-HQ (19 classes)"), NAMES),
        ClassOrder("bisenet", message("BiSeNet (19 classes)"), tuple(_BISENET.split())),
        ClassOrder("lapa", message("LaPa (11 classes)"), tuple(_LAPA.split())),
        ClassOrder("lapa-person", message("LaPa, left is the person's left"), tuple(_LAPA_PERSON.split())),
    )
}
