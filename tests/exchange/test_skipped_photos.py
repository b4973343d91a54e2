"""An export says which photos it left out, and why: in its report and in its manifest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, plan_of, project_items
from faceparse_gui.exchange.manifest import NAME
from faceparse_gui.formats import FORMATS, ExportOptions
from faceparse_gui.project import Project


@pytest.fixture
def folder_of_accepted(project: Project) -> Path:
    for record in project.records():
        project.save_labels(record.key, np.full((24, 32), ID_OF["skin"], np.uint8), "accepted")
    project.rescan()
    return project.folder


def failures(project: Project, out: Path) -> list[str]:
    plan = plan_of(project, project_items(project), FORMATS["indexed"], out, ExportOptions())
    export = Export(plan)
    list(export.run())
    assert json.loads((out / NAME).read_text("utf-8").splitlines()[-1])["failed"] == export.report.failures
    assert sorted(path.name for path in out.glob("*.png")) == ["face 1.png", "face 2.png"]
    return export.report.failures


def test_a_photo_that_is_gone(project: Project, folder_of_accepted: Path, tmp_path: Path) -> None:
    (folder_of_accepted / "face 0.jpg").unlink()
    project.rescan()
    (why,) = failures(project, tmp_path / "out")
    assert why == "face 0.jpg is not in the folder any more; its labels are kept. Put it back to export it."


def test_labels_that_are_damaged(project: Project, folder_of_accepted: Path, tmp_path: Path) -> None:
    for labels in project.store.glob(f"labels/{project.records()[0].key}*"):
        labels.write_bytes(b"no picture")
    (why,) = failures(project, tmp_path / "out")
    assert "labels" in why
    assert "face 0" in why
