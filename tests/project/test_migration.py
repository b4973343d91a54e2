"""A project that an older version of the program made."""

import os
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from faceparse_gui.project import Prediction, Project
from faceparse_gui.project.issue_count import count_issues
from faceparse_gui.project.records import key_of
from faceparse_gui.project.store import database

SCHEMA_1 = """CREATE TABLE images (
    key TEXT PRIMARY KEY,
    path BLOB NOT NULL,       -- relative to the project's folder, as the system spells it, with "/"
    size INTEGER NOT NULL,    -- size and time of the photo on which the work was done
    mtime_ns INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'parsed', 'edited', 'accepted')),
    model TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    updated REAL NOT NULL
) STRICT"""


@pytest.fixture
def old_project(photos):
    """The folder of photos with a database of schema 1: face1.jpg accepted, face2.jpg parsed."""
    store = photos / ".faceparse"
    store.mkdir()
    with sqlite3.connect(store / "project.sqlite") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(SCHEMA_1)
        connection.execute("PRAGMA application_id = 0x46504749")
        connection.execute("PRAGMA user_version = 1")
        for name, status in (("face1.jpg", "accepted"), ("face2.jpg", "parsed")):
            found = (photos / name).stat()
            row = (
                key_of((photos / name).relative_to(photos)),
                name.encode(),
                found.st_size,
                found.st_mtime_ns,
                status,
            )
            connection.execute("INSERT INTO images VALUES (?, ?, ?, ?, ?, 'net', 60, 40, 123.5)", row)
    connection.close()
    return photos


def version_and_rows(folder):
    with sqlite3.connect(folder / ".faceparse" / "project.sqlite") as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        rows = connection.execute("SELECT * FROM images ORDER BY path").fetchall()
    connection.close()
    return version, rows


def test_an_old_projects_work_is_there_and_goes_on(old_project, labels):
    project = Project.open(old_project)
    first, second, third = project.records()
    assert [each.status for each in (first, second, third)] == ["accepted", "parsed", "new"]
    assert (first.model, first.width, first.height, first.updated) == ("net", 60, 40, 123.5)
    assert not first.changed
    assert first.uncertainty is None
    assert project.frames(first.key) == ()
    assert project.notices == ()
    project.save_prediction(second.key, Prediction(labels, labels, "net-2", uncertainty=0.5))
    project.close()
    project = Project.open(old_project)
    assert [each.uncertainty for each in project.records()] == [None, 0.5, None]
    assert project.notices == ()
    project.close()
    assert version_and_rows(old_project)[0] == 7


