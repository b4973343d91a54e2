"""Killed between two files of one save: what a hand did is never left where a parse would replace it."""

import shutil

import numpy as np
import pytest

from faceparse_gui.project import Autosave, Prediction, Project


class Killed(BaseException):
    """Stands for the end of the process: no handler of errors may see it."""


@pytest.fixture
def parsed(photos, labels):
    """A folder whose first photo has a prediction, and labels that are it."""
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_prediction(key, Prediction(labels, labels, "net"))
    project.save_labels(key, labels, "parsed")
    project.close()
    return photos


@pytest.fixture
def kill_after_labels(monkeypatch):
    """From now on the process ends when the label map is on disk, before its row is."""
    from faceparse_gui.project.store.files import Pictures

    write = Pictures.write_labels

    def write_and_die(self, path, labels):
        write(self, path, labels)
        raise Killed

    return lambda: monkeypatch.setattr(Pictures, "write_labels", write_and_die)


def first(folder):
    project = Project.open(folder)
    try:
        record = project.records()[0]
        return record.status, project.load_labels(record.key)
    finally:
        project.close()


@pytest.mark.parametrize("before", ["new", "parsed", "accepted", "edited"])
def test_corrections_without_their_row_count_as_corrections(parsed, labels, before, kill_after_labels):
    project = Project.open(parsed)
    key = project.records()[0].key
    project.set_status(key, before)
    kill_after_labels()
    with pytest.raises(Killed):
        project.save_labels(key, 18 - labels, "edited")
    project.close()

    status, saved = first(parsed)

    assert np.array_equal(saved, 18 - labels)
    assert status == "edited"


def test_labels_undone_after_accepting_are_not_left_as_accepted(parsed, labels, kill_after_labels):
    project = Project.open(parsed)
    key = project.records()[0].key
    project.save_labels(key, 18 - labels, "accepted")
    kill_after_labels()
    with pytest.raises(Killed):
        project.save_labels(key, labels, "parsed")
    project.close()

    assert first(parsed)[0] == "edited"


def test_a_parse_on_its_way_does_not_mark_the_corrections_on_disk_as_parsed(parsed, labels, monkeypatch):
    project = Project.open(parsed)
    key = project.records()[0].key
    project.save_labels(key, 18 - labels, "edited")
    autosave = Autosave(project)
    monkeypatch.setattr(Project, "save_labels", lambda *args, **kwargs: None)  # killed before it
    autosave.submit_prediction(key, Prediction(labels, labels, "net-2"))
    autosave.submit(key, labels, "parsed")
    assert project.record(key).status == "parsed"
    assert autosave.close(5)
    project.close()

    status, saved = first(parsed)

    assert np.array_equal(saved, 18 - labels)
    assert status == "edited"


def test_an_older_save_that_ends_leaves_the_newer_status_in_memory(parsed, labels):
    project = Project.open(parsed)
    key = project.records()[0].key
    project.note_status(key, "accepted")
    project.save_labels(key, labels, "edited", noted=True)
    assert project.record(key).status == "accepted"
    project.close()

    assert first(parsed)[0] == "edited"


def test_what_a_killed_window_was_just_writing_goes_with_the_next_opening(parsed):
    store = parsed / ".faceparse"
    leftovers = [store / kind / ".0123456789abcdef.tmp" for kind in ("labels", "predictions", "confidence")]
    for path in leftovers:
        path.write_bytes(b"half a PNG")

    assert first(parsed)[0] == "parsed"

    assert not any(path.exists() for path in leftovers)


def test_corrections_whose_rows_went_with_half_a_wal_are_taken_up_as_edited(photos, labels, tmp_path):
    """The database of before the correction, with the labels of after it."""
    project = Project.open(photos)
    new, parsed, undone, _ = (*(record.key for record in project.records()), None)
    project.save_prediction(new, Prediction(labels, labels, "net"))  # its row says 'new'
    project.save_prediction(parsed, Prediction(labels, labels, "net"))
    project.save_labels(parsed, labels, "parsed")
    project.save_labels(undone, labels * 0, "new")
    project.close()
    database = photos / ".faceparse" / "project.sqlite"
    before = database.read_bytes()
    project = Project.open(photos)
    project.save_labels(new, 18 - labels, "edited")
    project.save_labels(parsed, 18 - labels, "edited")
    project.save_labels(undone, labels * 0, "new")
    project.close()
    database.write_bytes(before)

    project = Project.open(photos)
    assert [project.record(key).status for key in (new, parsed, undone)] == ["edited", "edited", "new"]
    assert "taken up again: 2" in " ".join(project.notices)
    assert np.array_equal(project.load_labels(parsed), 18 - labels)
    project.close()
    project = Project.open(photos)
    assert project.notices == ()
    project.close()


def test_a_copied_project_has_its_parsed_photos_parsed_still(parsed, tmp_path):
    copy = shutil.copytree(parsed, tmp_path / "copy", copy_function=shutil.copyfile)  # everything is newer
    project = Project.open(copy)
    assert project.records()[0].status == "parsed"
    assert "taken up" not in " ".join(project.notices)
    project.close()
