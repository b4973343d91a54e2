"""An export never writes over photos that are worked on, nor over what it is made from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from faceparse_core.photos.imaging import write_indexed_png
from faceparse_gui.exchange import Export, ExportPlan, Import, items_in, plan_of, preview, project_items
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.project import Project
from tests.exchange.projects import SIZE, drawn

every_format = pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.writes])


def whole_plan(project: Project, target: Path, name: str = "indexed", **options: object) -> ExportPlan:
    items = project_items(project, ("accepted", "parsed"))
    return plan_of(project, items, FORMATS[name], target, ExportOptions(**options))


def run(plan: ExportPlan, existing: str) -> None:
    for _ in Export(plan, existing).run():
        pass


def put_photos_in_the_way(project: Project, name: str, target: Path) -> list[Path]:
    """Make the target a project whose photos bear the names that the export will write."""
    plan = whole_plan(project, target, name, photos="jpg")
    files = [target] if plan.format.extension else [target / each for each in plan.files()]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / ".faceparse").mkdir(exist_ok=True)
        Image.new("RGB", SIZE).save(path, "PNG")
    return files


@every_format
@pytest.mark.parametrize("existing", ["refuse", "keep", "replace"])
def test_photos_of_another_project_stay(name: str, existing: str, project: Project, tmp_path: Path) -> None:
    target = tmp_path / f"out{FORMATS[name].extension}"
    files = put_photos_in_the_way(project, name, target)
    before = {path: path.read_bytes() for path in files if path.suffix in (".png", ".jpg")}
    plan = whole_plan(project, target, name, photos="jpg")
    if before:
        for act in (lambda: run(plan, existing), lambda: preview(plan)):
            with pytest.raises(FormatError, match=r"are never changed\. Choose another folder"):
                act()
    assert {path: path.read_bytes() for path in before} == before
    assert not list(tmp_path.glob("**/.*.jsonl"))


def test_its_own_photos_stay_however_they_are_reached(project: Project, tmp_path: Path) -> None:
    """Face 2 has no labels and is not exported; its folder is reached by a link."""
    (tmp_path / "link").symlink_to(project.folder)
    photo = project.folder / "face 2.jpg"
    before = photo.read_bytes()
    plan = whole_plan(project, tmp_path / "link", "labelme", photos="jpg", naming="face {n}")
    with pytest.raises(FormatError, match=r"face 1\.jpg in .*link and 1 more like it would be written over"):
        run(plan, "replace")
    assert photo.read_bytes() == before
    out = tmp_path / "out"
    out.mkdir()
    os.link(photo, out / "face 1.png")
    with pytest.raises(FormatError, match=r"face 1\.png in .*out would be written over"):
        run(whole_plan(project, out), "replace")


def test_files_beside_the_photos_and_in_a_folder_below_are_written(project: Project) -> None:
    run(whole_plan(project, project.folder, "labelme"), "refuse")
    run(whole_plan(project, project.folder, "labelme"), "replace")
    for existing in ("refuse", "replace"):
        run(whole_plan(project, project.folder / "labels"), existing)
    assert (project.folder / "labels" / "face 0.png").exists()


def test_masks_that_a_project_with_subfolders_takes_for_photos_are_replaced(project: Project) -> None:
    """As long as nobody works on them: an export into a folder below can be stopped, and made again."""
    folder = project.folder
    project.close()
    whole = Project.open(folder, recursive=True)
    try:
        stopped = Export(whole_plan(whole, folder / "labels"), should_stop=iter((False, True)).__next__)
        assert [outcome.failure for outcome in stopped.run()] == [None]
        for existing in ("refuse", "replace"):
            whole.rescan()
            assert whole.find(folder / "labels" / "face 0.png")
            run(whole_plan(whole, folder / "labels"), existing)
        whole.rescan()
        whole.save_labels(whole.find(folder / "labels" / "face 0.png").key, drawn(0), "edited")
        with pytest.raises(FormatError, match="never changed"):
            run(whole_plan(whole, folder / "labels"), "replace")
    finally:
        whole.close()


def test_masks_whose_folder_was_opened_since_are_kept_or_gone_on_with(
    project: Project, tmp_path: Path
) -> None:
    """They pass for photos by then: they are not written over, and need not be."""
    out = tmp_path / "out"
    stopped = Export(whole_plan(project, out), should_stop=iter((False, True)).__next__)
    assert [outcome.failure for outcome in stopped.run()] == [None]
    (out / ".faceparse").mkdir()
    run(whole_plan(project, out), "refuse")
    (out / "face 1.png").unlink()
    before = (out / "face 0.png").stat().st_mtime_ns
    run(whole_plan(project, out), "keep")
    assert (out / "face 1.png").exists()
    assert (out / "face 0.png").stat().st_mtime_ns == before
    with pytest.raises(FormatError, match="never changed"):
        run(whole_plan(project, out), "replace")


def test_the_saved_work_is_no_place_for_an_export(project: Project) -> None:
    with pytest.raises(FormatError, match="inside the saved work"):
        run(whole_plan(project, project.store / "labels"), "replace")


def test_masks_that_are_converted_stay(tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    write_indexed_png(masks / "a.png", drawn(0))
    before = (masks / "a.png").read_bytes()
    (tmp_path / "out").symlink_to(masks)
    plan = ExportPlan.make(FORMATS["indexed"], tmp_path / "out", items_in(masks, FORMATS["indexed"]))
    with pytest.raises(FormatError, match="never changed"):
        run(plan, "replace")
    assert (masks / "a.png").read_bytes() == before


def test_a_photo_that_is_imported_is_not_copied_through_a_link(project: Project, tmp_path: Path) -> None:
    """Of a downloaded folder of photos, such a link may lead anywhere."""
    source = tmp_path / "labelme"
    source.mkdir()
    Image.new("RGB", SIZE).save(source / "new.png")
    shape = {"label": "hair", "points": [[1, 1], [9, 9]], "shape_type": "rectangle"}
    size = {"imageHeight": SIZE[1], "imageWidth": SIZE[0]}
    (source / "new.json").write_text(json.dumps({"shapes": [shape], "imagePath": "new.png", **size}))
    (project.folder / "new.png").symlink_to(tmp_path / "of mine.png")
    found = FORMATS["labelme"].read(source, ReadOptions())
    (outcome,) = Import(project, source, add_photos=True).run(found)
    assert "new.png is in" in outcome.failure
    assert not (tmp_path / "of mine.png").exists()
