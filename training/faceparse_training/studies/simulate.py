"""A simulated annotator: corrects photos of a shifted pool in some order, fine-tunes, and measures.

The photos to correct come from the pairs the model was trained on, so it has seen their faces (unshifted);
those it is measured on it has never seen.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from lightning_fabric import Fabric
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from faceparse_core.files.given import check_target
from faceparse_core.labels import NAMES
from faceparse_core.metrics import Confusion, confusion, f_scores
from faceparse_core.model import MicroSegFormer
from faceparse_core.model_files.checkpoint import CheckpointError, load_model
from faceparse_core.trainer import ewc
from faceparse_training.data.datasets import DataError, Pair, find_pairs, split
from faceparse_training.data.held_out import examples, held_out_by
from faceparse_training.evaluation.crop_predictor import CropPrediction, CropPredictor, agreement, effort
from faceparse_training.evaluation.shifts import SHIFTS, Shift
from faceparse_training.finetune.learner import FinetuneConfig, Learner, TrainingCrop
from faceparse_training.studies.rows import append_row, rows_in

Order = Literal["random", "uncertainty", "all"]
COUNTS = (10, 20, 40)
POOL = 300
STEPS = {10: 100, 20: 150, 40: 200, POOL: 400}
"""A quick run's steps for 10 corrections, and more for more."""


class Figures(BaseModel):
    """What one network does. ``new``, ``old``: per-image F on the shifted test photos, and as they are.

    ``kept`` is ``old`` without the classes whose rule has changed. ``wrong`` (share of pixels) and
    ``strokes`` an image are what is left to correct in ``new``; ``agrees`` is the share of what the start
    was sure of in ``new`` that is still said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    new: float
    old: float
    kept: float
    wrong: float
    strokes: float
    agrees: float


class SimulationRow(BaseModel):
    """A fine-tuning of the study; ``count`` 0 is the start. ``config`` was read as ``method`` before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    shift: str
    order: Order
    seed: int
    count: int
    test: int
    config: FinetuneConfig = Field(validation_alias=AliasChoices("config", "method"))
    figures: Figures


@dataclass(frozen=True)
class SimulationStudy:
    """What all rows share: the model, its Fisher information, the data, and how many photos to test on."""

    model: Path
    data: Path
    fabric: Fabric
    config: FinetuneConfig
    test: int = 100


def simulate(
    study: SimulationStudy,
    shift: str,
    seed: int,
    out: Path,
    on_row: Callable[[SimulationRow], None] = lambda row: None,
) -> None:
    """Measure one shift with one seed and add the rows to ``out``, JSON lines; those there are not redone.

    Raises:
        DataError: if the data does not suffice.
        faceparse_core.model_files.checkpoint.CheckpointError: if the model cannot be used.
        OSError: if ``out`` cannot be written; before anything is measured where that can be seen.
    """
    check_target(out, grows=True)
    done = {(r.shift, r.order, r.seed, r.count) for r in read_rows(out) if r.config == study.config}
    wanted: list[tuple[Order, tuple[int, ...]]] = [
        ("random", (0, *COUNTS)),
        ("uncertainty", COUNTS),
        ("all", (POOL,)),
    ]
    missing = [
        (order, counts)
        for order, counts in wanted
        if any((shift, order, seed, count) not in done for count in counts)
    ]
    if not missing:
        return
    annotator = _Annotator(study, SHIFTS[shift], seed)
    for order, counts in missing:
        for count, network in annotator.work(order, counts):
            figures = annotator.measure(network)
            row = SimulationRow(
                model=study.model.stem, shift=shift, order=order, seed=seed, count=count,
                test=study.test, config=study.config, figures=figures,
            )  # fmt: skip
            if (shift, order, seed, count) not in done:
                append_row(out, row)
            on_row(row)


def read_rows(path: Path) -> list[SimulationRow]:
    """The rows of a study; what a killed program left of a line is passed over.

    Raises:
        faceparse_core.files.writing.FileError: if it is no regular file, too large, or may not be read.
    """
    return rows_in(path, SimulationRow)


