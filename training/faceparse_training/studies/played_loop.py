"""The loop as a person has it: predictions are corrected, a run learns from them, other photos are parsed.

Corrections and test come from faces that the network's training held out. The person starts from what the
network predicted (faceparse_training.evaluation.played_person), and what is measured is the network that a
run leaves, with the gate's verdict on it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import BaseModel, ConfigDict

from faceparse_core.devices import choose
from faceparse_core.files.given import check_target
from faceparse_core.labels import ID_OF, NUM_CLASSES, LabelMap
from faceparse_core.metrics import confusion, f_scores, mean_f
from faceparse_core.model import MicroSegFormer
from faceparse_core.model_files.checkpoint import ModelInfo, load_model, read_info
from faceparse_core.photos.imaging import Photo
from faceparse_core.work import work
from faceparse_training.data.datasets import DataError, Pair
from faceparse_training.data.held_out import examples, held_out, held_out_by
from faceparse_training.evaluation.crop_predictor import CropPredictor
from faceparse_training.evaluation.played_person import correct
from faceparse_training.evaluation.shifts import MORE_SHIFTS, SHIFTS, Shift
from faceparse_training.finetune.accepted_classes import known_labels
from faceparse_training.finetune.manifest import CROPS, RUN_FILE, Crop, How, Run, RunSettings, write
from faceparse_training.finetune.run import MODEL_FILE, finetune
from faceparse_training.studies.rows import append_row, rows_in

UNTOUCHED, GOT_USED_TO = 20, 30
"""Photos that nobody touches, beside corrections and without any."""
PICTURES = 100
"""Of one person, where all photos are made from one face."""
ALL_SHIFTS = {**SHIFTS, **MORE_SHIFTS}


class LoopFigures(BaseModel):
    """What one network leaves to do on the test faces.

    Attributes:
        rule: wrong pixels whose label is another one under the new rule; ``others``: the rest.
        areas: wrong areas thicker than a sliver (``faceparse_core.work``); ``area_pixels``: their size.
        f: mean per-image F.
        old: wrong pixels on the faces as they are, or on other people's where all are of one person, but for
            those whose rule has changed; ``old_f``: F there.
        of_class: mean F of the one class that is corrected, over the faces that hold it, where it is one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: int
    others: int
    areas: int
    area_pixels: int
    f: float
    old: int
    old_f: float
    of_class: float | None = None


