"""Versions of the network: added, used, renamed, deleted, exported, imported; kept whatever happens."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from faceparse_core.labels import NAMES
from faceparse_gui.project import Project, VersionError, Versions
from faceparse_gui.project.versions import model_file as model_file_module
from faceparse_gui.project.versions.runs import unfinished_runs
from tests.project.versions.finished_runs import NETWORK, finished_run, verdict, write_model


@pytest.fixture
def store(tmp_path):
    store = tmp_path / "store"
    store.mkdir()
    return store


def chain(store: Path, length: int) -> tuple[Versions, list[str]]:
    """Versions each of which was learnt while the one before was in use; the last is in use."""
    versions = Versions(store)
    ids: list[str] = []
    for seed in range(length):
        ids.append(versions.add(finished_run(store, seed, ids[-1] if ids else "default")).id)
        versions.activate(ids[-1])
    return versions, ids


def test_a_finished_run_becomes_a_version_that_is_there_again(store):
    run = finished_run(store)
    content = (run / "model.safetensors").read_bytes()
    added = Versions(store).add(run)
    assert added.id == f"v1-{hashlib.sha256(content).hexdigest()[:8]}"
    assert not run.exists()
    assert unfinished_runs(store) == []
    (version,) = Versions(store).all()
    assert version == added
    assert (version.number, version.name, version.note) == (1, "Version 1", "")
    assert (version.parent, version.corrections, version.fingerprint) == (None, 2, f"{0:064}")
    assert version.created == "2090-01-01T00:00:00+00:00"
    assert version.verdict == verdict()
    assert version.path == store / "versions" / f"{version.id}.safetensors"
    assert version.path.read_bytes() == content
    assert not version.path.stat().st_mode & 0o222
    assert (version.examples / "0.png").read_bytes() == b"picture"
    assert "hello" in (version.folder / "events.jsonl").read_text()
    assert not version.is_missing
    assert Versions(store).active is None


def test_the_same_network_twice_is_one_version(store):
    versions = Versions(store)
    first = versions.add(finished_run(store))
    second = versions.add(finished_run(store))
    assert second == first
    assert versions.all() == [first]
    assert unfinished_runs(store) == []


@pytest.mark.parametrize("promote", [True, False, None])
def test_a_run_takes_over_if_it_was_promoted(store, promote):
    versions = Versions(store)
    made = versions.take_over(finished_run(store, promote=promote))
    assert versions.active == (made if promote else None)


def test_a_run_promoted_over_another_network_than_the_one_in_use_does_not_take_over(store):
    versions = Versions(store)
    first = versions.take_over(finished_run(store, 1))
    assert versions.take_over(finished_run(store, 2)) != first
    assert versions.active == first


def test_a_run_without_a_verdict_can_be_kept_too(store):
    assert Versions(store).add(finished_run(store, promote=None)).verdict is None


def test_order_and_parents_do_not_hang_on_the_clock(store):
    versions, ids = chain(store, 3)  # each is dated a year before the one it followed
    for version, age in zip(versions.all(), (0, 5, 9), strict=True):
        os.utime(version.path, (age * 1e6, age * 1e6))
    assert [version.id for version in Versions(store).all()] == ids
    assert [version.parent for version in versions.all()] == [None, ids[0], ids[1]]
    assert versions.all()[2].ancestors == (ids[1], ids[0])


def test_the_version_in_use_belongs_to_the_project(photos):
    project = Project.open(photos)
    version = project.versions.add(finished_run(project.store))
    project.versions.activate(version.id)
    project.close()
    project = Project.open(photos)
    project.close()
    assert project.versions.active == version
    project.versions.activate(None)
    assert Versions(project.store).active is None


def test_names_and_notes_are_kept_and_tidied(store):
    versions, (first,) = chain(store, 1)
    renamed = versions.rename(first, "  Hats \n are hair  ", " by Ann\nin May ")
    assert (renamed.name, renamed.note) == ("Hats are hair", "by Ann\nin May")
    assert Versions(store).get(first) == renamed
    assert len(versions.rename(first, "x" * 500, "y" * 5000).name) == 80
    assert versions.rename(first, " ").name == "Version 1"
    assert Versions(store).all() == versions.all()


def test_the_version_in_use_is_not_deleted_before_one_goes_back(store):
    versions, (first, second, third) = chain(store, 3)
    with pytest.raises(VersionError, match=r"Version 3 is in use\. Go back to Version 2 first"):
        versions.delete(third)
    assert versions.active.id == third
    versions.activate(first)
    with pytest.raises(VersionError, match="Go back to the shipped network first"):
        versions.delete(first)
    versions.delete(second)
    assert [version.id for version in Versions(store).all()] == [first, third]
    assert not list((store / "versions").glob(f"{second}*"))
    # the line of descent goes past the deleted one
    versions.activate(third)
    versions.get(third).path.unlink()
    assert versions.active.id == first


def test_numbers_are_not_used_again(store):
    versions, ids = chain(store, 2)
    versions.activate(ids[0])
    versions.delete(ids[1])
    assert Versions(store).add(finished_run(store, 7)).number == 3


def test_a_version_whose_file_is_gone_is_shown_and_its_ancestor_takes_over(store):
    versions, (first, second, third) = chain(store, 3)
    kept = versions.get(third).path.read_bytes()
    for gone in (second, third):
        versions.get(gone).path.unlink()
    for each in (versions, Versions(store)):
        assert [version.is_missing for version in each.all()] == [False, True, True]
        assert each.active.id == first
        (notice,) = each.notices
        assert "Version 3" in notice
        assert f"{third}.safetensors" in notice
        assert "Version 1 takes its place" in notice
        with pytest.raises(VersionError, match=f"{second}.safetensors is gone. Put it back"):
            each.activate(second)
        with pytest.raises(VersionError, match="gone"):
            each.export(second, store / "x.safetensors")
    versions.delete(second)
    versions.get(third).path.write_bytes(kept)  # put back
    assert versions.active.id == Versions(store).active.id == third
    assert versions.notices == ()
    assert [version.id for version in Versions(store).all()] == [first, third]


def test_without_any_ancestor_the_shipped_network_takes_over(store):
    versions, (first,) = chain(store, 1)
    versions.get(first).path.unlink()
    assert versions.active is None
    assert "the shipped network takes its place" in versions.notices[0]
    versions.delete(first)
    assert versions.notices == Versions(store).notices == ()


def test_a_missing_version_is_restored_by_importing_its_file(store, tmp_path):
    versions, (first,) = chain(store, 1)
    before = versions.rename(first, "Mine")
    copy = shutil.copy(before.path, tmp_path / "backup.safetensors")
    before.path.unlink()
    assert versions.import_file(copy) == before
    assert versions.active == before


def test_what_is_not_there_is_named(store):
    versions = Versions(store)
    for call in (versions.activate, versions.delete):
        with pytest.raises(VersionError, match="no version v7-00000000"):
            call("v7-00000000")


# -- versions.json lost or damaged ---------------------------------------------------------------------------


def lose(path):
    path.unlink()


def truncate(path):
    os.truncate(path, path.stat().st_size // 2)


def scribble(path):
    path.write_bytes(b"\x80\x04hostile")


@pytest.mark.parametrize("harm", [lose, truncate, scribble])
def test_a_lost_list_is_made_anew_from_the_files(store, harm):
    versions, ids = chain(store, 2)
    versions.activate(None)
    rejected = versions.add(finished_run(store, 9, promote=False))
    harm(store / "versions" / "versions.json")
    again = Versions(store)
    assert [version.id for version in again.all()] == [*ids, rejected.id]
    assert again.all()[1].ancestors == (ids[0],)
    assert again.all()[2].verdict.promote is False
    assert again.active.id == ids[1]  # the newest that was promoted
    assert "made anew, and Version 2 is in use" in again.notices[0]
    assert again.add(finished_run(store, 11)).number == 4
    aside = [path.name for path in (store / "versions").glob("versions-damaged*")]
    assert len(aside) == (harm is not lose)
    assert Versions(store).notices == ()


def test_a_hostile_list_leads_nowhere(store):
    _, (first,) = chain(store, 1)
    path = store / "versions" / "versions.json"
    index = json.loads(path.read_text())
    index["active"] = "../../etc/passwd"
    index["titles"] |= {"../../x": {"name": "a"}, "v01-00000000": {"name": "b"}, "v1-ABCDEF01": {"name": "c"}}
    path.write_text(json.dumps(index))
    (store / "versions" / "v5-notanid.safetensors").write_bytes(b"")
    again = Versions(store)
    assert [version.id for version in again.all()] == [first]
    assert again.active is None


def test_damaged_papers_of_a_version_cost_only_themselves(store):
    versions, (first,) = chain(store, 1)
    for name in ("about.json", "verdict.json"):
        (versions.get(first).folder / name).write_bytes(b"{")
    (version,) = Versions(store).all()
    assert (version.id, version.verdict, version.parent, version.corrections) == (first, None, None, 0)
    assert Versions(store).active == version


# -- one owner -----------------------------------------------------------------------------------------------


def test_opening_versions_leaves_alone_what_another_process_is_writing(store):
    chain(store, 1)
    writing = store / "versions" / f".{'0' * 16}.tmp"
    folder = store / "versions" / ".v2-00000000.tmp"
    writing.write_bytes(b"half")
    folder.mkdir()
    owner = Versions(store)
    assert writing.exists()
    assert folder.exists()
    owner.remove_leftovers()
    assert not writing.exists()
    assert not folder.exists()


def test_whoever_has_a_projects_versions_has_them_where_it_moves_to(photos):
    project = Project.open(photos)
    versions = project.versions
    first = versions.add(finished_run(project.store, 1))
    moved = photos.rename(photos.with_name("moved"))
    project.follow(moved)
    assert project.versions is versions
    second = versions.add(finished_run(project.store, 2))
    assert [version.path.parent for version in versions.all()] == [moved / ".faceparse" / "versions"] * 2
    assert [version.id for version in Versions(project.store).all()] == [first.id, second.id]
    project.close()


# -- killed on the way ---------------------------------------------------------------------------------------

KILLED = """
import os, pathlib, shutil, signal, sys
from pathlib import Path
from faceparse_gui.project import Versions