class _Annotator:
    """A pool of photos to correct, those to measure on, and the network to begin with."""

    def __init__(self, study: SimulationStudy, shift: Shift, seed: int) -> None:
        self._study, self._shift, self._seed = study, shift, seed
        self._start, self._info = load_model(study.model)
        self._start.to(study.fabric.device)
        fisher = ewc.shipped_fisher(study.model.stem)
        if fisher is None:
            raise CheckpointError(
                f"There is no importance file for {study.model.stem}. Make one with "
                "faceparse research importance."
            )
        self._fisher = fisher
        pairs = find_pairs(study.data / "images", study.data / "masks")
        train, held = split(pairs, held_out_by(self._info))
        if len(train) < POOL or len(held) < study.test:
            raise DataError(
                f"{study.data} holds {len(train)} pairs to correct and {len(held)} to measure on; "
                f"{POOL} and {study.test} are needed. Add pairs, or ask for a smaller test."
            )
        order = np.random.default_rng(seed).permutation(len(train))[:POOL]
        self._pool = list(self._load([train[i] for i in order], shifted=True))
        self._new = list(self._load(held[: study.test], shifted=True))
        self._old = list(self._load(held[: study.test], shifted=False))
        predict = self._predictor(self._start)
        self._before = [predict(sample.photo) for sample in self._new]

    def work(self, order: Order, counts: Sequence[int]) -> Iterator[tuple[int, MicroSegFormer]]:
        """The network after each count of corrections; between two counts the order is made anew."""
        network, chosen = self._start, list[int]()
        for count in counts:
            rest = [i for i in range(POOL) if i not in chosen]
            if order == "uncertainty":
                predict = self._predictor(network)
                uncertainty = {i: predict(self._pool[i].photo).uncertainty for i in rest}
                rest.sort(key=lambda i: -uncertainty[i])
            chosen += rest[: count - len(chosen)]
            if count:
                network = self._learn([self._pool[i] for i in chosen], STEPS[count])
            yield count, network

    def measure(self, network: MicroSegFormer) -> Figures:
        predict = self._predictor(network)
        new = [predict(sample.photo) for sample in self._new]
        efforts = [effort(s.labels, a.labels) for s, a in zip(self._new, new, strict=True)]
        old = [confusion(s.labels, predict(s.photo).labels) for s in self._old]
        return Figures(
            new=_mean_f([confusion(s.labels, a.labels) for s, a in zip(self._new, new, strict=True)]),
            old=_mean_f(old),
            kept=_mean_f(old, self._shift.classes),
            wrong=float(np.mean([e.pixels for e in efforts])),
            strokes=float(np.mean([e.strokes for e in efforts])),
            agrees=float(np.mean([agreement(b, a) for b, a in zip(self._before, new, strict=True)])),
        )

    def _learn(self, samples: Sequence[TrainingCrop], steps: int) -> MicroSegFormer:
        config = self._study.config
        if config.changed_weight > 1:
            samples = [self._with_changes(sample) for sample in samples]
        sized = [sample.sized(config.side) for sample in samples]
        learner = Learner(self._start, sized, self._fisher, config, self._study.fabric, self._seed)
        for step in range(steps):
            learner.step(step / steps)
        return learner.network()

    def _with_changes(self, sample: TrainingCrop) -> TrainingCrop:
        said: CropPrediction = self._predictor(self._start)(sample.photo)
        return TrainingCrop(sample.photo, sample.labels, (said.labels != sample.labels) * np.uint8(255))

    def _predictor(self, network: MicroSegFormer) -> CropPredictor:
        return CropPredictor(network, self._info, self._study.fabric.device)

    def _load(self, pairs: Sequence[Pair], shifted: bool) -> Iterator[TrainingCrop]:
        with closing(examples(pairs)) as found:
            for example in found:
                photo, truth = example.photo, example.truth
                if shifted:
                    photo, truth = self._shift.apply(photo, truth, zlib.crc32(example.stem.encode()))
                yield TrainingCrop(photo, truth)


def _mean_f(matrices: Sequence[Confusion], without: frozenset[int] = frozenset()) -> float:
    """Per-image F (faceparse_core.metrics), over the classes not in ``without``."""
    kept = [i for i in range(len(NAMES)) if i not in without]
    return float(np.mean([np.nanmean(f_scores(matrix)[kept]) for matrix in matrices]))
