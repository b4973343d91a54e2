"""From corrected photos to a run's folder: what is learned from, and what is told when that is not enough."""

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter, namedtuple

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_core.parsing import faces
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.project import Prediction, Project, ProjectError
from faceparse_gui.project.versions import corrections as module
from faceparse_gui.project.versions.corrections import collect, collect_untouched, preflight
from faceparse_gui.project.versions.runs import discard_run, new_run, unfinished_runs
from faceparse_training.finetune.manifest import RunSettings, read_run

SKIN, HAIR, HAT, NOSE = (ID_OF[name] for name in ("skin", "hair", "hat", "nose"))
HEIGHT, WIDTH = 300, 400
NEAR = np.array([[0.3, 0.05, 20.0], [-0.05, 0.3, 60.0]])
FAR = np.array([[0.2, 0.0, 280.0], [0.0, 0.2, 210.0]])  # reaches over the edge


def picture(seed=0):
    noise = np.random.default_rng(seed).integers(0, 255, (HEIGHT // 20, WIDTH // 20, 3), np.uint8)
    return noise.repeat(20, 0).repeat(20, 1)


def regions(*ids):
    """A label map of one stripe for each id."""
    return np.array(ids, np.uint8)[np.arange(WIDTH) * len(ids) // WIDTH][None].repeat(HEIGHT, 0)


@pytest.fixture
def project(tmp_path):
    """Photos 1.png to 6.png, open, none parsed."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(1, 7):
        Image.fromarray(picture(number)).save(folder / f"{number}.png")
    project = Project.open(folder)
    yield project
    project.close()


def key(project, number):
    return project.find(project.folder / f"{number}.png").key


def work(project, number, labels, status="accepted", predicted=None, frames=(NEAR,)):
    said = labels if predicted is None else predicted
    prediction = Prediction(said, np.full(said.shape, 200, np.uint8), "net", frames, 0.3)
    project.save_prediction(key(project, number), prediction)
    project.save_labels(key(project, number), labels, status)


def read(folder, name):
    with Image.open(folder / "crops" / name) as image:
        return np.array(image)


def test_a_run_holds_what_the_user_sees_of_every_face(project):
    labels, predicted = regions(0, SKIN, HAIR), regions(0, SKIN, HAT)
    work(project, 1, labels, predicted=predicted, frames=(NEAR, FAR))
    settings = RunSettings(time_budget=30, seed=3)
    folder = collect(project, settings)
    run = read_run(folder)
    assert folder == project.store / "runs" / "1"
    assert run.settings == settings
    assert {crop.image for crop in run.crops} == {key(project, 1)}
    assert [crop.wide for crop in run.crops] == [False, True, False, True]
    photo = read_photo(project.folder / "1.png")
    frames = (NEAR, faces.widen(NEAR), FAR, faces.widen(FAR))
    for crop, frame in zip(run.crops, frames, strict=True):
        assert np.array_equal(read(folder, crop.photo), faces.cut(photo, frame, 512))
        own = read(folder, crop.labels)
        assert np.array_equal(own, faces.cut_labels(labels, frame, 512))
        changed = read(folder, crop.changed)
        assert set(np.unique(changed)) <= {0, 255}
        assert np.array_equal(changed > 0, own == HAIR)
    assert (read(folder, run.crops[2].labels) == 255).any()


@pytest.mark.parametrize("has_prediction", [True, False])
def test_a_photo_without_faces_is_one_crop_of_the_whole(project, has_prediction):
    labels = regions(0, SKIN)
    if has_prediction:
        work(project, 1, labels, frames=())
    else:
        project.save_labels(key(project, 1), labels, "accepted")
    folder = collect(project, RunSettings())
    (crop,) = read_run(folder).crops
    own = read(folder, crop.labels)
    # the shape is kept: 400 x 300 becomes 512 x 384 with nothing above and below
    assert (own[:64] == 255).all()
    assert (own[-64:] == 255).all()
    assert (own[64:-64, :256] == 0).all()
    assert (own[64:-64, 256:] == SKIN).all()
    assert (crop.changed is not None) == has_prediction
    if has_prediction:
        assert not read(folder, crop.changed).any()


def test_edited_photos_are_learned_from_on_request_only(project):
    work(project, 1, regions(0, SKIN))
    work(project, 2, regions(0, HAIR), "edited")
    for edited, expected in ((False, [1]), (True, [1, 2])):
        run = read_run(collect(project, RunSettings(), edited))
        assert [crop.image for crop in run.corrected if not crop.wide] == [key(project, n) for n in expected]
        assert preflight(project, edited).images == len(expected)


def test_untouched_photos_come_along_without_labels(project, monkeypatch):
    work(project, 1, regions(0, SKIN))
    for number in (2, 3, 4, 5):
        work(project, number, regions(0, HAIR), "parsed", frames=(NEAR, FAR))
    monkeypatch.setattr(module, "MOST_UNTOUCHED", 7)
    folder = collect(project, RunSettings())
    run = read_run(folder)
    assert len(run.untouched) == 7
    assert {crop.image for crop in run.untouched} == {key(project, n) for n in (2, 3, 4, 5)}
    assert not any(crop.wide or crop.changed for crop in run.untouched)
    assert all(read(folder, crop.photo).shape == (512, 512, 3) for crop in run.untouched)


def test_group_photos_do_not_push_other_photos_out(project, monkeypatch):
    for number in range(7, 10):
        Image.fromarray(picture(number)).save(project.folder / f"{number}.png")
    project.rescan()
    work(project, 6, regions(0, HAIR), "parsed")
    for number in (1, 2, 3, 4, 5, 7, 8, 9):
        work(project, number, regions(0, HAIR), "parsed", frames=(NEAR, FAR) * 8)
    monkeypatch.setattr(module, "MOST_UNTOUCHED", 18)
    counts = Counter(crop.image for crop in read_run(collect_untouched(project, RunSettings())).untouched)
    assert counts.pop(key(project, 6)) == 1
    assert sorted(counts.values()) == [2] * 7 + [3]


def test_an_untouched_photo_that_is_another_or_damaged_costs_no_other(project):
    (project.folder / "6.png").write_bytes(b"no picture")
    project.rescan()
    work(project, 1, regions(0, SKIN))
    for number in (2, 3, 4, 5, 6):
        work(project, number, regions(0, HAIR), "parsed")
    rewrite(project.folder / "2.png")
    for seed in (0, 1):
        run = read_run(collect(project, RunSettings(seed=seed)))
        assert {crop.image for crop in run.untouched} == {key(project, n) for n in (3, 4, 5)}


def test_the_fingerprint_is_of_the_corrections_alone(project):
    work(project, 1, regions(0, SKIN))
    first = read_run(collect(project, RunSettings())).fingerprint
    work(project, 2, regions(0, HAIR), "parsed")
    assert read_run(collect(project, RunSettings(seed=5))).fingerprint == first
    work(project, 1, regions(SKIN, 0))
    assert read_run(collect(project, RunSettings())).fingerprint != first


def test_the_preflight_counts_what_there_is_and_what_was_changed(project):
    work(project, 1, regions(0, SKIN, HAIR), predicted=regions(0, SKIN, HAT))
    work(project, 2, regions(0, SKIN))
    found = preflight(project)
    assert (found.images, found.crops, found.can_start) == (2, 4, True)
    counts = {each.name: (each.images, each.changed) for each in found.classes}
    assert len(found.classes) == 19
    assert counts["background"] == (2, 0)
    assert counts["skin"] == (2, 0)
    assert counts["hair"] == (1, 1)
    assert counts["hat"] == (0, 1)
    assert counts["nose"] == (0, 0)
    assert found.warnings == ()
    assert len(read_run(collect(project, RunSettings())).corrected) == found.crops


def test_a_single_corrected_pixel_counts_for_both_of_its_classes(project):
    labels, predicted = regions(0, SKIN), regions(0, SKIN)
    labels[5, 5], predicted[5, 5] = NOSE, HAT
    work(project, 1, labels, predicted=predicted)
    counts = {each.name: (each.images, each.changed) for each in preflight(project).classes}
    assert counts["nose"] == (1, 1)
    assert counts["hat"] == (0, 1)
    assert counts["skin"] == (1, 0)


def test_without_corrections_nothing_starts_and_nothing_is_left(project):
    assert "no accepted photo" in preflight(project).problems[0]
    work(project, 1, regions(0, SKIN), "edited")
    found = preflight(project)
    assert not found.can_start
    assert "1 edited" in found.problems[0]
    assert preflight(project, edited=True).can_start
    with pytest.raises(ProjectError, match="no accepted photo"):
        collect(project, RunSettings())
    assert unfinished_runs(project.store) == []
    assert not [path for path in (project.store / "runs").iterdir() if path.is_dir()]


def test_one_correction_is_learned_from_with_a_warning(project):
    work(project, 1, regions(0, SKIN), predicted=regions(0, HAIR))
    found = preflight(project)
    assert found.can_start
    assert any("One correction is too few to judge by" in text for text in found.warnings)
    assert read_run(collect(project, RunSettings())).corrected


def test_corrections_of_one_class_only_teach_nothing(project):
    work(project, 1, regions(0))
    work(project, 2, regions(0))
    assert "one class only (Background)" in preflight(project).problems[0]
    with pytest.raises(ProjectError, match="one class only"):
        collect(project, RunSettings())


def test_accepting_what_the_network_said_is_little_to_learn_from(project):
    work(project, 1, regions(0, SKIN))
    work(project, 2, regions(0, SKIN))
    assert any("differs from what the network said" in text for text in preflight(project).warnings)


def rewrite(path):
    Image.fromarray(picture(99)).save(path)


def shrink(path):
    """Another size under the same time and bytes, as far as anyone can see."""
    before = path.stat()
    Image.fromarray(picture()[:100, :100]).save(path)
    with path.open("ab") as file:
        file.write(b"\0" * max(0, before.st_size - path.stat().st_size))
    os.truncate(path, before.st_size)
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda path: path.unlink(), "not at"),
        (rewrite, "changed since"),
        (shrink, "changed since"),
    ],
)
@pytest.mark.parametrize("rescanned", [True, False])
def test_a_photo_that_is_gone_or_another_is_named_and_left_out(project, harm, why, rescanned):
    for number in (1, 2):
        work(project, number, regions(0, SKIN), predicted=regions(0, HAIR))
    harm(project.folder / "2.png")
    if rescanned:
        project.rescan()
    if harm is not shrink:  # that is seen when the photo is read
        found = preflight(project)
        assert found.images == 1
        assert any("2.png" in text and why in text for text in found.warnings)
    reported = []
    run = read_run(collect(project, RunSettings(), on_notice=reported.append))
    assert {crop.image for crop in run.crops} == {key(project, 1)}
    assert len(reported) == 1
    assert "2.png" in reported[0]
    assert why in reported[0]


def test_lost_labels_and_damaged_predictions_stop_nothing(project):
    for number in (1, 2, 3):
        work(project, number, regions(0, SKIN), predicted=regions(0, HAIR))
    (project.store / "labels" / f"{key(project, 1)}.png").unlink()
    (project.store / "predictions" / f"{key(project, 2)}.png").write_bytes(b"\x80\x04")
    found = preflight(project)
    assert found.images == 2
    assert any("1.png" in text for text in found.warnings)
    run = read_run(collect(project, RunSettings()))
    assert {crop.image: crop.changed is not None for crop in run.crops} == {
        key(project, 2): False,
        key(project, 3): True,
    }


def test_many_left_out_photos_are_not_all_named(project, monkeypatch):
    monkeypatch.setattr(module, "_NAMED", 2)
    for number in range(1, 7):
        work(project, number, regions(0, SKIN), predicted=regions(0, HAIR))
    for number in range(2, 7):
        (project.folder / f"{number}.png").unlink()
    warnings = preflight(project).warnings
    assert [number for number in range(1, 7) if f"{number}.png" in " ".join(warnings)] == [2, 3]
    assert warnings[-1] == "3 more photos are left out."


def test_a_full_disk_is_reported_before(project, monkeypatch):
    work(project, 1, regions(0, SKIN))
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 5_000_000))
    (problem,) = preflight(project).problems
    assert str(project.store) in problem
    assert "5 MB are free" in problem


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_leaves_no_half_run(project, monkeypatch, code):
    work(project, 1, regions(0, SKIN))
    real = Image.Image.save
    written = []

    def save(image, path, *args, **options):
        if len(written) == 2:
            raise OSError(code, os.strerror(code))
        written.append(path)
        real(image, path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Image.Image, "save", save)
        with pytest.raises(ProjectError, match="could not be collected") as caught:
            collect(project, RunSettings())
    assert {errno.ENOSPC: "full", errno.EACCES: "may not write"}[code] in str(caught.value)
    assert not [path for path in (project.store / "runs").iterdir() if path.is_dir()]
    assert collect(project, RunSettings()).name == "2"


def test_a_read_only_store_is_reported(photos, request, labels):
    project = Project.open(photos)
    try:
        project.save_labels(project.records()[0].key, labels, "accepted")
        request.getfixturevalue("read_only_photos")
        with pytest.raises(ProjectError, match="may not write"):
            collect(project, RunSettings())
    finally:
        project.close()


def test_numbers_are_not_used_again(project):
    work(project, 1, regions(0, SKIN))
    first, second = collect(project, RunSettings()), collect(project, RunSettings())
    discard_run(second)
    third = collect(project, RunSettings())
    assert [folder.name for folder in (first, second, third)] == ["1", "2", "3"]
    assert not second.exists()
    (project.store / "runs" / "last").write_text("damaged")
    assert collect(project, RunSettings()).name == "4"


KILLED = """
import os, signal, sys
from PIL import Image
from faceparse_gui.project import Project
from faceparse_gui.project.versions.corrections import collect
from faceparse_training.finetune.manifest import RunSettings

real, count = Image.Image.save, 0
def save(*args, **options):
    global count
    count += 1
    if count > 3:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*args, **options)
Image.Image.save = save
collect(Project.open(sys.argv[1]), RunSettings())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_what_a_killed_collecting_left_is_removed_by_the_next(project):
    for number in (1, 2):
        work(project, number, regions(0, SKIN))
    folder, store = project.folder, project.store
    project.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr.decode()
    assert (store / "runs" / "1" / "crops").exists()
    assert unfinished_runs(store) == []
    project = Project.open(folder)
    run = collect(project, RunSettings())
    project.close()
    assert run.name == "2"
    assert [path.name for path in (store / "runs").iterdir() if path.is_dir()] == ["2"]


def test_the_window_may_go_on_meanwhile(project):
    for number in (1, 2, 3):
        work(project, number, regions(0, SKIN))
    done = []
    thread = threading.Thread(target=lambda: done.append(collect(project, RunSettings())))
    thread.start()
    while thread.is_alive():
        project.set_status(key(project, 6), "accepted")
        project.set_status(key(project, 6), "new")
    thread.join()
    images = {crop.image for crop in read_run(done[0]).crops}
    assert {key(project, n) for n in (1, 2, 3)} <= images


def test_unfinished_runs_are_those_nobody_works_on_or_has_decided(project):
    work(project, 1, regions(0, SKIN))
    running, collected, stopped, judged = (collect(project, RunSettings()) for _ in range(4))
    (stopped / "state.safetensors").touch()
    (judged / "state.safetensors").touch()
    (judged / "verdict.json").write_text(json.dumps({}))
    new_run(project.store)
    (stopped / "lock").touch()  # of a process that ended
    with (running / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = [(run.folder, run.state) for run in unfinished_runs(project.store)]
        with pytest.raises(ProjectError, match="still at work"):
            discard_run(running)
        new_run(project.store)
        assert running.exists()
    assert found == [(collected, "collected"), (stopped, "stopped"), (judged, "judged")]
    discard_run(running)
    discard_run(judged)
    discard_run(judged)  # what is gone is gone
    assert [run.folder for run in unfinished_runs(project.store)] == [collected, stopped]


def test_a_photo_accepted_for_some_classes_says_nothing_of_the_others(project):
    predicted, labels = regions(SKIN, NOSE, HAIR), regions(SKIN, HAT, HAIR)
    record = project.record(key(project, 1))
    project.note_accepted_for(record.key, ["hat"])
    work(project, 1, labels, predicted=predicted)
    work(project, 2, labels, predicted=predicted)
    folder = collect(project, RunSettings())
    partly, whole = (crop for crop in read_run(folder).corrected if not crop.wide)
    assert (partly.classes, whole.classes) == ((HAT,), ())
    found, there = read(folder, partly.labels), read(folder, whole.labels)
    assert set(np.unique(found[there == HAT])) == {HAT}
    assert set(np.unique(found[(there == SKIN) | (there == HAIR)])) == {254}
