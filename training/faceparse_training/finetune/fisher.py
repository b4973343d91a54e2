"""The Fisher information of a model over the photos it was trained on (faceparse_core.trainer.ewc)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import torch
from torch import Tensor

from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.trainer import ewc
from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.data.datasets import DataError, find_pairs, split
from faceparse_training.data.held_out import examples, held_out_by

_FROM_LIFE = AugmentSettings(soft=0.1, grain=0.1, gamma=0.1, jpeg=0.1)


def measure(
    model: Path,
    data: Path,
    images: int,
    device: torch.device,
    seed: int = 0,
    on_done: Callable[[], None] = lambda: None,
) -> dict[str, Tensor]:
    """Measure the Fisher information over ``images`` of the training pairs in ``data``.

    The photos are varied as in training; their label maps are not used.

    Raises:
        faceparse_core.model_files.checkpoint.CheckpointError: if the model cannot be used.
        DataError, faceparse_core.photos.imaging.ImageError: for data that cannot be used, or too few pairs.
    """
    network, info = load_model(model)
    pairs = split(find_pairs(data / "images", data / "masks"), held_out_by(info))[0][:images]
    if len(pairs) < images:
        raise DataError(
            f"{data} holds {len(pairs)} training pairs, fewer than the {images} asked for. "
            "Add pairs, or ask for fewer."
        )
    vary = Augment(_FROM_LIFE)

    def pictures() -> Iterator[Tensor]:
        with closing(examples(pairs)) as photos:
            for number, example in enumerate(photos):
                yield torch.from_numpy(vary(example.photo, example.truth, seed + number)[0][None])
                on_done()

    return ewc.measure_fisher(network.to(device), pictures(), seed)
