"""Many pictures of one person, made from one labelled face: moved, turned, lit and bent as expressions do.

They stand for a clip or a folder of one person. A picture is a function of the face, its label map and a
seed.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_core.losses import IGNORE

Photo = npt.NDArray[np.uint8]
_Map = npt.NDArray[np.float32]

_PARTS = (
    (("u_lip", "l_lip", "mouth"), 0.11),
    (("l_eye",), 0.06),
    (("r_eye",), 0.06),
    (("l_brow",), 0.07),
    (("r_brow",), 0.07),
)
"""What moves by itself in a face, and how far around it the skin follows, as a share of the side."""
_TURN, _SIZE, _MOVE = 25.0, (0.85, 1.15), 0.08  # degrees, times, of the side
_STRETCH, _SLIP = 0.25, 0.02  # of a part: its size, and its place as a share of the side


def picture_of(photo: Photo, labels: LabelMap, seed: int) -> tuple[Photo, LabelMap]:
    """One picture of the person in ``photo`` ``uint8 (S, S, 3)``, with its label map ``uint8 (S, S)``.

    What comes from outside the photo is ``IGNORE`` in the labels.
    """
    rng = np.random.default_rng(seed)
    x, y = _bend(*_move(labels.shape, rng), labels, rng)
    moved = cv2.remap(photo, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.remap(
        labels, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=(IGNORE,) * 4
    )
    return _light(moved.astype(np.uint8, copy=False), rng), mask.astype(np.uint8, copy=False)


def _move(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[_Map, _Map]:
    """Where each pixel comes from, ``float32 (S, S)`` x and y, when the picture is turned and moved."""
    height, width = shape
    middle = (width / 2, height / 2)
    matrix = cv2.getRotationMatrix2D(middle, float(rng.uniform(-_TURN, _TURN)), float(rng.uniform(*_SIZE)))
    matrix[:, 2] += rng.uniform(-_MOVE, _MOVE, 2) * np.array((width, height))
    inverse = cv2.invertAffineTransform(matrix)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    x = inverse[0, 0] * columns + inverse[0, 1] * rows + inverse[0, 2]
    y = inverse[1, 0] * columns + inverse[1, 1] * rows + inverse[1, 2]
    return x.astype(np.float32), y.astype(np.float32)


def _bend(x: _Map, y: _Map, labels: LabelMap, rng: np.random.Generator) -> tuple[_Map, _Map]:
    """Mouth, eyes and brows stretched along both axes, and moved, with the skin around them."""
    new_x, new_y = x.copy(), y.copy()
    for names, reach in _PARTS:
        by = rng.uniform(-_STRETCH, _STRETCH, 2)
        slip = rng.uniform(-_SLIP, _SLIP, 2) * labels.shape[0]
        rows, columns = np.nonzero(np.isin(labels, [ID_OF[name] for name in names]))
        if len(rows) == 0:
            continue
        from_x, from_y = x - columns.mean(), y - rows.mean()
        near = np.exp(-(from_x**2 + from_y**2) / (2 * (reach * labels.shape[0]) ** 2))
        new_x += (near * (by[0] * from_x + slip[0])).astype(np.float32)
        new_y += (near * (by[1] * from_y + slip[1])).astype(np.float32)
    return new_x, new_y


def _light(photo: Photo, rng: np.random.Generator) -> Photo:
    """Another lamp: brightness, colour and contrast, light from one side, a little noise and compression."""
    height, width = photo.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    side = 1 + rng.uniform(0, 0.3) * (np.cos(angle) * columns + np.sin(angle) * rows)
    colour = rng.uniform(0.65, 1.2) * rng.uniform(0.88, 1.12, 3)
    lit = (photo / 255.0) ** rng.uniform(0.8, 1.3) * side[..., None] * colour
    lit += rng.normal(0, rng.uniform(0, 0.015), photo.shape)
    quality = int(rng.integers(60, 96))
    done, packed = cv2.imencode(
        ".jpg", (lit.clip(0, 1) * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert done
    back = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert back is not None
    return back.astype(np.uint8, copy=False)
