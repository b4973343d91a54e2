"""The export in the background: what is on screen now, with cancel, and gone on with after it."""

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.exchange import ExportRequest
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError
from faceparse_gui.jobs.export_job import ExportJob
from faceparse_gui.project import ProjectError


def request(project, out, format_="indexed", **options):
    keys = tuple(record.key for record in project.records())
    return ExportRequest(keys, FORMATS[format_], out, ExportOptions(**options))


def run(qtbot, job):
    with qtbot.waitSignal(job.finished) as signal:
        job.start()
    return signal.args[0]


def ids(path):
    with Image.open(path) as mask:
        return np.unique(np.asarray(mask)).tolist()


def test_every_photo_is_written(work, tmp_path, qtbot):
    out = tmp_path / "out"

    report = run(qtbot, ExportJob(*work, request(work[0], out), "refuse"))

    assert (report.written, report.failures, report.stopped) == (3, [], False)
    assert [ids(out / f"{number}.png") for number in (1, 2, 3)] == [[1], [2], [3]]


def test_the_last_edit_is_exported_though_it_was_not_saved_yet(work, tmp_path, qtbot):
    project, autosave = work
    autosave.submit(project.records()[0].key, np.full((12, 16), 9, np.uint8), "edited")

    run(qtbot, ExportJob(*work, request(project, tmp_path / "out"), "refuse"))

    assert ids(tmp_path / "out" / "1.png") == [9]


def test_the_last_edit_is_exported_even_when_it_cannot_be_saved(work, tmp_path, qtbot, monkeypatch):
    project, autosave = work

    def full_disk(*_, **__):
        raise ProjectError(project.folder, "The disk is full: free some space on it.")

    with monkeypatch.context() as patch:
        patch.setattr(project, "save_labels", full_disk)
        autosave.submit(project.records()[0].key, np.full((12, 16), 9, np.uint8), "edited")

        report = run(qtbot, ExportJob(*work, request(project, tmp_path / "out"), "refuse"))

        assert report.failures == []
        assert ids(tmp_path / "out" / "1.png") == [9]


@pytest.mark.parametrize(("existing", "written", "skipped"), [("replace", 3, 0), ("keep", 2, 1)])
def test_files_that_are_there_are_kept_or_replaced(work, tmp_path, existing, written, skipped, qtbot):
    out = tmp_path / "out"
    out.mkdir()
    (out / "2.png").write_bytes(b"mine")

    report = run(qtbot, ExportJob(*work, request(work[0], out), existing))

    assert (report.written, report.skipped) == (written, skipped)
    assert ((out / "2.png").read_bytes() == b"mine") == (existing == "keep")


def test_nothing_is_written_over_unasked(work, tmp_path, qtbot):
    out = tmp_path / "out"
    out.mkdir()
    (out / "2.png").write_bytes(b"mine")
    job = ExportJob(*work, request(work[0], out), "refuse")

    with qtbot.waitSignal(job.failed) as signal:
        job.start()

    assert isinstance(signal.args[0], FormatError)
    assert "2.png is already in" in str(signal.args[0])
    assert [path.name for path in out.iterdir()] == ["2.png"]


def test_a_photo_that_cannot_be_read_is_named_and_the_rest_is_exported(work, tmp_path, qtbot):
    (work[0].folder / "2.png").write_bytes(b"no picture")

    report = run(qtbot, ExportJob(*work, request(work[0], tmp_path / "out", "overlay"), "refuse"))

    assert report.written == 2
    assert "2.png" in report.failures[0]


def test_a_cancelled_export_goes_on_with_the_same_choices(work, tmp_path, qtbot):
    project, out = work[0], tmp_path / "out"
    job = ExportJob(*work, request(project, out), "refuse")
    load, opened = project.load_labels, []

    def slowly(key, *rest):
        opened.append(key)
        if len(opened) == 2:
            job.cancel()
        return load(key, *rest)

    project.load_labels = slowly
    stopped = run(qtbot, job)

    assert stopped.stopped
    assert stopped.left > 0
    again = run(qtbot, ExportJob(*work, request(project, out), "refuse"))
    assert again.written == 3 - stopped.written
    assert again.skipped == stopped.written
    assert [ids(out / f"{number}.png") for number in (1, 2, 3)] == [[1], [2], [3]]


def test_what_a_format_lacks_is_reported(work, tmp_path, qtbot):
    project = work[0]
    project.save_labels(project.records()[0].key, np.full((12, 16), 14, np.uint8), "accepted")  # a hat

    report = run(qtbot, ExportJob(*work, request(project, tmp_path / "out", order="lapa"), "refuse"))

    assert report.lost["hat"] == 1
