"""The simulated annotator at small: what it picks, what it writes down, and where it goes on."""

import json
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch

from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, swap_left_right
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import CheckpointError, ModelInfo, load_model, save_model
from faceparse_core.photos.imaging import read_label_map, read_photo
from faceparse_core.trainer import ewc
from faceparse_training.data.datasets import DataError, find_pairs, is_mirrored, split
from faceparse_training.evaluation.crop_predictor import CropPredictor, effort
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.finetune.learner import FinetuneConfig, Learner
from faceparse_training.fit.train import make_fabric
from faceparse_training.studies import simulate as module
from faceparse_training.studies.simulate import SimulationStudy, read_rows, simulate
from tests.training.faces import write_pairs
from tests.training.studies.simulate_rows import row

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)
HELD_OUT, POOL = 3, 6
CONFIG = FinetuneConfig(side=64, batch_size=2, lr=1e-3)
CELLS = [("random", 0), ("random", 2), ("random", 3), ("uncertainty", 2), ("uncertainty", 3), ("all", POOL)]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(3)
    path = tmp_path / "tiny.safetensors"
    recipe = {"data": {"validation_images": HELD_OUT}}
    save_model(
        path, build(TINY).state_dict(), ModelInfo(name="tiny", config=TINY, input_size=64, recipe=recipe)
    )
    return path


