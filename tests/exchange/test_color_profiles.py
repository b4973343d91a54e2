"""Photos in other colours than sRGB: what is exported looks as they do, and says which colours it has."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan, project_items
from faceparse_gui.formats import FORMATS, ExportOptions
from faceparse_gui.project import Project

RAW = (220, 60, 40)


@pytest.fixture
def wide(tmp_path: Path) -> Project:
    """One accepted photo, all hair, whose profile has sRGB's red and green primaries exchanged."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = srgb.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (32, 24), RAW).save(photos / "a.jpg", quality=100, icc_profile=profile)
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, np.full((24, 32), ID_OF["hair"], np.uint8), "accepted")
    yield project
    project.close()


def in_srgb(path: Path) -> np.ndarray:
    """The middle pixel as a colour-managed program shows it on a screen with sRGB's colours."""
    with Image.open(path) as image:
        image.load()
        assert "srgb" in image.info or "icc_profile" in image.info, "without either programs may guess"
        if "icc_profile" in image.info:
            theirs = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
            image = ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"))
        return np.array(image)[image.height // 2, image.width // 2, :3].astype(int)


@pytest.mark.parametrize(
    ("name", "options", "file"),
    [
        ("cutouts", {"parts": ("hair",)}, "a_cutouts/a_hair.png"),
        ("labelme", {"photos": "png"}, "a.png"),
        ("labelme", {"photos": "jpg"}, "a.jpg"),
        ("labelme", {"photos": "jpg", "size": 16}, "a.jpg"),
    ],
    ids=["cut-out", "PNG", "JPEG copied", "JPEG written anew"],
)
def test_an_export_looks_as_the_photo(
    wide: Project, tmp_path: Path, name: str, options: dict, file: str
) -> None:
    items = project_items(wide, ("accepted",))
    export = Export(ExportPlan.make(FORMATS[name], tmp_path / "out", items, ExportOptions(**options)))
    list(export.run())
    assert export.report.failures == []
    assert np.abs(in_srgb(tmp_path / "out" / file) - [RAW[1], RAW[0], RAW[2]]).max() <= 6
