"""CelebAMask-HQ: what its readers find, which number a photo has, and what cannot be."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from faceparse_core.class_orders import ORDERS
from faceparse_core.labels import ID_OF, NAMES
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.celebamask import numbers
from tests.formats.samples import export, files_below, make_sample

FORMAT = FORMATS["celebamask"]
MASKS = "CelebAMask-HQ-mask-anno"


def read(source: Path, **options: object) -> dict[str, np.ndarray]:
    return {found.name: found.load() for found in FORMAT.read(source, ReadOptions(**options))}


def as_training_code_reads(
    root: Path, number: int, order: tuple[str, ...], size: tuple[int, int]
) -> np.ndarray:
    """By the rules of the field notes: folder ``id // 2000``, palette index 225, later classes on top."""
    labels = np.zeros(size, np.uint8)
    for id_, name in enumerate(order):
        path = root / MASKS / str(number // 2000) / f"{number:05d}_{name}.png"
        if path.exists():
            with Image.open(path) as image:
                labels[np.array(image.convert("P")) == 225] = id_
    return labels


def put(root: Path, name: str, pixels: np.ndarray, mode: str = "L") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).convert(mode).save(path)
    return path


@pytest.fixture
def half() -> np.ndarray:
    mask = np.zeros((8, 6), np.uint8)
    mask[:, :3] = 255
    return mask


@pytest.mark.parametrize("order", ["celebamask", "bisenet"])
def test_training_code_reads_what_we_wrote(order: str, tmp_path: Path) -> None:
    labels = np.arange(19, dtype=np.uint8).repeat(5).reshape(19, 5)
    samples = [make_sample(np.roll(labels, i, axis=0), str(n), i) for i, n in enumerate((7, 29999))]
    export(FORMAT, tmp_path, *samples)
    for sample, number in zip(samples, (7, 29999), strict=True):
        theirs = as_training_code_reads(tmp_path, number, ORDERS[order].names, labels.shape)
        assert np.array_equal(theirs, ORDERS[order].theirs[sample.labels])


@settings(max_examples=25, deadline=None)
@given(
    labels=hnp.arrays(
        np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=33), elements=st.integers(1, 18)
    )
)
def test_the_masks_alone_say_everything(labels: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("masks")
    export(FORMAT, folder, make_sample(labels))
    (folder / "CelebAMask-HQ-mask" / "0.png").unlink()
    assert np.array_equal(read(folder)["face"], labels)


def test_the_files_are_those_of_the_data_set(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "2001"), options=ExportOptions(photos="png"))
    assert set(files_below(tmp_path)) == {
        "CelebA-HQ-img/2001.jpg",
        "CelebA-HQ-to-stem.json",
        "CelebAMask-HQ-mask/2001.png",
        f"{MASKS}/1/02001_hair.png",
        f"{MASKS}/1/02001_nose.png",
        f"{MASKS}/1/02001_skin.png",
    }
    with Image.open(tmp_path / MASKS / "1" / "02001_skin.png") as image:
        assert (image.mode, image.size) == ("RGB", (31, 24))
        assert set(np.unique(image)) == {0, 255}
    with Image.open(tmp_path / "CelebAMask-HQ-mask" / "2001.png") as image:
        assert image.mode == "L"
        assert np.array_equal(np.array(image), labels)
    with Image.open(tmp_path / "CelebA-HQ-img" / "2001.jpg") as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize(
    ("stems", "expected"),
    [
        (["7", "00012"], [7, 12]),
        (["7", "007"], [0, 1]),
        (["b", "7"], [0, 1]),
        (["٣", "²"], [0, 1]),
        (["99999999999"], [0]),
    ],
)
def test_a_photo_keeps_its_number_only_if_all_have_one(stems: list[str], expected: list[int]) -> None:
    assert list(numbers(stems).values()) == expected


def test_names_come_back_also_from_a_resumed_export(labels: np.ndarray, tmp_path: Path) -> None:
    stems = ["Ana 😀", "Bo"]
    for index, stem in enumerate(stems):
        writer = FORMAT.writer(tmp_path, ExportOptions())
        writer.begin(stems)
        writer.add(make_sample(np.roll(labels, index, axis=1), stem, index))
    writer.finish()
    found = read(tmp_path)
    assert list(found) == stems
    assert np.array_equal(found["Bo"], np.roll(labels, 1, axis=1))


