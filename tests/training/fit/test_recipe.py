"""Recipes: every shipped one loads, every mistake is named."""

import os
from pathlib import Path

import pytest

from faceparse_core.losses import CrossEntropy, Dice
from faceparse_training.fit.recipe import Recipe, RecipeError, load_recipe, shipped_recipes

GOOD = "name: x\ntrain: {phases: [{size: 64, epochs: 1}]}\n"


def recipe(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize("name", shipped_recipes())
def test_shipped_recipes(name: str):
    assert load_recipe(name).name == name


def test_the_reports_recipes():
    baseline, best = load_recipe("published/optimised"), load_recipe("published/lmsa")
    assert not baseline.model.lmsa
    assert best.model.lmsa
    assert baseline.train == best.train
    assert (best.train.batch_size, best.train.lr, best.train.weight_decay) == (32, 8e-4, 1e-4)
    assert (best.train.epochs, best.train.patience, best.model.dropout) == (200, 30, 0.15)


def test_a_recipe_extends_another(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(
        "name: base\naugment: {flip: 0.25, rotate: 5}\nloss: [{name: dice}]\n"
        "train: {phases: [{size: 64, epochs: 1}], lr: 0.5}\n"
    )
    loaded = load_recipe(
        recipe(tmp_path, "extends: base.yaml\nname: x\naugment: {rotate: 9}\nloss: [{name: cross_entropy}]")
    )
    assert (loaded.name, loaded.augment.flip, loaded.augment.rotate) == ("x", 0.25, 9)
    assert loaded.loss == (CrossEntropy(),)
    assert loaded.train.lr == 0.5


def test_settings_may_be_given_in_place_of_the_recipes(tmp_path: Path):
    text = "name: x\ntrain: {phases: [{size: 64, epochs: 60}, {size: 128, epochs: 40}], warmup_epochs: 10}"
    whole = load_recipe(recipe(tmp_path, text))
    assert whole.changed() == whole
    shorter = whole.changed(epochs=10, seed=7, batch_size=2, lr=0.5)
    assert [(phase.size, phase.epochs) for phase in shorter.train.phases] == [(64, 6), (128, 4)]
    assert shorter.train.warmup_epochs == 1
    assert (shorter.train.seed, shorter.train.batch_size, shorter.train.lr) == (7, 2, 0.5)
    assert [phase.epochs for phase in whole.changed(epochs=1).train.phases] == [1]
    assert [(phase.size, phase.epochs) for phase in whole.changed(size=96).train.phases] == [(96, 100)]
    both = whole.changed(size=96, epochs=3).train
    assert both.phases == Recipe.model_validate(whole.changed(size=96, epochs=3).model_dump()).train.phases
    assert both.epochs == 3


def test_recipes_that_extend_each_other_are_refused(tmp_path: Path):
    (tmp_path / "base.yaml").write_text("extends: mine.yaml")
    with pytest.raises(RecipeError, match=r"base\.yaml extends mine\.yaml, which extends it"):
        load_recipe(recipe(tmp_path, "extends: base.yaml\nname: x"))


@pytest.mark.parametrize(
    "spelling", ["./mine.yaml", "../here/mine.yaml", "link.yaml", "hard.yaml", "linked/mine.yaml"]
)
def test_a_ring_is_seen_however_its_files_are_spelled(tmp_path: Path, spelling: str):
    here = tmp_path / "here"
    here.mkdir()
    mine = recipe(here, "extends: base.yaml\nname: x")
    (here / "base.yaml").write_text(f"extends: {spelling}")
    (here / "link.yaml").symlink_to("mine.yaml")
    (here / "hard.yaml").hardlink_to(mine)
    (here / "linked").symlink_to(here)
    with pytest.raises(RecipeError, match=r"base\.yaml extends .*which extends it"):
        load_recipe(mine)


def test_a_long_row_of_files_that_extend_each_other_is_refused(tmp_path: Path):
    for number in range(2000):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml")
    with pytest.raises(RecipeError, match="extend each other"):
        load_recipe(tmp_path / "0.yaml")


@pytest.mark.parametrize(
    ("base", "reported"),
    [
        ("[a]", "no name in extends"),
        ("''", "no name"),
        ('"a\\0b"', "cannot be read"),
        ("words.yaml", "no keys"),
    ],
)
def test_what_is_no_base_is_named(tmp_path: Path, base: str, reported: str):
    (tmp_path / "words.yaml").write_text("just words")
    with pytest.raises(RecipeError, match=rf"(mine|words|a).*{reported}"):
        load_recipe(recipe(tmp_path, f"extends: {base}\n{GOOD}"))


LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 10)}]\n" for name in "bcdefghi"
)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("name: " + "[" * 5000, "in one another"),
        ("name: " + "{a: " * 200 + "1" + "}" * 200, "in one another"),
        ("- " * 3000 + "a", "in one another"),
        ("name: &a [*a]", "in one another"),
        (LAUGHS, "more than 100,000 values"),
        (GOOD + f"x: {'9' * 5000}", "number of 5000 digits"),
        (GOOD + f"x: 1{':59' * 5000}", "number of 15001 digits"),
        (GOOD + "x: !!int many", "cannot be read"),
        (GOOD + "x: !!bool maybe", "cannot be read"),
        (GOOD + "x: 2026-99-99", "cannot be read"),
        ("#" * 2_000_000, "1,000,000 bytes"),
    ],
)
@pytest.mark.timeout(10)
def test_what_is_larger_than_any_recipe_is_refused_by_its_name(tmp_path: Path, text: str, reported: str):
    with pytest.raises(RecipeError, match=rf"mine\.yaml.*{reported}") as caught:
        load_recipe(recipe(tmp_path, text))
    assert len(str(caught.value)) < 500


