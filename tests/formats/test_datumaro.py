"""Datumaro's common semantic segmentation, there and back, and what cannot be."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES, PALETTE
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from tests.formats.datumaro_views import IMPORT, WRITE_COMMON, samples, views_of
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

FORMAT = FORMATS["datumaro"]
KIND = "common_semantic_segmentation"


def read(source: Path, **options: object) -> dict[str, np.ndarray]:
    return {found.name: found.load() for found in FORMAT.read(source, ReadOptions(**options))}


@needs_readers
@pytest.mark.parametrize("photos", ["none", "jpg", "png"])
def test_datumaro_reads_what_we_wrote(photos: str, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path, *samples(), options=ExportOptions(photos=photos))
    seen = ask(IMPORT, target, KIND)
    assert seen["classes"] == list(NAMES)
    assert set(seen["items"]) == {sample.stem for sample in samples()}
    for sample in samples():
        item = seen["items"][sample.stem]
        assert item["masks"] == views_of(sample.labels, background=True)
        assert all(shape == list(sample.labels.shape) for shape in item["shapes"].values())
        assert item["photo"] == (None if photos == "none" else list(sample.labels.shape))


@needs_readers
def test_datumaro_finds_out_by_itself_what_it_is_where_there_are_photos(
    labels: np.ndarray, tmp_path: Path
) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels), options=ExportOptions(photos="jpg"))
    script = """
    import datumaro
    path = sys.argv[1]
    answer([datumaro.Environment().detect_dataset(path), len(datumaro.Dataset.import_from(path))])
    """
    assert ask(script, target) == [[KIND], 1]


@needs_readers
def test_what_datumaro_writes_opens_here(tmp_path: Path) -> None:
    maps = {sample.stem: sample.labels for sample in samples()}
    np.savez(tmp_path / "maps.npz", **maps)
    ask(WRITE_COMMON, tmp_path / "maps.npz", tmp_path / "out", ",".join(NAMES))
    assert FORMAT.recognises(tmp_path / "out")
    found = read(tmp_path / "out")
    assert set(found) == set(maps)
    assert all(np.array_equal(found[name], labels) for name, labels in maps.items())


@needs_readers
def test_what_datumaro_makes_of_ours_in_another_format_opens_here(tmp_path: Path) -> None:
    """From us to Datumaro, there to Pascal VOC, and back: not a pixel is lost on the way round."""
    target = export(FORMAT, tmp_path / "ours", *samples(), options=ExportOptions(photos="png"))
    script = """
    import datumaro
    dataset = datumaro.Dataset.import_from(sys.argv[1], format=sys.argv[3])
    dataset.export(sys.argv[2], "voc_segmentation", save_media=True)
    answer(len(dataset))
    """
    assert ask(script, target, tmp_path / "theirs", KIND) == len(samples())
    found = {each.name: each.load() for each in FORMATS["voc"].read(tmp_path / "theirs", ReadOptions())}
    assert set(found) == {sample.stem for sample in samples()}
    assert all(np.array_equal(found[sample.stem], sample.labels) for sample in samples())


def test_the_files_are_those_of_the_layout(labels: np.ndarray, tmp_path: Path) -> None:
    options = ExportOptions(classes=("skin", "nose", "hair"), photos="jpg")
    export(FORMAT, tmp_path, make_sample(labels, "a.1"), options=options)
    assert set(files_below(tmp_path)) == {"dataset_meta.json", "images/a.1.jpg", "masks/a.1.png"}
    assert json.loads((tmp_path / "dataset_meta.json").read_text()) == {
        "labels": ["background", "skin", "nose", "hair"],
        "label_map": {"0": "background", "1": "skin", "2": "nose", "3": "hair"},
        "segmentation_colors": [[0, 0, 0], [204, 0, 0], [76, 153, 0], [0, 0, 204]],
        "background_label": "0",
    }
    with Image.open(tmp_path / "masks" / "a.1.png") as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.array(image), PALETTE[labels])


def test_the_photo_beside_it_is_found(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "a"), options=ExportOptions(photos="png"))
    (found,) = FORMAT.read(tmp_path, ReadOptions())
    assert found.photo_path == tmp_path / "images" / "a.png"
    assert found.load_photo is not None
    assert found.load_photo().shape == (24, 31, 3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"labels": ["../../etc/passwd"]}, "classes that are not ours: '../../etc/passwd'"),
        ({"labels": "skin"}, "labels: "),
        ({"label_map": {"x": "skin"}}, "label_map.x"),
        ({"label_map": {"-1": "skin"}}, "label_map.-1"),
        ({"label_map": {"99": "skin"}}, "gives no colour to 'skin'"),
        ({"label_map": {"0": "background", "1": "background"}}, "holds the colour 0,0,204"),
        ({"segmentation_colors": [[0, 0, 0]] * 19}, "holds the colour 0,0,204, which no class has"),
        ({"segmentation_colors": [[0, 0, 300]] * 19}, "segmentation_colors.0"),
        ({"labels": [], "label_map": {}}, "names no classes"),
    ],
)
def test_metadata_that_cannot_be_is_refused_by_name(
    change: dict, says: str, labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    path = tmp_path / "dataset_meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(FormatError, match=says):
        read(tmp_path)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"labels": ' + b"[" * 100_000, b"\xff\xfe"])
def test_json_that_is_none_is_refused_by_name(data: bytes, labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    (tmp_path / "dataset_meta.json").write_bytes(data)
    with pytest.raises(FormatError, match=r"dataset_meta\.json is not as its format asks"):
        read(tmp_path)


def test_json_of_too_many_bytes_is_not_read(
    labels: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    monkeypatch.setattr("faceparse_gui.formats.datumaro.MAX_JSON", 1 << 20)
    with (tmp_path / "dataset_meta.json").open("ab") as file:
        file.truncate(1 << 30)
    with pytest.raises(FormatError, match=r"dataset_meta\.json has more than 1 MB"):
        read(tmp_path)


def test_names_of_others_are_mapped(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    path = tmp_path / "dataset_meta.json"
    path.write_text(path.read_text().replace('"hair"', '"Haare"'))
    with pytest.raises(FormatError, match="not ours: 'Haare'"):
        read(tmp_path)
    assert np.array_equal(read(tmp_path, class_map={"Haare": "hair"})["face"], labels)


def test_masks_in_the_order_of_the_labels_are_read_too(tmp_path: Path) -> None:
    """A grey mask holds places in the list of labels: Datumaro takes it so."""
    (tmp_path / "masks").mkdir()
    Image.fromarray(np.array([[0, 1, 2]], np.uint8)).save(tmp_path / "masks" / "a.png")
    (tmp_path / "dataset_meta.json").write_text('{"labels": ["hair", "background", "nose"]}')
    assert read(tmp_path)["a"].tolist() == [[ID_OF["hair"], 0, ID_OF["nose"]]]


def test_links_are_not_followed(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path / "in", make_sample(labels), make_sample(labels, "own", 1))
    mask = tmp_path / "in" / "masks" / "face.png"
    mask.rename(tmp_path / "secret.png")
    mask.symlink_to(tmp_path / "secret.png")
    assert list(read(tmp_path / "in")) == ["own"]
