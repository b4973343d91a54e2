"""A project from elsewhere: whatever lies in its store, it opens, works, and touches nothing outside."""

import os
import random
import shutil
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from faceparse_gui.exchange.last_export import LastExport, load_choices, save_choices
from faceparse_gui.project import Prediction, Project, ProjectError, Versions
from faceparse_gui.project.store.copy import copy_store, sweep
from faceparse_gui.project.versions.runs import new_run, unfinished_runs
from faceparse_training.finetune.manifest import ManifestError, read_run

FILES = [
    "project.sqlite",
    "project.sqlite-wal",
    "project.sqlite-shm",
    "project.sqlite-journal",
    "export.json",
    "labels/KEY.png",
    "previous/KEY.png",
    "predictions/KEY.png",
    "confidence/KEY.png",
    "runs/last",
    "runs/1/run.json",
    "runs/1/verdict.json",
    "runs/1/lock",
    "versions/versions.json",
    "versions/v1-00000000.safetensors",
    "versions/v1-00000000/about.json",
    "versions/v1-00000000/verdict.json",
]
FOLDERS = ["labels", "previous", "predictions", "confidence", "runs", "versions"]
FORGERIES = ["link", "linked folder", "dangling link", "endless", "pipe", "folder", "noise", "huge"]


@pytest.fixture
def victim(tmp_path):
    """What a person has elsewhere, not to be touched."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.docx").write_bytes(b"years of work")
    return folder


def forge(path: Path, kind: str, victim: Path, seed: int = 0) -> None:
    """Put something at ``path`` that a project of this program never has there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    match kind:
        case "link":
            path.symlink_to(victim / "thesis.docx")
        case "linked folder":
            path.symlink_to(victim)
        case "dangling link":
            path.symlink_to(victim / "nothing-yet")
        case "endless":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "noise":
            path.write_bytes(random.Random(seed).randbytes(3000))
        case "huge":
            with path.open("wb") as file:
                file.truncate(10**12)


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def work_on(photos: Path, labels: np.ndarray) -> Project:
    """Open a project, read and write all that a window would; closed again."""
    project = Project.open(photos)
    try:
        key = project.records()[0].key
        for read in (project.load_labels, project.load_prediction):
            for _ in range(2):  # what is damaged is told once
                with suppress(ProjectError):
                    read(key)
        project.save_prediction(key, Prediction(labels, labels, "net"))
        project.save_labels(key, labels, "edited")
        project.set_status(key, "accepted")
        assert np.array_equal(project.load_labels(key), labels)
        assert np.array_equal(project.load_prediction(key).confidence, labels)
        load_choices(project.store)
        save_choices(project.store, LastExport())
        assert load_choices(project.store) == LastExport()
        unfinished_runs(project.store)
        new_run(project.store)
        versions = Versions(project.store)
        versions.all()
        versions.activate(None)
        return project
    finally:
        project.close()


@pytest.mark.parametrize("kind", FORGERIES)
def test_nothing_in_a_store_leads_out_of_it_or_never_ends(photos, labels, victim, kind):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_prediction(key, Prediction(labels, labels, "net"))
    project.save_labels(key, 18 - labels, "edited")
    project.close()
    shutil.copytree(photos, photos.with_name("sound"))
    before = state_of(victim)
    for places in (FILES, FOLDERS):
        shutil.rmtree(photos)
        shutil.copytree(photos.with_name("sound"), photos)
        paths = [photos / ".faceparse" / place.replace("KEY", key) for place in places]
        for number, path in enumerate(paths):
            forge(path, kind, victim, number)
        began = time.monotonic()
        opened = work_on(photos, labels)
        assert time.monotonic() - began < 10
        assert state_of(victim) == before
        if kind not in ("folder", "noise", "huge"):
            assert not any(path.is_symlink() or path.is_fifo() for path in paths)
            assert paths[0].name in opened.notices[0] or f"and {len(places) - 3} more" in opened.notices[0]