TRAIN = "name: x\ntrain: {phases: [{size: 64, epochs: 1}], "


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (TRAIN + f"batch_size: 1{'0' * 390}}}", r"train\.batch_size"),
        (TRAIN + "seed: 4294967296}", r"train\.seed"),
        (TRAIN + "lr: .inf}", r"train\.lr"),
        (TRAIN + "lr: 1e+400}", r"train\.lr"),
        (TRAIN + f"lr: 1{'0' * 390}}}", r"train\.lr"),
        (TRAIN + "weight_decay: .nan}", r"train\.weight_decay"),
        ("name: x\ntrain: {phases: [{size: 64, epochs: 10000000}]}", r"train\.phases\.0\.epochs"),
        (GOOD + "data: {validation_images: 100000000000}", r"data\.validation_images"),
        (GOOD + "loss: [{name: dice, weight: .inf}]", r"loss\.0\.dice\.weight"),
        (GOOD + "model: {lmsa_se_reduction: 99999999999999999999}", r"model: .*lmsa_se_reduction"),
    ],
)
def test_numbers_beyond_all_measure_are_mistakes_of_their_key(tmp_path: Path, text: str, key: str):
    with pytest.raises(RecipeError, match=rf"(?s)mine\.yaml cannot be used.*{key}"):
        load_recipe(recipe(tmp_path, text))


