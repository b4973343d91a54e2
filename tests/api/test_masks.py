"""Masks in files without a project: written, read, converted, refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui import api
from faceparse_gui.formats import FORMATS

MAPS = hnp.arrays(
    np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=33), elements=st.integers(0, 18)
)


def test_the_formats_are_those_of_the_registry() -> None:
    assert [each.name for each in api.formats()] == list(FORMATS)
    indexed = next(each for each in api.formats() if each.name == "indexed")
    assert (indexed.reads, indexed.writes, indexed.extension) == (True, True, "")
    assert {"order", "grey", "classes", "size"} <= indexed.options
    assert "parts" not in indexed.options


@given(maps=st.lists(MAPS, min_size=1, max_size=3))
def test_what_is_written_is_read_again(
    maps: list[np.ndarray], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("masks")
    masks = {f"{number}.jpg": labels for number, labels in enumerate(maps)}
    assert api.write_masks(masks, folder / "one", "indexed", order="bisenet").written == len(maps)
    assert api.convert(folder / "one", folder / "two", "indexed", from_order="bisenet", grey=True).lost == {}
    found = dict(api.read_masks(folder / "two"))
    assert set(found) == {str(number) for number in range(len(maps))}
    for number, labels in enumerate(maps):
        assert np.array_equal(found[str(number)], labels)


def test_masks_may_be_made_one_after_another(tmp_path: Path) -> None:
    class Lazy(Mapping[str, np.ndarray]):
        made = 0

        def __getitem__(self, name: str) -> np.ndarray:
            Lazy.made += 1
            return np.full((4, 4), int(name[0]), np.uint8)

        def __iter__(self) -> Iterator[str]:
            return iter(("1.jpg", "2.jpg"))

        def __len__(self) -> int:
            return 2

    api.write_masks(Lazy(), tmp_path / "out", "indexed")
    assert Lazy.made == 2
    masks = api.read_masks(tmp_path / "out")
    name, labels = next(masks)
    assert (name, labels[0, 0]) == ("1", 1)


def test_photos_are_found_where_they_lie(folder: Path, labels: np.ndarray, tmp_path: Path) -> None:
    masks = {"more/face 3.jpg": labels}
    api.write_masks(masks, tmp_path / "out", "overlay", photos_in=folder, naming="{folder}-{stem}")
    assert [path.name for path in (tmp_path / "out").glob("*.png")] == ["more-face 3_overlay.png"]
    report = api.write_masks(masks, tmp_path / "other", "overlay", photos_in=tmp_path)
    assert report.written == 0
    assert "face 3.jpg is not there" in report.failures[0]


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.jpg", "more/../../a.jpg"])
def test_names_that_lead_elsewhere_are_refused(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leads out of"):
        api.write_masks({name: labels}, tmp_path / "out", "indexed", photos_in=tmp_path)
    assert not (tmp_path / "out").exists()


def test_existing_files_are_refused_kept_or_replaced(labels: np.ndarray, tmp_path: Path) -> None:
    api.write_masks({"a.jpg": labels}, tmp_path, "indexed")
    other = {"a.jpg": np.zeros_like(labels), "b.jpg": labels}
    with pytest.raises(api.FormatError, match=r"a\.png is already in"):
        api.write_masks(other, tmp_path, "indexed")
    kept = api.write_masks(other, tmp_path, "indexed", existing="keep")
    assert (kept.written, kept.skipped) == (1, 1)
    assert np.array_equal(dict(api.read_masks(tmp_path))["a"], labels)
    assert api.write_masks(other, tmp_path, "indexed", existing="replace").written == 2
    assert not dict(api.read_masks(tmp_path))["a"].any()


def test_classes_that_a_format_lacks_are_reported(labels: np.ndarray, tmp_path: Path) -> None:
    report = api.write_masks({"a.jpg": labels}, tmp_path, "indexed", order="lapa")
    assert report.lost == {"hat": 1}


@pytest.mark.parametrize(
    "value",
    [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.int64), np.full((4, 4), 19, np.uint8), [[0]]],
)
def test_what_is_no_label_map_is_refused(value: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="A label map"):
        api.write_masks({"a.jpg": value}, tmp_path / "out", "indexed")


def test_choices_that_cannot_be_are_refused_before_anything_is_written(
    labels: np.ndarray, tmp_path: Path
) -> None:
    masks, out = {"a.jpg": labels}, tmp_path / "out"
    with pytest.raises(ValueError, match="There is no format gif"):
        api.write_masks(masks, out, "gif")
    with pytest.raises(ValueError, match="The format color has no choice of order"):
        api.write_masks(masks, out, "color", order="bisenet")
    with pytest.raises(ValueError, match="classes: there is no class beard"):
        api.write_masks(masks, out, "color", classes=["beard"])
    with pytest.raises(ValueError, match="Masks alone have no probabilities"):
        api.write_masks(masks, out, "indexed", probabilities=True)
    with pytest.raises(ValueError, match="one names of classes only"):
        api.read_masks(tmp_path, "indexed", class_map={"Haar": "hair"})
    assert not out.exists()


def test_sources_that_cannot_be_read_are_named(labels: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(api.FormatError, match="nowhere is not there"):
        api.read_masks(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(api.FormatError, match=r"There is no file in .*empty"):
        api.read_masks(tmp_path / "empty")
    with pytest.raises(api.FormatError, match=r"no \.png file in .*empty"):
        next(api.read_masks(tmp_path / "empty", "indexed"))
    api.write_masks({"a.jpg": labels}, tmp_path / "masks", "indexed")
    with pytest.raises(ValueError, match="is the source"):
        api.convert(tmp_path / "masks", tmp_path / "masks", "color")


def test_a_mask_that_cannot_be_read_is_raised_or_reported(labels: np.ndarray, tmp_path: Path) -> None:
    api.write_masks({"a.jpg": labels, "c.jpg": labels}, tmp_path, "indexed")
    Image.fromarray(np.full((4, 4), ID_OF["cloth"] + 1, np.uint8)).save(tmp_path / "b.png")
    masks = api.read_masks(tmp_path, "indexed")
    assert next(masks)[0] == "a"
    with pytest.raises(api.FormatError, match=r"b\.png holds the id 19"):
        next(masks)
    reported: list[str] = []
    found = api.read_masks(
        tmp_path, "indexed", on_error=lambda name, error: reported.append(f"{name}: {error}")
    )
    assert [name for name, _ in found] == ["a", "c"]
    assert len(reported) == 1
    assert reported[0].startswith("b: b.png holds the id 19")


def test_an_empty_name_is_not_the_folder_one_is_in(
    labels: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for call in (
        lambda: api.open_project(""),
        lambda: list(api.read_masks("", "indexed")),
        lambda: api.write_masks({"a.png": labels}, "", "indexed"),
        lambda: api.evaluate("", tmp_path),
    ):
        with pytest.raises(ValueError, match="is empty"):
            call()
    assert list(tmp_path.iterdir()) == []
