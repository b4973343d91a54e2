"""The colours in which the classes are displayed; files always carry the official ones."""

from __future__ import annotations

from faceparse_core.labels import CLASSES

Palette = tuple[tuple[int, int, int], ...]
"""An RGB colour for each of the 19 classes, 0 to 255."""

OFFICIAL: Palette = tuple(one.color for one in CLASSES)

DISTINCT: Palette = (
    (0, 0, 0),
    (215, 135, 0),
    (255, 215, 255),
    (215, 255, 0),
    (0, 180, 180),
    (90, 45, 255),
    (180, 255, 215),
    (135, 135, 255),
    (45, 135, 180),
    (135, 0, 90),
    (90, 45, 0),
    (180, 180, 255),
    (45, 0, 180),
    (90, 90, 135),
    (0, 135, 90),
    (215, 215, 135),
    (45, 135, 135),
    (135, 90, 0),
    (90, 180, 135),
)
"""Any two differ by 10 or more in CIEDE2000, also to protanopes and deuteranopes.

Found by farthest-point search over an RGB grid; what a colour-blind eye sees follows Machado, Oliveira and
Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), at full severity.
Parts that touch or come in pairs got the colours that lie farthest apart.
"""

PALETTES: dict[str, Palette] = {"official": OFFICIAL, "distinct": DISTINCT}
