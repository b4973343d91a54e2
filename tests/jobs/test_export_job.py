from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.formats import FORMATS
from faceparse_gui.jobs.export_job import ExportJob, ExportPlan, unique_stems
from faceparse_gui.project import Autosave, ImageRecord, Project


@pytest.fixture
def work(tmp_path):
    """A project of three photos with labels of class 1, 2 and 3, and its autosave."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        Image.new("RGB", (16, 12)).save(folder / f"{number}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.images(), start=1):
        project.save_labels(record.key, np.full((12, 16), number, np.uint8), "accepted")
    autosave = Autosave(project)
    yield project, autosave
    autosave.close(5)
    project.close()


def plan_for(project, out, *formats):
    return ExportPlan(out, tuple(FORMATS[name] for name in formats), unique_stems(project.images()))


def run(qtbot, job):
    with qtbot.waitSignal(job.finished) as signal:
        job.start()
    return signal.args[0]


def test_every_photo_in_every_format(work, tmp_path, qtbot):
    out = tmp_path / "out"

    report = run(qtbot, ExportJob(*work, plan_for(work[0], out, "indexed", "overlay"), overwrite=False))

    assert report.written == 3
    assert report.failures == []
    with Image.open(out / "2.png") as mask:
        assert mask.mode == "P"
        assert np.unique(np.asarray(mask)).tolist() == [2]
    assert len(list(out.iterdir())) == 6


def test_the_last_edit_is_exported_though_it_was_not_saved_yet(work, tmp_path, qtbot):
    project, autosave = work
    autosave.submit(project.images()[0].key, np.full((12, 16), 9, np.uint8), "edited")

    run(qtbot, ExportJob(*work, plan_for(project, tmp_path / "out", "indexed"), overwrite=False))

    with Image.open(tmp_path / "out" / "1.png") as mask:
        assert np.unique(np.asarray(mask)).tolist() == [9]


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_that_are_there_are_kept_or_replaced(work, tmp_path, overwrite, qtbot):
    out = tmp_path / "out"
    out.mkdir()
    (out / "2.png").write_bytes(b"mine")
    plan = plan_for(work[0], out, "indexed")
    assert plan.existing() == [out / "2.png"]

    report = run(qtbot, ExportJob(*work, plan, overwrite))

    assert (report.written, report.skipped) == ((3, 0) if overwrite else (2, 1))
    assert ((out / "2.png").read_bytes() == b"mine") is not overwrite


def test_a_photo_that_cannot_be_read_is_named_and_the_rest_is_exported(work, tmp_path, qtbot):
    (work[0].folder / "2.png").write_bytes(b"no picture")

    report = run(qtbot, ExportJob(*work, plan_for(work[0], tmp_path / "out", "overlay"), overwrite=False))

    assert report.written == 2
    assert len(report.failures) == 1
    assert "2.png" in report.failures[0]


def test_cancel_stops_after_the_photo_in_hand(work, tmp_path, qtbot):
    job = ExportJob(*work, plan_for(work[0], tmp_path / "out", "indexed"), overwrite=False)
    job.cancel()

    report = run(qtbot, job)

    assert report.cancelled
    assert report.written == 0


def test_photos_of_one_name_get_files_of_their_own():
    records = [
        ImageRecord(key, Path(path), 0, 0)
        for key, path in {"k1": "/p/a.jpg", "k2": "/p/A.png", "k3": "/p/sub/a.jpg", "k4": "/p/b.jpg"}.items()
    ]

    stems = unique_stems(records)

    assert stems["k1"] == "a"
    assert stems["k4"] == "b"
    assert len({stem.casefold() for stem in stems.values()}) == 4
