"""Pictures that no export wrote are never written over, whether a project knows them or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.results import is_foreign_picture
from faceparse_core.photos.imaging import write_indexed_png
from faceparse_gui import api
from faceparse_gui.exchange import Export, plan_of, preview, project_items
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError
from faceparse_gui.project import Project
from tests.exchange.projects import SIZE, drawn


def draw_photo(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(1).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path.read_bytes()


@pytest.mark.parametrize("existing", ["keep", "replace"])
@pytest.mark.parametrize("name", ["indexed", "overlay"])
def test_a_photo_of_nobodys_project_stays(name: str, existing: str, tmp_path: Path) -> None:
    suffix = FORMATS[name].suffix
    photo = tmp_path / "pool" / f"a{suffix}"
    before = draw_photo(photo)
    draw_photo(tmp_path / "a.png")
    with pytest.raises(FormatError, match=r"a.*\.png in .*pool would be written over"):
        api.write_masks({"a.png": drawn(0)}, tmp_path / "pool", name, existing=existing, photos_in=tmp_path)
    assert photo.read_bytes() == before
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / photo.name).symlink_to(photo)
    with pytest.raises(FormatError, match="would be written over"):
        api.write_masks({"a.png": drawn(0)}, tmp_path / "out", name, existing=existing, photos_in=tmp_path)
    assert photo.read_bytes() == before


def test_a_new_photo_in_a_sub_folder_of_a_project_stays(project: Project) -> None:
    photo = project.folder / "sub" / "face 0.png"
    before = draw_photo(photo)
    with pytest.raises(FormatError, match=r"face 0\.png in .*sub would be written over"):
        export(project, project.folder / "sub", "indexed", "replace")
    assert photo.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["indexed", "overlay", "cutouts", "color", "layers", "celebamask", "labelme"]
)
def test_results_of_every_kind_are_replaced(project: Project, name: str) -> None:
    """What the manifest names, the photos along with them; colour pictures and masks without one too."""
    out = project.folder / "labels"
    export(project, out, name, "refuse", photos="jpg")
    export(project, out, name, "replace", photos="jpg")
    if name != "labelme":  # it comes with photos
        (out / "faceparse-export.jsonl").unlink()
        for path in out.rglob("*.jpg"):
            path.unlink()
        export(project, out, name, "replace", photos="jpg")


def test_photos_of_an_export_before_the_last_are_replaced(project: Project, tmp_path: Path) -> None:
    """The manifest of the last one, of fewer photos, still names them."""
    out, items = tmp_path / "out", project_items(project, ("accepted", "parsed"))
    for some in (items, items[:1], items[:1], items):
        plan = plan_of(project, some, FORMATS["coco"], out, ExportOptions(photos="jpg"))
        assert [outcome.failure for outcome in Export(plan, "replace").run()] == [None] * len(some)


def test_results_are_not_put_among_the_photos(project: Project) -> None:
    """No name is taken: the masks would be photos of the project."""
    folder = project.folder
    before = sorted(folder.iterdir())
    items = project_items(project, ("accepted", "parsed"))
    plan = plan_of(project, items, FORMATS["indexed"], folder, ExportOptions(naming="mask {n}"))
    for act in (lambda: preview(plan), lambda: list(Export(plan).run())):
        with pytest.raises(FormatError, match=r"is the photos' own folder\. Choose another, like .*labels"):
            act()
    with pytest.raises(FormatError, match="is the photos' own folder"):
        api.write_masks({"other.jpg": drawn(0)}, folder, "indexed")
    assert sorted(folder.iterdir()) == before


def test_a_label_map_is_distinguished_from_a_photo(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for labels in (drawn(0), drawn(0) // 19):
        write_indexed_png(path, labels)
        assert not is_foreign_picture(path)
    Image.fromarray(drawn(0)).save(path)
    assert not is_foreign_picture(path)
    draw_photo(path)
    photo = Image.open(path)
    for other in (photo, photo.convert("L"), photo.convert("P"), photo.quantize(16), photo.convert("RGBA")):
        other.save(path)
        assert is_foreign_picture(path)
    photo.save(path, "JPEG")
    assert is_foreign_picture(path)
    path.write_bytes(b"")
    assert not is_foreign_picture(path)
    assert not is_foreign_picture(tmp_path / "b.png")


def export(project: Project, target: Path, name: str, existing: str, **options: object) -> None:
    items = project_items(project, ("accepted", "parsed"))
    uses = {key: value for key, value in options.items() if key in FORMATS[name].uses}
    for outcome in Export(
        plan_of(project, items, FORMATS[name], target, ExportOptions(**uses)), existing
    ).run():
        assert outcome.failure is None
