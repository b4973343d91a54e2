"""The look at an export before it runs: shortened, what is there already marked, a stopped one seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faceparse_gui.exchange import Export, ExportPlan, ExportRequest, preview, scan
from faceparse_gui.exchange.export_preview import SHOWN, Entry
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.exchange.last_export import supported
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.project import Project
from tests.exchange.projects import drawn


def plan_of(target: Path, count: int, format_: str = "indexed", **options: object) -> ExportPlan:
    labels = np.zeros((4, 4), np.uint8)
    items = [
        Item(f"{i:05}.jpg", Path(f"{i:05}.jpg"), lambda: SavedWork(labels), lambda: labels)
        for i in range(count)
    ]
    return ExportPlan.make(FORMATS[format_], target, items, ExportOptions(**options))


def counted(entry: Entry) -> tuple[int, int]:
    """Entries of a folder, shown and hidden, and files in it that are there already, as far as is shown."""
    shown = [each for each in entry.entries.values() if not each.is_manifest]
    there = sum(each.is_there for each in shown) + sum(counted(each)[1] for each in shown)
    return len(shown) + entry.hidden, there + entry.hidden_there


def test_ten_thousand_photos_are_reported_in_a_few_lines(tmp_path: Path) -> None:
    seen = preview(plan_of(tmp_path / "out", 10_000, "layers"))

    (root,) = seen.entries
    assert (seen.samples, seen.files) == (10_000, 180_001)
    assert root.name == "out"
    assert [*root.entries][:2] == ["00000_layers", "00001_layers"]
    assert root.hidden == 10_000 - SHOWN
    first = root.entries["00000_layers"]
    assert len(first.entries) == SHOWN
    assert first.hidden == 18 - SHOWN
    assert [*root.entries][-1] == "faceparse-export.jsonl"


@given(st.sets(st.integers(0, 39)))
def test_what_is_there_already_is_marked_or_counted(tmp_path_factory, there: set[int]) -> None:
    out = tmp_path_factory.mktemp("out")
    for number in there:
        (out / f"{number:05}.png").touch()
    (out / "other.png").touch()

    seen = preview(plan_of(out, 40))

    assert {int(path.stem) for path in seen.in_the_way} == there
    assert counted(seen.entries[0]) == (40, len(there))
    assert seen.can_keep


def test_a_stopped_export_is_not_in_its_own_way(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "out", 5)
    stops = iter([False, False, True])
    list(Export(plan, should_stop=lambda: next(stops)).run())

    seen = preview(plan)
    other = preview(plan_of(tmp_path / "out", 5, order="bisenet"))

    assert (seen.done_before, seen.in_the_way) == (2, ())
    assert (other.done_before, len(other.in_the_way)) == (0, 2)


def test_a_request_names_files_over_all_photos(project: Project, tmp_path: Path) -> None:
    second = project.records()[1]
    request = ExportRequest((second.key,), FORMATS["indexed"], tmp_path / "out", ExportOptions())

    assert [*request.plan(project).files()] == ["face 1.png"]


def test_labels_that_could_not_be_saved_are_exported_from_memory(project: Project, tmp_path: Path) -> None:
    first, second, _ = project.records()
    request = ExportRequest((first.key, second.key), FORMATS["indexed"], tmp_path / "out", ExportOptions())
    held = np.full((24, 32), 5, np.uint8)

    plan = request.plan(project, {first.key: held})

    assert np.array_equal(plan.samples[0].item.load().labels, held)
    assert plan.samples[0].item.load().predicted is not None
    assert np.array_equal(plan.samples[1].item.load().labels, drawn(1))


# Imports


def export_masks(project: Project, target: Path, format_: str = "indexed", **options: object) -> None:
    keys = [record.key for record in project.records()[:2]]
    request = ExportRequest(keys, FORMATS[format_], target, ExportOptions(**options))
    list(Export(request.plan(project)).run())


def test_what_an_import_will_find(project: Project, tmp_path: Path) -> None:
    export_masks(project, tmp_path / "masks")
    (tmp_path / "masks" / "face 1.png").rename(tmp_path / "masks" / "stranger.png")

    seen = scan(project, tmp_path / "masks", None, ReadOptions())

    assert seen.format is FORMATS["indexed"]
    assert (seen.total, seen.matching, seen.worked_on) == (2, 1, 1)
    assert (seen.strangers, seen.problem) == (["stranger"], "")


def test_masks_found_by_a_part_of_their_name_and_scaled_ones_are_reported_before(
    project: Project, tmp_path: Path
) -> None:
    masks = tmp_path / "masks"
    export_masks(project, masks)
    for mask in masks.glob("*.png"):
        with Image.open(mask) as image:
            width, height = image.size
            image.resize((width * 2, height * 2), Image.Resampling.NEAREST).save(mask)
    (masks / "face 1.png").rename(masks / "face 1_mask.png")

    seen = scan(project, masks, None, ReadOptions())

    photo = next(record.path.name for record in project.records() if record.path.stem == "face 1")
    assert (seen.guessed, seen.guesses) == (1, [f"face 1_mask → {photo}"])
    assert seen.scaled == f"{2 * width} × {2 * height} → {width} × {height}"

    (masks / "face 1_seg.png").write_bytes((masks / "face 1_mask.png").read_bytes())
    seen = scan(project, masks, None, ReadOptions())
    assert (seen.guessed, seen.matching, seen.total) == (0, 1, 3), "two that may be of one photo"


def test_a_mask_of_another_shape_is_reported_before(project: Project, tmp_path: Path) -> None:
    export_masks(project, tmp_path / "masks")
    for mask in (tmp_path / "masks").glob("*.png"):
        with Image.open(mask) as image:
            image.resize((image.width, image.height * 2), Image.Resampling.NEAREST).save(mask)
    assert "another shape" in scan(project, tmp_path / "masks", None, ReadOptions()).problem


def test_a_damaged_entry_is_reported_before_and_is_no_photo_that_is_missing(
    project: Project, tmp_path: Path
) -> None:
    export_masks(project, tmp_path / "masks", "coco")
    (tmp_path / "masks" / "annotations" / "instances_a.json").write_text("{")
    seen = scan(project, tmp_path / "masks", None, ReadOptions())
    assert (seen.total, seen.matching, seen.strangers) == (3, 2, [])
    assert "instances_a.json is not as its format asks" in seen.problem


def test_ids_of_another_order_are_reported_before(project: Project, tmp_path: Path) -> None:
    export_masks(project, tmp_path / "masks", order="celebamask")

    seen = scan(project, tmp_path / "masks", FORMATS["indexed"], ReadOptions(order="lapa"))

    assert "Say whose ids it holds" in seen.problem


def test_a_source_that_is_nothing_is_reported(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"nowhere is not there"):
        scan(project, tmp_path / "nowhere", None, ReadOptions())
    (tmp_path / "empty").mkdir()
    with pytest.raises(FormatError, match=r"There is no file in .*empty"):
        scan(project, tmp_path / "empty", None, ReadOptions())
    seen = scan(project, tmp_path / "empty", FORMATS["indexed"], ReadOptions())
    assert "no .png file" in seen.problem


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.reads and each.writes])
def test_what_was_exported_is_seen_for_what_it_is(project: Project, tmp_path: Path, name: str) -> None:
    """By the window, which sees the format by its look, and finds every photo again."""
    chosen = FORMATS[name]
    keys = tuple(record.key for record in project.records()[:2])
    options = supported(ExportOptions(photos="png"), chosen)
    plan = ExportRequest(keys, chosen, tmp_path / "out", options).plan(project)
    list(Export(plan).run())

    seen = scan(project, plan.target, None, ReadOptions())

    assert seen.format is chosen
    assert (seen.total, seen.matching, seen.problem) == (2, 2, "")
    assert preview(plan).in_the_way
