"""A measure is as good as the order it puts photos in."""

import numpy as np
import pytest
import torch
from scipy import stats

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo, save_model
from faceparse_core.parsing.parser import Parser
from faceparse_core.work import work
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.ranking import (
    AS_THEY_ARE,
    FOUND,
    MEASURES,
    TOGETHER,
    CropView,
    Dropping,
    best,
    measure,
    rank,
)
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.ranking_report import markdown
from tests.training.faces import draw

CPU = torch.device("cpu")


def save_tiny(folder, dropout: float, drop_path: float = 0.0):
    torch.manual_seed(3)
    config = ModelConfig(
        dims=(8, 8, 8, 8),
        depths=(1, 1, 1, 1),
        decoder_width=8,
        lmsa=False,
        dropout=dropout,
        drop_path=drop_path,
    )
    path = folder / f"tiny-{dropout}.safetensors"
    save_model(path, build(config).state_dict(), ModelInfo(name="tiny", config=config, input_size=64))
    return path


@pytest.fixture
def examples() -> list[HeldOutPhoto]:
    return [HeldOutPhoto(f"face {seed}", *draw(seed)) for seed in range(6)]


def test_the_errors_themselves_rank_best_and_their_opposite_worst():
    errors = np.random.default_rng(0).random(40).tolist()
    same, opposite = rank(errors, errors), rank([-error for error in errors], errors)
    assert (same.correlation, same.found) == (pytest.approx(1), 1)
    assert (opposite.correlation, opposite.found) == (pytest.approx(-1), 0)
    assert best({"opposite": opposite, "same": same}) == "same"


def test_a_rough_measure_lies_between_within_its_interval():
    rng = np.random.default_rng(1)
    errors = rng.random(60)
    rough = errors + rng.normal(0, 0.3, 60)
    found = rank(rough.tolist(), errors.tolist())
    assert 0.3 < found.low < found.correlation < found.high < 0.95
    first, worst = (set(sorted(range(60), key=lambda i, of=of: -of[i])[:15]) for of in (rough, errors))
    assert found.found == len(first & worst) / 15
    # Fisher's approximation to the same interval
    half = 1.96 / np.sqrt(57)
    low, high = np.tanh(np.arctanh(found.correlation) + np.array([-half, half]))
    assert found.low == pytest.approx(low, abs=0.1)
    assert found.high == pytest.approx(high, abs=0.1)


def test_what_distinguishes_no_photos_ranks_nothing():
    assert rank([0.0] * 8, [i / 8 for i in range(8)]).correlation == 0


def test_too_few_photos_have_no_quarter():
    with pytest.raises(ValueError, match="four"):
        rank([0.1, 0.2, 0.3], [0.1, 0.2, 0.3])


def test_dropout_passes_differ_and_come_again_with_the_seed(tmp_path, examples):
    dropping = Dropping(save_tiny(tmp_path, dropout=0.5, drop_path=0.2), CPU)
    assert dropping.rates == (0.5, 0.2)
    photo = examples[0].photo
    first, again, other = (dropping.predict(photo, seed) for seed in (7, 7, 8))
    assert len({answer.tobytes() for answer in first}) > 1
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_dropout_nothing_disagrees(tmp_path, examples):
    path = save_tiny(tmp_path, dropout=0)
    look = CropView(examples[0].photo, 0, Parser.load(path, "cpu"), Dropping(path, CPU))
    assert MEASURES["disagreement under dropout"].of(look) == 0
    assert MEASURES["disagreement with the mirror"].of(look) > 0


def test_the_pixels_measures_are_means_over_the_answer(tmp_path, examples):
    path = save_tiny(tmp_path, dropout=0)
    parser = Parser.load(path, "cpu")
    look = CropView(examples[0].photo, 0, parser, Dropping(path, CPU))
    (crop,) = parser.parse(examples[0].photo, "whole").crops
    p = torch.softmax(crop.logits, 0).numpy()
    assert MEASURES["mean 1 − max p"].of(look) == pytest.approx(1 - p.max(0).mean(), abs=1e-5)
    assert MEASURES["mean entropy"].of(look) == pytest.approx(stats.entropy(p, axis=0).mean(), abs=1e-5)


def test_every_set_is_ranked_and_the_errors_are_the_answers(tmp_path, examples):
    path = save_tiny(tmp_path, dropout=0.1)
    parser, done = Parser.load(path, "cpu"), []
    result = measure(parser, Dropping(path, CPU), examples, lambda: done.append(1))
    assert (result.images, len(done)) == (6, 6)
    assert set(result.ranks) == {AS_THEY_ARE, *SHIFTS, TOGETHER}
    assert all(set(of_set) == {*MEASURES, *FOUND} for of_set in result.ranks.values())
    expected = [
        1 - mean_f(confusion(each.truth, parser.parse(each.photo, "whole").labels)) for each in examples
    ]
    assert result.error[AS_THEY_ARE] == pytest.approx(np.mean(expected))
    assert result.error[TOGETHER] == pytest.approx(
        np.mean([result.error[name] for name in (AS_THEY_ARE, *SHIFTS)])
    )
    shares = [work(each.truth, parser.parse(each.photo, "whole").labels).pixels for each in examples]
    assert result.work[AS_THEY_ARE] == pytest.approx(np.mean(shares) / examples[0].truth.size)
    assert result.work_ranks != result.ranks
    page = markdown("tiny", result)
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 * (2 + len(MEASURES) + len(FOUND))
    assert len({row.count("|") for row in rows}) == 1


def test_what_takes_more_passes_can_be_left_out(tmp_path, examples):
    result = measure(Parser.load(save_tiny(tmp_path, dropout=0.1), "cpu"), None, examples)
    assert set(result.work_ranks[TOGETHER]) == {
        *(name for name, each in MEASURES.items() if not each.passes),
        *FOUND,
    }
    assert "Dropout:" not in markdown("tiny", result)
