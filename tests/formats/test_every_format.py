"""What holds for every format there is: nothing lost, nothing half written, and the way back."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from faceparse_core.class_orders import ORDERS
from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import FORMATS, ExportOptions, Format, FormatError, ReadOptions
from tests.formats.samples import export, files_below, make_sample, target_of

every_format = pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.writes])
both_ways = pytest.mark.parametrize("name", [n for n, each in FORMATS.items() if each.reads and each.writes])
MAPS = hnp.arrays(
    np.uint8,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=41),
    elements=st.integers(0, NUM_CLASSES - 1),
)


def outside(folder: Path, format_: Format) -> dict[str, bytes]:
    """The files of an export, without the pieces that outlast a stop."""
    return {name: data for name, data in files_below(folder).items() if ".part/" not in name}


def read(format_: Format, target: Path, order: str = "celebamask") -> dict[str, np.ndarray]:
    found = format_.read(target, ReadOptions(order=order))
    return {each.name.rpartition("/")[2].removesuffix(".png"): each.load() for each in found}


def kept(format_: Format, labels: np.ndarray) -> np.ndarray:
    """What is left of ``labels`` in a format whose usual order has not all classes."""
    if "order" not in format_.uses:
        return labels
    return np.where(np.isin(labels, [ID_OF[n] for n in ORDERS[format_.orders[0]].names]), labels, 0)


@every_format
def test_it_says_what_it_is(name: str) -> None:
    format_ = FORMATS[name]
    assert format_.name == name == name.lower()
    assert format_.title
    assert not format_.suffix or not format_.extension
    assert format_.uses <= set(ExportOptions.model_fields)
    assert format_.read_uses <= set(ReadOptions.model_fields)
    assert set(format_.orders) <= set(ORDERS)


@both_ways
@settings(max_examples=25, deadline=None)
@given(maps=st.lists(MAPS, min_size=1, max_size=3))
def test_what_goes_out_comes_back(
    name: str, maps: list[np.ndarray], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(name)
    samples = [make_sample(labels, f"face{i}", i) for i, labels in enumerate(maps)]
    target = export(FORMATS[name], folder, *samples)
    found = read(FORMATS[name], target)
    assert sorted(found) == sorted(sample.stem for sample in samples)
    for sample in samples:
        assert np.array_equal(found[sample.stem], kept(FORMATS[name], sample.labels))
        assert found[sample.stem].dtype == np.uint8


@both_ways
@pytest.mark.parametrize("order", ["bisenet", "lapa", "lapa-person"])
def test_what_goes_out_in_anothers_order_comes_back(name: str, order: str, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    if "order" not in format_.uses:
        pytest.skip("this format has one order of classes")
    if order not in format_.orders:
        with pytest.raises(FormatError, match=f"no order {order}"):
            format_.writer(target_of(tmp_path, format_), ExportOptions(order=order))
        with pytest.raises(FormatError, match=f"no order {order}"):
            list(format_.read(tmp_path, ReadOptions(order=order)))
        return
    labels = np.arange(NUM_CLASSES, dtype=np.uint8).repeat(3).reshape(3, 19)
    writer = format_.writer(target_of(tmp_path, format_), ExportOptions(order=order))
    writer.add(make_sample(labels))
    writer.finish()
    has = np.isin(labels, [ID_OF[n] for n in ORDERS[order].names])
    back = read(format_, writer.target, order)["face"]
    assert np.array_equal(back, np.where(has, labels, 0))
    assert dict(writer.lost) == dict.fromkeys(ORDERS[order].lacks, 1)


@both_ways
def test_several_faces_empty_maps_and_single_pixels(name: str, tmp_path: Path) -> None:
    """Two faces side by side, which some formats write as objects of their own; a map of nothing; a pixel."""
    two = np.zeros((40, 80), np.uint8)
    two[5:35, 5:35] = two[5:35, 45:75] = ID_OF["skin"]
    two[10, 10] = two[12, 50] = ID_OF["nose"]
    left, right = whole_frame(40, 40), whole_frame(40, 40)
    right[0, 2] = 40
    samples = [
        make_sample(two, "two", 0, frames=(left, right)),
        make_sample(np.zeros((7, 5), np.uint8), "nothing", 1),
        make_sample(np.array([[ID_OF["ear_r"]]], np.uint8), "pixel", 2),
    ]
    found = read(FORMATS[name], export(FORMATS[name], tmp_path, *samples))
    for sample in samples:
        assert np.array_equal(found[sample.stem], kept(FORMATS[name], sample.labels))


@both_ways
def test_classes_that_were_not_chosen_are_not_there(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    """A sample holds the chosen classes only; the format must not need the others."""
    options = ExportOptions(classes=("skin", "nose"))
    labels[labels == ID_OF["hair"]] = 0
    target = export(FORMATS[name], tmp_path, make_sample(labels), options=options)
    assert np.array_equal(read(FORMATS[name], target)["face"], labels)


@both_ways
def test_it_recognises_what_it_wrote_and_nothing_else(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    target = export(format_, tmp_path / "out", make_sample(labels))
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("no masks here")
    assert format_.recognises(target)
    assert FORMATS.recognise(target) is format_
    for other in ("empty", "text.txt", "not there"):
        assert not format_.recognises(tmp_path / other)


@both_ways
@pytest.mark.parametrize("source", ["not there", "empty"])
def test_a_source_with_nothing_in_it_is_refused_by_name(name: str, source: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match=source):
        list(FORMATS[name].read(tmp_path / source, ReadOptions()))


@every_format
def test_its_files_are_those_it_announced(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    writer = format_.writer(target_of(tmp_path, format_), ExportOptions())
    writer.begin(["face", "other"])
    reported = {*writer.files("face"), *writer.files("other"), *writer.shared()}
    for index, stem in enumerate(("face", "other")):
        written = writer.add(make_sample(labels, stem, index))
        assert set(written) <= set(writer.files(stem))
    writer.finish()
    there = set(outside(tmp_path, format_))
    if format_.extension:
        assert there == {f"export{format_.extension}"}
    else:
        assert there <= reported
        assert there >= set(writer.shared())
    if format_.suffix:
        names = {path.name for path in tmp_path.iterdir()}
        assert names == {f"{stem}{format_.suffix}" for stem in ("face", "other")}
        assert all((tmp_path / name).is_dir() == format_.folder_a_photo for name in names)


@every_format
def test_missing_folders_are_made_and_nothing_is_left_behind(
    name: str, labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMATS[name], tmp_path / "a" / "b", make_sample(labels))
    assert outside(tmp_path, FORMATS[name]) == files_below(tmp_path) != {}


@every_format
def test_a_second_export_leaves_nothing_of_the_first(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    """The hair of the first export is gone from all files of the second."""
    format_ = FORMATS[name]
    export(format_, tmp_path / "twice", make_sample(labels))
    labels[labels == ID_OF["hair"]] = 0
    export(format_, tmp_path / "twice", make_sample(labels))
    export(format_, tmp_path / "once", make_sample(labels))
    assert files_below(tmp_path / "twice").keys() == files_below(tmp_path / "once").keys()
    if format_.reads:
        assert np.array_equal(read(format_, target_of(tmp_path / "twice", format_))["face"], labels)


@every_format
def test_a_full_disk_keeps_the_earlier_export(
    name: str, labels: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    format_ = FORMATS[name]
    export(format_, tmp_path, make_sample(labels))
    before = outside(tmp_path, format_)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"was not saved in .*: the disk is full\. Free some space"):
        export(format_, tmp_path, make_sample(np.full_like(labels, ID_OF["skin"])))
    assert outside(tmp_path, format_) == before


@every_format
def test_a_file_where_the_folder_should_be(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FormatError, match="was not saved"):
        export(FORMATS[name], tmp_path / "out", make_sample(labels))
    assert (tmp_path / "out").read_text() == "mine"


@every_format
def test_the_arrays_are_not_changed(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    labels.flags.writeable = False
    export(FORMATS[name], tmp_path, make_sample(labels))


def test_all_per_photo_formats_go_side_by_side_into_one_folder(labels: np.ndarray, tmp_path: Path) -> None:
    taken: set[str] = set()
    for format_ in FORMATS.values():
        if format_.suffix:
            names = set(format_.writer(tmp_path, ExportOptions()).files("face"))
            assert not names & taken
            taken |= names


def test_a_format_that_only_writes_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="can be written, but not read"):
        FORMATS["color"].read(tmp_path, ReadOptions())