count = 0
def dying(real):
    def call(*args, **options):
        global count
        count += 1
        if count == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    return call

versions = Versions(Path(sys.argv[1]))
Path.replace = dying(Path.replace)
Path.rename = dying(Path.rename)
Path.mkdir = dying(Path.mkdir)
Path.unlink = dying(Path.unlink)
os.fsync = dying(os.fsync)
shutil.copyfileobj = dying(shutil.copyfileobj)
shutil.rmtree = dying(shutil.rmtree)
versions.add(Path(sys.argv[2]))
print("done")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_killed_at_any_step_of_adding_there_is_the_old_or_the_new_state(store):
    versions, (first,) = chain(store, 1)
    seen = set()
    for step in range(1, 100):
        run = finished_run(store, 100 + step, first)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(store), str(run), str(step)], capture_output=True, check=False
        )
        assert done.returncode in (0, -9), done.stderr.decode()
        again = Versions(store)
        again.remove_leftovers()
        assert again.notices == ()
        assert again.active.id == first
        known = {version.id for version in versions.all()}
        new = [version for version in again.all() if version.id not in known]
        seen.add(len(new))
        for version in new:
            assert load_file(version.path)["n"] == 100 + step
            assert version.verdict == verdict()
            assert version.parent == first
            assert (version.examples / "0.png").exists()
            assert not version.path.stat().st_mode & 0o222
        if done.returncode == 0:
            break
        if run.exists() and (run / "run.json").exists():
            number = new[0].number if new else None
            added = again.add(run)  # the window asks again
            assert number in (None, added.number)
        assert not [path for path in (store / "versions").iterdir() if path.name.startswith(".")]
        versions = again
    assert step > 10
    assert seen == {0, 1}


