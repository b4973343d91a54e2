"""A photo that is another one than was labelled never leaves with the labels of before, in no format."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from typer.testing import CliRunner

from faceparse_gui import api
from faceparse_gui.cli import app
from faceparse_gui.exchange import Export, ExportPlan, project_items
from faceparse_gui.formats import FORMATS, ExportOptions
from faceparse_gui.project import Project
from tests.exchange.projects import drawn

FORMATS_WRITTEN = [name for name, each in FORMATS.items() if each.writes]


@pytest.fixture
def accepted(folder: Path) -> Path:
    """Three accepted photos; each of ``face 0``'s and ``face 1``'s is another by now."""
    for path in folder.glob("*.jpg"):
        with Image.open(path) as image:
            image.save(path.with_suffix(".bmp"))
        path.unlink()
    project = Project.open(folder)
    for record in project.records():
        project.save_labels(record.key, drawn(0), "accepted")
    project.close()
    with Image.open(folder / "face 0.bmp") as image:
        image.crop((0, 0, 32, 10)).save(folder / "face 0.bmp")
    with Image.open(folder / "face 1.bmp") as image:  # as many bytes
        ImageOps.mirror(image).save(folder / "face 1.bmp")
    os.utime(folder / "face 1.bmp", (1.6e9, 1.6e9))
    os.utime(folder / "face 2.bmp", (1.6e9, 1.6e9))  # only touched
    return folder


@pytest.mark.parametrize("crop", ["photo", "face"])
@pytest.mark.parametrize("name", FORMATS_WRITTEN)
def test_changed_photos_are_reported_and_the_others_are_exported(
    accepted: Path, tmp_path: Path, name: str, crop: str
) -> None:
    project = Project.open(accepted)
    items = project_items(project)
    options = ExportOptions(photos="png", crop=crop) if "photos" in FORMATS[name].uses else ExportOptions()
    export = Export(ExportPlan.make(FORMATS[name], tmp_path / "out", items, options))
    list(export.run())
    project.close()

    assert export.report.written == 1
    assert [text.split(" was changed")[0] for text in export.report.failures] == ["face 0.bmp", "face 1.bmp"]


def test_a_photo_that_went_away_is_reported(accepted: Path, tmp_path: Path) -> None:
    project = Project.open(accepted)
    items = project_items(project)
    (accepted / "face 2.bmp").unlink()
    export = Export(ExportPlan.make(FORMATS["indexed"], tmp_path / "out", items))
    list(export.run())
    project.close()
    assert "face 2.bmp is not in the folder any more; its labels are kept" in export.report.failures[2]


def test_labels_of_another_size_are_a_failure_of_that_photo_alone(folder: Path, tmp_path: Path) -> None:
    """However that came about: here the labels themselves were put there by hand."""
    project = Project.open(folder)
    first, second, _ = project.records()
    project.save_labels(first.key, np.tile(drawn(0), (2, 2)), "accepted")
    project.save_labels(second.key, drawn(0), "accepted")
    export = Export(ExportPlan.make(FORMATS["cutouts"], tmp_path / "out", project_items(project)))
    list(export.run())
    project.close()
    assert export.report.written == 1
    assert "face 0.jpg is 32 × 24 pixels, its labels 64 × 48" in export.report.failures[0]


def test_photos_that_vanished_are_in_the_report_of_the_api(accepted: Path, tmp_path: Path) -> None:
    (accepted / "face 2.bmp").rename(accepted / "renamed.bmp")
    (accepted / "face 1.bmp").unlink()
    with api.open_project(accepted) as project:
        assert [photo.name for photo in project.vanished] == ["face 1.bmp"]
        assert [(photo.name, photo.status, photo.changed) for photo in project.photos] == [
            ("face 0.bmp", "accepted", True),
            ("renamed.bmp", "accepted", False),
        ]
        report = project.export("indexed", tmp_path / "out")
    assert report.written == 1
    assert report.vanished == ("face 1.bmp is not in the folder any more; its work is kept.",)


def test_the_command_line_shows_what_changed_and_what_vanished(accepted: Path, tmp_path: Path) -> None:
    (accepted / "face 1.bmp").unlink()
    done = CliRunner().invoke(
        app, ["export", "--project", str(accepted), "--format", "indexed", "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 1
    assert "1 exported" in done.output
    assert "Not in the folder any more: face 1.bmp. The work on what is gone is kept." in done.output
    assert "face 0.bmp was changed since it was labelled and is left out." in done.output


def swap(folder: Path) -> list[str]:
    """Files of one size and one time change their names."""
    (folder / "a.bmp").rename(folder / "c")
    (folder / "b.bmp").rename(folder / "a.bmp")
    (folder / "c").rename(folder / "b.bmp")
    return ["a.bmp", "b.bmp"]


def draw_over(folder: Path) -> list[str]:
    """A tool puts the time back."""
    Image.new("RGB", (32, 24), "red").save(folder / "b.bmp")
    os.utime(folder / "b.bmp", (1e9, 1e9))
    return ["b.bmp"]


@pytest.mark.parametrize("change", [swap, draw_over])
@pytest.mark.parametrize("is_open", [False, True])
def test_another_photo_of_the_same_size_and_time_is_reported(tmp_path: Path, change, is_open: bool) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, color in (("a.bmp", "blue"), ("b.bmp", "green")):
        Image.new("RGB", (32, 24), color).save(folder / name)
        os.utime(folder / name, (1e9, 1e9))
    project = Project.open(folder)
    for record in project.records():
        project.save_labels(record.key, drawn(0), "accepted")
    if is_open:
        changed = change(folder)
    else:
        project.close()
        changed = change(folder)
        project = Project.open(folder)
    export = Export(
        ExportPlan.make(FORMATS["indexed"], tmp_path / "out", project_items(project), ExportOptions())
    )
    list(export.run())
    assert [text.split(" was changed")[0] for text in export.report.failures] == changed
    assert export.report.written == 2 - len(changed)

    record = project.records()[1]  # whoever accepts it again means the photo that is there
    project.photos.begin(record.key)
    project.save_labels(record.key, drawn(1), "accepted")
    assert project.photos.recognise(record.key) == "same"
    project.close()
