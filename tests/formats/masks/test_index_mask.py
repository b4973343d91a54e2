"""Index masks as other programs save them again: what counts, ids or colours, and what is no class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, PALETTE, LabelMap
from faceparse_gui.formats import FORMATS, FormatError, ReadOptions
from faceparse_gui.formats.masks.index_mask import AmbiguousIdsError
from faceparse_gui.formats.masks.mask_pixels import VOID_COLOR
from faceparse_gui.formats.reading.remarks import Remark, remarks_of

INDEXED = FORMATS["indexed"]
LABELS = np.array([[0, 0, ID_OF["skin"]], [ID_OF["hair"], ID_OF["nose"], 0]], np.uint8)


def read(folder: Path, image: Image.Image, **options: object) -> LabelMap:
    image.save(folder / "m.png")
    (found,) = INDEXED.read(folder, ReadOptions(**options))
    return found.load()


def palette(values: np.ndarray, colors: np.ndarray) -> Image.Image:
    image = Image.fromarray(values.astype(np.uint8))
    image.putpalette(np.asarray(colors, np.uint8).tobytes())
    return image


def reordered() -> Image.Image:
    """The colours that occur, in another order."""
    ids = [ID_OF["nose"], ID_OF["hair"], 0, ID_OF["skin"]]
    return palette(np.argsort(ids)[np.searchsorted(np.sort(ids), LABELS)], PALETTE[ids])


def with_alpha() -> Image.Image:
    """What is erased keeps its colour in some programs."""
    image = Image.fromarray(PALETTE[np.where(LABELS == 0, ID_OF["hat"], LABELS)])
    image.putalpha(Image.fromarray(np.where(LABELS == 0, 0, 255).astype(np.uint8)))
    return image


@pytest.mark.parametrize(
    "image",
    [
        reordered(),
        Image.fromarray(PALETTE[LABELS]),
        Image.fromarray(np.repeat(LABELS[..., None], 3, 2)),
        with_alpha(),
        Image.fromarray(LABELS),
        palette(LABELS, np.random.default_rng(0).integers(0, 200, (19, 3))),
        palette(LABELS, np.repeat(np.arange(19)[:, None], 3, 1)),
    ],
    ids=[
        "reordered",
        "colours",
        "grey in three channels",
        "alpha",
        "grey",
        "foreign palette",
        "grey palette",
    ],
)
def test_a_mask_that_was_saved_anew_shows_the_same_classes(image: Image.Image, tmp_path: Path) -> None:
    assert np.array_equal(read(tmp_path, image), LABELS)


def test_what_counts_can_be_said(tmp_path: Path) -> None:
    image = reordered()
    assert np.array_equal(read(tmp_path, image, ids="colors"), LABELS)
    assert np.array_equal(read(tmp_path, image, ids="palette"), np.asarray(image))


@pytest.mark.parametrize(
    ("colors", "order"),
    [
        (PALETTE, "bisenet"),  # the usual palette on another's ids, or the usual ids
        ([[0, 0, 0], [255, 0, 0], [255, 255, 0]], "celebamask"),  # colours that anybody takes
        ([[0, 0, 0], PALETTE[13], [9, 9, 9]], "celebamask"),  # some of ours among others
    ],
)
def test_a_contradiction_is_asked_about(colors: list, order: str, tmp_path: Path) -> None:
    image = palette(np.array([[0, 1, 2]]), np.array(colors))
    if order == "bisenet":
        image = palette(np.array([[0, 2, 11]]), np.array(colors))
    with pytest.raises(AmbiguousIdsError, match=r"m\.png: its ids and its colours contradict .*Say which"):
        read(tmp_path, image, order=order)
    read(tmp_path, image, order=order, ids="palette")
    assert INDEXED.recognises(tmp_path)


def test_colours_count_where_a_reordered_palette_has_one_for_no_class(tmp_path: Path) -> None:
    colors = [PALETTE[ID_OF["nose"]], PALETTE[ID_OF["hair"]], VOID_COLOR]
    with remarks_of() as remarks:
        found = read(tmp_path, palette(np.array([[0, 1, 2]]), colors))
    assert found.tolist() == [[ID_OF["nose"], ID_OF["hair"], 0]]
    assert remarks == {Remark("void"): 1}


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray(np.array([[0, 1, 255]], np.uint8)),
        Image.fromarray(np.array([[0, 1, 65535]], np.uint16)),
        Image.fromarray(np.array([[(0, 0, 0), PALETTE[1], VOID_COLOR]], np.uint8)),
        palette(np.array([[0, 1, 255]]), np.pad(PALETTE, ((0, 237), (0, 0)))),
        palette(np.array([[0, 1, 40]]), np.vstack([PALETTE, np.tile(VOID_COLOR, (30, 1))])),
    ],
)
def test_what_is_marked_as_no_class_becomes_background_and_is_counted(
    image: Image.Image, tmp_path: Path
) -> None:
    with remarks_of() as remarks:
        assert read(tmp_path, image).tolist() == [[0, 1, 0]]
    assert remarks == {Remark("void"): 1}


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray(np.array([[0, 255]], np.uint8)),
        Image.fromarray(np.array([[False, True]])),
        palette(np.array([[0, 1]]), np.array([(0, 0, 0), (255, 255, 255)])),
        palette(np.array([[1, 0]]), np.array([(255, 255, 255), (0, 0, 0)])),
    ],
)
def test_the_mask_of_one_thing_is_no_index_mask(image: Image.Image, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"m\.png holds the id 255, which is no class"):
        read(tmp_path, image)


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (Image.new("L", (2, 2), 19), "holds the id 19"),
        (Image.new("RGB", (2, 2), (1, 2, 3)), "holds the colour 1,2,3, which no class has"),
    ],
)
def test_what_no_class_has_is_refused_by_name(image: Image.Image, says: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=rf"m\.png .*{says}"):
        read(tmp_path, image)
