"""Which photo first? How well measures of a photo's uncertainty rank photos by what is wrong in them.

That is their error, 1 − F, and their work, the share of their pixels in areas to correct.

Needs scipy (the extra ``results``).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from faceparse_core.labels import LabelMap
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.model import normalise
from faceparse_core.model.blocks import DropPath
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing import faces
from faceparse_core.parsing.parser import Parser, ParseResult
from faceparse_core.parsing.tta import View
from faceparse_core.parsing.uncertainty import expected_f, wrong_share
from faceparse_core.photos.imaging import Photo
from faceparse_core.work import work
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation import uncertainty as per_pixel
from faceparse_training.evaluation.shifts import SHIFTS

DROPOUT_PASSES = 5
WORST = 0.25  # the share of the photos that should come first
AS_THEY_ARE, TOGETHER = "as they are", "all together"
FOUND: dict[str, Callable[[ParseResult], float]] = {
    f"{name}, faces found": partial(lambda measure, parsed: _of_worst_face(measure, parsed), measure)
    for name, measure in {
        "expected F": lambda p: 1 - expected_f(p),
        "mean 1 − max p": wrong_share,
        "mean entropy": lambda p: _mean(per_pixel.entropy, p),
    }.items()
}
"""Of the worst face of a photo that is parsed in the program's usual way; the window has the second."""


class Dropping:
    """A model with its dropout left on (Gal & Ghahramani, ICML 2016)."""

    def __init__(self, path: Path, device: torch.device) -> None:
        network, self._info = load_model(path)
        self._network, self._device = network.eval().to(device), device
        for module in network.modules():
            if isinstance(module, nn.Dropout2d | DropPath):
                module.train()

    @property
    def rates(self) -> tuple[float, float]:
        """Of features after the fusion, and of whole branches in the deepest block."""
        return self._network.config.dropout, self._network.config.drop_path

    @torch.inference_mode()
    def predict(self, photo: Photo, seed: int) -> list[LabelMap]:
        """The classes ``uint8 (h, w)`` of the whole photo, once a pass."""
        crop = faces.cut_whole(photo, self._info.input_size)
        picture = normalise(torch.from_numpy(crop[None]).to(self._device))
        torch.manual_seed(seed)
        return [_classes(self._network.coarse(picture)[0]) for _ in range(DROPOUT_PASSES)]


@dataclass(frozen=True)
class CropView:
    """One photo, taken for an aligned crop, for the measures; passes are made when asked for."""

    photo: Photo
    seed: int
    parser: Parser
    dropping: Dropping | None = None

    @cached_property
    def logits(self) -> Tensor:
        """``(19, h, w)``, of the photo as it is."""
        return self._whole.crops[0].logits

    @cached_property
    def probabilities(self) -> Tensor:
        """At the model's temperature."""
        return (self.logits / self._whole.temperature).softmax(0)

    @property
    def labels(self) -> LabelMap:
        """The predicted class ids at the photo's size, ``uint8 (H, W)``."""
        return self._whole.labels

    @cached_property
    def _whole(self) -> ParseResult:
        return self.parser.parse(self.photo, "whole")

    @property
    def mirrored(self) -> list[LabelMap]:
        """The class ids predicted for the mirrored photo, mirrored back: one map ``(h, w)``."""
        view = View(mirrored=True)
        (crop,) = self.parser.parse(view.show(self.photo), "whole").crops
        return [_classes(view.undo(crop.logits))]

    @property
    def dropped(self) -> list[LabelMap]:
        """The class ids predicted with dropout on, one map ``(h, w)`` for each pass; needs ``dropping``."""
        assert self.dropping is not None
        return self.dropping.predict(self.photo, self.seed)


@dataclass(frozen=True)
class Measure:
    """A photo's uncertainty, higher where less certain, and how many passes of the network it adds."""

    passes: int
    of: Callable[[CropView], float]


def _mean(measure: Callable[[Tensor], Tensor], probabilities: Tensor) -> float:
    return float(measure(probabilities.flatten(1).T).mean())


def _of_worst_face(measure: Callable[[Tensor], float], parsed: ParseResult) -> float:
    crops = (crop.logits for crop in parsed.crops if not crop.wide)
    return max((measure((each / parsed.temperature).softmax(0)) for each in crops), default=0.0)


def _mean_over_pixels(measure: Callable[[Tensor], Tensor], view: CropView) -> float:
    return _mean(measure, view.probabilities)


def _disagreement(others: Callable[[CropView], list[LabelMap]], view: CropView) -> float:
    """1 − the mean F of the other passes' predictions, with the first one as ground truth."""
    first = _classes(view.logits)
    return 1 - float(np.mean([mean_f(confusion(first, other)) for other in others(view)]))


MEASURES: dict[str, Measure] = {
    "expected F": Measure(0, lambda view: 1 - expected_f(view.probabilities)),
    **{
        f"mean {name}": Measure(0, partial(_mean_over_pixels, measure))
        for name, measure in per_pixel.MEASURES.items()
    },
    "disagreement with the mirror": Measure(1, partial(_disagreement, lambda view: view.mirrored)),
    "disagreement under dropout": Measure(DROPOUT_PASSES, partial(_disagreement, lambda view: view.dropped)),
}


