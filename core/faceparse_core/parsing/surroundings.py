"""What belongs to a face beyond its frame: hair, shoulders, parsed in wider crops until nothing runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from faceparse_core.labels import BACKGROUND, ID_OF
from faceparse_core.parsing import faces
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import CROP_SIDE, Frame, transform
from faceparse_core.parsing.outline import AROUND, NEVER, outlined
from faceparse_core.parsing.owners import nearest_face
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.parsing.seams import without_seam
from faceparse_core.photos.imaging import Photo

RUNNING_ON = tuple(ID_OF[name] for name in ("hair", "hat", "neck", "cloth"))
"""The classes that go on past the frame of an aligned face."""
WIDTHS = (faces.WIDE, 2.0, faces.WIDEST)
"""The sides of the wider crops, in sides of the face's frame. The next is parsed while something runs on and
the network was trained on crops as wide."""
JOINED = tuple(ID_OF[name] for name in ("hair", "hat", "neck", "neck_l"))
"""The classes that go on only from themselves."""
FINENESS = 1.0
"""Of a wider crop's logits, a photo pixel; the face's own are kept as fine as they are, for small eyes."""
MIN_RUN = 15.0
"""How much of a border something covers that runs on, in crop units."""


def surrounded(
    network: CropNetwork,
    photos: Sequence[Photo],
    crops: Sequence[Sequence[CropLogits]],
    others: Sequence[Sequence[Frame]] = (),
) -> list[list[CropLogits]]:
    """The crops of the faces in each photo, then one of what surrounds each; all photos computed together.

    Without one where the face's own frame holds the whole photo. The faces' crops join theirs without a seam.

    Args:
        crops: of the faces in each photo, one each.
        others: frames of further faces in each photo, which are not parsed; without them, there are none.
    """
    frames = [
        [*(crop.frame for crop in each), *more]
        for each, more in zip(crops, others or [()] * len(photos), strict=True)
    ]
    parsed = [[[(crop.frame, crop.logits)] for crop in of_photo] for of_photo in crops]
    shapes = [photo.shape[:2] for photo in photos]
    open_ends = [
        (i, face, crop.logits)
        for i, of_photo in enumerate(crops)
        for face, crop in enumerate(of_photo)
        if not faces.covers(crop.frame, shapes[i][1], shapes[i][0])
    ]
    before = 1.0
    for width in (each for each in WIDTHS if each <= network.widest):
        wide = [faces.widen(frames[i][face], width) for i, face, _ in open_ends]
        places = [(i, frame) for (i, _, _), frame in zip(open_ends, wide, strict=True)]
        logits = network.in_frames(photos, places, FINENESS)
        seen, open_ends = open_ends, []
        for (i, face, inner), frame, of_crop in zip(seen, wide, logits, strict=True):
            wider = joined_to(inner, of_crop, before / width)
            parsed[i][face].append((frame, wider))
            if runs_on(wider, frame, shapes[i], face, frames[i]):
                open_ends.append((i, face, wider))
        before = width
    joined: list[list[CropLogits]] = []
    for photo, of_faces, each, of_photo in zip(photos, crops, parsed, frames, strict=True):
        joined_faces, around = list(of_faces), []
        for face, levels in enumerate(each):
            others_of = (*of_photo[:face], *of_photo[face + 1 :])
            outline = outlined(photo, levels, others_of) if len(levels) > 1 else None
            if outline is not None:
                joined_faces[face] = _joined(of_faces[face], outline)
                around.append(outline)
        joined.append([*joined_faces, *around])
    return joined


def _joined(crop: CropLogits, around: CropLogits) -> CropLogits:
    return replace(crop, logits=without_seam(crop.frame, crop.logits, around.frame, around.logits))


def joined_to(inner: Tensor, logits: Tensor, share: float) -> Tensor:
    """The logits of a wide crop in which nothing leads that does not go on from what was parsed before.

    Seen small, a chest in an orange suit looks like a face: no class of a face itself leads out there. Hair,
    a hat, a neck go on only where they reach the border of what was parsed before; where they do not, the
    next class has its turn. What then hangs together with nothing of that person becomes background.

    Args:
        inner: the logits parsed before, ``(19, h, w)``.
        logits: of the wide crop, ``(19, h, w)``.
        share: the side of ``inner``, in the middle, in sides of the wide crop.
    """
    outside = torch.full((len(logits),), True, device=logits.device)
    outside[list(AROUND)] = False
    joined = logits.masked_fill(outside[:, None, None], NEVER)
    h, w = logits.shape[1:]
    tall, broad = round(h * share), round(w * share)
    top, left = (h - tall) // 2, (w - broad) // 2
    middle = np.s_[top : top + tall, left : left + broad]
    small = functional.interpolate(inner[None].float(), size=(tall, broad), mode="bilinear")[0]
    ids = _leading(joined)
    ids[middle] = _leading(small)
    for class_id in JOINED:
        apart = _apart(ids == class_id, middle)
        if apart.any():
            there = torch.from_numpy(apart).to(logits.device)
            joined[class_id, there] = NEVER
            ids[apart] = _leading(joined[:, there])
    islands = torch.from_numpy(_apart(ids != BACKGROUND, middle)).to(logits.device)
    joined[BACKGROUND] = torch.where(islands, joined.amax(0) + 1, joined[BACKGROUND])
    return joined


def _leading(logits: Tensor) -> npt.NDArray[np.uint8]:
    """The class of the highest logit, ``uint8``: of ``(19, …)`` the other axes."""
    return logits.max(0).indices.byte().cpu().numpy()  # faster than argmax, tenfold in some orders of memory


def _apart(shown: npt.NDArray[np.bool_], middle: tuple[slice, slice]) -> npt.NDArray[np.bool_]:
    """What is shown outside of the middle and does not hang together with anything shown in it."""
    _, parts = cv2.connectedComponents(shown.astype(np.uint8), connectivity=4)
    apart = shown & ~np.isin(parts, np.unique(parts[middle][shown[middle]]))
    apart[middle] = False
    return apart


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
    border, points = _border(logits)
    at = transform(frame, points)
    inside = (at >= 0).all(1) & (at[:, 0] < shape[1]) & (at[:, 1] < shape[0])
    running = np.isin(border, RUNNING_ON) & inside
    if running.any() and len(faces_of_photo) > 1:
        running &= nearest_face(at, faces_of_photo) == face
    return bool(running.sum() * CROP_SIDE * 4 / len(border) >= MIN_RUN)


def _border(logits: Tensor) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """The classes of the outermost coarse pixels, ``(N,)``, and where beyond the border they would go on.

    The points are crop coordinates, ``(N, 2)``, half a coarse pixel outside.
    """
    h, w = logits.shape[1:]
    rows = torch.cat([torch.zeros(w), torch.full((w,), h - 1.0), torch.arange(h), torch.arange(h)]).long()
    columns = torch.cat([torch.arange(w), torch.arange(w), torch.zeros(h), torch.full((h,), w - 1.0)]).long()
    points = torch.stack([(columns + 0.5) * (CROP_SIDE / w), (rows + 0.5) * (CROP_SIDE / h)], 1)
    outwards = torch.tensor([(w + 1) / (w - 1), (h + 1) / (h - 1)])
    beyond = (points - CROP_SIDE / 2) * outwards + CROP_SIDE / 2
    return _leading(logits[:, rows, columns]), beyond.double().numpy()
