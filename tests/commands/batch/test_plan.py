"""Which photo goes into which file, and what is refused before work begins."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faceparse_core.errors import FaceparseError
from faceparse_gui.commands.batch.plan import Plan, PlanError, make_plan
from faceparse_gui.formats import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """a.jpg, b.png and below/a.jpg; the plan never opens them."""
    photos = tmp_path / "photos"
    (photos / "below").mkdir(parents=True)
    for name in ("a.jpg", "b.png", "below/a.jpg"):
        (photos / name).touch()
    return photos


def plan(*paths: Path, out: Path, formats=("indexed",), **options: Any) -> Plan:
    """A plan that was looked through."""
    plan = make_plan(paths, out, formats, **options)
    assert plan.survey().todo == len(list(plan.jobs()))
    return plan


def targets(plan: Plan, out: Path) -> list[str]:
    return [str(job.target(f).relative_to(out)) for job in plan.jobs() for f in job.formats]


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if not each.suffix])
def test_formats_that_hold_many_photos_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(PlanError, match=rf"{name} has one file for all photos\. Parse to one of indexed, "):
        plan(folder, out=tmp_path / "out", formats=(name,))


def test_a_format_that_is_not_there_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="There is no format gif"):
        plan(folder, out=tmp_path / "out", formats=("gif",))


def test_files_take_the_photos_stems(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert targets(plan(folder, out=out), out) == ["a.png", "b.png"]
    assert targets(plan(folder / "b.png", out=out, formats=("color", "layers")), out) == [
        "b_color.png",
        "b_layers",
    ]


def test_sub_folders_are_mirrored(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert targets(plan(folder, out=out, recursive=True), out) == ["a.png", "b.png", "below/a.png"]


def test_a_photo_given_twice_is_parsed_once(folder: Path, tmp_path: Path) -> None:
    assert len(targets(plan(folder, folder / "a.jpg", out=tmp_path / "out"), tmp_path / "out")) == 2


def test_two_photos_of_one_stem_are_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "A.PNG").touch()
    with pytest.raises(PlanError, match=r"A\.PNG .*both be saved as .*Rename one"):
        plan(folder, out=tmp_path / "out")
    with pytest.raises(PlanError, match=r"below/a\.jpg would both be saved as .*a\.png"):
        plan(folder / "a.jpg", folder / "below", out=tmp_path / "out")


def test_a_format_whose_name_meets_another_photos_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "a_color.jpg").touch()
    assert len(targets(plan(folder, out=tmp_path / "out"), tmp_path / "out")) == 3
    with pytest.raises(PlanError, match=r"both be saved as .*a_color\.png"):
        plan(folder, out=tmp_path / "out", formats=("indexed", "color"))


@pytest.mark.parametrize("overwrite", [False, True])
def test_no_photo_is_ever_replaced(folder: Path, overwrite: bool) -> None:
    with pytest.raises(PlanError, match=r"own folder\. Choose another"):
        plan(folder, out=folder, overwrite=overwrite)
    with pytest.raises(PlanError, match=r"would replace the photo .*b\.png"):
        plan(folder / "b.png", out=folder / "below" / "..", overwrite=overwrite)


def test_a_link_to_a_photo_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "link.png").symlink_to(folder / "b.png")
    with pytest.raises(PlanError, match="would replace the photo"):
        plan(out / "link.png", out=out, overwrite=True)


def test_results_inside_the_photo_folder_are_not_taken_for_photos(folder: Path) -> None:
    out = folder / "masks"
    out.mkdir()
    (out / "a.png").write_bytes(b"a mask")
    (out / "b.png").touch()
    again = plan(folder, out=out, recursive=True)
    assert targets(again, out) == ["b.png", "below/a.png"]
    assert again.survey().finished == 1


def test_only_missing_formats_are_left_to_do(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"a mask")
    both = ("indexed", "overlay")
    assert targets(plan(folder, out=out, formats=both), out) == ["a_overlay.png", "b.png", "b_overlay.png"]
    assert len(targets(plan(folder, out=out, formats=both, overwrite=True), out)) == 4


def test_a_folder_without_photos_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaceparseError, match=r"no photos in .*--recursive"):
        plan(tmp_path, out=tmp_path / "out")


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_photo_of_another_project_is_neither_a_result_nor_replaced(
    folder: Path, tmp_path: Path, overwrite: bool
) -> None:
    out = tmp_path / "other"
    out.mkdir()
    Image.new("RGB", (2, 2)).save(out / "a.png")
    (out / ".faceparse").mkdir()
    with pytest.raises(PlanError, match=r"would replace .*a\.png, a photo of a project\. Give another --out"):
        plan(folder, out=out, overwrite=overwrite)
    Image.new("P", (2, 2)).save(out / "a.png")  # a result, and the folder was opened since
    if overwrite:
        with pytest.raises(PlanError, match="would replace"):
            plan(folder, out=out, overwrite=True)
    else:
        assert targets(plan(folder, out=out), out) == ["b.png"]
    with pytest.raises(PlanError, match="inside a project's saved work"):
        plan(folder, out=out / ".faceparse" / "labels")


def test_a_link_in_out_does_not_lead_a_result_onto_a_photo(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").symlink_to(folder / "b.png")
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace the photo .*b\.png"):
        plan(folder, out=out, overwrite=True)


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_of_results_does_not_take_the_place_of_one_of_photos(tmp_path: Path, below: str) -> None:
    """``a_layers`` would be replaced whole, with the photo in it."""
    photo = tmp_path / "a_layers" / below / "a.jpg"
    photo.parent.mkdir(parents=True)
    photo.touch()
    with pytest.raises(PlanError, match=r"would replace the photo .*a\.jpg"):
        plan(photo, out=tmp_path, formats=("layers",), overwrite=True)


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    ("name", "kind"),
    [("indexed", "PNG"), ("indexed", "JPEG"), ("overlay", "JPEG"), ("overlay", "PNG"), ("color", "PNG")],
)
def test_a_photo_without_a_project_is_neither_a_result_nor_replaced(
    folder: Path, tmp_path: Path, name: str, kind: str, overwrite: bool
) -> None:
    there = tmp_path / "other" / f"a{FORMATS[name].suffix}"
    there.parent.mkdir()
    Image.new("RGB", (2, 2)).save(there, kind)
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace .*a.*\.png.* move it away"):
        plan(folder, out=there.parent, formats=(name,), overwrite=overwrite)


def test_a_photo_is_not_replaced_under_another_of_its_names(folder: Path, tmp_path: Path) -> None:
    """Not even one that looks like a label map."""
    out = tmp_path / "out"
    out.mkdir()
    Image.new("L", (2, 2)).save(folder / "b.png")
    (out / "a.png").hardlink_to(folder / "b.png")
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace the photo .*b\.png"):
        plan(folder, out=out, overwrite=True)
    (out / "a_layers").mkdir()
    (out / "a.png").rename(out / "a_layers" / "a_skin.png")
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace the photo .*b\.png"):
        plan(folder, out=out, formats=("layers",), overwrite=True)


def test_results_that_are_links_of_one_file_are_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    Image.new("L", (2, 2)).save(out / "a.png")
    (out / "b.png").hardlink_to(out / "a.png")
    assert plan(folder, out=out, overwrite=True).survey().todo == 2


def test_a_new_photo_below_a_project_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (folder / ".faceparse").mkdir()
    for name in ("below/x.png", "below/x_overlay.png"):
        Image.new("RGB", (2, 2)).save(folder / name)
    (tmp_path / "x.jpg").touch()
    for format_ in ("indexed", "overlay"):
        with pytest.raises(PlanError, match=r"result of .*x\.jpg would replace .*x.*\.png"):
            plan(tmp_path / "x.jpg", out=folder / "below", formats=(format_,), overwrite=True)


@pytest.mark.parametrize("name", ["layers", "cutouts"])
def test_a_folder_of_results_that_holds_anything_else_is_not_replaced(
    folder: Path, tmp_path: Path, name: str
) -> None:
    there = tmp_path / "out" / f"a_{name}"
    there.mkdir(parents=True)
    (there / f"a_{'skin' if name == 'layers' else 'hair'}.png").touch()
    assert plan(folder, out=there.parent, formats=(name,), overwrite=True).survey().todo == 2
    Image.new("RGB", (2, 2)).save(there / f"a_{'skin' if name == 'layers' else 'hair'}.png")  # a photo
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace .*a_.*\.png"):
        plan(folder, out=there.parent, formats=(name,), overwrite=True)
    (there / f"a_{'skin' if name == 'layers' else 'hair'}.png").unlink()
    (there / "holiday.jpg").touch()
    with pytest.raises(PlanError, match=r"result of .*a\.jpg would replace .*holiday\.jpg"):
        plan(folder, out=there.parent, formats=(name,), overwrite=True)


def test_results_are_not_put_among_the_photos_of_another_project(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / ".faceparse").mkdir(parents=True)
    Image.new("RGB", (2, 2)).save(other / "z.png")
    with pytest.raises(PlanError, match=r"other is the photos' own folder\. Choose another, like .*labels"):
        plan(folder, out=other)
    assert plan(folder, out=other, formats=("layers",)).survey().todo == 2
