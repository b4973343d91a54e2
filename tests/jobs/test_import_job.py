"""The import in the background: every label map is handed over, and the answer is heeded."""

import threading

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.writing import FileError
from faceparse_gui.formats import FORMATS, ReadOptions
from faceparse_gui.jobs.import_job import ImportJob, ImportRequest
from faceparse_gui.project import ProjectError

MAIN = threading.main_thread()


@pytest.fixture
def masks(tmp_path):
    """Masks of class 11, 12 and 13 for the three photos."""
    folder = tmp_path / "masks"
    folder.mkdir()
    for number in (1, 2, 3):
        Image.fromarray(np.full((12, 16), 10 + number, np.uint8)).save(folder / f"{number}.png")
    return folder


def make(work, source, use="edited", existing="replace", add_photos=False):
    return ImportJob(
        *work, ImportRequest(source, FORMATS["indexed"], ReadOptions(), use, existing, add_photos)
    )


def run(qtbot, job):
    with qtbot.waitSignal(job.finished) as signal:
        job.start()
    return signal.args[0]


def test_each_label_map_is_handed_over_on_the_main_thread(work, masks, qtbot):
    job, handed = make(work, masks), []

    def take(handover):
        handed.append((handover.record.path.name, int(handover.labels[0, 0]), threading.current_thread()))
        handover.answer(True)

    job.handed.connect(take)
    result = run(qtbot, job)

    assert handed == [("1.png", 11, MAIN), ("2.png", 12, MAIN), ("3.png", 13, MAIN)]
    assert (result.report.imported, result.total, result.stopped) == (3, 3, False)


def test_what_the_taker_refuses_is_reported(work, masks, qtbot):
    job = make(work, masks)
    answers = iter([True, False, FileError("3.png", "3.png has another size than before.")])
    job.handed.connect(lambda handover: handover.answer(next(answers)))

    report = run(qtbot, job).report

    assert (report.imported, report.skipped) == (1, 1)
    assert report.failures == ["3.png has another size than before."]


def test_work_of_a_hand_that_shall_stay_is_not_even_handed_over(work, masks, qtbot):
    job = make(work, masks, existing="keep")
    job.handed.connect(lambda handover: pytest.fail("accepted work was handed over"))

    assert run(qtbot, job).report.skipped == 3


def test_cancel_stops_after_the_label_map_in_hand(work, masks, qtbot):
    job = make(work, masks)

    def take(handover):
        job.cancel()
        handover.answer(True)

    job.handed.connect(take)
    result = run(qtbot, job)

    assert (result.report.imported, result.total, result.stopped) == (1, 3, True)


def test_an_abandoned_job_does_not_wait_for_an_answer(work, masks, qtbot):
    job = make(work, masks)
    job.handed.connect(lambda handover: job.abandon())  # and no answer

    result = run(qtbot, job)

    assert result.stopped
    assert result.report.imported == 0


def test_what_is_not_saved_yet_is_saved_first(work, masks, qtbot):
    project, autosave = work
    key = project.records()[0].key
    autosave.submit(key, np.full((12, 16), 9, np.uint8), "edited")
    job, seen = make(work, masks), []
    job.handed.connect(lambda handover: (seen.append(key in autosave.pending), handover.answer(True)))

    run(qtbot, job)

    assert seen == [False, False, False]
    assert (project.load_labels(key) == 9).all()


def test_photos_are_copied_along(work, tmp_path, qtbot):
    """By a format that has photos beside its masks."""
    from faceparse_gui.formats import Found

    class WithPhotos(type(FORMATS["indexed"])):
        def read(self, source, options):
            for found in super().read(source, options):
                photo = source.with_name("elsewhere") / f"{found.name}.png"
                yield Found(found.name, found.source, found.load, lambda: None, photo)

    (tmp_path / "masks").mkdir()
    (tmp_path / "elsewhere").mkdir()
    Image.fromarray(np.full((5, 6), 3, np.uint8)).save(tmp_path / "masks" / "new.png")
    Image.new("RGB", (6, 5)).save(tmp_path / "elsewhere" / "new.png")
    request = ImportRequest(tmp_path / "masks", WithPhotos(), ReadOptions(), "edited", "keep", True)
    job = ImportJob(*work, request)
    job.handed.connect(lambda handover: handover.answer(True))

    result = run(qtbot, job)

    assert (result.added, result.report.imported) == (1, 1)
    assert (work[0].folder / "new.png").exists()


def test_a_source_that_is_nothing_is_a_failure(work, tmp_path, qtbot):
    job = make(work, tmp_path / "nowhere")

    with qtbot.waitSignal(job.failed) as signal:
        job.start()

    assert "nowhere is not there" in str(signal.args[0])


def test_a_disk_that_takes_nothing_ends_it_before_anything_is_handed_over(work, masks, qtbot, monkeypatch):
    project, autosave = work
    monkeypatch.setattr("faceparse_gui.jobs.import_job._FLUSH_SECONDS", 0.2)

    def full_disk(*_, **__):
        raise ProjectError(project.folder, "The disk is full: free some space on it.")

    with monkeypatch.context() as patch:
        patch.setattr(project, "save_labels", full_disk)
        autosave.submit(project.records()[0].key, np.full((12, 16), 9, np.uint8), "edited")
        job = make(work, masks)
        job.handed.connect(lambda handover: pytest.fail("it was handed over"))
        with qtbot.waitSignal(job.failed) as signal:
            job.start()

    assert isinstance(signal.args[0], ProjectError)
    assert "cannot be saved" in str(signal.args[0])
