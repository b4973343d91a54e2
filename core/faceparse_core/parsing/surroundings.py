"""What belongs to a face beyond its frame: hair, shoulders, parsed in wider crops until nothing runs on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from faceparse_core.labels import BACKGROUND, ID_OF
from faceparse_core.parsing import faces
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, Frame, invert, transform
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.photos.imaging import Photo

RUNNING_ON = tuple(ID_OF[name] for name in ("hair", "hat", "neck", "cloth"))
"""The classes that go on past the frame of an aligned face."""
WIDTHS = (faces.WIDE, 2.0, faces.WIDEST)
"""The sides of the wider crops, in sides of the face's frame. The next is parsed while something runs on and
the network was trained on crops as wide."""
MIN_RUN = 15.0
"""How much of a border something covers that runs on, in crop units."""


def surroundings(
    network: CropNetwork,
    photos: Sequence[Photo],
    frames: Sequence[Sequence[Frame]],
    others: Sequence[Sequence[Frame]] = (),
) -> list[list[CropLogits]]:
    """The wider crops of the faces in each photo, those of all photos computed together.

    Args:
        frames: of the faces in each photo.
        others: of further faces in each photo, which are not parsed; without them, there are none.
    """
    all_faces = [[*each, *more] for each, more in zip(frames, others or [()] * len(photos), strict=True)]
    found: list[list[CropLogits]] = [[] for _ in photos]
    shapes = [photo.shape[:2] for photo in photos]
    open_ends = [
        (i, face)
        for i, of_photo in enumerate(frames)
        for face, frame in enumerate(of_photo)
        if not faces.covers(frame, shapes[i][1], shapes[i][0])
    ]
    inner = 1.0
    for level, width in enumerate((each for each in WIDTHS if each <= network.widest), 1):
        crops = [(i, face, faces.widen(frames[i][face], width)) for i, face in open_ends]
        logits = network.averaged_logits([partial(faces.cut, photos[i], frame) for i, _, frame in crops])
        open_ends = []
        for (i, face, frame), of_crop in zip(crops, logits, strict=True):
            joined = without_islands(of_crop, inner / width)
            found[i].append(CropLogits(frame, joined, level))
            if runs_on(joined, frame, shapes[i], face, all_faces[i]):
                open_ends.append((i, face))
        inner = width
    return found


def without_islands(logits: Tensor, share: float) -> Tensor:
    """The logits with background in front wherever what they show does not hang together with the face.

    Args:
        logits: of a wide crop, ``(19, h, w)``.
        share: the side of what was parsed before, in the middle, in sides of the crop; what does not reach
            into it is no part of that person.
    """
    ids = logits.argmax(0).byte().cpu().numpy()
    shown = (ids != BACKGROUND).astype(np.uint8)
    _, parts = cv2.connectedComponents(shown, connectivity=4)
    h, w = shown.shape
    top, left = round(h * (1 - share) / 2), round(w * (1 - share) / 2)
    kept = np.unique(parts[top : h - top, left : w - left])
    islands = torch.from_numpy((shown > 0) & ~np.isin(parts, kept)).to(logits.device)
    if not islands.any():
        return logits
    joined = logits.clone()
    joined[BACKGROUND] = torch.where(islands, logits.amax(0) + 1, logits[BACKGROUND])
    return joined


def runs_on(
    logits: Tensor, frame: Frame, shape: tuple[int, int], face: int, faces_of_photo: Sequence[Frame]
) -> bool:
    """Whether something that belongs to the face crosses the border of its crop within the photo.

    Args:
        logits: of the crop, ``(19, h, w)``.
        frame: of the crop.
        shape: of the photo, height and width.
        face: the index in ``faces_of_photo``, the frames of all its faces; what lies nearer to another
            face's centre, in that one's own units, is not this one's.
    """
    ids = logits.argmax(0).byte().cpu()
    border, points = _border(ids)
    at = transform(frame, points)
    inside = (at >= 0).all(1) & (at[:, 0] < shape[1]) & (at[:, 1] < shape[0])
    running = np.isin(border, RUNNING_ON) & inside
    if running.any() and len(faces_of_photo) > 1:
        running &= _nearest(at, faces_of_photo) == face
    return bool(running.sum() * CROP_SIDE * 4 / len(border) >= MIN_RUN)


def _border(ids: Tensor) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """The classes of the outermost coarse pixels, ``(N,)``, and where beyond the border they would go on.

    The points are crop coordinates, ``(N, 2)``, half a coarse pixel outside.
    """
    h, w = ids.shape
    rows = torch.cat([torch.zeros(w), torch.full((w,), h - 1.0), torch.arange(h), torch.arange(h)]).long()
    columns = torch.cat([torch.arange(w), torch.arange(w), torch.zeros(h), torch.full((h,), w - 1.0)]).long()
    points = torch.stack([(columns + 0.5) * (CROP_SIDE / w), (rows + 0.5) * (CROP_SIDE / h)], 1)
    outwards = torch.tensor([(w + 1) / (w - 1), (h + 1) / (h - 1)])
    beyond = (points - CROP_SIDE / 2) * outwards + CROP_SIDE / 2
    return ids[rows, columns].numpy(), beyond.double().numpy()


def _nearest(at: npt.NDArray[np.float64], frames: Sequence[Frame]) -> npt.NDArray[np.intp]:
    """Which of ``frames`` has its face nearest to each photo point, in its own units."""
    offsets = [transform(invert(frame), at) - FACE_CENTRE for frame in frames]
    nearest: npt.NDArray[np.intp] = np.stack([np.hypot(*offset.T) for offset in offsets]).argmin(0)
    return nearest