@dataclass(frozen=True)
class Rank:
    """How well a measure ranks photos: Spearman's correlation with their errors, its 95 % interval from a
    bootstrap over the photos, and the share of the worst quarter that lies in its first quarter (chance: a
    quarter).
    """

    correlation: float
    low: float
    high: float
    found: float


@dataclass(frozen=True)
class Ranking:
    """``ranks[set][measure]``; the sets are the photos as they are, each shift, and all of them together.

    ``work_ranks`` judges the same measures by the work in place of the error; ``error`` and ``work`` are the
    means of each set, parsed whole.
    """

    images: int
    dropout: tuple[float, float] | None
    """None: nothing was measured that takes more passes."""
    error: dict[str, float]
    work: dict[str, float]
    ranks: dict[str, dict[str, Rank]]
    work_ranks: dict[str, dict[str, Rank]]


Values = dict[str, dict[str, list[float]]]
"""Of each set, of each measure, a value for each photo."""


def measure(
    parser: Parser,
    dropping: Dropping | None,
    examples: Iterable[HeldOutPhoto],
    on_done: Callable[[], None] = lambda: None,
) -> Ranking:
    """Measure every example as it is and under each shift; ``on_done`` is called an example.

    Without ``dropping``, only what takes no more passes of the network than parsing does.

    Raises:
        ValueError: if there are fewer than four examples: no quarter of them.
    """
    measures = {name: each for name, each in MEASURES.items() if dropping is not None or not each.passes}
    sets = (AS_THEY_ARE, *SHIFTS)
    values: Values = {name: {key: [] for key in (*measures, *FOUND)} for name in sets}
    whole: Values = {name: {"error": [], "work": []} for name in sets}
    found: Values = {name: {"error": [], "work": []} for name in sets}
    images = 0
    for example in examples:
        seed = zlib.crc32(example.stem.encode())
        for name in sets:
            photo, truth = example.photo, example.truth
            if name in SHIFTS:
                photo, truth = SHIFTS[name].apply(photo, truth, seed)
            view = CropView(photo, seed, parser, dropping)
            _judge(whole[name], truth, view.labels)
            for key, each in measures.items():
                values[name][key].append(each.of(view))
            parsed = parser.parse(photo)
            _judge(found[name], truth, parsed.labels)
            for key, of in FOUND.items():
                values[name][key].append(1.0 if parsed.no_face else of(parsed))
        images += 1
        on_done()
    for of_sets in (values, whole, found):
        keys = of_sets[AS_THEY_ARE]
        of_sets[TOGETHER] = {key: [v for name in sets for v in of_sets[name][key]] for key in keys}
    rates = None if dropping is None else dropping.rates
    errors, shares = _means(whole, "error"), _means(whole, "work")
    ranks = (_ranks(values, whole, found, kind) for kind in ("error", "work"))
    return Ranking(images, rates, errors, shares, *ranks)


def _means(judged: Values, kind: str) -> dict[str, float]:
    return {name: float(np.mean(of_set[kind])) for name, of_set in judged.items()}


def _ranks(values: Values, whole: Values, found: Values, kind: str) -> dict[str, dict[str, Rank]]:
    """Each measure of each set, judged by the errors or the work of the photos parsed as it was."""
    return {
        name: {
            key: rank(of_measure, (found if key in FOUND else whole)[name][kind])
            for key, of_measure in of_set.items()
        }
        for name, of_set in values.items()
    }


def _judge(into: dict[str, list[float]], truth: LabelMap, labels: LabelMap) -> None:
    into["error"].append(_error(truth, labels))
    into["work"].append(work(truth, labels).pixels / labels.size)


def rank(values: Sequence[float], errors: Sequence[float]) -> Rank:
    """Judge the ``values`` that a measure gave photos by the photos' ``errors``.

    Raises:
        ValueError: if there are fewer than four photos.
    """
    from scipy import stats

    if len(values) < 4:
        raise ValueError(f"{len(values)} photos cannot be ranked by quarters; give four or more")

    def correlation(a: npt.ArrayLike, b: npt.ArrayLike, axis: int = -1) -> npt.NDArray[np.float64]:
        """Spearman's, of all samples at once; 0 where nothing differs, as with dropout at a rate of 0."""
        x, y = (stats.rankdata(of, axis=axis) - (np.shape(of)[axis] + 1) / 2 for of in (a, b))
        spread = np.sqrt((x * x).sum(axis) * (y * y).sum(axis))
        together: npt.NDArray[np.float64] = (x * y).sum(axis) / np.where(spread > 0, spread, 1)
        return together

    spread = stats.bootstrap(
        (values, errors), correlation, paired=True, vectorized=True, n_resamples=999,
        method="percentile", rng=np.random.default_rng(0),
    ).confidence_interval  # fmt: skip
    count = max(1, round(WORST * len(values)))
    worst, first = (set(np.argsort(of)[::-1][:count].tolist()) for of in (errors, values))
    found = len(worst & first) / count
    return Rank(float(correlation(values, errors)), float(spread.low), float(spread.high), found)


def best(ranks: Mapping[str, Rank]) -> str:
    """The measure with the highest correlation."""
    return max(ranks, key=lambda name: ranks[name].correlation)


def _error(truth: LabelMap, labels: LabelMap) -> float:
    return 1 - mean_f(confusion(truth, labels))


def _classes(logits: Tensor) -> LabelMap:
    return logits.argmax(0).byte().cpu().numpy()