class LoopRow(BaseModel):
    """One fine-tuning of the study, from its ``start`` to its ``result``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    shift: str
    only: str | None = None
    how: How
    budget: float
    seed: int
    count: int
    test: int
    start: LoopFigures
    result: LoopFigures
    promoted: bool
    reason: str
    choice: dict[str, object] | None = None
    processor_seconds: float

    @property
    def key(self) -> tuple[object, ...]:
        """What tells the row from others."""
        return self.model, self.shift, self.only, self.how, self.budget, self.seed, self.count, self.test


@dataclass(frozen=True)
class LoopStudy:
    """What all rows share."""

    model: Path
    data: Path
    device: str
    budget: float
    test: int = 40


@dataclass(frozen=True)
class _Face:
    stem: str
    photo: Photo
    truth: LabelMap
    ruled: npt.NDArray[np.bool_]
    """Where the rule has changed."""


def measure(
    study: LoopStudy,
    shift: str,
    how: How,
    count: int,
    seed: int,
    out: Path,
    only: str | None = None,
    on_row: Callable[[LoopRow], None] = lambda row: None,
) -> None:
    """Play one loop and add its row to ``out``, JSON lines, unless it is there.

    Args:
        count: how many photos are corrected; without any the network gets used to others.
        only: the one class that the person corrects and accepts, on faces that hold it.

    Raises:
        DataError: if the data does not suffice.
        faceparse_core.model_files.checkpoint.CheckpointError: if the model cannot be used.
        OSError: if ``out`` cannot be written; before anything is measured where that can be seen.
    """
    check_target(out, grows=True)
    key = (study.model.stem, shift, only, how, study.budget, seed, count, study.test)
    rows = read_rows(out)
    if any(row.key == key for row in rows):
        return
    same = (study.model.stem, shift, only, seed, study.test)
    start = next((r.start for r in rows if (r.model, r.shift, r.only, r.seed, r.test) == same), None)
    network, info = load_model(study.model)
    network.to(choose(study.device))
    pairs = held_out(study.data, held_out_by(info))
    order = [pairs[i] for i in np.random.default_rng(seed).permutation(len(pairs))]
    if only is not None:
        order = _holding(order, ID_OF[only])
    as_they_are = order[-study.test :]
    about = ALL_SHIFTS[shift]
    if about.one_person:
        order = [replace(order[0], stem=f"{order[0].stem}-{number}") for number in range(PICTURES)]
    if len(order) < count + study.test:
        raise DataError(
            f"{study.data} holds {len(order)} faces that can be used; {count} to correct and {study.test} to "
            "measure on are needed. Add pairs, or ask for fewer."
        )
    corrected, tested = order[:count], order[-study.test :]
    untouched = order[count : len(order) - study.test][: UNTOUCHED if count else GOT_USED_TO]
    test_faces = tested, as_they_are
    classes = None if only is None else [ID_OF[only]]
    with TemporaryDirectory() as folder:
        run = Path(folder)
        predict = CropPredictor(network, info, choose(study.device))
        settings = RunSettings(
            base=str(study.model), current=str(study.model), time_budget=study.budget, seed=seed, how=how
        )
        _write_run(run, settings, predict, _faces(corrected, about), _faces(untouched, about), classes)
        began = time.process_time()
        verdict = finetune(run, device=study.device)
        seconds = time.process_time() - began
        assert verdict is not None
        learned = load_model(run / MODEL_FILE)[0].to(choose(study.device))
        choice = read_info(run / MODEL_FILE).recipe.get("choice")
    row = LoopRow(
        model=study.model.stem, shift=shift, only=only, how=how, budget=study.budget, seed=seed, count=count,
        test=study.test, start=start or _figures(network, info, study, test_faces, about, only),
        result=_figures(learned, info, study, test_faces, about, only), promoted=verdict.promote,
        reason=str(verdict.reason), choice=choice, processor_seconds=round(seconds, 1),
    )  # fmt: skip
    append_row(out, row)
    on_row(row)


def read_rows(path: Path) -> list[LoopRow]:
    """The rows of a study; what a killed program left of a line is passed over.

    Raises:
        faceparse_core.files.writing.FileError: if it is no regular file, too large, or may not be read.
    """
    return rows_in(path, LoopRow)


def _holding(pairs: Sequence[Pair], wanted: int) -> list[Pair]:
    with closing(examples(pairs)) as found:
        return [pair for pair, each in zip(pairs, found, strict=True) if (each.truth == wanted).any()]


def _faces(pairs: Sequence[Pair], shift: Shift) -> Iterator[_Face]:
    with closing(examples(pairs)) as found:
        for each in found:
            photo, truth = shift.apply(each.photo, each.truth, zlib.crc32(each.stem.encode()))
            ruled = (truth != each.truth) if shift.classes else np.zeros(truth.shape, bool)
            yield _Face(each.stem, photo, truth, ruled)


def _write_run(
    folder: Path,
    settings: RunSettings,
    predict: CropPredictor,
    corrected: Iterator[_Face],
    untouched: Iterator[_Face],
    classes: Collection[int] | None,
) -> None:
    """A run's folder as a project's corrections make it."""
    (folder / CROPS).mkdir()
    crops = []
    for face in corrected:
        said = predict(face.photo).labels
        mended = correct(said, face.truth, classes)
        accepted = known_labels(mended.labels, said, classes or ())
        files = {"photo": f"{face.stem}.png", "labels": f"{face.stem}-l.png", "changed": f"{face.stem}-c.png"}
        pictures = (face.photo, accepted, mended.changed * np.uint8(255))
        for name, picture in zip(files.values(), pictures, strict=True):
            Image.fromarray(picture).save(folder / CROPS / name, compress_level=1)
        crops.append(Crop(image=face.stem, classes=tuple(classes or ()), **files))
    for face in untouched:
        Image.fromarray(face.photo).save(folder / CROPS / f"{face.stem}.png", compress_level=1)
        crops.append(Crop(image=face.stem, photo=f"{face.stem}.png"))
    write(folder / RUN_FILE, Run(settings=settings, crops=tuple(crops), fingerprint="simulated"))


def _figures(
    network: MicroSegFormer,
    info: ModelInfo,
    study: LoopStudy,
    pairs: tuple[Sequence[Pair], Sequence[Pair]],
    shift: Shift,
    only: str | None,
) -> LoopFigures:
    """What ``network`` leaves on the first of the ``pairs``, shifted, and on the second as they are."""
    tested, as_they_are = pairs
    predict = CropPredictor(network, info, choose(study.device))
    rule = others = areas = area_pixels = old = 0
    matrices, old_f = [], []
    for face in _faces(tested, shift):
        said = predict(face.photo).labels
        wrong = (said != face.truth) & (face.truth < NUM_CLASSES)
        left = work(face.truth, said)
        rule += int((wrong & face.ruled).sum())
        others += int((wrong & ~face.ruled).sum())
        areas, area_pixels = areas + left.areas, area_pixels + left.pixels
        matrices.append(confusion(face.truth, said))
    with closing(examples(as_they_are)) as found:
        for each, face in zip(found, _faces(as_they_are, shift), strict=True):
            said = predict(each.photo).labels
            old += int(((said != each.truth) & (each.truth < NUM_CLASSES) & ~face.ruled).sum())
            old_f.append(mean_f(confusion(each.truth, said)))
    of_class = None
    if only is not None:
        of_class = float(np.nanmean([f_scores(matrix)[ID_OF[only]] for matrix in matrices]))
    return LoopFigures(
        rule=rule, others=others, areas=areas, area_pixels=area_pixels,
        f=float(np.mean([mean_f(matrix) for matrix in matrices])), old=old, old_f=float(np.mean(old_f)),
        of_class=of_class,
    )  # fmt: skip
