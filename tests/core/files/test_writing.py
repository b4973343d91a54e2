"""A file is written whole or not at all, and the one that stood there before survives every failure."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from faceparse_core.files.store_files import replace_file
from faceparse_core.files.writing import FileError, atomic_folder, atomic_write, remove_leftovers


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "work.png"
    path.write_bytes(b"old work")
    return path


def save(path: Path, data: bytes = b"new work") -> None:
    with atomic_write(path) as file:
        file.write(data)


def assert_untouched(path: Path) -> None:
    assert path.read_bytes() == b"old work"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_new_bytes_replace_the_old_and_nothing_else_is_left(saved: Path) -> None:
    save(saved)
    assert saved.read_bytes() == b"new work"
    assert [path.name for path in saved.parent.iterdir()] == ["work.png"]


def test_the_old_file_stands_until_the_new_one_is_complete(saved: Path) -> None:
    with atomic_write(saved) as file:
        file.write(b"half of the n")
        file.flush()
        assert saved.read_bytes() == b"old work"
    assert saved.read_bytes() == b"half of the n"


def test_whatever_fails_while_writing_leaves_the_old_file(saved: Path) -> None:
    def interrupt() -> None:
        with atomic_write(saved) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert_untouched(saved)


def test_bytes_are_on_the_disk_before_the_name_is_changed(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bytes]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        seen.append((os.fstat(handle).st_size, saved.read_bytes()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    save(saved, b"new and longer work")
    assert seen[0] == (len(b"new and longer work"), b"old work")


@pytest.mark.skipif(sys.platform == "win32", reason="this system knows no such limit")
def test_no_room_for_the_file(saved: Path) -> None:
    """A process that may write no file above 64 KB, as on a disk with a quota."""
    script = """
import resource, sys
from faceparse_core.files.writing import FileError, atomic_write
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
try:
    with atomic_write(sys.argv[1]) as file:
        for _ in range(100):
            file.write(bytes(10_000))
except FileError as error:
    print(error)
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(saved)], capture_output=True, text=True, check=True
    )
    assert result.stdout == (
        f"work.png was not saved in {saved.parent}: it is too large for this disk. Save it on another.\n"
    )
    assert_untouched(saved)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk(saved: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def full(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError) as caught:
        save(saved)
    assert str(caught.value) == (
        f"work.png was not saved in {saved.parent}: the disk is full. Free some space and save again."
    )
    assert caught.value.path == saved
    assert_untouched(saved)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_that_is_full_says_so_when_written_to(saved: Path) -> None:
    with (
        pytest.raises(FileError, match="the disk is full"),
        atomic_write(saved),
        Path("/dev/full").open("wb") as full,
    ):
        full.write(bytes(100_000))
    assert_untouched(saved)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder in which this process, root or not, may read but not write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "work.png").write_bytes(b"old work")
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        yield folder
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has other rights")
def test_a_folder_without_the_right_to_write(locked_folder: Path) -> None:
    with pytest.raises(FileError) as caught:
        save(locked_folder / "work.png")
    assert str(caught.value) == (
        f"work.png was not saved: you may not write in {locked_folder}. "
        "Choose another folder or change its rights."
    )
    assert_untouched(locked_folder / "work.png")


@pytest.mark.parametrize("folder", ["missing", "work.png"])
def test_a_folder_that_is_none(saved: Path, folder: str) -> None:
    with pytest.raises(FileError, match=r"there is no folder .*\. Create it or choose another\."):
        save(saved.parent / folder / "new.png")
    assert_untouched(saved)


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "work.png").mkdir()
    with pytest.raises(FileError, match=r"^work.png was not saved in .*: .*\. Choose another name"):
        save(tmp_path / "work.png")
    assert [path.name for path in tmp_path.iterdir()] == ["work.png"]


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Choose another name or folder"):
        save(tmp_path / ("x" * 300))
    save(tmp_path / ("x" * 255))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="this system cannot be killed so")
def test_killed_in_the_middle(saved: Path) -> None:
    script = """
import os, signal, sys
from faceparse_core.files.writing import atomic_write
with atomic_write(sys.argv[1]) as file:
    file.write(bytes(1_000_000))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    result = subprocess.run([sys.executable, "-c", script, str(saved)], check=False)
    assert result.returncode == -signal.SIGKILL
    assert saved.read_bytes() == b"old work"
    save(saved)
    assert saved.read_bytes() == b"new work"


def test_a_link_is_written_through(saved: Path) -> None:
    link = saved.parent / "link.png"
    link.symlink_to(saved)
    save(link)
    assert link.is_symlink()
    assert saved.read_bytes() == b"new work"


@pytest.mark.skipif(sys.platform == "win32", reason="this system has other rights")
def test_rights_are_kept_and_new_files_get_the_usual_ones(saved: Path) -> None:
    saved.chmod(0o640)
    save(saved)
    assert saved.stat().st_mode & 0o777 == 0o640
    ordinary = saved.parent / "ordinary"
    ordinary.touch()
    save(saved.parent / "new.png")
    assert (saved.parent / "new.png").stat().st_mode == ordinary.stat().st_mode


def test_an_error_crosses_to_another_process_whole() -> None:
    error = pickle.loads(pickle.dumps(FileError("folder/a.png", "a.png is lost. Look for it.")))  # noqa: S301
    assert (str(error), error.path) == ("a.png is lost. Look for it.", Path("folder/a.png"))


def test_a_folder_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "layers"
    with pytest.raises(ZeroDivisionError), atomic_folder(target) as new:
        (new / "a").write_bytes(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []
    with atomic_folder(target) as new:
        assert new.name == "layers"
        (new / "a").touch()
        assert not target.exists()
    with pytest.raises(FileError, match="layers was not saved"), atomic_folder(target) as new:
        raise OSError(28, "No space left on device")
    assert [path.name for path in target.iterdir()] == ["a"]
    with atomic_folder(target) as new:
        (new / "b").touch()
    assert [path.name for path in target.iterdir()] == ["b"]
    assert [path.name for path in tmp_path.iterdir()] == ["layers"]


def test_leftovers_below_a_folder_are_removed_and_nothing_else(tmp_path: Path) -> None:
    left = f".{'0' * 16}.tmp"
    kept = [".mine.tmp", "0000000000000000.tmp", "below/a.png"]
    for name in (*kept, left, f"below/{left}", f"below/.{'1' * 16}.tmp/new/a/b.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    remove_leftovers(tmp_path)
    assert not (tmp_path / left).exists()
    assert (tmp_path / "below" / left).exists()
    remove_leftovers(tmp_path, recursive=True)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == sorted(
        kept
    )


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no handles there")
@pytest.mark.parametrize("write", [atomic_write, replace_file])
def test_the_bytes_and_then_their_name_are_put_on_the_disk(
    saved: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], AbstractContextManager[BinaryIO]]
) -> None:
    """Or a power cut could leave a name without bytes, or the earlier file after a save."""
    synced, sync = [], os.fsync

    def note(handle: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        assert saved.read_bytes() == (b"new work" if synced[-1] == "folder" else b"old work")
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    with write(saved) as file:
        file.write(b"new work")
    assert synced == ["file", "folder"]
