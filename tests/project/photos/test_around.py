"""The newest work on a photo is there, from whichever of the folders around it was opened."""

from contextlib import closing

import numpy as np
import pytest
from PIL import Image, ImageOps

from faceparse_gui.project import Prediction, Project, ProjectError, open_settled


@pytest.fixture
def tree(tmp_path):
    """photos/0.png and photos/{a,b}/1.png, each another picture."""
    for number, name in enumerate(("0.png", "a/1.png", "b/1.png")):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.arange(60 * 40 * 3, dtype=np.uint8).reshape(40, 60, 3) + np.uint8(number)
        Image.fromarray(pixels).save(path)
    return tmp_path / "photos"


def work(folder, name, labels, status="accepted", recursive=False):
    with closing(open_settled(folder, recursive)) as project:
        key = project.find(folder / name).key
        project.photos.begin(key)
        project.save_prediction(key, Prediction(labels, labels, "net", (), 0.5))
        project.save_labels(key, labels, status)


def found(folder, recursive=True):
    """Name → status and the first row of the labels."""
    with closing(open_settled(folder, recursive)) as project:
        return {
            record.path.relative_to(folder).as_posix(): (record.status, project.load_labels(record.key))
            for record in project.records()
        }


def test_the_work_in_the_stores_of_sub_folders_is_there(tree, labels):
    work(tree / "a", "1.png", labels)
    work(tree / "b", "1.png", labels // 2, "edited")
    for _ in range(2):
        there = found(tree)
        assert {name: status for name, (status, _) in there.items()} == {
            "0.png": "new",
            "a/1.png": "accepted",
            "b/1.png": "edited",
        }
        assert np.array_equal(there["a/1.png"][1], labels)
        assert np.array_equal(there["b/1.png"][1], labels // 2)
    with closing(open_settled(tree, recursive=True)) as project:
        record = project.find(tree / "a" / "1.png")
        assert (record.model, record.uncertainty, record.changed) == ("net", 0.5, False)
        assert np.array_equal(project.load_prediction(record.key).labels, labels)
        assert project.notices == ()


def test_later_work_goes_both_ways(tree, labels):
    work(tree / "a", "1.png", labels)
    work(tree, "a/1.png", labels // 2, "edited", recursive=True)
    status, saved = found(tree / "a", recursive=False)["1.png"]
    assert status == "edited"
    assert np.array_equal(saved, labels // 2)
    work(tree / "a", "1.png", labels // 3)
    status, saved = found(tree)["a/1.png"]
    assert status == "accepted"
    assert np.array_equal(saved, labels // 3)


def test_a_photo_of_a_sub_folder_that_changed_or_went_is_reported(tree, labels):
    work(tree / "a", "1.png", labels)
    work(tree / "b", "1.png", labels)
    (tree / "b" / "1.png").unlink()
    with Image.open(tree / "a" / "1.png") as image:
        ImageOps.mirror(image).save(tree / "a" / "1.png")
    with closing(open_settled(tree, recursive=True)) as project:
        assert project.find(tree / "a" / "1.png").changed
        assert [record.path for record in project.vanished()] == [tree / "b" / "1.png"]


def test_a_sub_folder_that_is_open_elsewhere_is_named(tree, labels):
    work(tree / "a", "1.png", labels)
    with closing(Project.open(tree / "a")):
        with pytest.raises(ProjectError, match="photos/a cannot be opened"):
            open_settled(tree, recursive=True)
        open_settled(tree).close()
