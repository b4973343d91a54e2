"""Masks of other tools into a project: matched by name, checked by size, never over a hand's work unasked."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from projects import drawn

from core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan, Import, ImportReport, items_in, project_items
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.project import Project


def bring(project: Project, source: Path, *how, **more) -> ImportReport:
    report = ImportReport()
    for outcome in Import(project, source, *how, **more).run(FORMATS["indexed"].read(source, ReadOptions())):
        report.note(outcome)
    return report


def mask(path: Path, labels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(labels).save(path)


def test_masks_come_to_the_photos_of_their_name(project: Project, tmp_path: Path) -> None:
    new = project.images()[2]
    mask(tmp_path / "masks" / "face 2.png", drawn(7))
    report = bring(project, tmp_path / "masks")
    assert (report.imported, report.skipped, report.failures) == (1, 0, [])
    assert np.array_equal(project.load_labels(new.key), drawn(7))
    assert project.image(new.key).status == "edited"
    assert project.load_prediction(new.key) is None


def test_a_hands_work_stays_unless_it_may_be_replaced(project: Project, tmp_path: Path) -> None:
    accepted = project.images()[0]
    before = project.load_labels(accepted.key)
    mask(tmp_path / "masks" / "face 0.png", drawn(7))
    assert bring(project, tmp_path / "masks").skipped == 1
    assert np.array_equal(project.load_labels(accepted.key), before)
    assert (
        "Say that they may be replaced" in bring(project, tmp_path / "masks", "edited", "refuse").failures[0]
    )

    assert bring(project, tmp_path / "masks", "accepted", "replace").imported == 1
    assert np.array_equal(project.load_labels(accepted.key), drawn(7))


def test_a_prediction_of_another_tool_is_laid_beside_the_work(project: Project, tmp_path: Path) -> None:
    accepted, _, new = project.images()
    before = project.load_labels(accepted.key)
    for name in ("face 0", "face 2"):
        mask(tmp_path / "masks" / f"{name}.png", drawn(7))
    assert bring(project, tmp_path / "masks", "prediction", tool="other").imported == 2
    assert np.array_equal(project.load_labels(accepted.key), before)
    prediction = project.load_prediction(accepted.key)
    assert prediction is not None
    assert prediction.model == "other"
    assert np.array_equal(prediction.labels, drawn(7))
    assert len(prediction.frames) == 1  # as the network had found them
    assert project.image(accepted.key).status == "accepted"
    assert np.array_equal(project.load_labels(new.key), drawn(7))
    assert project.image(new.key).status == "parsed"


@pytest.mark.parametrize(
    ("name", "labels", "says"),
    [
        ("face 2", np.zeros((24, 31), np.uint8), r"31 × 24 pixels .* 32 × 24"),
        ("face 2", np.full((24, 32), 19, np.uint8), "holds the id 19"),
        ("stranger", drawn(0), "no photo stranger"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_the_rest_comes_in(
    project: Project, tmp_path: Path, name: str, labels: np.ndarray, says: str
) -> None:
    mask(tmp_path / "masks" / f"{name}.png", labels)
    mask(tmp_path / "masks" / "face 1.png", drawn(5))
    report = bring(project, tmp_path / "masks")
    assert report.imported == 1
    (failure,) = report.failures
    assert f"{name}.png" in failure
    assert np.array_equal(project.load_labels(project.images()[1].key), drawn(5))
    assert re.search(says, failure)


def test_renamed_files_find_their_photos_by_the_manifest(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ExportOptions(naming="{n:05}")
    items = project_items(project, ("accepted", "parsed"))
    list(Export(ExportPlan.make(FORMATS["indexed"], out, items, options)).run())
    kept = {item.name: item.load().labels for item in items}
    for record in project.images()[:2]:
        project.save_labels(record.key, np.zeros((24, 32), np.uint8), "edited")
    assert bring(project, out, "edited", "replace").imported == 2
    for record in project.images()[:2]:
        assert np.array_equal(project.load_labels(record.key), kept[record.path.name])


def test_two_photos_of_one_stem_are_not_guessed_between(tmp_path: Path) -> None:
    for name in ("a/x.jpg", "b/x.jpg"):
        (tmp_path / "photos" / name).parent.mkdir(parents=True)
        Image.new("RGB", (32, 24)).save(tmp_path / "photos" / name)
    project = Project.open(tmp_path / "photos", recursive=True)
    try:
        mask(tmp_path / "flat" / "x.png", drawn(0))
        assert "more than one" in bring(project, tmp_path / "flat").failures[0]
        mask(tmp_path / "deep" / "b" / "x.png", drawn(1))
        assert bring(project, tmp_path / "deep").imported == 1
        record = project.find(tmp_path / "photos" / "b" / "x.jpg")
        assert record is not None
        assert np.array_equal(project.load_labels(record.key), drawn(1))
    finally:
        project.close()


def test_converting_refuses_two_label_maps_of_one_photo(tmp_path: Path) -> None:
    mask(tmp_path / "masks" / "x.png", drawn(0))
    assert [item.name for item in items_in(tmp_path / "masks", FORMATS["indexed"])] == ["x.png"]
    mask(tmp_path / "masks" / "x.PNG", drawn(1))
    with pytest.raises(FormatError, match="two label maps of x"):
        items_in(tmp_path / "masks", FORMATS["indexed"])


def test_ids_of_another_order_become_ours(project: Project, tmp_path: Path) -> None:
    theirs = np.full((24, 32), 17, np.uint8)
    mask(tmp_path / "masks" / "face 2.png", theirs)
    found = FORMATS["indexed"].read(tmp_path / "masks", ReadOptions(order="bisenet"))
    assert [outcome.failure for outcome in Import(project, tmp_path / "masks").run(found)] == [None]
    labels = project.load_labels(project.images()[2].key)
    assert labels is not None
    assert (labels == ID_OF["hair"]).all()
