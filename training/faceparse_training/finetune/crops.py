"""The crops of a fine-tuning run's folder (faceparse_training.finetune.manifest), read as they are needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES
from faceparse_core.losses import IGNORE
from faceparse_core.messages import message
from faceparse_core.photos.imaging import Photo, read_photo
from faceparse_training.finetune.accepted_classes import OTHER
from faceparse_training.finetune.learner import TrainingCrop
from faceparse_training.finetune.manifest import CROPS, Crop, ManifestError


class Corrections:
    """The crops in ``folder``. Every method raises ``ManifestError`` for one that is missing or
    damaged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / CROPS

    def samples(self, crops: Iterable[Crop], side: int) -> list[TrainingCrop]:
        """Corrected crops at ``side`` pixels."""
        return [self.sample(crop).sized(side) for crop in crops]

    def sample(self, crop: Crop) -> TrainingCrop:
        """A corrected crop at its own size."""
        if crop.labels is None:
            raise ValueError(f"{crop.photo} was not corrected")
        photo, labels = self.photo(crop), self._grey(crop.labels)
        changed = None if crop.changed is None else self._grey(crop.changed)
        for mask in (labels, changed):
            if mask is not None and mask.shape != photo.shape[:2]:
                raise self._damaged(crop.labels, message("has another size than its photo"))
        unknown = (IGNORE, OTHER) if crop.classes else (IGNORE,)
        if labels[~np.isin(labels, unknown)].max(initial=0) >= NUM_CLASSES:
            raise self._damaged(crop.labels, message("holds ids above {most}", most=NUM_CLASSES - 1))
        return TrainingCrop(photo, labels, changed, crop.classes)

    def photo(self, crop: Crop) -> Photo:
        """A crop's photo, RGB ``uint8 (S, S, 3)``."""
        return self._read(crop.photo)

    def _grey(self, name: str) -> npt.NDArray[np.uint8]:
        return np.ascontiguousarray(self._read(name)[..., 0])

    def _read(self, name: str) -> Photo:
        if Path(name).name != name:
            raise self._damaged(name, message("lies outside the run's folder"))
        try:
            return read_photo(self._folder / name)
        except OSError as error:
            raise ManifestError(message("{error} Start the fine-tuning anew.", error=error)) from error

    def _damaged(self, name: str, why: str) -> ManifestError:
        return ManifestError(
            message(
                "{folder} cannot be used: it {why}. Start the fine-tuning anew.",
                folder=self._folder / name,
                why=why,
            )
        )
