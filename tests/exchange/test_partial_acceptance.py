"""A photo that was accepted for some classes only is so after an export and an import, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faceparse_gui.exchange import Export, ExportPlan, Import, ImportSummary, project_items
from faceparse_gui.formats import FORMATS, ExportOptions, ReadOptions
from faceparse_gui.project import Project
from tests.exchange.projects import drawn


@pytest.fixture
def export(project: Project, tmp_path: Path) -> Path:
    """Of face 0, accepted for hat and an earring alone, and of face 1, accepted; both are parsed again."""
    first, second, _ = project.records()
    project.note_accepted_for(first.key, ["ear_r", "hat"])
    for record in (first, second):
        project.save_labels(record.key, drawn(3), "accepted")
    items = project_items(project, ["accepted", "partly-accepted"])
    options = ExportOptions(naming="{n:05}")
    list(Export(ExportPlan.make(FORMATS["indexed"], tmp_path / "out", items, options)).run())
    for record in (first, second):
        project.note_accepted_for(record.key)
        project.save_labels(record.key, drawn(0), "parsed")
    return tmp_path / "out"


def said(export: Path, names: Any) -> None:
    """Have the manifest say other classes of face 0."""
    manifest = export / "faceparse-export.jsonl"
    lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    for line in lines:
        if "accepted_for" in line:
            line["accepted_for"] = names
    manifest.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def bring(project: Project, source: Path, *how: Any, **more: Any) -> ImportSummary:
    report, run = ImportSummary(), Import(project, source, *how, **more)
    for outcome in run.run(run.found(FORMATS["indexed"], ReadOptions())):
        report.note(outcome)
    return report


def states(project: Project) -> list[tuple[str, tuple[str, ...]]]:
    return [(record.status, record.accepted_only) for record in project.records()[:2]]


def test_it_comes_back_accepted_for_these_classes(project: Project, export: Path) -> None:
    assert bring(project, export, "accepted").imported == 2
    assert states(project) == [("accepted", ("hat", "ear_r")), ("accepted", ())]


def test_so_it_is_where_the_labels_are_there_already(project: Project, export: Path) -> None:
    bring(project, export, "edited")
    assert bring(project, export, "accepted").imported == 2
    assert states(project) == [("accepted", ("hat", "ear_r")), ("accepted", ())]


@pytest.mark.parametrize("classes", [(), ("nose",)])
def test_classes_that_are_asked_for_go_before(
    project: Project, export: Path, classes: tuple[str, ...]
) -> None:
    bring(project, export, "accepted", classes=classes)
    assert states(project) == [("accepted", classes)] * 2


@pytest.mark.parametrize("names", [["hat", "beard"], "hat", [None], {"hat": 1}, None])
def test_classes_that_are_not_known_leave_it_edited_with_a_notice(
    project: Project, export: Path, names: Any
) -> None:
    said(export, names)
    report = bring(project, export, "accepted")
    assert (report.imported, report.failures) == (2, [])
    assert states(project) == [("edited", ()), ("accepted", ())]
    assert np.array_equal(project.load_labels(project.records()[0].key), drawn(3))
    (notice,) = report.remarks.lines()
    assert notice.startswith("Photos accepted for classes that are not ours, imported as edited: 1 (")
    assert "00001" in notice
    assert bring(project, export, "accepted").imported == 0
    assert states(project)[0] == ("edited", ())
