"""Fuzz targets: each way into the program, with good files to begin with and the reading as users do it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from faceparse_core.errors import FaceparseError
from faceparse_core.labels import ID_OF
from faceparse_gui.formats import FORMATS, ExportOptions, Sample

READABLE = tuple(name for name, each in FORMATS.items() if each.reads)
SIZE = 48, 40
"""Width and height of every photo, in pixels."""


@dataclass(frozen=True)
class Target:
    """One way into the program."""

    make: Callable[[Path], None]
    """Writes good files into an empty folder; those below its ``in`` are the ones to damage."""
    read: Callable[[Path], str | None]
    """Reads what is in the folder as a user would; returns a sentence about what was left out, None where
    nothing was. What it may raise is one of ``allowed``."""


def allowed() -> tuple[type[Exception], ...]:
    """Return the errors that tell a user what is wrong with a file."""
    from faceparse_training.data.datasets import DataError
    from faceparse_training.finetune.manifest import ManifestError
    from faceparse_training.fit.recipe import RecipeError

    return FaceparseError, DataError, ManifestError, RecipeError


def drawn(number: int = 0) -> np.ndarray:
    """Return a label map ``uint8 (H, W)``: a nose on skin under hair, with an earring."""
    width, height = SIZE
    labels = np.zeros((height, width), np.uint8)
    labels[8:34, 8:40] = ID_OF["skin"]
    labels[16:22, 18 + number : 24 + number] = ID_OF["nose"]
    labels[:9, 6:42] = ID_OF["hair"]
    labels[26:30, 41:44] = ID_OF["ear_r"]
    return labels


def _photo(path: Path, seed: int = 0, **how: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    pixels = np.stack([x * 5 % 256, y * 6 % 256, (x + y + seed) % 256], 2).astype(np.uint8)
    Image.fromarray(pixels).save(path, **how)  # type: ignore[arg-type]


# Photos


def _make_photos(folder: Path) -> None:
    for suffix in ("png", "jpg", "webp", "tif", "bmp", "gif", "avif"):
        _photo(folder / "in" / f"a.{suffix}")
    pixels = np.arange(SIZE[0] * SIZE[1], dtype=np.uint16).reshape(SIZE[::-1]) * 30
    Image.fromarray(pixels).save(folder / "in" / "deep.png")
    Image.fromarray(pixels).save(folder / "in" / "deep.tif")
    Image.open(folder / "in" / "a.png").convert("CMYK").save(folder / "in" / "four.jpg")
    Image.open(folder / "in" / "a.png").quantize(7).save(folder / "in" / "few.png", transparency=2)


def _read_photos(folder: Path) -> str | None:
    from faceparse_core.photos.imaging import (
        find_photos,
        photo_size,
        read_label_map,
        read_photo,
        read_thumbnail,
    )

    raised: list[Exception] = []
    for path in [*find_photos([folder / "in"], recursive=True), *(folder / "in").iterdir()]:
        for read in (
            photo_size,
            read_photo,
            lambda each: read_thumbnail(each, 32),
            *([read_label_map] if path.stem == "few" else []),
        ):
            try:
                read(path)
            except Exception as error:
                raised.append(error)
    return _worst(raised)


# Masks of other tools


def _make_masks(name: str, folder: Path) -> None:
    format_ = FORMATS[name]
    for number in range(2):
        _photo(folder / "project" / f"face{number}.png", number)
    source = folder / "in"
    source.mkdir()
    target = source / f"masks{format_.extension}" if format_.extension else source
    writer = format_.writer(target, ExportOptions())
    stems = ["face0", "face1"]
    writer.begin(stems)
    for number, stem in enumerate(stems):
        path = folder / "project" / f"{stem}.png"
        writer.add(
            Sample(stem, number, drawn(number), path.name, path, lambda p=path: np.array(Image.open(p)))
        )  # type: ignore[misc]
    writer.finish()


def _read_masks(name: str, folder: Path) -> str | None:
    from faceparse_gui import api

    source = folder / "in"
    if FORMATS[name].extension:
        source = next(iter(source.glob(f"*{FORMATS[name].extension}")), source / "missing")
    with api.open_project(folder / "project") as project:
        report = project.import_masks(source, name)
        _no_inner_words(report.failures)
        for photo in project.photos:
            project.labels(photo.name)
    return next(iter(report.failures), None)


# A project that somebody else worked on


def _make_store(folder: Path) -> None:
    from faceparse_gui.exchange import LastExport
    from faceparse_gui.exchange.last_export import save_choices
    from faceparse_gui.project import Prediction, Project
    from faceparse_gui.project.versions.corrections import collect
    from faceparse_training.finetune.manifest import RunSettings

    for number in range(3):
        _photo(folder / "in" / f"face{number}.png", number)
    opened = Project.open(folder / "in")
    try:
        for number, record in enumerate(opened.records()):
            labels = drawn(number)
            sure = np.full(labels.shape, 200, np.uint8)
            opened.save_prediction(record.key, Prediction(labels, sure, "lmsa"))
            opened.save_labels(record.key, drawn(number + 1), "accepted" if number else "edited")
        save_choices(opened.store, LastExport())
        model = folder / "model"
        _make_model(model)
        version = opened.versions.import_file(model / "in" / "tiny.safetensors")
        opened.versions.activate(version.id)
        collect(opened, RunSettings(), edited=True)
    finally:
        opened.close()


def _read_store(folder: Path) -> str | None:
    from faceparse_gui.exchange.last_export import load_choices
    from faceparse_gui.project import Prediction, Project
    from faceparse_gui.project.versions.corrections import collect, preflight
    from faceparse_gui.project.versions.runs import unfinished_runs
    from faceparse_training.finetune.crops import Corrections
    from faceparse_training.finetune.manifest import RunSettings, read_run

    opened = Project.open(folder / "in")
    raised: list[Exception] = []

    def tried(function: Callable[[], object]) -> None:
        try:
            function()
        except Exception as error:
            raised.append(error)

    try:
        tried(lambda: load_choices(opened.store))
        tried(lambda: unfinished_runs(opened.store))
        tried(lambda: preflight(opened, edited=True))
        tried(lambda: opened.versions.all())
        tried(
            lambda: [
                opened.versions.export(each.id, folder / "out.safetensors") for each in opened.versions.all()
            ]
        )
        for run in sorted((opened.store / "runs").glob("*/run.json")):
            tried(lambda of=run.parent: Corrections(of).samples(read_run(of).corrected, 32))  # type: ignore[misc]
        labels = drawn()
        fresh = Prediction(labels, np.full(labels.shape, 9, np.uint8), "lmsa")
        for record in opened.records():
            tried(lambda key=record.key: opened.load_labels(key, SIZE))  # type: ignore[misc]
            tried(lambda key=record.key: opened.load_prediction(key))  # type: ignore[misc]
            tried(lambda key=record.key: opened.save_prediction(key, fresh))  # type: ignore[misc]
            tried(lambda key=record.key: opened.save_labels(key, labels, "edited"))  # type: ignore[misc]
        tried(lambda: collect(opened, RunSettings(), edited=True))
    finally:
        opened.close()
    return _worst(raised) or next(iter(opened.notices), None)


# Models and recipes


def _make_model(folder: Path) -> None:
    from faceparse_core.model import ModelConfig, build
    from faceparse_core.model_files.checkpoint import ModelInfo, save_model

    config = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8)
    (folder / "in").mkdir(parents=True)
    info = ModelInfo(name="tiny", config=config)
    save_model(folder / "in" / "tiny.safetensors", build(config).state_dict(), info)


def _read_model(folder: Path) -> str | None:
    from faceparse_core.model_files.checkpoint import load_model, read_info

    for path in sorted((folder / "in").iterdir()):
        read_info(path)
        load_model(path)
    return None


def _make_recipe(folder: Path) -> None:
    from faceparse_training.fit.recipe import shipped_recipes

    (folder / "in").mkdir(parents=True)
    for name, path in shipped_recipes().items():
        shutil.copyfile(path, folder / "in" / f"{name.replace('/', '-')}.yaml")
    (folder / "in" / "ours.yaml").write_text(
        "extends: corrected-lmsa.yaml\nname: ours\ntrain: {batch_size: 3}\n"
    )


def _read_recipe(folder: Path) -> str | None:
    from faceparse_training.fit.recipe import load_recipe

    raised: list[Exception] = []
    for path in sorted((folder / "in").iterdir()):
        try:
            load_recipe(path)
        except Exception as error:
            raised.append(error)
    return _worst(raised)


def _worst(raised: list[Exception]) -> str | None:
    """Return what the first of the errors tells a user; raise one that tells nothing."""
    known = allowed()
    for error in raised:
        if not isinstance(error, known):
            raise error
    return str(raised[0]) if raised else None


_INNER = re.compile(r"\b(?!ZeroDivision)[A-Z][a-z]+[A-Za-z]*(Error|Exception)\b|Traceback|unexpected")


def _no_inner_words(sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        if _INNER.search(sentence):
            raise AssertionError(f"not a sentence for a user: {sentence}")


TARGETS: dict[str, Target] = {
    "photos": Target(_make_photos, _read_photos),
    "store": Target(_make_store, _read_store),
    "model": Target(_make_model, _read_model),
    "recipe": Target(_make_recipe, _read_recipe),
    **{
        f"import-{name}": Target(
            lambda folder, name=name: _make_masks(name, folder),  # type: ignore[misc]
            lambda folder, name=name: _read_masks(name, folder),  # type: ignore[misc]
        )
        for name in READABLE
    },
}

if __name__ == "__main__":
    print(*TARGETS, file=sys.stdout, sep="\n")
