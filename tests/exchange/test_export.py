"""Exports of a project: what is in them, what is never written over, and that a stopped one goes on."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import OUTSIDE
from faceparse_gui.exchange import Export, ExportPlan, project_items
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.exchange.manifest import NAME, read_manifest
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.project import Project
from tests.exchange.projects import drawn


def plan_of(
    project: Project, target: Path, format_: str = "indexed", states=("accepted", "parsed"), **options: object
) -> ExportPlan:
    names = [record.path.name for record in project.records()]
    return ExportPlan.make(
        FORMATS[format_], target, project_items(project, states), ExportOptions(**options), names
    )


def run(plan: ExportPlan, *more, **named):
    export = Export(plan, *more, **named)
    list(export.run())
    return export.report


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_accepted_photos_are_exported_as_they_are_now(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = run(plan_of(project, out, states=("accepted",)))
    assert (report.written, report.skipped, report.failures, report.left) == (1, 0, [], 0)
    assert [path.name for path in sorted(out.iterdir())] == ["face 0.png", NAME]
    now = pixels(out / "face 0.png")
    assert np.array_equal(now, project.load_labels(project.records()[0].key))
    assert (now[10:12, 6:8] == ID_OF["cloth"]).all()


def test_the_manifest_says_who_changed_what(project: Project, tmp_path: Path) -> None:
    run(plan_of(project, tmp_path / "out", classes=("skin", "nose", "hair", "cloth")))
    first, accepted, parsed, last = lines(tmp_path / "out" / NAME)
    assert first["format"] == "indexed"
    assert first["options"]["classes"] == ["skin", "nose", "hair", "cloth"]
    assert accepted["photo"] == "face 0.jpg"
    assert (accepted["state"], accepted["model"], accepted["size"]) == ("accepted", "lmsa-detail", [32, 24])
    assert accepted["changed"] == {"skin→cloth": 4}
    assert accepted["pixels"]["cloth"] == 4
    assert "ear_r" not in accepted["pixels"]
    assert parsed["changed"] == {}
    assert parsed["state"] == "parsed"
    assert last["written"] == 2
    assert read_manifest(tmp_path / "out" / NAME) == {"face 0": "face 0.jpg", "face 1": "face 1.jpg"}


def test_of_a_manifest_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    """Lines of megabytes, of lists in lists, cut short, or of no text; a name may have a line separator."""
    path = tmp_path / NAME
    good = [{"stem": stem, "photo": f"{stem}.jpg"} for stem in ("a", "b\u2028c", "d")]
    first, second, third = (json.dumps(line, ensure_ascii=False).encode() for line in good)
    bad = [b"[" * 5_000_000, b'{"stem": "x' + b"x" * 5_000_000, b"\xff\xfe", b'{"stem": "e"', b"7", b""]
    path.write_bytes(b"\n".join((first, *bad, second, third)))
    assert read_manifest(path) == {line["stem"]: line["photo"] for line in good}
    assert read_manifest(tmp_path / "missing") == read_manifest(tmp_path) == {}


def test_a_manifest_of_one_huge_line_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with path.open("wb") as file:
        file.truncate(1 << 28)  # takes no room on the disk
    tracemalloc.start()
    assert read_manifest(path) == {}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_file_that_is_there_is_not_written_over_unasked(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "face 1.png").write_bytes(b"mine")
    plan = plan_of(project, out)
    assert plan.existing() == [out / "face 1.png"]
    with pytest.raises(FormatError, match=r"face 1\.png is already in .*out\. Choose another folder"):
        run(plan)
    assert [path.name for path in out.iterdir()] == ["face 1.png"]

    kept = run(plan, "keep")
    assert (kept.written, kept.skipped) == (1, 1)
    assert (out / "face 1.png").read_bytes() == b"mine"

    replaced = run(plan, "replace")
    assert (replaced.written, replaced.skipped) == (2, 0)
    assert pixels(out / "face 1.png").max() == ID_OF["ear_r"]


def test_a_later_export_into_the_folder_keeps_what_the_manifest_said(
    project: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(plan_of(project, out, states=("accepted",)))
    run(plan_of(project, out), "keep")
    assert [line["photo"] for line in lines(out / NAME)[1:-1]] == ["face 0.jpg", "face 1.jpg"]


def test_a_stopped_export_goes_on(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan = plan_of(project, out)
    stops = iter([False, True])
    stopped = run(plan, should_stop=lambda: next(stops))
    assert (stopped.written, stopped.stopped, stopped.left) == (1, True, 1)
    assert not (out / NAME).exists()
    before = (out / "face 0.png").stat().st_mtime_ns

    report = run(plan_of(project, out))
    assert (report.written, report.skipped) == (1, 1)
    assert (out / "face 0.png").stat().st_mtime_ns == before
    assert [line["photo"] for line in lines(out / NAME)[1:-1]] == ["face 0.jpg", "face 1.jpg"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_photo_corrected_since_the_stop_is_written_anew(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stops = iter([False, True])
    run(plan_of(project, out), should_stop=lambda: next(stops))
    project.save_labels(project.records()[0].key, np.full((24, 32), ID_OF["hat"], np.uint8), "accepted")
    report = run(plan_of(project, out))
    assert report.written == 2
    assert (pixels(out / "face 0.png") == ID_OF["hat"]).all()


def test_other_photos_begin_a_shared_file_anew(project: Project, tmp_path: Path) -> None:
    """The piece of a photo that is not wanted any more must not end in the file."""
    target = tmp_path / "out.zip"
    project.save_labels(project.records()[2].key, drawn(2), "edited")
    stops = iter([False, False, True])
    every = ("accepted", "parsed", "edited")
    run(plan_of(project, target, "cvat", every), should_stop=lambda: next(stops))
    assert not target.exists()
    report = run(plan_of(project, target, "cvat", states=("parsed",)))
    assert (report.written, report.skipped) == (1, 0)
    found = list(FORMATS["cvat"].read(target, ReadOptions()))
    assert [each.name for each in found] == ["face 1"]


def test_other_choices_begin_anew(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stops = iter([False, True])
    run(plan_of(project, out), should_stop=lambda: next(stops))
    with pytest.raises(FormatError, match="already in"):
        run(plan_of(project, out, order="bisenet"))
    assert run(plan_of(project, out, order="bisenet"), "replace").written == 2


def test_a_photo_that_cannot_be_read_is_named_and_the_rest_is_exported(
    project: Project, tmp_path: Path
) -> None:
    (project.folder / "face 1.jpg").write_bytes(b"no picture")
    report = run(plan_of(project, tmp_path / "out", "overlay"))
    assert report.written == 1
    (failure,) = report.failures
    assert "face 1.jpg" in failure
    assert lines(tmp_path / "out" / NAME)[-1]["failed"] == [failure]


def test_a_target_that_takes_no_files_ends_the_export(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(FormatError, match="out"):
        run(plan_of(project, tmp_path / "out"), "replace")
    assert (tmp_path / "out").read_text() == "a file"


def test_a_smaller_size_shrinks_labels_and_photo_alike(project: Project, tmp_path: Path) -> None:
    run(plan_of(project, tmp_path / "small", size=16))
    small = pixels(tmp_path / "small" / "face 1.png")
    assert small.shape == (12, 16)
    assert set(np.unique(small)) <= set(np.unique(project.load_labels(project.records()[1].key)))
    run(plan_of(project, tmp_path / "overlay", "overlay", size=16))
    assert pixels(tmp_path / "overlay" / "face 1_overlay.png").shape == (12, 16, 3)


def test_a_face_is_cut_as_the_network_sees_it(project: Project, tmp_path: Path) -> None:
    """The frame of these photos is the photo, so the square shows it whole, stretched."""
    run(plan_of(project, tmp_path / "faces", crop="face", size=64))
    face = pixels(tmp_path / "faces" / "face 1.png")
    labels = project.load_labels(project.records()[1].key)
    assert face.shape == (64, 64)
    rows, columns = ((np.arange(64) + 0.5) * np.array([[24 / 64], [32 / 64]])).astype(int)
    assert np.array_equal(face, labels[rows][:, columns])


def item(name: str, labels: np.ndarray, frames: tuple = ()) -> Item:
    return Item(
        name,
        Path(name),
        lambda: SavedWork(labels),
        lambda: np.zeros((*labels.shape, 3), np.uint8),
        lambda: frames,
    )


def test_every_face_of_a_photo_gets_files_of_its_own(tmp_path: Path) -> None:
    labels = np.zeros((40, 80), np.uint8)
    labels[:, :40], labels[:, 40:] = ID_OF["skin"], ID_OF["hair"]
    left = np.array([[40 / 512, 0, 0], [0, 40 / 512, 0]])
    right, outside = left.copy(), left.copy()
    right[0, 2], outside[0, 2] = 40, 60
    items = [item("a.jpg", labels, (left, right, outside)), item("a_1.jpg", labels)]
    plan = ExportPlan.make(FORMATS["indexed"], tmp_path, items, ExportOptions(crop="face", size=40))
    stems = [sample.stem for sample in plan.samples]
    assert len({stem.casefold() for stem in stems}) == 4
    run(plan)
    assert (pixels(tmp_path / f"{stems[0]}.png") == ID_OF["skin"]).all()
    shared = pixels(tmp_path / f"{stems[1]}.png")
    assert (shared[:, :30] == ID_OF["hair"]).all()
    assert (shared[:, 30:] == 0).all()  # nearer to the third
    beyond = pixels(tmp_path / f"{stems[2]}.png")
    assert (beyond[:, 10:20] == ID_OF["hair"]).all()
    assert (beyond[:, 20:] == 0).all()
    assert beyond.max() < OUTSIDE


def test_names_do_not_depend_on_what_else_is_exported(tmp_path: Path) -> None:
    labels = np.zeros((4, 4), np.uint8)
    names = ["a/x.jpg", "b/x.jpg", "X.png"]
    items = [item(name, labels) for name in names]
    whole = ExportPlan.make(FORMATS["indexed"], tmp_path, items, names=names)
    one = ExportPlan.make(FORMATS["indexed"], tmp_path, items[1:2], names=names)
    assert [sample.stem for sample in whole.samples] == ["x", "b_x", "X_png"]
    assert one.samples[0].stem == "b_x"
    numbered = ExportPlan.make(
        FORMATS["indexed"], tmp_path, items[1:], ExportOptions(naming="{n:05}-{folder}"), names
    )
    assert [sample.stem for sample in numbered.samples] == ["00001-b", "00002-"]


def test_what_a_format_lacks_is_reported(tmp_path: Path) -> None:
    labels = np.array([[ID_OF["hat"], ID_OF["skin"]]], np.uint8)
    items = [item("a.jpg", labels), item("b.jpg", np.zeros((1, 2), np.uint8))]
    plan = ExportPlan.make(FORMATS["indexed"], tmp_path, items, ExportOptions(order="lapa"))
    report = run(plan)
    assert dict(report.lost) == {"hat": 1}
    assert lines(tmp_path / NAME)[-1]["lost"] == {"hat": 1}
