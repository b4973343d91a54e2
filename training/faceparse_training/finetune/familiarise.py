"""A network gets used to a project's photos before anything is corrected, and the gate on that.

What moves are BatchNorm's statistics (norm_statistics.py). There is no truth to judge by, so the network is
judged by itself, on photos that its statistics were not measured on: what was sure must stay, and it must
expect to have fewer pixels wrong. How far that follows the truth: ``faceparse research loop --count 0``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from faceparse_core.messages import joined, message
from faceparse_core.model import MicroSegFormer
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer.events import PhaseStarted
from faceparse_training.data.datasets import DataError
from faceparse_training.evaluation.crop_predictor import agreement
from faceparse_training.finetune.comparison import CropPair
from faceparse_training.finetune.countdown import Countdown
from faceparse_training.finetune.gain import gain
from faceparse_training.finetune.gate import LEAST_AGREEMENT
from faceparse_training.finetune.learner import TrainingCrop
from faceparse_training.finetune.manifest import FEWEST_PHOTOS, Check, Crop, Verdict
from faceparse_training.finetune.norm_statistics import adapted
from faceparse_training.finetune.run_inputs import RunInputs

_MOST = 40  # crops
_PASSES = 4  # of each crop: for the statistics of its half and of all, by the network before and the new one


def familiarise(inputs: RunInputs, should_stop: Callable[[], bool]) -> tuple[MicroSegFormer, Verdict] | None:
    """The network with statistics of all photos, and the verdict on it; ``None`` if stopped before the end.

    Raises:
        DataError: if there are too few photos.
    """
    crops = inputs.run.untouched[:_MOST]
    images = list(dict.fromkeys(crop.image for crop in crops))
    if len(images) < FEWEST_PHOTOS:
        raise DataError(
            message(
                "{n} parsed photo is too few to get used to: at least {least} are needed. Parse more.",
                plural="{n} parsed photos are too few to get used to: at least {least} are needed. Parse "
                "more.",
                n=len(images),
                least=FEWEST_PHOTOS,
            )
        )
    inputs.on_event(PhaseStarted("familiarise"))
    work = _Work(inputs, should_stop, _PASSES * len(crops))
    halves = [[crop for crop in crops if crop.image in set(images[part::2])] for part in range(2)]
    seen = list[Face]()
    try:
        for measured, judged in (halves, halves[::-1]):
            network = work.network(measured)
            pair = CropPair(inputs.predictor(inputs.current), inputs.predictor(network))
            seen += work.compare(judged, pair)
        network = work.network(crops)
    except _StopError:
        return None
    return network, judge(seen)


@dataclass(frozen=True)
class Face:
    """A face, by itself: its pixels, and which share of them is expected wrong, before and after; what stays
    of what was sure."""

    pixels: int
    before: float
    after: float
    agreement: float


def judge(seen: Sequence[Face]) -> Verdict:
    """The verdict on statistics by faces that they were not measured on."""
    found = gain(*([round(share(each) * each.pixels) for each in seen] for share in (_before, _after)))
    stays = float(np.mean([each.agreement for each in seen]))
    fewer, alike = found.sure and found.felt, stays >= LEAST_AGREEMENT
    count = len(seen)
    before, after = (float(np.mean([share(each) for each in seen])) for share in (_before, _after))
    checks = (
        Check(kind="expected", images=count, before=before, after=after, passed=fewer),
        Check(kind="untouched", images=count, before=1.0, after=stays, passed=alike),
    )
    figures = message(
        "pixels expected wrong {before:.1%} → {after:.1%}, {stays:.1%} of what was sure stays.",
        before=before,
        after=after,
        stays=stays,
    )
    if fewer and alike:
        what = message("The network got used to these photos:")
    elif not alike:
        what = message("Getting used to these photos would change too much of what was sure:")
    elif after > before:
        what = message("Getting used to these photos would make the network less sure of them:")
    else:
        what = message("These photos look as the network knows them; nothing to gain:")
    return Verdict(
        promote=fewer and alike, reason=joined(what, figures), checks=checks, classes=(), examples=()
    )


def _before(seen: Face) -> float:
    return seen.before


def _after(seen: Face) -> float:
    return seen.after


class _StopError(Exception):
    """Between two photos."""


class _Work:
    """Passes of photos through networks, which say how long all of them still take."""

    def __init__(self, inputs: RunInputs, should_stop: Callable[[], bool], passes: int) -> None:
        self._inputs, self._should_stop = inputs, should_stop
        self._countdown = Countdown(inputs.on_event, inputs.fabric.device, passes)

    def network(self, crops: Iterable[Crop]) -> MicroSegFormer:
        """The start with the statistics of these crops in its own."""
        side = self._inputs.start.info.input_size
        photos = (TrainingCrop(photo, photo[..., 0]).sized(side).photo for photo in self._photos(crops))
        return adapted(self._inputs.start.network, photos)

    def compare(self, crops: Iterable[Crop], pair: CropPair) -> Iterator[Face]:
        """What two networks say of these crops."""
        for photo in self._photos(crops, 2):
            before, after = pair.before(photo), pair.after(photo)
            pixels = before.labels.size
            yield Face(pixels, before.uncertainty, after.uncertainty, agreement(before, after))

    def _photos(self, crops: Iterable[Crop], passes: int = 1) -> Iterator[Photo]:
        for crop in self._countdown.over(crops, passes):
            if self._should_stop():
                raise _StopError
            yield self._inputs.crops.photo(crop)
