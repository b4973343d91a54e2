"""The network on crops: in batches, averaged over views (TTA), with smaller batches when memory is short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.parsing.faces import CROP_SIDE, WIDE, Frame, cut, frame_scale
from faceparse_core.parsing.fused import FusedNetwork, can_fuse
from faceparse_core.parsing.tta import VIEWS, Tta, average
from faceparse_core.photos.imaging import Photo

CPU_BATCH, GPU_BATCH = 1, 64  # a CPU is as busy with one crop as with several

MakeCrop = Callable[[int], Photo]
"""Makes a crop, ``uint8 (side, side, 3)``, of the side's length in pixels."""


class CropNetwork:
    """A network with its device and batch size. Not for use by two threads at once.

    Args:
        input_size: the side of the crops that the network was trained on, in pixels.
        tta: the views that ``averaged_logits`` averages over.
        widest: how wide a crop the network was trained on, in sides of an aligned face's frame.
    """

    def __init__(
        self,
        model: MicroSegFormer,
        input_size: int,
        device: torch.device,
        tta: Tta = "off",
        widest: float = WIDE,
    ) -> None:
        self.input_size, self.widest = input_size, widest
        self._model, self._views = model.eval(), VIEWS[tta]
        self._notices: list[str] = []
        self._move_to(device)

    @property
    def device(self) -> torch.device:
        """Where the network runs now; the CPU after a GPU ran out of memory."""
        return self._device

    def take_notices(self) -> tuple[str, ...]:
        """What happened since the last call that the user should know, as sentences."""
        notices = tuple(self._notices)
        self._notices.clear()
        return notices

    def in_frames(
        self, photos: Sequence[Photo], places: Sequence[tuple[int, Frame]], fineness: float
    ) -> list[Tensor]:
        """The averaged logits ``(19, h, w)`` of the crops at these frames, on the device.

        They are no finer than is asked for, so that a crowd of small faces does not fill the memory.

        Args:
            places: the index of the photo and the frame of each crop.
            fineness: the most logits a photo pixel, along each axis.
        """
        logits: list[Tensor] = []
        for start in range(0, len(places), GPU_BATCH):
            group = places[start : start + GPU_BATCH]
            of_group = self.averaged_logits([partial(cut, photos[i], frame) for i, frame in group])
            logits += [
                no_finer(of_crop, frame, fineness)
                for of_crop, (_, frame) in zip(of_group, group, strict=True)
            ]
        return logits

    def averaged_logits(self, crops: Sequence[MakeCrop]) -> list[Tensor]:
        """The coarse logits ``(19, h, w)`` of each crop, averaged over the views; on the device.

        A view asks for crops at a size of its own, hence functions and not pictures.
        """
        by_view = []
        for view in self._views:
            pictures = [view.show(make(view.side(self.input_size))) for make in crops]
            by_view.append([view.undo(logits) for logits in self.logits(pictures)])
        return [average(of_crop) for of_crop in zip(*by_view, strict=True)]

    def logits(self, crops: Sequence[Photo]) -> list[Tensor]:
        """The coarse logits ``(19, h, w)`` of each crop ``uint8 (H, W, 3)``, on the device.

        ``H`` and ``W`` are multiples of 32. Neighbours of one shape are computed together. Where a GPU runs
        out of memory, it goes on in smaller batches, and where one crop is too much, on the CPU.
        """
        logits: list[Tensor] = []
        while len(logits) < len(crops):
            start = len(logits)
            same_shape = partial(_has_shape, crops[start].shape)
            batch = list(takewhile(same_shape, crops[start : start + self._batch_size]))
            try:
                logits.extend(self._forward(batch))
            except torch.OutOfMemoryError:
                self._use_less_memory()
        return logits

    @torch.inference_mode()
    def _forward(self, crops: Sequence[Photo]) -> tuple[Tensor, ...]:
        """The coarse logits ``(19, h, w)``, ``float32``, of crops of one shape."""
        pictures = torch.from_numpy(np.stack(crops)).to(self._device)
        mixed = self._device.type == "cuda"
        with torch.autocast(self._device.type, dtype=torch.float16, enabled=mixed):
            return self._coarse(normalise(pictures)).float().unbind(0)

    def _use_less_memory(self) -> None:
        torch.cuda.empty_cache()
        if self._batch_size > 1:
            self._batch_size //= 2
            return
        self._move_to(torch.device("cpu"))
        self._notices.append(
            message("The graphics card ran out of memory; parsing goes on on the processor.")
        )

    def _move_to(self, device: torch.device) -> None:
        self._device = device
        self._model.to(device)
        self._coarse = FusedNetwork(self._model.coarse) if can_fuse(device) else self._model.coarse
        self._batch_size = CPU_BATCH if device.type == "cpu" else GPU_BATCH


def no_finer(logits: Tensor, frame: Frame, fineness: float) -> Tensor:
    """The logits ``(19, h, w)`` of the crop of ``frame``, with at most so many a photo pixel along each axis.

    They are averaged where that leaves three quarters of a side or less; at least 32 a side remain.
    """
    side = max(32, round(frame_scale(frame) * CROP_SIDE * fineness))
    return logits if side > 0.75 * min(logits.shape[1:]) else F.adaptive_avg_pool2d(logits, side)


def _has_shape(shape: tuple[int, ...], crop: Photo) -> bool:
    return crop.shape == shape
