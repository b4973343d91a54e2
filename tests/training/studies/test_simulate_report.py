"""The arithmetic and the wording of the simulated annotator's report."""

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.writing import FileError
from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.studies.simulate import COUNTS, POOL
from faceparse_training.studies.simulate_plot import curves
from faceparse_training.studies.simulate_report import markdown, write_report
from faceparse_training.studies.simulate_results import collect
from tests.training.studies.simulate_rows import ORDERS, full_study, row, study


def cells(text: str, first: str) -> list[str]:
    """The cells of the only table row that begins with ``first``."""
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_a_row_says_its_figures_and_what_changed():
    rows = study("appearance", {(10, "random"): 0.03, (POOL, "all"): 0.04}, wrong=0.1234, strokes=33.33)
    rows[1] = row("appearance", 10, new=0.53, old=0.7963, wrong=0.1, strokes=20, agrees=0.995)
    text = markdown(rows)
    assert cells(text, "0") == ["1", "0.5000", "", "0.8000", "", "12.34%", "33.3", "100.00%"]
    assert cells(text, "10, random") == [
        "1", "0.5300", "75%", "0.7963", "−0.0037", "10.00%", "20.0", "99.50%"
    ]  # fmt: skip
    assert cells(text, str(POOL))[1:3] == ["0.5400", "100%"]
    assert "faceparse research simulate tiny --data DATA --out ROWS --report PAGE" in text


def test_shares_are_taken_seed_by_seed_and_spread_over_the_seeds():
    gains = ((0.01, 0.1), (0.02, 0.04))
    rows = [
        each
        for seed, (ten, most) in enumerate(gains)
        for each in study("appearance", {(10, "random"): ten, (POOL, "all"): most}, seed)
    ]
    found = cells(markdown(rows), "10, random")
    assert found[:2] == ["2", f"0.5150 ± {np.std([0.51, 0.52], ddof=1):.4f}"]
    assert found[2] == "30%"  # of 10 % and 50 %; of the means it were 21 %


def test_a_pool_that_gains_nothing_has_no_share():
    rows = study("appearance", {(10, "random"): 0.02, (POOL, "all"): -0.01})
    text = markdown(rows)
    assert cells(text, "10, random")[2] == "–"
    assert cells(text, "10 corrections recover 50% of what 300 give, random order") == ["–"]


def test_only_the_shift_with_other_rules_has_kept_classes():
    rows = study("convention", {(10, "random"): 0.02}, old=0.79, kept=0.8)
    rows[1] = row("convention", 10, new=0.52, old=0.75, kept=0.799)
    text = markdown(rows)
    assert cells(text, "10, random")[3:7] == ["0.7500", "−0.0400", "0.7990", "−0.0010"]
    assert "left brow, right brow, hat and necklace" in text
    assert cells(text, "F old drops by 0.005 at most, all classes")[0].startswith("no, −0.0400 at worst")
    assert cells(text, "F old drops by 0.005 at most, kept classes")[0].startswith(
        "**yes**, −0.0010 at worst"
    )
    other = markdown(study("appearance", {(10, "random"): 0.02}))
    assert "Kept" not in other
    assert cells(other, "F old drops by 0.005 at most, kept classes") == ["–"]


def test_the_goals_follow_the_figures():
    text = markdown([each for shift in SHIFTS for each in full_study(shift)])
    assert cells(text, "10 corrections recover 50% of what 300 give, random order") == ["no, 40%"] * 3
    first = "10 corrections recover 50% of what 300 give, the most uncertain first"
    assert cells(text, first) == ["**yes**, 50%"] * 3
    assert cells(text, "40 corrections recover 80% of what 300 give, random order") == ["no, 75%"] * 3
    lead = "**yes**, +0.0100 (10: +0.0100, 20: +0.0100, 40: +0.0100)"
    assert cells(text, "the uncertainty order beats random") == [lead] * 3
    assert "beats random on 3 of 3 shifts (appearance, composition and convention)." in text
    assert "Not measured yet" not in text


@pytest.mark.parametrize(("after", "said"), [(0.1, "**yes**, 50% left"), (0.15, "no, 75% left")])
def test_the_effort_of_each_order_is_judged_after_twenty(after, said):
    rows = [
        row("appearance", 0, wrong=0.2, strokes=40),
        row("appearance", 20, wrong=after, strokes=200 * after),
        row("appearance", 40, wrong=0.01, strokes=1),
    ]
    text = markdown(rows)
    for what in ("pixels", "strokes"):
        assert cells(text, f"20 corrections halve the {what} left, random order") == [said]
        assert cells(text, f"20 corrections halve the {what} left, the most uncertain first") == ["–"]