@pytest.mark.timeout(10)
def test_a_pipe_a_device_and_a_folder_are_no_recipes(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.yaml")
    for file in (tmp_path / "pipe.yaml", Path("/dev/zero"), tmp_path):
        with pytest.raises(RecipeError, match=rf"{file} is a .*Name a file"):
            load_recipe(file)


def test_aliases_are_as_good_as_what_they_stand_for(tmp_path: Path):
    loaded = load_recipe(
        recipe(tmp_path, f"model: {{dropout: &share 0.25}}\naugment: {{flip: *share}}\n{GOOD}")
    )
    assert loaded.model.dropout == loaded.augment.flip == 0.25


def test_a_missing_base_is_named(tmp_path: Path):
    with pytest.raises(RecipeError, match=r"There is no recipe .*nothing\.yaml"):
        load_recipe(recipe(tmp_path, "extends: nothing.yaml"))


def test_published_and_corrected_differ_in_the_three_corrections_alone():
    for rung in ("baseline", "class-weights", "optimised", "lmsa", "lmsa-focal", "lmsa-class-weights"):
        published, corrected = load_recipe(f"published/{rung}"), load_recipe(f"corrected/{rung}")
        assert (published.model, published.train) == (corrected.model, corrected.train)
        assert not published.augment.swap_on_flip
        assert published.augment.model_copy(update={"swap_on_flip": True}) == corrected.augment
        assert not published.data.repair_mirrored
        assert corrected.data.repair_mirrored
        assert published.loss[0] == corrected.loss[0]
        assert (published.loss[1], corrected.loss[1]) == (Dice(classes="all"), Dice())


def test_defaults(tmp_path: Path):
    loaded = load_recipe(recipe(tmp_path, GOOD))
    assert loaded.loss == (CrossEntropy(), Dice())
    assert loaded.augment.swap_on_flip


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        (GOOD + "modle: {}", r"modle: there is no such key"),
        (GOOD + "augment: {flipp: 0.5}", r"augment\.flipp: there is no such key"),
        (GOOD + "loss: [{name: dice, gamma: 2}]", r"loss\.0\.dice\.gamma: there is no such key"),
        (GOOD + "loss: [{name: lovazs}]", r"loss\.0: .*cross_entropy"),
        (GOOD + "loss: []", r"loss: .*at least 1"),
        (GOOD + "augment: {flip: 1.5}", r"augment\.flip: .*less than or equal to 1"),
        (GOOD + "augment: {scale: [1.3, 0.7]}", r"augment\.scale: .*smaller"),
        (GOOD + "model: {dropout: much}", r"model\.dropout: .*number"),
        (GOOD + "model: {num_classes: 11}", r"model: .*num_classes must be 19"),
        ("name: x\ntrain: {phases: []}", r"train\.phases: "),
        ("name: x\ntrain: {phases: [{size: 8, epochs: 1}]}", r"train\.phases\.0\.size: "),
        (
            "name: x\ntrain: {phases: [{size: 64, epochs: 1}], precision: fp8}",
            r"train\.precision: .*bf16-mixed",
        ),
        ("name: x\ntrain: {phases: [{size: 64, epochs: 1}], seed: -1}", r"train\.seed: "),
        ("name: x", r"train: .*required"),
        ("", r"recipe: "),
        ("just words", r"recipe: "),
    ],
)
def test_wrong_keys_and_values_are_named(tmp_path: Path, text: str, reported: str):
    with pytest.raises(RecipeError, match=rf"(?s)^mine\.yaml cannot be used\..*{reported}"):
        load_recipe(recipe(tmp_path, text))


def test_every_mistake_at_once(tmp_path: Path):
    with pytest.raises(RecipeError) as caught:
        load_recipe(recipe(tmp_path, GOOD + "a: 1\nb: 2"))
    assert str(caught.value).count("there is no such key") == 2


def test_no_yaml(tmp_path: Path):
    with pytest.raises(RecipeError, match=r"mine\.yaml is not valid YAML"):
        load_recipe(recipe(tmp_path, "a: [1,\nb: }"))
    with pytest.raises(RecipeError, match=r"mine\.yaml is not a text file"):
        load_recipe(recipe(tmp_path, b"\xff\xfe\x00\x01"))


def test_no_python_objects_from_yaml(tmp_path: Path):
    with pytest.raises(RecipeError, match=r"mine\.yaml is not valid YAML"):
        load_recipe(recipe(tmp_path, "name: !!python/object/apply:os.getcwd []"))


def test_missing_recipe(tmp_path: Path):
    with pytest.raises(RecipeError, match=r"There is no recipe .*nothing\.yaml.*lmsa"):
        load_recipe(tmp_path / "nothing.yaml")
