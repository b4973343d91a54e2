"""``faceparse evaluate``: figures against scikit-learn, the order of things, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import accuracy_score, f1_score

from faceparse_core.labels import NAMES, swap_left_right
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_label_map, write_indexed_png


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    """35 drawn faces, more than one batch of 32, and predictions/ with some rows of each wrong."""
    folder = draw_faces(tmp_path / "data", 35)
    (folder / "predictions").mkdir()
    rng = np.random.default_rng(1)
    for mask in (folder / "masks").iterdir():
        labels = read_label_map(mask)
        labels[rng.integers(0, 60) :] = rng.integers(0, 19)
        write_indexed_png(folder / "predictions" / mask.name, labels)
    return folder


@pytest.fixture
def evaluate(faceparse, data: Path):
    return lambda *more: faceparse("evaluate", "--images", data / "images", "--masks", data / "masks", *more)


def by_stem(folder: Path) -> list[np.ndarray]:
    return [read_label_map(path) for path in sorted(folder.iterdir(), key=lambda path: path.stem)]


def f(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """F of the classes that occur in ``truth``, by scikit-learn."""
    present = np.unique(truth)
    return f1_score(truth.ravel(), predicted.ravel(), labels=present, average=None, zero_division=0)


def test_figures_are_those_of_scikit_learn(evaluate, data):
    ran = evaluate("--predictions", data / "predictions", "--json")
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    truths, predicted = by_stem(data / "masks"), by_stem(data / "predictions")
    assert figures["images"] == 35
    assert figures["per_image_f"] == pytest.approx(
        np.mean([f(t, p).mean() for t, p in zip(truths, predicted, strict=True)])
    )
    pools = [(np.stack(truths[i : i + 32]), np.stack(predicted[i : i + 32])) for i in (0, 32)]
    assert figures["batch32_f"] == pytest.approx(np.mean([f(t, p).mean() for t, p in pools]))
    assert figures["pixel_accuracy"] == pytest.approx(accuracy_score(np.ravel(truths), np.ravel(predicted)))
    skin = [f1_score(t.ravel() == 1, p.ravel() == 1) for t, p in zip(truths, predicted, strict=True)]
    assert figures["per_class"]["skin"] == pytest.approx(np.mean(skin))
    assert figures["per_class"]["hat"] is None
    assert set(figures["per_class"]) == set(NAMES)


def test_a_model_is_scored_by_what_its_parser_gives(evaluate, data, tiny_model):
    figures = json.loads(evaluate("--model", tiny_model, "--json").out)
    parser = Parser.load(tiny_model, "cpu")
    photos = [
        np.array(Image.open(path)) for path in sorted((data / "images").iterdir(), key=lambda p: p.stem)
    ]
    predicted = [parser.parse(photo, "whole").labels for photo in photos]
    expected = np.mean([f(t, p).mean() for t, p in zip(by_stem(data / "masks"), predicted, strict=True)])
    assert figures["per_image_f"] == pytest.approx(expected)
    assert figures["scored"] == "tiny"


def test_with_tta_the_averaged_parse_is_scored_and_named(evaluate, data, tiny_model):
    figures = json.loads(evaluate("--model", tiny_model, "--json", "--tta", "flip").out)
    assert figures["scored"] == "tiny with tta flip"
    parser = Parser.load(tiny_model, "cpu", tta="flip")
    paths = sorted((data / "images").iterdir(), key=lambda path: path.stem)
    predicted = [parser.parse(np.array(Image.open(path)), "whole").labels for path in paths]
    expected = np.mean([f(t, p).mean() for t, p in zip(by_stem(data / "masks"), predicted, strict=True)])
    assert figures["per_image_f"] == pytest.approx(expected)


def test_table_shows_every_class_and_the_figures(evaluate, data):
    ran = evaluate("--predictions", data / "masks")
    for name in ("per-image F", "batch-32 F", "pixel accuracy", *NAMES):
        assert name in ran.out
    assert "on 35 images" in ran.out
    assert "1.0000" in ran.out


def test_validation_takes_the_fixed_split(evaluate, data):
    from faceparse_training.data.datasets import find_pairs, split

    held = {pair.stem for pair in split(find_pairs(data / "images", data / "masks"), 5)[1]}
    only_held = data / "held"
    only_held.mkdir()
    for stem in held:
        (only_held / f"{stem}.png").write_bytes((data / "masks" / f"{stem}.png").read_bytes())
    assert evaluate("--predictions", only_held).code == 1
    figures = json.loads(evaluate("--predictions", only_held, "--validation", 5, "--json").out)
    assert (figures["images"], figures["per_image_f"]) == (5, 1.0)


def test_mirrored_masks_count_as_published_unless_repaired(evaluate, data):
    right = data / "right"
    right.mkdir()
    for number, mask in enumerate(sorted((data / "masks").iterdir())):
        (right / mask.name).write_bytes(mask.read_bytes())
        if number < 4:
            write_indexed_png(mask, swap_left_right(read_label_map(mask)))
    published = json.loads(evaluate("--predictions", right, "--json").out)
    repaired = json.loads(evaluate("--predictions", right, "--json", "--repair-mirrored").out)
    assert published["mirrored"] == repaired["mirrored"] == 4
    assert published["per_image_f"] < 1 == repaired["per_image_f"]


def test_photos_twice_as_large_as_their_masks_are_scored_at_the_masks_size(evaluate, data, tiny_model):
    """As CelebAMask-HQ comes: photos of 1024 px, masks of 512 px."""
    options = ("--model", tiny_model, "--json")
    before = json.loads(evaluate(*options).out)
    for path in (data / "images").iterdir():
        photo = Image.open(path)
        photo.resize((128, 128), Image.Resampling.NEAREST).save(path.with_suffix(".png"))
        if path.suffix != ".png":
            path.unlink()
    after = json.loads(evaluate(*options).out)
    assert after["images"] == before["images"]
    assert after["per_image_f"] == pytest.approx(before["per_image_f"], abs=0.02)


def test_a_mask_of_another_shape_is_named(evaluate, data, tiny_model):
    write_indexed_png(data / "masks" / "7.png", np.zeros((64, 40), np.uint8))
    ran = evaluate("--model", tiny_model)
    assert ran.code == 1
    assert "7.png is 40×64, its photo 7.png is 64×64: another shape" in ran.err


def test_a_pair_that_cannot_be_scored_is_left_out_and_reported(evaluate, data, tiny_model):
    (data / "images" / "3.png").write_text("no photo")
    (data / "masks" / "5.png").write_text("no mask")
    ran = evaluate("--model", tiny_model, "--json")
    assert (ran.code, json.loads(ran.out)["images"]) == (1, 33)
    assert "2 not included in the results" in ran.err
    for name in ("3.png", "5.png"):
        assert f"{name} is not a picture" in ran.err


def test_what_does_not_fit_is_named(evaluate, data, tmp_path):
    predictions = data / "predictions"
    write_indexed_png(predictions / "7.png", np.zeros((32, 60), np.uint8))
    ran = evaluate("--predictions", predictions)
    assert ran.code == 1
    assert "7.png is 64 × 64 pixels, the prediction for 7.png 60 × 32" in ran.err
    Image.new("L", (64, 64), 200).save(predictions / "7.png")
    assert "7.png holds the id 200" in evaluate("--predictions", predictions).err
    (predictions / "7.png").unlink()
    assert "7.png is not there" in evaluate("--predictions", predictions).err
    (data / "masks" / "3.png").unlink()
    assert "3.png has no mask" in evaluate("--predictions", predictions).err