@pytest.mark.parametrize("kind", ["linked folder", "link", "dangling link"])
def test_a_store_that_is_a_link_is_refused_by_name(photos, victim, kind):
    forge(photos / ".faceparse", kind, victim)
    with pytest.raises(ProjectError, match=r"\.faceparse is a link"):
        Project.open(photos)
    assert [path.name for path in victim.iterdir()] == ["thesis.docx"]


def test_a_run_with_a_link_in_it_is_refused_before_anything_is_written(tmp_path, victim):
    run = tmp_path / "run"
    forge(run / "examples", "linked folder", victim)
    with pytest.raises(ManifestError, match="is a link"):
        read_run(run)


@pytest.mark.parametrize("name", ["../../../thesis", "/etc/passwd", "a/b", ""])
def test_a_run_names_no_picture_outside_its_folder(tmp_path, name):
    run = tmp_path / "run.json"
    run.write_text(f'{{"crops": [{{"image": "{name}", "photo": "1.png"}}], "fingerprint": ""}}')
    with pytest.raises(ManifestError, match="image"):
        read_run(tmp_path)


def test_random_damage_of_maps_is_always_reported_and_never_changes_a_label(photos, labels):
    """Bits that flip, files cut short, noise: the labels, those from before, or a word; never others."""
    project = Project.open(photos)
    key = project.records()[0].key
    older, chance = 18 - labels, random.Random(0)
    project.save_labels(key, older, "edited")
    project.save_labels(key, labels, "accepted")
    file = photos / ".faceparse" / "labels" / f"{key}.png"
    sound, previous = file.read_bytes(), photos / ".faceparse" / "previous" / f"{key}.png"
    kept = previous.read_bytes()
    for _ in range(150):
        damaged = bytearray(sound)
        match chance.randrange(3):
            case 0:
                damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            case 1:
                del damaged[chance.randrange(len(damaged)) :]
            case 2:
                at = chance.randrange(len(damaged))
                damaged[at : at + 20] = chance.randbytes(20)
        file.write_bytes(damaged)
        previous.write_bytes(kept)
        project.set_status(key, "accepted")
        with pytest.raises(ProjectError, match="set aside"):
            project.load_labels(key)
        assert np.array_equal(project.load_labels(key), older)
        assert project.record(key).status == "edited", "what was accepted is not what is there"
        for aside in file.parent.glob("*.bak"):
            assert aside.read_bytes() == damaged
            aside.unlink()
    project.close()


def test_a_copy_takes_files_alone_and_leaves_nothing_when_killed(photos, labels, victim, tmp_path):
    project = Project.open(photos)
    project.save_labels(project.records()[0].key, labels, "edited")
    project.close()
    store, projects = photos / ".faceparse", tmp_path / "projects"
    (store / "lib").symlink_to("/usr/lib")
    forge(store / "x" / "pipe", "pipe", victim)
    forge(store / "x" / "thesis", "link", victim)
    for leftover in (projects / "tmpab12_xyz" / "store", projects / ".0123456789abcdef.tmp" / "new"):
        leftover.mkdir(parents=True)
    copy_store(store, projects / "photos-1")
    copied = list((projects / "photos-1").rglob("*"))
    assert not any(path.is_symlink() for path in copied)
    assert {path.name for path in copied if path.is_file()} == {
        path.name for path in store.rglob("*") if path.is_file() and not path.is_symlink()
    }
    assert sorted(path.name for path in projects.iterdir()) == [".copying", "photos-1"]
    (projects / "tmpab12_xyz").mkdir()
    sweep(projects)
    assert sorted(path.name for path in projects.iterdir()) == [".copying", "photos-1"]


def test_a_copy_that_would_fill_the_disk_is_refused(photos, tmp_path):
    store = photos / ".faceparse"
    store.mkdir()
    with (store / "sparse").open("wb") as file:
        file.truncate(10**13)
    with pytest.raises(ProjectError, match="Free some space"):
        copy_store(store, tmp_path / "projects" / "photos-1")
