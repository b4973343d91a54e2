"""Cut-outs: the photo's own colours inside, nothing of it outside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES
from faceparse_gui.formats import FORMATS, ExportOptions
from tests.formats.samples import export, files_below, make_sample

ALL = ExportOptions(parts=("hair", "face", "head", "person"))
FACE = {
    "skin", "nose", "eye_g", "l_eye", "r_eye", "l_brow", "r_brow", "l_ear", "r_ear", "mouth", "u_lip",
    "l_lip",
}  # fmt: skip
SHOWS = {
    "hair": {"hair"},
    "face": FACE,
    "head": FACE | {"hair", "hat", "ear_r"},
    "person": set(NAMES) - {"background"},
}


def cut_out(folder: Path, part: str) -> np.ndarray:
    with Image.open(folder / "face_cutouts" / f"face_{part}.png") as image:
        assert image.mode == "RGBA"
        return np.array(image)


@settings(max_examples=25, deadline=None)
@given(labels=hnp.arrays(np.uint8, (7, 11), elements=st.integers(0, 18)))
def test_each_part_shows_its_classes_and_nothing_else(
    labels: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, sample = tmp_path_factory.mktemp("out"), make_sample(labels)
    export(FORMATS["cutouts"], folder, sample, options=ALL)
    for part, names in SHOWS.items():
        inside = np.isin(labels, [ID_OF[name] for name in names])
        if not inside.any():
            assert not (folder / "face_cutouts" / f"face_{part}.png").exists()
            continue
        picture = cut_out(folder, part)
        assert np.array_equal(picture[..., 3], np.where(inside, 255, 0))
        assert np.array_equal(picture[inside][:, :3], sample.photo[inside])
        assert not picture[~inside].any()  # not even hidden under the transparency


def test_only_the_chosen_parts_are_written(tmp_path: Path, labels: np.ndarray) -> None:
    options = ExportOptions(parts=("face", "head"))
    export(FORMATS["cutouts"], tmp_path, make_sample(labels), options=options)
    assert set(files_below(tmp_path)) == {"face_cutouts/face_face.png", "face_cutouts/face_head.png"}


def test_a_part_that_is_gone_has_no_file_any_more(tmp_path: Path, labels: np.ndarray) -> None:
    export(FORMATS["cutouts"], tmp_path, make_sample(labels), options=ALL)
    labels[labels == ID_OF["hair"]] = 0
    export(FORMATS["cutouts"], tmp_path, make_sample(labels), options=ALL)
    names = {f"face_cutouts/face_{part}.png" for part in ("face", "head", "person")}
    assert set(files_below(tmp_path)) == names


def test_a_photo_of_nobody_has_no_cut_outs(tmp_path: Path) -> None:
    export(FORMATS["cutouts"], tmp_path, make_sample(np.zeros((5, 4), np.uint8)), options=ALL)
    assert not files_below(tmp_path)