def test_a_writer_that_was_not_begun_raises(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not told of face"):
        FORMAT.writer(tmp_path, ExportOptions()).files("face")


def test_no_mask_of_a_class_that_is_no_longer_chosen_survives(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    labels[labels != ID_OF["nose"]] = 0
    export(FORMAT, tmp_path, make_sample(labels), options=ExportOptions(classes=("nose",)))
    assert [path.name for path in (tmp_path / MASKS / "0").iterdir()] == ["00000_nose.png"]


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "RGBA", "1", "LA"])
def test_masks_of_every_mode_are_read(mode: str, half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"{MASKS}/14/29999_hair.png", half, mode)
    labels = read(tmp_path)["29999"]
    assert np.array_equal(labels, np.where(half, ID_OF["hair"], 0))
    assert labels.dtype == np.uint8


def test_a_palette_in_which_zero_is_white_is_read_by_its_colours(half: np.ndarray, tmp_path: Path) -> None:
    image = Image.fromarray(np.where(half, 0, 1).astype(np.uint8))
    image.putpalette([255, 255, 255, 0, 0, 0])
    (tmp_path / MASKS / "0").mkdir(parents=True)
    image.save(tmp_path / MASKS / "0" / "00000_skin.png")
    assert np.array_equal(read(tmp_path)["0"], np.where(half, ID_OF["skin"], 0))


def test_where_masks_overlap_the_later_class_lies_on_top(half: np.ndarray, tmp_path: Path) -> None:
    for name in ("skin", "nose", "cloth"):
        put(tmp_path, f"{MASKS}/0/00003_{name}.png", half)
    put(tmp_path, f"{MASKS}/0/00003_hair.png", np.full_like(half, 255))
    expected = np.where(half, ID_OF["cloth"], ID_OF["hair"])
    assert np.array_equal(read(tmp_path)["3"], expected)


def test_the_merged_mask_counts_where_there_is_one(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"{MASKS}/0/00003_skin.png", half)
    put(tmp_path, f"{MASKS}/0/00004_skin.png", half)
    put(tmp_path, "CelebAMask-HQ-mask/4.png", np.full((8, 6), 2, np.uint8))
    found = read(tmp_path)
    assert set(found) == {"3", "4"}
    assert (found["4"] == ID_OF["nose"]).all()
    assert (read(tmp_path, order="bisenet")["4"] == ID_OF["l_brow"]).all()


def test_the_photo_beside_it_is_found(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"{MASKS}/0/00003_skin.png", half)
    put(tmp_path, f"{MASKS}/0/00004_skin.png", half)
    photo = put(tmp_path, "CelebA-HQ-img/3.jpg", np.zeros((16, 12), np.uint8))
    with_photo, without = FORMAT.read(tmp_path, ReadOptions())
    assert with_photo.photo_path == photo
    assert with_photo.load_photo is not None
    assert with_photo.load_photo().shape == (16, 12, 3)
    assert (without.photo_path, without.load_photo) == (None, None)


def test_masks_of_several_sizes_are_refused_by_name(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"{MASKS}/0/00000_skin.png", half)
    put(tmp_path, f"{MASKS}/0/00000_nose.png", half[:-1])
    with pytest.raises(FormatError, match=r"00000_nose\.png is 6 × 7 pixels, the masks beside it 6 × 8"):
        read(tmp_path)


def test_an_unknown_class_is_refused_unless_it_is_mapped(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"{MASKS}/0/00000_beard.png", half)
    with pytest.raises(FormatError, match=r"00000_beard\.png has classes that are not ours: 'beard'"):
        read(tmp_path)
    found = read(tmp_path, class_map={"beard": "skin"})
    assert np.array_equal(found["0"], np.where(half, ID_OF["skin"], 0))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (f"{MASKS}/1/00000_nose.png", "photo 0, whose masks lie elsewhere too"),
        (f"{MASKS}/0/notes_nose.png", "notes_nose.png does not begin with a photo's number"),
        ("CelebAMask-HQ-mask/x.png", "x.png does not begin"),
    ],
)
def test_masks_that_belong_nowhere_are_refused_by_name(
    name: str, says: str, half: np.ndarray, tmp_path: Path
) -> None:
    put(tmp_path, f"{MASKS}/0/00000_skin.png", half)
    put(tmp_path, name, half)
    with pytest.raises(FormatError, match=says):
        read(tmp_path)


