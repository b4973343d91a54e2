"""Photos in which no face was found: a state of their own, which outlives the program and what befalls it."""

import sqlite3

import numpy as np
import pytest

from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.exchange import project_items
from faceparse_gui.project import Prediction, Project
from faceparse_gui.project.versions.corrections import preflight

BLANK = np.zeros((40, 60), np.uint8)
SURE = np.full((40, 60), 255, np.uint8)


def nothing(detector: str = "haar") -> Prediction:
    return Prediction(BLANK, SURE, "net", no_face_by=detector)


def parse(project: Project, key: str, prediction: Prediction) -> None:
    project.save_prediction(key, prediction)
    project.save_labels(key, prediction.labels, prediction.status)


@pytest.fixture
def keys(photos):
    """Of a project whose first photo has no face and whose second was parsed; the third is new."""
    project = Project.open(photos)
    first, second, third = (record.key for record in project.records())
    parse(project, first, nothing())
    parse(project, second, Prediction(BLANK + np.uint8(1), SURE, "net", (whole_frame(60, 40),), 0.2))
    project.close()
    return first, second, third


def test_the_state_and_who_found_nothing_outlive_the_program(photos, keys):
    project = Project.open(photos)
    record = project.record(keys[0])
    assert (record.status, record.no_face_by, record.model, record.uncertainty) == (
        "no-face", "haar", "net", None,
    )  # fmt: skip
    assert not record.has_labels
    assert (project.record(keys[1]).status, project.record(keys[1]).no_face_by) == ("parsed", "")
    prediction = project.load_prediction(keys[0])
    assert prediction is not None
    assert (prediction.no_face_by, prediction.status) == ("haar", "no-face")
    assert not project.load_labels(keys[0]).any()
    project.close()


def test_a_hand_makes_it_a_photo_like_any_other(photos, keys):
    project = Project.open(photos)
    project.set_status(keys[0], "accepted")
    assert project.record(keys[0]).has_labels
    project.close()
    project = Project.open(photos)
    assert project.record(keys[0]).status == "accepted"
    assert [item.status for item in project_items(project)] == ["accepted"]
    project.close()


def test_it_is_exported_only_where_that_is_asked_for(photos, keys):
    project = Project.open(photos)
    assert project_items(project) == []
    assert [item.status for item in project_items(project, ("accepted", "edited", "parsed"))] == ["parsed"]
    (item,) = project_items(project, ("no-face",))
    assert item.path.name == "face1.jpg"
    assert not item.load().labels.any()
    project.close()


def test_it_is_not_learned_from_and_no_untouched_photo_to_keep(photos, keys):
    project = Project.open(photos)
    project.set_status(keys[1], "accepted")
    assert preflight(project, edited=True).images == 1
    project.close()


def test_parsed_again_with_a_face_it_is_parsed(photos, keys):
    project = Project.open(photos)
    parse(project, keys[0], Prediction(BLANK + np.uint8(1), SURE, "net"))
    record = project.record(keys[0])
    assert (record.status, record.no_face_by) == ("parsed", "")
    project.close()


def test_without_the_database_an_empty_prediction_is_still_no_work(photos, keys):
    for file in (photos / ".faceparse").glob("project.sqlite*"):
        file.unlink()
    project = Project.open(photos)
    assert [record.status for record in project.records()] == ["no-face", "parsed", "new"]
    assert project_items(project, ("accepted", "edited", "parsed"))[0].path.name == "face2.jpg"
    project.close()


def test_one_that_is_gone_is_not_reported_as_lost_work(photos, keys):
    (photos / "face1.jpg").unlink()
    project = Project.open(photos)
    assert project.vanished() == []
    assert project.notices == ()
    project.close()


def test_an_older_program_reports_that_the_store_is_newer(photos, keys):
    """What it asks of a file before it writes: the version, which it does not know."""
    with sqlite3.connect(photos / ".faceparse" / "project.sqlite") as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (table,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'images'").fetchone()
    connection.close()
    assert version == 7
    assert "'no-face'" in table