def test_the_worst_drop_is_found_among_a_persons_rows():
    rows = full_study("appearance")
    worst = next(i for i, r in enumerate(rows) if (r.count, r.order) == (20, "uncertainty"))
    rows[worst] = row("appearance", 20, "uncertainty", old=0.79)
    pool = next(i for i, r in enumerate(rows) if r.count == POOL)
    rows[pool] = row("appearance", POOL, "all", new=0.6, old=0.7)
    (said,) = cells(markdown(rows), "F old drops by 0.005 at most, all classes")
    assert said == "no, −0.0100 at worst (20, the most uncertain first)"


def test_an_order_that_loses_is_said_to_lose():
    gains = {(n, o): 0.05 if o == "random" else 0.03 for n in COUNTS for o in ORDERS}
    text = markdown(study("composition", gains) + full_study("appearance"))
    assert cells(text, "the uncertainty order beats random")[1].startswith("no, −0.0200")
    assert "beats random on 1 of 2 shifts (appearance)." in text


def test_what_is_missing_is_left_out_and_said(tmp_path):
    rows = full_study("appearance") + full_study("appearance", seed=1)[:3] + [row("convention", 10)]
    text = markdown(rows)
    assert "1 to 2 a row" in text
    assert "appearance with seed 1: 10 uncertain first" in text
    assert "composition with seeds 0 and 1: 0, 10 random" in text
    assert "#### Composition" not in text
    assert cells(text, "the uncertainty order beats random") == [
        "**yes**, +0.0100 (10: +0.0100, 20: +0.0100, 40: +0.0100)", "–"
    ]  # fmt: skip
    write_report(tmp_path / "loop.md", rows)  # the plot is drawn of what there is


def test_only_rows_that_can_be_compared_are_reported():
    rows = full_study("appearance")
    for other in (
        {"config": FinetuneConfig(lr=1e-5)},
        {"test": 10},
        {"model": "other"},
    ):
        text = markdown([*rows, row("appearance", 0, seed=7, new=0.9, **other)])
        assert cells(text, "0")[:2] == ["1", "0.5000"]
        assert "Rows left out, of another method or number of test photos: 1." in text
    assert "lr 0.0005" in text
    assert "Rows left out" not in markdown(rows)


def test_a_row_that_was_measured_twice_counts_once():
    rows = full_study("appearance")
    assert markdown([*rows, rows[2]]) == markdown(rows)


def test_the_page_keeps_its_prose_and_the_picture_is_beside_it(tmp_path):
    page = tmp_path / "docs" / "loop.md"
    page.parent.mkdir()
    page.write_text("# The loop\n\nBy hand.\n")
    write_report(page, full_study("appearance"))
    write_report(page, full_study("appearance") + full_study("convention"))
    text = page.read_text()
    assert text.startswith("# The loop\n\nBy hand.\n")
    assert text.count("### What corrections are worth to tiny") == 1
    (link,) = (line for line in text.splitlines() if line.startswith("!["))
    with Image.open(page.parent / link.split("(")[1].rstrip(")")) as picture:
        assert picture.format == "PNG"
        shown = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    for color in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)):  # both orders are drawn
        assert (np.abs(shown.astype(int) - color).max(1) < 24).sum() > 200


def test_every_figure_lies_within_its_panel():
    lower = {"appearance": 0.8, "composition": 0.7, "convention": 0.9}
    rows = [each for shift, old in lower.items() for each in full_study(shift, old=old)]
    panels = curves(collect(rows)).axes
    assert [axes.get_title(loc="left") for axes in panels[:3]] == list(SHIFTS)
    for axes in panels:
        low, high = axes.get_ylim()
        drawn = np.concatenate([line.get_ydata() for line in axes.lines])
        assert len(drawn) > 2 * len(COUNTS)
        assert low < drawn.min() <= drawn.max() < high
    assert len({axes.get_ylim() for axes in panels[3:]}) == 1  # what is kept can be compared at a glance


def test_without_rows_there_is_nothing_to_report(tmp_path):
    with pytest.raises(ValueError, match="no row"):
        write_report(tmp_path / "loop.md", [])
    assert not any(tmp_path.iterdir())


def test_a_page_that_is_no_text_is_refused(tmp_path):
    page = tmp_path / "loop.md"
    page.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="not a text file"):
        write_report(page, full_study("appearance"))