# -- export and import ---------------------------------------------------------------------------------------


def test_an_exported_version_is_one_file_that_shows_its_name_note_and_verdict(store, tmp_path):
    versions, (first,) = chain(store, 1)
    versions.rename(first, "Ünïcode", "with a note")
    file = tmp_path / "shared.safetensors"
    versions.export(first, file)
    (other := tmp_path / "other").mkdir()
    elsewhere = Versions(other)
    version = elsewhere.import_file(file)
    assert (version.name, version.note, version.number) == ("Ünïcode", "with a note", 1)
    assert version.verdict == verdict().model_copy(update={"examples": ()})
    assert (version.corrections, version.parent) == (2, None)
    assert elsewhere.active is None
    assert elsewhere.import_file(file) == version
    assert Versions(other).all() == [version]
    ours, theirs = load_file(versions.get(first).path), load_file(version.path)
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours | theirs)
    (other / "versions" / "versions.json").unlink()  # the file itself knows its name
    assert Versions(other).all() == [version]


def test_an_exported_version_is_still_the_same_network_to_the_parser(store, tmp_path):
    from faceparse_core.model_files.checkpoint import load_model

    versions = Versions(store)
    version = versions.import_file(NETWORK)
    assert version.name == "lmsa"
    versions.export(version.id, tmp_path / "out.safetensors")
    (before, info), (after, again) = load_model(NETWORK), load_model(tmp_path / "out.safetensors")
    assert info == again
    assert all((before.state_dict()[key] == value).all() for key, value in after.state_dict().items())


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"\x80\x04\x95pickle"), "damaged"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes((1 << 40).to_bytes(8, "little") + b"{}"), "damaged"),
        (lambda path: path.mkdir(), "no file"),
        (lambda path: None, "is not at"),
        (lambda path: save_file({"w": np.zeros(3, np.float32)}, path), "no model of this program"),
        (lambda path: write_model(path, classes=NAMES[:11]), r"another class table \(11 classes\)"),
        (lambda path: write_model(path, classes=NAMES[::-1]), "another class table"),
        (lambda path: write_model(path, format=2), "cannot read"),
        (lambda path: write_model(path, value=np.nan), r"not finite \(w\)"),
        (lambda path: write_model(path, value=np.inf), "not finite"),
        (lambda path: write_model(path, dtype=np.float64), "another kind"),
        (lambda path: save_file({}, path, {"faceparse": "[]"}), "cannot read"),
    ],
)
def test_what_is_no_usable_model_is_refused_by_name(store, tmp_path, make, why):
    versions, (first,) = chain(store, 1)
    file = tmp_path / "gift.safetensors"
    make(file)
    with pytest.raises(VersionError, match=why) as caught:
        versions.import_file(file)
    assert "gift.safetensors" in str(caught.value)
    assert [version.id for version in Versions(store).all()] == [first]
    assert versions.active.id == first


