"""The photos that ship along: small, with their sources named, and shown by what the program does well."""

import numpy as np
import pytest

import faceparse_resources
from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import cut_labels
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.ui.session.sample import SAMPLES

FACES = {"family.jpg": 6, "portrait.jpg": 1}
PARTS = ("skin", "nose", "u_lip", "l_lip", "hair", "l_brow", "r_brow")


def test_every_sample_is_small_and_its_source_is_named():
    folder = faceparse_resources.path("sample")
    photos = {file.name for file in folder.iterdir()} - {"README.txt"}
    assert photos == set(SAMPLES) == set(FACES)
    sources = (folder / "README.txt").read_text(encoding="utf-8")
    for name in photos:
        assert f"\n{name}\n" in f"\n{sources}"
        assert (folder / name).stat().st_size <= 200_000


@pytest.mark.parametrize(("name", "count"), FACES.items())
def test_every_face_of_a_sample_is_parsed(shipped_parser, name, count):
    result = shipped_parser.parse(read_photo(faceparse_resources.path(f"sample/{name}")))
    assert len(result.faces) == count
    for face in result.faces:
        seen = set(np.unique(cut_labels(result.labels, face.to_photo, 512)))
        assert seen >= {ID_OF[part] for part in PARTS}
