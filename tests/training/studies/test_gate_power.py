"""How often the gate is wrong: pairs whose gain is known, and what is said of them."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.crop_predictor import CropPrediction
from faceparse_training.studies import gate_power
from faceparse_training.studies.gate_power import AS_THEY_ARE, measure, simulate
from faceparse_training.studies.gate_power_report import markdown, write_report

SKIN, HAIR = ID_OF["skin"], ID_OF["hair"]
SIDE, EDGE = 96, 48


@pytest.fixture
def no_shifts(monkeypatch):
    monkeypatch.setattr(gate_power, "SHIFTS", {})


def photos(count):
    """Skin and hair; the number of the photo is in its pixels."""
    truth = np.where(np.arange(SIDE) < EDGE, SKIN, HAIR).astype(np.uint8)
    truth = np.tile(truth, (SIDE, 1))
    return [HeldOutPhoto(str(n), np.full((SIDE, SIDE, 3), n, np.uint8), truth) for n in range(count)]


def network(off, spread, seed):
    """Takes the edge for so many pixels too far to the right, more or less by photo."""

    def predict(photo):
        rng = np.random.default_rng((seed, int(photo[0, 0, 0])))
        edge = EDGE + max(8, round(rng.normal(off, spread)))
        labels = np.tile(np.where(np.arange(SIDE) < edge, SKIN, HAIR).astype(np.uint8), (SIDE, 1))
        return CropPrediction(labels, labels, np.ones(labels.shape, bool), 0.0)

    return predict


def test_the_pair_is_turned_to_the_better_network_and_its_gain_is_the_true_one(no_shifts):
    (pair,) = measure({"good": network(10, 0, 0), "bad": network(20, 0, 0)}, photos(3))
    assert pair.title == f"good, bad, {AS_THEY_ARE}"
    assert pair.gain == pytest.approx(0.5)
    assert [each.wrong_before for each in pair.orders[0]] == [20 * SIDE] * 3
    assert [each.wrong_after for each in pair.orders[0]] == [10 * SIDE] * 3
    assert pair.coin(0.0) == pytest.approx(0.5)
    assert pair.coin(0.5) == pytest.approx(1.0)
    assert pair.coin(0.6) is None
    weight = pair.coin(0.2)
    expected = weight * np.array([20, 10]) + (1 - weight) * np.array([10, 20])
    assert expected[1] / expected[0] == pytest.approx(0.8)


def test_a_person_corrected_the_network_before_and_every_shift_is_a_pair():
    pairs = measure({"good": network(10, 0, 0), "bad": network(20, 0, 0)}, photos(1))
    assert len(pairs) == 1 + len(gate_power.SHIFTS)
    for order, before in zip(pairs[0].orders, (20, 10), strict=True):
        assert order[0].correction.wrong_before == pytest.approx(before * SIDE, rel=0.03)


def test_a_clear_gain_takes_over_and_none_does_not(no_shifts, tmp_path):
    models = {"good": network(24, 1, 0), "bad": network(30, 1, 1)}
    pairs = measure(models, photos(40))
    rows = {(row.gain, row.count): row for row in simulate(pairs)}
    assert rows[0.2, 40].better > 0.9
    assert rows[0.0, 40].better < 0.15
    assert rows[0.2, 40].runs == gate_power.RUNS
    for row in rows.values():
        assert row.better + row.asked + row.stays == pytest.approx(1)
    assert simulate(pairs) == list(rows.values())

    page = tmp_path / "loop.md"
    write_report(page, list(models), pairs, list(rows.values()))
    text = page.read_text(encoding="utf-8")
    assert markdown(list(models), pairs, list(rows.values())) in text
    assert "faceparse research gate good bad --data DATA" in text
    assert sum(line.startswith("| 20% |") for line in text.splitlines()) == len(gate_power.COUNTS)
