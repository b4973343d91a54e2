"""One map for each face, and what an import makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import widen
from faceparse_gui.exchange import ExportPlan, Import, ImportSummary, project_items
from faceparse_gui.exchange.import_scan import scan
from faceparse_gui.formats import FORMATS, ExportOptions, ReadOptions
from faceparse_gui.project import Prediction, Project
from tests.core.parsing.frames import facing
from tests.exchange.projects import drawn
from tests.exchange.test_export import item, pixels, run


def neighbours() -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Two faces side by side, hair over both of them."""
    labels = np.zeros((40, 80), np.uint8)
    labels[2:10], labels[10:38, 6:34], labels[10:38, 46:74] = ID_OF["hair"], ID_OF["skin"], ID_OF["nose"]
    return labels, (facing(60, 20, 40), facing(20, 20, 40))


def test_one_map_a_face_has_what_that_face_owns(tmp_path: Path) -> None:
    labels, frames = neighbours()
    options = ExportOptions(crop="instance")
    run(ExportPlan.make(FORMATS["indexed"], tmp_path, [item("a.jpg", labels, frames)], options))
    right, left = (pixels(tmp_path / f"a_{number}.png") for number in (1, 2))
    assert np.array_equal(left[:, :40], labels[:, :40])
    assert np.array_equal(right[:, 40:], labels[:, 40:])
    assert not left[:, 40:].any()
    assert not right[:, :40].any()


def test_the_square_around_a_face_shows_no_other(tmp_path: Path) -> None:
    labels, frames = neighbours()
    wide = tuple(widen(frame, 2.0) for frame in frames)
    options = ExportOptions(crop="face", size=80)
    run(ExportPlan.make(FORMATS["indexed"], tmp_path, [item("a.jpg", labels, wide)], options))
    first, second = (set(np.unique(pixels(tmp_path / f"a_{number}.png"))) for number in (1, 2))
    assert first == {0, ID_OF["hair"], ID_OF["nose"]}
    assert second == {0, ID_OF["hair"], ID_OF["skin"]}


@pytest.mark.parametrize("crop", ["face", "instance"])
def test_of_a_photo_without_a_face_nothing_is_written_face_by_face(tmp_path: Path, crop: Any) -> None:
    labels, frames = neighbours()
    blank = replace(item("b.jpg", np.zeros_like(labels)), status="no-face")
    items = [item("a.jpg", labels, frames), blank]
    report = run(ExportPlan.make(FORMATS["indexed"], tmp_path, items, ExportOptions(crop=crop)))
    assert (report.total, report.written, report.faceless) == (2, 2, 1)
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["a_1.png", "a_2.png"]


@pytest.fixture
def pair(project: Project) -> Project:
    """The new photo of the project is accepted, with two faces."""
    record = project.records()[2]
    labels = drawn(7)
    frames = (facing(22, 12, 16), facing(9, 12, 16))
    project.save_prediction(
        record.key, Prediction(labels, np.full(labels.shape, 200, np.uint8), "net", frames)
    )
    project.save_labels(record.key, labels, "accepted")
    return project


def exported(project: Project, target: Path, name: str, crop: Any) -> Path:
    plan = ExportPlan.make(FORMATS[name], target, project_items(project), ExportOptions(crop=crop))
    assert not run(plan).failures
    return target


def brought(project: Project, source: Path, name: str) -> ImportSummary:
    report = ImportSummary()
    how = Import(project, source, "edited", "replace")
    found = how.found(FORMATS[name], ReadOptions())
    for outcome in how.run(found):
        report.note(outcome)
    assert report.done == len(found), "what is left is reported as stopped"
    return report


@pytest.mark.parametrize("name", ["indexed", "celebamask", "coco", "labelme", "voc"])
def test_the_maps_of_a_photos_faces_come_back_as_one(pair: Project, tmp_path: Path, name: str) -> None:
    keys = [record.key for record in pair.records() if record.status == "accepted"]
    before = [pair.load_labels(key) for key in keys]
    target = exported(pair, tmp_path / "out", name, "instance")
    seen = scan(pair, target, FORMATS[name], ReadOptions())
    assert (seen.total, seen.matching, seen.problem) == (2, 2, "")
    for key in keys:
        pair.save_labels(key, np.zeros_like(before[0]), "edited")
    report = brought(pair, target, name)
    assert (report.imported, report.failures) == (2, [])
    for key, labels in zip(keys, before, strict=True):
        assert np.array_equal(pair.load_labels(key), labels)


def test_a_photo_of_which_the_map_of_a_face_is_gone_is_not_imported(pair: Project, tmp_path: Path) -> None:
    target = exported(pair, tmp_path / "out", "indexed", "instance")
    (target / "face 2_2.png").unlink()
    report = brought(pair, target, "indexed")
    assert report.imported == 1
    assert "face 2_1.png is not all of face 2.jpg" in report.failures[0]


def test_squares_around_faces_are_refused_by_name(pair: Project, tmp_path: Path) -> None:
    """They say not where they lie; of a square photo one would even have the right shape."""
    before = [pair.load_labels(record.key) for record in pair.records()]
    target = exported(pair, tmp_path / "out", "indexed", "face")
    report = brought(pair, target, "indexed")
    assert report.imported == 0
    assert len(report.failures) == 3
    assert "face 2_1.png is the square around a face of face 2.jpg" in " ".join(report.failures)
    after = [pair.load_labels(record.key) for record in pair.records()]
    assert all(map(np.array_equal, before, after))