@pytest.mark.parametrize(
    "odd",
    [
        f"{MASKS}/0/notes_nose.png",
        "CelebAMask-HQ-mask/x.png",
        f"{MASKS}/1/00000_nose.png",
        f"{MASKS}/0/00000_beard.png",
    ],
)
def test_one_odd_mask_costs_at_most_its_photo(odd: str, half: np.ndarray, tmp_path: Path) -> None:
    for name in (f"{MASKS}/0/00000_skin.png", f"{MASKS}/0/00001_skin.png", odd):
        put(tmp_path, name, half)
    found = {each.name: each for each in FORMAT.read(tmp_path, ReadOptions())}
    assert np.array_equal(found["1"].load(), np.where(half, ID_OF["skin"], 0))
    with pytest.raises(FormatError, match=Path(odd).name):
        [each.load() for each in found.values()]


@pytest.mark.parametrize("stem", ['"a"', '"../a"'])
def test_one_name_that_cannot_be_costs_its_photo_only(stem: str, labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, *(make_sample(labels, stem, place) for place, stem in enumerate("abc")))
    (tmp_path / "CelebA-HQ-to-stem.json").write_text(f'{{"0": {stem}, "1": {stem}, "2": "c"}}')
    found = {each.name: each for each in FORMAT.read(tmp_path, ReadOptions())}
    assert np.array_equal(found["c"].load(), labels)
    for number in ("0", "1"):
        with pytest.raises(FormatError, match=r"CelebA-HQ-to-stem\.json"):
            found[number].load()


@pytest.mark.parametrize("name", [f"{MASKS}/0/00000_skin.png", "CelebAMask-HQ-mask/0.png"])
@pytest.mark.parametrize("keep", [0, 40, 60])
def test_a_mask_that_is_cut_short_is_refused_by_name(
    name: str, keep: int, labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    if name.startswith(MASKS):
        (tmp_path / "CelebAMask-HQ-mask" / "0.png").unlink()
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(OSError, match=path.name):
        read(tmp_path)


def test_merged_ids_above_18_are_refused_by_name(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, "CelebAMask-HQ-mask/0.png", half)
    with pytest.raises(OSError, match=r"0\.png holds the id 255"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"0": "a", "1": "a"}', "gives the name 'a' to two photos"),
        ('{"zero": "a"}', "not as its format asks"),
        ("[]", "not as its format asks"),
        ('{"0": "../../etc/passwd"}', "leads outside"),
        ('{"0": "/etc/passwd"}', "leads outside"),
        ('{"0": "C:\\\\secret"}', "leads outside"),
    ],
)
def test_names_that_cannot_be_are_refused_by_name(
    text: str, says: str, labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    (tmp_path / "CelebA-HQ-to-stem.json").write_text(text)
    with pytest.raises(FormatError, match=f"CelebA-HQ-to-stem.json.*{says}"):
        read(tmp_path)


def test_links_are_not_followed(half: np.ndarray, tmp_path: Path) -> None:
    put(tmp_path, f"in/{MASKS}/0/00000_skin.png", half)
    (tmp_path / "in" / MASKS / "0" / "00000_nose.png").symlink_to(put(tmp_path, "secret.png", half))
    assert np.array_equal(read(tmp_path / "in")["0"], np.where(half, ID_OF["skin"], 0))


def test_the_mapping_is_json_that_people_can_read(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "Zoë"))
    text = (tmp_path / "CelebA-HQ-to-stem.json").read_text(encoding="utf-8")
    assert "Zoë" in text
    assert json.loads(text) == {"0": "Zoë"}


def test_every_class_has_its_official_name() -> None:
    writer = FORMAT.writer(Path("x"), ExportOptions(background=True))
    writer.begin(["12345"])
    assert writer.files("12345")[:-1] == [f"{MASKS}/6/12345_{name}.png" for name in NAMES[1:]]


def test_what_is_erased_in_a_mask_is_not_painted(half: np.ndarray, tmp_path: Path) -> None:
    """A paint program may keep white under what is wholly transparent."""
    image = Image.new("RGB", half.shape[::-1], "white")
    image.putalpha(Image.fromarray(np.where(half > 0, 255, 0).astype(np.uint8)))
    path = tmp_path / "CelebAMask-HQ-mask-anno/0/00000_skin.png"
    path.parent.mkdir(parents=True)
    image.save(path)
    (found,) = FORMATS["celebamask"].read(tmp_path, ReadOptions())
    assert np.array_equal(found.load() > 0, half > 0)