@pytest.fixture
def study(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulationStudy:
    """A pool of 6 drawn faces, 2 of 3 held-out ones to measure on, a step or two of learning."""
    monkeypatch.setattr(module, "POOL", POOL)
    monkeypatch.setattr(module, "COUNTS", (2, 3))
    monkeypatch.setattr(module, "STEPS", {2: 1, 3: 2, POOL: 2})
    network, _ = load_model(model)
    fisher = {name: torch.ones_like(p) for name, p in network.named_parameters()}
    monkeypatch.setattr(ewc, "shipped_fisher", lambda name: fisher if name == "tiny" else None)
    data = write_pairs(tmp_path / "data", 10)
    return SimulationStudy(model, data, make_fabric("cpu", "32-true"), CONFIG, test=2)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rows.jsonl"


def corrected(study: SimulationStudy, shift: str, pairs) -> list[tuple[np.ndarray, np.ndarray]]:
    """The pairs, as a person with shifted photos has them."""
    found = []
    for pair in pairs:
        truth = read_label_map(pair.labels)
        truth = swap_left_right(truth) if is_mirrored(truth) else truth
        found.append(SHIFTS[shift].apply(read_photo(pair.photo), truth, zlib.crc32(pair.stem.encode())))
    return found


def pairs_of(study: SimulationStudy):
    return split(find_pairs(study.data / "images", study.data / "masks"), HELD_OUT)


def test_each_cell_is_measured_once_and_written_at_once(study, out):
    seen = []

    def on_row(row) -> None:
        seen.append(row)
        assert read_rows(out) == seen  # nothing that is told can be lost

    simulate(study, "convention", 4, out, on_row)
    assert [(r.order, r.count) for r in seen] == CELLS
    assert {(r.model, r.shift, r.seed, r.test, r.config) for r in seen} == {
        ("tiny", "convention", 4, 2, CONFIG)
    }
    assert len({r.figures.new for r in seen}) > 1
    assert seen[0].figures.agrees == 1


def test_the_start_is_measured_on_held_out_photos_shifted_and_as_they_are(study, out):
    simulate(study, "composition", 0, out)
    start = read_rows(out)[0].figures
    network, info = load_model(study.model)
    says = CropPredictor(network, info, torch.device("cpu"))
    held = pairs_of(study)[1][:2]
    new = [(truth, says(photo).labels) for photo, truth in corrected(study, "composition", held)]
    old = [(read_label_map(pair.labels), says(read_photo(pair.photo)).labels) for pair in held]
    assert start.new == pytest.approx(np.mean([mean_f(confusion(*each)) for each in new]))
    assert start.old == pytest.approx(np.mean([mean_f(confusion(*each)) for each in old]))
    assert start.wrong == pytest.approx(np.mean([effort(*each).pixels for each in new]))
    assert start.strokes == pytest.approx(np.mean([effort(*each).strokes for each in new]))
    assert start.kept == start.old  # no class has another rule
    assert start.new != start.old


def test_the_classes_of_another_rule_are_left_out_of_what_is_kept():
    truth = np.full((4, 4), ID_OF["skin"], np.uint8)
    truth[0] = ID_OF["hat"]
    matrix = confusion(truth, np.full_like(truth, ID_OF["skin"]))
    skin = 2 * 12 / (16 + 12)
    assert module._mean_f([matrix]) == pytest.approx(skin / 2)
    assert module._mean_f([matrix], SHIFTS["convention"].classes) == pytest.approx(skin)


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[list[bytes]]:
    """The photos of each fine-tuning."""
    seen: list[list[bytes]] = []

    class Noting(Learner):
        def __init__(self, start, samples, *more) -> None:
            seen.append([sample.photo.tobytes() for sample in samples])
            super().__init__(start, samples, *more)

    monkeypatch.setattr(module, "Learner", Noting)
    return seen


def test_the_most_uncertain_are_corrected_first(study, out, learned):
    simulate(study, "appearance", 0, out)
    _, _, two, three, _ = learned
    network, info = load_model(study.model)
    says = CropPredictor(network, info, torch.device("cpu"))
    photos = [photo for photo, _ in corrected(study, "appearance", pairs_of(study)[0])]
    pool = {photo.tobytes(): says(photo).uncertainty for photo in photos if photo.tobytes() in learned[-1]}
    assert len(pool) == POOL
    assert two == sorted(pool, key=lambda photo: -pool[photo])[:2]
    assert three[:2] == two
    assert len(set(three)) == 3


def test_at_random_it_is_the_seeds_order_whatever_the_network_says(study, out, learned, tmp_path):
    simulate(study, "appearance", 0, out)
    simulate(study, "appearance", 0, tmp_path / "again.jsonl")
    simulate(study, "appearance", 1, out)
    first, again, other = learned[:5], learned[5:10], learned[10:]
    assert first == again
    assert read_rows(tmp_path / "again.jsonl") == read_rows(out)[: len(CELLS)]
    assert first[0] == first[1][:2] == first[-1][:2]
    assert first[1] == first[-1][:3]
    assert first[-1] != other[-1]


def test_what_is_there_is_not_done_again(study, out, monkeypatch):
    simulate(study, "composition", 0, out)
    whole = out.read_text()
    lines = whole.splitlines(keepends=True)
    out.write_text("".join(lines[:3] + lines[5:]))  # killed amid the uncertainty order
    made = []
    simulate(study, "composition", 0, out, made.append)
    assert [(r.order, r.count) for r in made] == [("uncertainty", 2), ("uncertainty", 3)]
    assert sorted(out.read_text().splitlines(keepends=True)) == sorted(lines)
    monkeypatch.setattr(module, "load_model", None)  # nothing is missing: nothing is loaded either
    simulate(study, "composition", 0, out, made.append)
    assert len(made) == 2


def test_rows_of_earlier_versions_are_read(out):
    now = row("composition", 10, config=FinetuneConfig(ewc=7, merge_weight=0.5, max_distance=0.25))
    before = now.model_dump(mode="json")
    config = before["method"] = before.pop("config")
    for old, new in (("anchor", "ewc"), ("mix", "merge_weight"), ("reach", "max_distance")):
        config[old] = config.pop(new)
    out.write_text(json.dumps(before) + "\n")
    assert read_rows(out) == [now]


def test_rows_of_another_config_do_not_count(study, out):
    other = CONFIG.model_copy(update={"lr": 1e-4})
    out.write_text("".join(row("composition", n, o, config=other).model_dump_json() + "\n" for o, n in CELLS))
    simulate(study, "composition", 0, out)
    assert [r.config for r in read_rows(out)] == [other] * len(CELLS) + [CONFIG] * len(CELLS)


def test_a_broken_line_is_passed_over(out):
    rows = [row("convention", 0), row("convention", 10), row("convention", 20)]
    first, second, third = (each.model_dump_json() for each in rows)
    out.write_text(f"{first}\n{second[:50]}\n\n{third.replace('convention', 'kept', 1)[:-1]}\n{third}\n")
    assert read_rows(out) == [rows[0], rows[2]]
    assert read_rows(out.with_name("none.jsonl")) == []


def test_without_enough_pairs_it_says_how_many_are_needed(study, out, monkeypatch):
    monkeypatch.setattr(module, "POOL", 8)
    with pytest.raises(DataError, match="7 pairs to correct and 3 to measure on; 8 and 2"):
        simulate(study, "convention", 0, out)
    assert not out.exists()


def test_without_fisher_information_it_says_how_to_make_one(study, out, monkeypatch):
    monkeypatch.setattr(ewc, "shipped_fisher", lambda name: None)
    with pytest.raises(CheckpointError, match="faceparse research importance"):
        simulate(study, "convention", 0, out)


def test_a_row_behind_a_half_written_line_is_not_lost(out):
    first, second = row("appearance", 10), row("appearance", 20)
    out.write_text(first.model_dump_json() + "\n" + second.model_dump_json()[:40])
    module.append_row(out, second)
    assert read_rows(out) == [first, second]


def test_rows_are_not_added_through_a_link(out, study, tmp_path, monkeypatch):
    theirs = tmp_path / "thesis.txt"
    theirs.write_text("mine\n")
    out.symlink_to(theirs)
    monkeypatch.setattr(module, "_Annotator", lambda *_: pytest.fail("measured in vain"))
    with pytest.raises(FileError, match="is a link"):
        simulate(study, "appearance", 0, out)
    with pytest.raises(FileError, match="is a link"):
        module.append_row(out, row("appearance", 0))
    assert theirs.read_text() == "mine\n"
