"""Inside a folder that anybody may have made, a name is a file at that very place."""

import os

import pytest

from faceparse_core.files.held_folder import HeldFolder
from faceparse_core.files.store_files import OddFileError, make_folder, odd_entries, read_file, replace_file
from faceparse_core.files.writing import FileError


@pytest.fixture
def held(tmp_path):
    (tmp_path / "store" / "labels").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"years of work")
    held = HeldFolder(tmp_path / "store")
    yield held
    held.close()


def make_odd(path, kind, target):
    match kind:
        case "link":
            path.symlink_to(target)
        case "dangling link":
            path.symlink_to(target.with_name("nothing"))
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()


@pytest.mark.parametrize("kind", ["link", "dangling link", "device", "pipe", "folder"])
@pytest.mark.parametrize("is_within", [True, False])
def test_what_is_no_file_is_not_read_and_never_waited_for(held, tmp_path, kind, is_within):
    path = held.path / "labels" / "x.png"
    make_odd(path, kind, tmp_path / "mine" / "thesis.docx")
    with pytest.raises(OddFileError, match=r"labels/x\.png"):
        read_file(path, within=held if is_within else None)


@pytest.mark.parametrize("kind", ["link", "dangling link", "device", "pipe"])
@pytest.mark.parametrize("is_within", [True, False])
def test_writing_replaces_a_link_and_not_what_it_leads_to(held, tmp_path, kind, is_within):
    path = held.path / "labels" / "x.png"
    make_odd(path, kind, tmp_path / "mine" / "thesis.docx")
    with replace_file(path, within=held if is_within else None) as file:
        file.write(b"labels")
    assert not path.is_symlink()
    assert path.read_bytes() == b"labels"
    assert [each.read_bytes() for each in (tmp_path / "mine").iterdir()] == [b"years of work"]


def test_a_linked_folder_is_neither_entered_nor_written_into(held, tmp_path):
    folder = held.path / "runs"
    folder.symlink_to(tmp_path / "mine")
    with pytest.raises(OddFileError):
        read_file(folder / "thesis.docx", within=held)
    with pytest.raises(FileError), replace_file(folder / "thesis.docx", within=held):
        pass
    with pytest.raises(OddFileError):
        make_folder(folder, within=held)
    assert list(odd_entries(held.path)) == [folder]
    assert [each.read_bytes() for each in (tmp_path / "mine").iterdir()] == [b"years of work"]


def test_a_file_larger_than_it_may_be_is_not_read(held):
    with (held.path / "versions.json").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(OddFileError, match="MB"):
        read_file(held.path / "versions.json")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(held):
    path = held.path / "labels" / "x.png"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replace_file(path, within=held) as file:
        file.write(b"x" * (1 // 0))
    assert [each.read_bytes() for each in path.parent.iterdir()] == [b"old"]


def test_a_held_folder_is_found_again_by_what_it_is(held, tmp_path):
    moved = held.path.rename(tmp_path / "moved")
    assert not held.is_here
    assert held.find() == moved
    held.path.mkdir()
    assert not held.is_here  # another one of the same name
    with replace_file(held.path / "x", within=held) as file:
        file.write(b"where it is now")
    assert (moved / "x").exists()
    assert list(held.path.iterdir()) == []
