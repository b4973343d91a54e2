"""The logits of several crops pasted into one label map, at the photo's own resolution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, Face, Frame, invert

CPU_BAND_PIXELS = 1 << 18  # fewer bands cost less than arrays that leave the cache
GPU_BAND_PIXELS = 1 << 20
SLAB_PIXELS = 1 << 24  # processed at once where crops overlap
MIXED = 128  # added to a class
BEHIND = 1e6  # crop units, added where background is seen: farther than any face that sees something
OVERLAP = 0.25  # crop units that a wide crop shows of the narrower one, so that no rounding parts them
NO_CROP = 0xFFFF

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class CropLogits:
    """The network's coarse logits ``(19, h, w)`` of one crop, and the frame that they fill.

    Attributes:
        width: of the crop, in sides of its face's frame.
        inner: the width of the next narrower crop of the same face, which shows what lies in it; 0: there is
            none.
        face: the frame of the face, where the crop does not lie about the same middle.
    """

    frame: Frame
    logits: Tensor
    width: float = 1.0
    inner: float = 0.0
    face: Frame | None = None

    @property
    def wide(self) -> bool:
        """Whether the crop shows the surroundings of a face."""
        return self.width > 1

    @cached_property
    def scores(self) -> Tensor:
        """The logits of each coarse pixel in one row, ``(h * w, 19)``."""
        return self.logits.flatten(1).T.contiguous()

    @cached_property
    def ids(self) -> Tensor:
        """The class of each coarse pixel, ``uint8 (h, w)``."""
        return self.logits.max(0).indices.byte()  # faster than argmax

    @cached_property
    def cells(self) -> Tensor:
        """What lies between the centres of neighbouring coarse pixels, ``uint8 (h + 1, w + 1)``.

        The class of a cell's four corners, or at least ``MIXED`` where they differ. The cells at the border
        lie half outside: there the outermost pixels are repeated.
        """
        ids = torch.cat([self.ids[:1], self.ids, self.ids[-1:]])
        ids = torch.cat([ids[:, :1], ids, ids[:, -1:]], 1)
        corner = ids[:-1, :-1]
        mixed = (corner != ids[1:, :-1]) | (corner != ids[:-1, 1:]) | (corner != ids[1:, 1:])
        return corner + mixed.byte() * MIXED


def paste(shape: tuple[int, int], crops: Sequence[CropLogits]) -> LabelMap:
    """The label map, ``uint8 (H, W)``, of a photo of that shape.

    Each photo pixel takes its class from bilinearly interpolated logits: from the face whose middle is
    nearest in units of its own frame, and of several crops of one face from the narrowest. Where frames
    overlap, the nearest of those that see something decides. A wide crop shows nothing in the frame of any
    face. Works in bands of rows, so that memory does not grow with the photo.
    """
    labels, _ = _compose(shape, crops, lambda crop, u, v: (_classes(crop, u, v), None), is_sure=False)
    return labels


def confidence(
    shape: tuple[int, int], crops: Sequence[CropLogits], temperature: float
) -> npt.NDArray[np.uint8]:
    """The probability of the class that ``paste`` chose, times 255; 255 outside all frames."""
    scores = {id(crop): crop.logits / temperature for crop in crops}
    alone = len(crops) == 1  # otherwise the classes decide which of the crops shows

    def sample(crop: CropLogits, u: Tensor, v: Tensor) -> tuple[LabelMap | None, Tensor]:
        return None if alone else _classes(crop, u, v), _confidence(scores[id(crop)], u, v)

    return _compose(shape, crops, sample)[1]


def shown_crops(shape: tuple[int, int], crops: Sequence[CropLogits]) -> npt.NDArray[np.uint16]:
    """The index in ``crops`` of what ``paste`` shows at each pixel; ``NO_CROP`` outside all frames."""
    number = {id(crop): index for index, crop in enumerate(crops)}

    def byte(shift: int) -> npt.NDArray[np.uint8]:
        def sample(crop: CropLogits, u: Tensor, v: Tensor) -> tuple[LabelMap, Tensor]:
            ids = _classes(crop, u, v)
            return ids, torch.full(ids.shape, (number[id(crop)] >> shift) & 0xFF, dtype=torch.uint8)

        return _compose(shape, crops, sample)[1]

    low, outside = byte(0), byte(8)  # a photo of a crowd has more crops than a byte counts
    return low + (outside.astype(np.uint16) << 8)


@torch.inference_mode()
def _compose(
    shape: tuple[int, int],
    crops: Sequence[CropLogits],
    sample: Callable[[CropLogits, Tensor, Tensor], tuple[LabelMap | None, Tensor | None]],
    is_sure: bool = True,
) -> tuple[LabelMap, npt.NDArray[np.uint8]]:
    """Compose what ``sample`` reads at crop coordinates: classes and, if ``is_sure``, confidence.

    ``sample`` may leave out the classes where there is one crop only. Works in slabs of rows, so that memory
    beside the two maps, of which untouched pages take none, does not grow with the photo.
    """
    height, width = shape
    labels = np.zeros(shape, np.uint8)  # the background
    confidence = np.full(shape, 255, np.uint8) if is_sure else np.empty(shape, np.uint8)
    rows = max(1, SLAB_PIXELS // max(width, 1))
    for top in range(0, height, rows):
        slab = np.s_[top : top + rows]
        _compose_slab(top, labels[slab], confidence[slab], crops, sample)
    return labels, confidence


def _compose_slab(
    top: int,
    labels: LabelMap,
    confidence: npt.NDArray[np.uint8],
    crops: Sequence[CropLogits],
    sample: Callable[[CropLogits, Tensor, Tensor], tuple[LabelMap | None, Tensor | None]],
) -> None:
    """Fill the rows of both maps that begin at the photo's row ``top``."""
    height, width = labels.shape
    several = sum(not crop.wide for crop in crops) != 1  # faces, and not one in crops of several widths
    nearest = np.full(labels.shape, np.inf, np.float32) if several else None
    claimed = np.zeros(labels.shape, np.bool_)  # where no crop that is wider has anything to show
    for crop in sorted(crops, key=lambda crop: crop.width):
        x0, y0, x1, y1 = Face(crop.frame, 0).box
        x0, y0, x1, y1 = max(x0, 0), max(y0, top), min(x1, width), min(y1, top + height)
        if x1 <= x0 or y1 <= y0:
            continue
        band = CPU_BAND_PIXELS if crop.logits.device.type == "cpu" else GPU_BAND_PIXELS
        rows = max(1, band // (x1 - x0))
        for first in range(y0, y1, rows):
            box = (x0, first, x1, min(first + rows, y1))
            u, v = _frame_coordinates(crop.frame, box, crop.logits.device)
            ids, sure = sample(crop, u, v)
            reach = _reach(u, v)
            take = _shown(crop, reach)
            part = np.s_[box[1] - top : box[3] - top, box[0] : box[2]]
            if crop.wide:
                take &= ~claimed[part]
            if not (crop.wide and several):
                claimed[part] |= take
            if nearest is not None:
                distance = _distance(crop, u, v, reach) if crop.face is None else _away(crop.face, box)
                if not crop.wide:
                    distance += (ids == BACKGROUND) * np.float32(BEHIND)
                take &= distance < nearest[part]
                np.copyto(nearest[part], distance, where=take)
            if ids is not None:
                np.copyto(labels[part], ids, where=take)
            if sure is not None:
                np.copyto(confidence[part], sure.cpu().numpy(), where=take)


def _frame_coordinates(frame: Frame, box: Box, device: torch.device) -> tuple[Tensor, Tensor]:
    """Where the pixel centres of ``box`` lie in the frame, 0 to 512: ``u`` and ``v``, ``(H, W)``.

    In a frame that stands upright, ``u`` is ``(1, W)`` and ``v`` ``(H, 1)``, and both rise.
    """
    (a, b, left), (c, d, top) = invert(frame).tolist()
    x = torch.arange(box[0], box[2], device=device, dtype=torch.float32)[None] + 0.5
    y = torch.arange(box[1], box[3], device=device, dtype=torch.float32)[:, None] + 0.5
    if b == c == 0 and a > 0 and d > 0:
        return a * x + left, d * y + top
    return a * x + b * y + left, c * x + d * y + top


def _reach(u: Tensor, v: Tensor) -> Tensor:
    """How far crop coordinates lie from the middle of the crop, along its sides."""
    return torch.maximum((u - CROP_SIDE / 2).abs(), (v - CROP_SIDE / 2).abs())


def _inner_edge(crop: CropLogits) -> float:
    """The reach of the next narrower crop of the face."""
    return CROP_SIDE / 2 * crop.inner / crop.width


def _shown(crop: CropLogits, reach: Tensor) -> npt.NDArray[np.bool_]:
    """Where the crop is to be seen: in its frame, beside the narrower crops of its face."""
    shown = reach <= CROP_SIDE / 2
    if crop.inner:
        shown &= reach > _inner_edge(crop) - OVERLAP
    return shown.cpu().numpy()


def _distance(crop: CropLogits, u: Tensor, v: Tensor, reach: Tensor) -> npt.NDArray[np.float32]:
    """How far crop coordinates lie from the middle of the face, in units of the face's own frame.

    Behind all others lies what a wide crop shows of the next narrower one of its face.
    """
    x, y = (CROP_SIDE / 2 + (centre - CROP_SIDE / 2) / crop.width for centre in FACE_CENTRE)
    away = torch.hypot(u - x, v - y).mul_(crop.width)
    if crop.inner:
        away += (reach <= _inner_edge(crop)) * (2 * BEHIND)
    distance: npt.NDArray[np.float32] = away.cpu().numpy()
    return distance


def _away(face: Frame, box: Box) -> npt.NDArray[np.float32]:
    """How far the pixels of ``box`` lie from the middle of a face, in units of its frame."""
    u, v = _frame_coordinates(face, box, torch.device("cpu"))
    distance: npt.NDArray[np.float32] = torch.hypot(u - FACE_CENTRE[0], v - FACE_CENTRE[1]).numpy()
    return distance


def _classes(crop: CropLogits, u: Tensor, v: Tensor) -> LabelMap:
    """The class with the highest interpolated logit at crop coordinates, ``uint8 (H, W)``.

    A class that leads at all four corners of a cell leads everywhere in it, so only the pixels of mixed cells
    are interpolated: a tenth of a portrait.
    """
    height, width = crop.ids.shape
    x, y = u * (width / CROP_SIDE) - 0.5, v * (height / CROP_SIDE) - 0.5
    if u.shape[0] == 1 and v.shape[1] == 1:
        columns, rows = (t.flatten().cpu().numpy() for t in (x, y))
        return _classes_by_cell(crop, _Axis.of(columns, width), _Axis.of(rows, height))
    x, y = x.clamp_(0, width - 1), y.clamp_(0, height - 1)
    column, row = x.long().clamp_(max=width - 2), y.long().clamp_(max=height - 2)
    ids = crop.cells[row + 1, column + 1]
    at = (ids >= MIXED).nonzero(as_tuple=True)
    x, y, column, row = (t[at] for t in (x, y, column, row))
    right, down = (x - column)[:, None], (y - row)[:, None]
    first = row * width + column
    corners = [crop.scores.index_select(0, first + step) for step in (0, 1, width, width + 1)]
    above = torch.lerp(corners[0], corners[1], right)
    below = torch.lerp(corners[2], corners[3], right)
    ids[at] = torch.lerp(above, below, down).max(1).indices.byte()
    return ids.cpu().numpy()


class _Axis(NamedTuple):
    """``n`` pixels along one axis, by the ``m`` cells that they lie in; a cell has ``k`` pixels at most."""

    cell: npt.NDArray[np.intp]
    """``(m,)``, -1 to the number of coarse pixels - 1."""
    near: npt.NDArray[np.intp]
    """``(m,)``: the coarse pixel where the cell begins, or the outermost."""
    far: npt.NDArray[np.intp]
    """``(m,)``: where it ends."""
    place: npt.NDArray[np.intp]
    """``(n,)``: in which of the ``m`` a pixel lies."""
    pixels: npt.NDArray[np.intp]
    """``(m, k)``; a cell with fewer repeats its last."""
    weights: npt.NDArray[np.float32]
    """``(m, k)``: how far each has come from ``near`` to ``far``, 0 to 1."""

    @classmethod
    def of(cls, x: npt.NDArray[np.float32], size: int) -> _Axis:
        """Of pixels at ``x``, rising, in units of the ``size`` coarse pixels, 0 the centre of the first."""
        x = x.clip(-1, size - 1)
        begins = np.floor(x)
        cell, first, place, count = np.unique(
            begins.astype(np.intp), return_index=True, return_inverse=True, return_counts=True
        )
        pixels = first[:, None] + np.minimum(np.arange(count.max()), count[:, None] - 1)
        near, far = cell.clip(min=0), (cell + 1).clip(max=size - 1)
        return cls(cell, near, far, place, pixels, (x - begins)[pixels])


def _classes_by_cell(crop: CropLogits, columns: _Axis, rows: _Axis) -> LabelMap:
    """As ``_classes`` in a frame that stands upright, where the pixels of a cell share its corners."""
    device, width = crop.logits.device, crop.ids.shape[1]
    cells = crop.cells.cpu().numpy().take(rows.cell + 1, 0).take(columns.cell + 1, 1)
    ids = cells.take(columns.place, 1).take(rows.place, 0)
    i, j = np.divmod(np.flatnonzero(cells >= MIXED), cells.shape[1])

    def corner(row: npt.NDArray[np.intp], column: npt.NDArray[np.intp]) -> Tensor:
        at = torch.from_numpy(row[i] * width + column[j]).to(device)
        return crop.scores.index_select(0, at)[:, None]

    right, down = (torch.from_numpy(w).to(device) for w in (columns.weights[j], rows.weights[i]))
    above = torch.lerp(corner(rows.near, columns.near), corner(rows.near, columns.far), right[..., None])
    below = torch.lerp(corner(rows.far, columns.near), corner(rows.far, columns.far), right[..., None])
    scores = torch.lerp(above[:, None], below[:, None], down[..., None, None])  # (cell, row, column, class)
    found = scores.max(-1).indices.byte().cpu().numpy()
    ids[rows.pixels[i][..., None], columns.pixels[j][:, None]] = found
    return ids


def _confidence(scores: Tensor, u: Tensor, v: Tensor) -> Tensor:
    """The leading class's probability at crop coordinates, times 255, ``uint8 (H, W)``.

    ``scores``, ``(19, h, w)``, are logits divided by the temperature.
    """
    shape = (v.shape[0], u.shape[1])
    grid = torch.stack([u.expand(shape), v.expand(shape)], -1)[None] * (2 / CROP_SIDE) - 1
    sampled = F.grid_sample(scores[None], grid, padding_mode="border", align_corners=False)[0]
    return (255 / sampled.sub_(sampled.amax(0)).exp_().sum(0)).round_().byte()  # in place: new memory costs