def test_a_truncated_model_is_refused(store, tmp_path):
    file = tmp_path / "half.safetensors"
    file.write_bytes(NETWORK.read_bytes()[:-1000])
    with pytest.raises(VersionError, match=r"half\.safetensors .* damaged"):
        Versions(store).import_file(file)


def test_a_file_too_large_is_refused_unread(store, tmp_path, monkeypatch):
    monkeypatch.setattr(model_file_module, "MAX_BYTES", 10_000)
    with pytest.raises(VersionError, match="larger than any model"):
        Versions(store).import_file(NETWORK)


@pytest.mark.parametrize("card", ["[]", "{", '{"name": 3}', json.dumps({"name": "x" * 2_000_000})])
def test_a_hostile_card_is_no_card(store, tmp_path, card):
    file = tmp_path / "gift.safetensors"
    about = {"name": "honest", "config": {}}
    save_file(
        {"w": np.ones(3, np.float32)}, file, {"faceparse": json.dumps(about), "faceparse_version": card}
    )
    assert Versions(store).import_file(file).name == "honest"


def test_learning_that_went_to_nan_becomes_no_version(store):
    run = finished_run(store)
    write_model(run / "model.safetensors", value=np.nan)
    with pytest.raises(VersionError, match="not finite"):
        Versions(store).add(run)
    assert Versions(store).all() == []
    assert run.exists()


def test_an_export_never_lands_in_the_project(store):
    versions, (first,) = chain(store, 1)
    content = versions.get(first).path.read_bytes()
    with pytest.raises(VersionError, match="another folder"):
        versions.export(first, versions.get(first).path)
    assert versions.get(first).path.read_bytes() == content


# -- disks ---------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_versions_and_the_run_as_they_were(small_disk, tmp_path):
    versions, (first,) = chain(small_disk, 1)
    run = finished_run(tmp_path, 5)
    shutil.copy(NETWORK, run / "model.safetensors")  # larger than the disk
    with pytest.raises(VersionError, match="disk is full"):
        versions.add(run)
    for each in (versions, Versions(small_disk)):
        assert [version.id for version in each.all()] == [first]
        assert each.active.id == first
    assert run.exists()
    assert len(list((small_disk / "versions").glob("*.safetensors"))) == 1


def test_a_read_only_store_is_reported_and_goes_on_showing(photos, tmp_path, request):
    store = photos / ".faceparse"
    store.mkdir()
    _, (first,) = chain(store, 1)
    run = finished_run(tmp_path, 5)
    request.getfixturevalue("read_only_photos")
    again = Versions(store)
    assert again.active.id == first
    for change in (
        lambda: again.add(run),
        lambda: again.rename(first, "x"),
        lambda: again.activate(None),
        lambda: again.import_file(NETWORK),
    ):
        with pytest.raises(VersionError, match=r"may not write in .* rights"):
            change()
    assert again.active.id == first
    assert again.get(first).name == "Version 1"
    assert run.exists()
    again.export(first, tmp_path / "out.safetensors")


def test_asking_for_many_versions_is_quick(store):
    versions, _ = chain(store, 1)
    for seed in range(2, 60):
        versions.add(finished_run(store, seed))
    start = time.thread_time()
    assert len(versions.all()) == 59
    assert time.thread_time() - start < 0.02