KILLED = """
import os, signal, sqlite3, sys
from faceparse_gui.project.store import database
from faceparse_gui.project import Project

statements = 0
class Connection(sqlite3.Connection):
    def execute(self, sql, *parameters):
        global statements
        result = super().execute(sql, *parameters)
        if statements or sql.startswith("ALTER"):
            statements += 1
        if statements == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

connect = sqlite3.connect
sqlite3.connect = lambda *args, **options: connect(*args, factory=Connection, **options)
Project.open(sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
@pytest.mark.parametrize("statement", [1, 2, 3, 4, 5])
def test_killed_in_mid_migration_the_file_is_as_it_was(old_project, statement):
    before = version_and_rows(old_project)
    assert before[0] == 1
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(old_project), str(statement)], check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr.decode()
    assert version_and_rows(old_project) == before
    project = Project.open(old_project)
    assert [each.status for each in project.records()] == ["accepted", "parsed", "new"]
    assert project.notices == ()
    project.close()


def test_a_table_that_is_not_of_its_version_is_damaged(old_project):
    with sqlite3.connect(old_project / ".faceparse" / "project.sqlite") as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    project = Project.open(old_project)
    project.close()
    assert "damaged" in project.notices[0]


def test_a_project_of_schema_2_keeps_what_it_knew_of_its_faces_and_not_an_older_uncertainty(
    old_project, labels
):
    path = old_project / ".faceparse" / "project.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE images RENAME TO before")
        connection.execute(
            SCHEMA_1.replace(
                "updated REAL NOT NULL",
                "updated REAL NOT NULL,\n    uncertainty REAL,         -- 0 to 1, of the prediction\n"
                "    frames TEXT               -- of the prediction, see frames.py",
            )
        )
        frames = "[[[1.0, 0.0, 5.0], [0.0, 1.0, 6.0]]]"
        connection.execute(f"INSERT INTO images SELECT *, 0.25, '{frames}' FROM before")
        connection.execute("DROP TABLE before")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    project = Project.open(old_project)
    first = project.records()[0]
    assert project.notices == ()
    assert (first.status, first.uncertainty, first.issues) == ("accepted", None, None), (
        "it was of another measure"
    )
    assert [frame.tolist() for frame in project.frames(first.key)] == [[[1, 0, 5], [0, 1, 6]]]
    project.close()
    assert version_and_rows(old_project)[0] == 7


def test_a_project_of_schema_3_learns_the_content_of_its_photos_in_the_background(old_project):
    path = old_project / ".faceparse" / "project.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE images RENAME TO before")
        connection.execute(
            SCHEMA_1.replace(
                "updated REAL NOT NULL",
                "updated REAL NOT NULL,\n    uncertainty REAL,         -- 0 to 1, of the prediction\n"
                "    warnings INTEGER,         -- what document/checks.py counts in the label map\n"
                "    frames TEXT               -- of the prediction, see frames.py",
            )
        )
        connection.execute("INSERT INTO images SELECT *, 0.25, 2, NULL FROM before")
        connection.execute("DROP TABLE before")
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    project = Project.open(old_project)
    first = project.records()[0]
    assert project.notices == ()
    assert (first.status, first.uncertainty, first.issues, first.digest) == ("accepted", None, 2, "")
    project.photos.note_contents(record.key for record in project.records())
    project.close()
    os.utime(old_project / "face1.jpg", (1e9, 1e9))
    project = Project.open(old_project)
    assert project.settle() == []
    assert [each.changed for each in project.records()] == [False, False, False]
    assert project.records()[0].digest == project.records()[1].digest != ""  # the two pictures are the same
    project.close()


def test_a_project_of_schema_5_keeps_what_was_accepted(old_project):
    path = old_project / ".faceparse" / "project.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE images RENAME TO before")
        connection.execute(database._TABLE_5)
        columns = "key, path, size, mtime_ns, status, model, width, height, updated"
        connection.execute(
            f"INSERT INTO images ({columns}, uncertainty, digest, labels, labels_ns)"
            f" SELECT {columns}, 0.25, 'd', 'l', 7 FROM before"
        )
        connection.execute("DROP TABLE before")
        connection.execute("PRAGMA user_version = 5")
    connection.close()
    project = Project.open(old_project)
    first, second, third = project.records()
    assert [each.status for each in (first, second, third)] == ["accepted", "parsed", "new"]
    assert (first.digest, first.labels, first.labels_ns, first.no_face_by) == ("d", "l", 7, "")
    assert project.notices == ()
    project.close()
    assert version_and_rows(old_project)[0] == 7


def test_a_project_of_schema_6_keeps_its_figures_and_is_accepted_for_all_classes(old_project):
    path = old_project / ".faceparse" / "project.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE images RENAME TO before")
        connection.execute(database._TABLE_6)
        columns = "key, path, size, mtime_ns, status, model, width, height, updated"
        connection.execute(
            f"INSERT INTO images ({columns}, uncertainty, no_face_by) SELECT {columns}, 0.25, 'd' FROM before"
        )
        connection.execute("DROP TABLE before")
        connection.execute("PRAGMA user_version = 6")
    connection.close()
    project = Project.open(old_project)
    first = project.records()[0]
    assert (first.status, first.uncertainty, first.no_face_by) == ("accepted", 0.25, "d")
    assert first.accepted_only == ()
    project.close()


def test_the_warnings_of_saved_labels_are_kept(old_project):
    labels = np.zeros((40, 60), np.uint8)
    labels[5:35, 10:50] = 1
    labels[10:14, 15:20] = 4  # the left eye at the right one's place
    labels[10:14, 38:43] = 5
    labels[26:30, 22:36] = 11
    project = Project.open(old_project)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")
    count_issues(project, key, labels)
    assert project.record(key).issues == 1
    project.close()
    project = Project.open(old_project)
    assert project.record(key).issues == 1
    project.save_labels(key, np.where(labels > 1, np.uint8(1), labels), "edited")
    project.close()
    project = Project.open(old_project)
    assert project.record(key).issues is None, "of labels that were replaced"
    count_issues(project, key)
    assert project.record(key).issues == 0
    project.close()
