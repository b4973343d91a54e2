"""Batches to learn from: every pair mixed, composed and augmented anew in every epoch."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from faceparse_training.data.datasets import FacePairs

if TYPE_CHECKING:
    from faceparse_training.data.augment import Augment  # albumentations takes seconds to import
    from faceparse_training.data.mixing import Mix
    from faceparse_training.data.scenes.compose import Scenes

Batch = tuple[Tensor, Tensor]
_AHEAD = 4  # batches that a worker prepares ahead


class TrainingPairs:
    """Mixed, composed and augmented batches.

    Their content depends on ``(seed, epoch, image)`` alone; process ``rank`` of ``world_size`` gets every
    ``world_size``-th image of each batch.

    A ``trainer.loop.TrainData``. ``workers`` are processes that augment (0: this one); they are
    forked, so that they share the pairs' memory, and go on from epoch to epoch, so that a GPU need not wait
    for a new epoch's first batches.
    """

    def __init__(
        self,
        pairs: FacePairs,
        augment: Augment,
        seed: int,
        *,
        rank: int = 0,
        world_size: int = 1,
        workers: int = 0,
        mix: Mix | None = None,
        scenes: Scenes | None = None,
    ) -> None:
        self.pairs, self.mix, self.scenes, self.augment, self.seed = pairs, mix, scenes, augment, seed
        self.rank, self.world_size, self.workers = rank, world_size, workers
        self.images = len(pairs)
        self._stream: Iterator[Batch] = iter(())
        self._stream_at: tuple[int, int, int, int] | None = None

    def steps(self, batch_size: int) -> int:
        """Optimiser steps in an epoch; images that do not fill a last batch are left out."""
        return max(1, self.images // batch_size)

    def batches(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[Batch]:
        """See ``faceparse_core.trainer.loop.TrainData``."""
        if self._stream_at != (epoch, first, size, batch_size):
            self._stream = self._from(epoch, first, size, batch_size)
        steps = self.steps(batch_size)
        for step in range(first, steps):
            batch = next(self._stream)
            following = (epoch, step + 1) if step + 1 < steps else (epoch + 1, 0)
            self._stream_at = (*following, size, batch_size)
            yield batch

    def _from(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[Batch]:
        """All batches from there on, without an end."""
        self.pairs.resize(size)  # here, not in every worker
        loader = DataLoader(
            _Pairs(self, size),
            batch_sampler=_Order(self, epoch, first, batch_size),
            num_workers=self.workers,
            prefetch_factor=_AHEAD if self.workers else None,
            multiprocessing_context="fork" if self.workers else None,
            worker_init_fn=_work_alone,
            pin_memory=torch.cuda.is_available(),
            generator=torch.Generator(),  # or the start would draw from the dropout masks' generator
        )
        return iter(loader)


class _Order:
    """Which image of which epoch lies in which batch: lists of ``(epoch, image)``."""

    def __init__(self, source: TrainingPairs, epoch: int, first: int, batch_size: int) -> None:
        self.source, self.epoch, self.first, self.batch_size = source, epoch, first, batch_size

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        source, size, epoch, first = self.source, self.batch_size, self.epoch, self.first
        while True:
            order = np.random.default_rng((source.seed, epoch)).permutation(source.images)
            for step in range(first, source.steps(size)):
                chosen = np.take(order, range(step * size, (step + 1) * size), mode="wrap")
                yield [(epoch, int(image)) for image in chosen[source.rank :: source.world_size]]
            epoch, first = epoch + 1, 0


class _Pairs(Dataset[Batch]):
    def __init__(self, source: TrainingPairs, size: int) -> None:
        self.source, self.size = source, size

    def __getitem__(self, at: tuple[int, int]) -> Batch:
        source, (epoch, index) = self.source, at
        key = (source.seed, epoch, index)
        photo, labels = source.pairs.at(index, self.size)
        if source.mix:  # before the augmentation: faces lie alike, and no pixel is IGNORE yet
            photo, labels = source.mix(index, self.size, np.random.default_rng((*key, 1)))
        if source.scenes:
            photo, labels = source.scenes((photo, labels), self.size, np.random.default_rng((*key, 2)))
        seed = int(np.random.SeedSequence(key).generate_state(1)[0])
        picture, mask = source.augment(photo, labels, seed)
        return torch.from_numpy(np.ascontiguousarray(picture)), torch.from_numpy(np.ascontiguousarray(mask))


def _work_alone(worker: int) -> None:
    _leave_signals_to_parent()
    cv2.setNumThreads(0)  # there are as many workers as cores


def _leave_signals_to_parent() -> None:
    """A signal to end may reach all processes of a run: the first one then saves, and ends its helpers."""
    for name in ("SIGINT", "SIGHUP"):
        if name in signal.Signals.__members__:
            signal.signal(signal.Signals[name], signal.SIG_IGN)
    if sys.platform == "linux":  # no other system reports who sent a signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    while sys.platform == "linux":
        if signal.sigwaitinfo({signal.SIGTERM}).si_pid == os.getppid():
            os._exit(0)
