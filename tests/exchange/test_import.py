"""Masks of other tools into a project: matched by name, checked by size, never over a hand's work unasked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan, Import, ImportSummary, items_in, project_items
from faceparse_gui.exchange.matching import check_pattern
from faceparse_gui.exchange.summary import ImportRemarks
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, Found, ReadOptions
from faceparse_gui.formats.reading.remarks import Remark
from faceparse_gui.project import Project
from tests.exchange.projects import drawn


def bring(project: Project, source: Path, *how, **more) -> ImportSummary:
    report = ImportSummary()
    for outcome in Import(project, source, *how, **more).run(FORMATS["indexed"].read(source, ReadOptions())):
        report.note(outcome)
    return report


def mask(path: Path, labels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(labels).save(path)


def test_masks_come_to_the_photos_of_their_name(project: Project, tmp_path: Path) -> None:
    new = project.records()[2]
    mask(tmp_path / "masks" / "face 2.png", drawn(7))
    report = bring(project, tmp_path / "masks")
    assert (report.imported, report.skipped, report.failures) == (1, 0, [])
    assert np.array_equal(project.load_labels(new.key), drawn(7))
    assert project.record(new.key).status == "edited"
    assert project.load_prediction(new.key) is None


def test_a_hands_work_stays_unless_it_may_be_replaced(project: Project, tmp_path: Path) -> None:
    accepted = project.records()[0]
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
    accepted, _, new = project.records()
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
    assert project.record(accepted.key).status == "accepted"
    assert np.array_equal(project.load_labels(new.key), drawn(7))
    assert project.record(new.key).status == "parsed"


@pytest.mark.parametrize(
    ("name", "labels", "says"),
    [
        ("face 2", np.zeros((24, 31), np.uint8), r"31 × 24 pixels .* 32 × 24, another shape"),
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
    assert np.array_equal(project.load_labels(project.records()[1].key), drawn(5))
    assert re.search(says, failure)


def test_renamed_files_find_their_photos_by_the_manifest(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ExportOptions(naming="{n:05}")
    items = project_items(project, ("accepted", "parsed"))
    list(Export(ExportPlan.make(FORMATS["indexed"], out, items, options)).run())
    kept = {item.name: item.load().labels for item in items}
    for record in project.records()[:2]:
        project.save_labels(record.key, np.zeros((24, 32), np.uint8), "edited")
    assert bring(project, out, "edited", "replace").imported == 2
    for record in project.records()[:2]:
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
    labels = project.load_labels(project.records()[2].key)
    assert labels is not None
    assert (labels == ID_OF["hair"]).all()


@pytest.mark.parametrize(("scale", "size"), [(2, "64 × 48 → 32 × 24"), (0.5, "16 × 12 → 32 × 24")])
def test_a_mask_of_the_photos_shape_is_scaled_and_reported(
    project: Project, tmp_path: Path, scale: float, size: str
) -> None:
    large = Image.fromarray(drawn(3)).resize((int(32 * scale), int(24 * scale)), Image.Resampling.NEAREST)
    mask(tmp_path / "masks" / "face 2.png", np.array(large))
    report = bring(project, tmp_path / "masks")
    assert report.imported == 1
    assert report.remarks.lines() == (f"Masks scaled to the size of their photos: 1 ({size}), face 2.",)
    labels = project.load_labels(project.records()[2].key)
    assert labels is not None
    if scale > 1:
        assert np.array_equal(labels, drawn(3))


def coco(path: Path, *names: str, annotated: int = 1) -> Path:
    """A task of photos of 32 × 24, of which the first ``annotated`` hold skin."""
    images = [{"id": i, "file_name": name, "width": 32, "height": 24} for i, name in enumerate(names)]
    triangle = {"category_id": 1, "segmentation": [[1, 1, 20, 1, 20, 20]]}
    value = {
        "images": images,
        "categories": [{"id": 1, "name": "skin"}],
        "annotations": [{"id": i, "image_id": i, **triangle} for i in range(annotated)],
    }
    path.write_text(json.dumps(value), "utf-8-sig")
    return path


def bring_coco(project: Project, source: Path, **more) -> ImportSummary:
    report = ImportSummary()
    run = Import(project, source, "accepted", "replace", **more)
    for outcome in run.run(run.found(FORMATS["coco"], ReadOptions())):
        report.note(outcome)
    return report


def test_photos_that_nobody_annotated_are_left_as_they_are(project: Project, tmp_path: Path) -> None:
    source = coco(tmp_path / "set.json", "face 2.jpg", "face 1.jpg", "face 0.jpg")
    before = project.load_labels(project.records()[0].key)
    report = bring_coco(project, source)
    assert (report.imported, report.unannotated, report.failures) == (1, 2, [])
    assert report.remarks.lines() == (
        "Photos without any annotation, left as they are: 2 (face 1.jpg, face 0.jpg).",
    )
    assert [record.status for record in project.records()] == ["accepted", "parsed", "accepted"]
    assert np.array_equal(project.load_labels(project.records()[0].key), before)
    assert bring_coco(project, source, take_empty=True).imported == 3
    assert not project.load_labels(project.records()[1].key).any()


@pytest.mark.parametrize(
    ("photo", "theirs"),
    [
        ("portrait.jpg", "1a2b3c4d-portrait"),
        ("portrait.jpg", "portrait_jpg.rf.0123456789abcdef0123456789abcdef"),
        ("portrait.jpg", "portrait.rf.0123456789abcdef"),
        ("portrait.jpg", "portrait_mask"),
        ("portrait.jpg", "1a2b3c4d-portrait_mask"),
        ("portrait.jpg", "portrait_color"),
        ("7.jpg", "00007"),
        (unicodedata.normalize("NFD", "Zoë.jpg"), unicodedata.normalize("NFC", "Zoë")),
        (unicodedata.normalize("NFC", "Zoë.jpg"), unicodedata.normalize("NFD", "zoë")),
        ("IMG_1.JPG", "img_1"),
        ("Straße.jpg", "STRASSE"),
    ],
)
def test_names_that_tools_and_systems_change_find_their_photo(
    photo: str, theirs: str, tmp_path: Path
) -> None:
    with photos_of(tmp_path / "photos", photo, "other.jpg") as project:
        mask(tmp_path / "masks" / f"{theirs}.png", drawn(1))
        report = bring(project, tmp_path / "masks")
        assert report.failures == []
        record = project.find(tmp_path / "photos" / photo)
        assert record is not None
        assert np.array_equal(project.load_labels(record.key), drawn(1))


@pytest.mark.parametrize(
    ("photos", "theirs"),
    [
        (("a.jpg", "a.png"), "a_mask"),
        (("x.jpg", "1a2b3c4d-x.jpg"), "deadbeef-1a2b3c4d-y"),
        (("Zoë.jpg", "ZOË.png"), "zoë"),
    ],
)
def test_names_that_may_mean_two_photos_are_not_guessed(
    photos: tuple[str, ...], theirs: str, tmp_path: Path
) -> None:
    with photos_of(tmp_path / "photos", *photos) as project:
        mask(tmp_path / "masks" / f"{theirs}.png", drawn(1))
        assert "no photo" in bring(project, tmp_path / "masks").failures[0]


def test_colours_come_back_to_the_photos_that_the_manifest_says(project: Project, tmp_path: Path) -> None:
    first = project.records()[0]
    before = project.load_labels(first.key)
    items = project_items(project, ["accepted"])
    options = ExportOptions(naming="{n}")
    list(Export(ExportPlan.make(FORMATS["color"], tmp_path / "out", items, options)).run())
    project.save_labels(first.key, drawn(2), "parsed")
    report = bring(project, tmp_path / "out")
    assert (report.imported, report.failures) == (1, [])
    assert np.array_equal(project.load_labels(first.key), before)


def test_the_url_of_a_photo_leads_to_it(project: Project, tmp_path: Path) -> None:
    url = "https://example.org/up/1a2b3c4d-face%200.jpg?x=1#top"
    coco = {
        "images": [{"id": 1, "file_name": url}],
        "categories": [{"id": 1, "name": "hair"}],
        "annotations": [{"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 9, 1, 9, 9]]}],
    }
    (tmp_path / "set.json").write_text(json.dumps(coco))
    report = bring_coco(project, tmp_path / "set.json")
    assert (report.imported, report.failures) == (1, [])
    labels = project.load_labels(project.records()[0].key)
    assert np.unique(labels).tolist() == [0, ID_OF["hair"]]


def test_a_guess_never_takes_the_photo_of_another_mask(tmp_path: Path) -> None:
    with photos_of(tmp_path / "photos", "a.jpg") as project:
        mask(tmp_path / "masks" / "a.png", drawn(1))
        mask(tmp_path / "masks" / "a_mask.png", drawn(2))
        report = bring(project, tmp_path / "masks", "edited", "replace")
        assert (report.imported, len(report.failures)) == (1, 1)
        assert np.array_equal(project.load_labels(project.records()[0].key), drawn(1))


def test_a_naming_pattern_says_which_mask_is_whose(tmp_path: Path) -> None:
    with photos_of(tmp_path / "photos", "a.jpg", "b.jpg") as project:
        mask(tmp_path / "masks" / "run7 a final.png", drawn(1))
        mask(tmp_path / "masks" / "run8 b final.png", drawn(2))
        assert len(bring(project, tmp_path / "masks").failures) == 2
        report = bring(project, tmp_path / "masks", naming="run* {stem} *")
        assert (report.imported, report.failures) == (2, [])
        assert np.array_equal(project.load_labels(project.records()[1].key), drawn(2))
    for pattern in ("mask", "{stem}{stem}", "{n}_{stem}"):
        with pytest.raises(ValueError, match="no naming pattern of masks"):
            check_pattern(pattern)


def test_an_import_that_was_killed_reaches_what_was_asked_for(project: Project, tmp_path: Path) -> None:
    """Labels that came in, and were to be accepted when the program ended."""
    new = project.records()[2]
    project.save_labels(new.key, drawn(7), "edited")
    mask(tmp_path / "masks" / "face 2.png", drawn(7))
    assert bring(project, tmp_path / "masks", "accepted").imported == 1
    assert project.record(new.key).status == "accepted"
    project.save_labels(new.key, drawn(6), "edited")  # a hand's work since
    assert bring(project, tmp_path / "masks", "accepted").skipped == 1
    assert project.record(new.key).status == "edited"


def test_what_one_mask_is_damaged_by_costs_the_others_nothing(project: Project, tmp_path: Path) -> None:
    mask(tmp_path / "masks" / "face 1.png", drawn(5))
    whole = (tmp_path / "masks" / "face 1.png").read_bytes()
    start = whole.index(b"IDAT") - 4
    (tmp_path / "masks" / "face 0.png").write_bytes(whole[:start] + whole[whole.index(b"IEND") - 4 :])
    report = bring(project, tmp_path / "masks", "edited", "replace")
    assert report.imported == 1
    assert "face 0.png" in report.failures[0]


def test_notices_do_not_flood() -> None:
    reported = ImportRemarks()
    for number in range(1000):
        reported.note(f"photo {number}", {Remark("unknown class", f"class {number % 50}"): 2})
    (line,) = reported.lines()
    assert "2,000" in line
    assert "photo 0, photo 1, photo 2 and 997 more" in line
    assert len(line) < 300


@contextmanager
def photos_of(folder: Path, *names: str) -> Iterator[Project]:
    folder.mkdir()
    for name in names:
        Image.new("RGB", (32, 24)).save(folder / name)
    project = Project.open(folder)
    try:
        yield project
    finally:
        project.close()


def listed(folder: Path, *names: str) -> Path:
    """A VOC data set that lists photos, of which the first alone has a mask."""
    (folder / "ImageSets/Segmentation").mkdir(parents=True)
    (folder / "ImageSets/Segmentation/default.txt").write_text("\n".join(names))
    (folder / "labelmap.txt").write_text("background:0,0,0::\nskin:204,0,0::\n")
    mask(folder / f"SegmentationClass/{names[0]}.png", np.full((24, 32, 3), (204, 0, 0), np.uint8))
    return folder


def lines(folder: Path, *names: str) -> Path:
    """A Hugging Face image folder, likewise."""
    mask(folder / f"masks/{names[0]}.png", np.full((24, 32), 1, np.uint8))
    rows = [{"file_name": f"{name}.jpg", "mask_file_name": None} for name in names]
    rows[0]["mask_file_name"] = f"masks/{names[0]}.png"
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8-sig")
    return folder


@pytest.mark.parametrize(("name", "make"), [("voc", listed), ("huggingface", lines)])
def test_a_photo_that_is_listed_without_a_mask_is_left_as_it_is(
    name: str, make: Callable[..., Path], project: Project, tmp_path: Path
) -> None:
    source = make(tmp_path / "set", "face 2", "face 1")
    for take_empty in (False, True):
        report = ImportSummary()
        run = Import(project, source, "accepted", "replace", take_empty=take_empty)
        for outcome in run.run(run.found(FORMATS[name], ReadOptions())):
            report.note(outcome)
        assert (report.imported, report.unannotated, report.failures) == (1 + take_empty, 1 - take_empty, [])
    labels = project.load_labels(project.records()[1].key)
    assert labels is not None
    assert labels.shape == (24, 32)
    assert not labels.any()


@pytest.mark.parametrize("came", [np.zeros((24, 32), np.int64), np.full((24, 32), 19, np.uint8), None])
def test_a_readers_nonsense_is_that_masks_failure(project: Project, tmp_path: Path, came: object) -> None:
    found = [
        Found("face 2", tmp_path / "odd.x", lambda: came),
        Found("face 1", tmp_path / "b.x", lambda: drawn(3)),
    ]
    outcomes = list(Import(project, tmp_path).run(found))
    assert "odd.x" in outcomes[0].failure
    assert outcomes[1].failure is None


def test_names_that_are_no_text_can_be_reported() -> None:
    reported = ImportRemarks()
    reported.note("caf\udce9.png", {Remark("scaled", "1 × 1 → 2 × 2"): 1})
    assert "caf%E9.png" in reported.lines()[0]
