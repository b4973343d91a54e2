"""Disks without locks or permissions: network shares, FAT. A library that refuses stands for them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

_SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#define CONTROL(name) int name(int fd, int command, ...) { \
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \
    if (command == F_SETLK || command == F_SETLKW || command == F_GETLK) { errno = ENOLCK; return -1; } \
    int (*real)(int, int, void *) = dlsym(RTLD_NEXT, #name); return real(fd, command, argument); }
CONTROL(fcntl)
CONTROL(fcntl64)
int flock(int fd, int how) { errno = ENOLCK; return -1; }
int lockf(int fd, int command, off_t length) { errno = ENOLCK; return -1; }
int lockf64(int fd, int command, off64_t length) { errno = ENOLCK; return -1; }
int chmod(const char *path, mode_t mode) { errno = EPERM; return -1; }
int fchmod(int fd, mode_t mode) { errno = EPERM; return -1; }
int fchmodat(int folder, const char *path, mode_t mode, int flags) { errno = EPERM; return -1; }
int link(const char *path, const char *new) { errno = EPERM; return -1; }
int linkat(int a, const char *path, int b, const char *new, int flags) { errno = EPERM; return -1; }
"""
_WORK = """
import sys
from pathlib import Path
import numpy as np
from faceparse_core.files.writing import atomic_write
from faceparse_gui.project import Project, ProjectError, Versions
from faceparse_gui.project.versions.runs import new_run
from tests.project.versions.finished_runs import finished_run

folder, stay = Path(sys.argv[1]), len(sys.argv) > 2
try:
    project = Project.open(folder)
except ProjectError as error:
    sys.exit(str(error))
key = project.records()[0].key
for class_id in (1, 2, 3):  # the first save, and every later one
    project.save_labels(key, np.full((40, 60), class_id, np.uint8), "edited")
    with atomic_write(folder / "mask.out") as file:
        file.write(b"any file")
    new_run(project.store)
    versions = Versions(project.store)
    versions.activate(versions.add(finished_run(project.store, class_id)).id)
print(*project.notices, project.load_labels(key).max(), flush=True)
if stay:
    sys.stdin.read()
project.close()
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    if shutil.which("gcc") is None or not sys.platform.startswith("linux"):
        pytest.skip("needs gcc on Linux")
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(_SHIM)
    library = folder / "shim.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, folder / "shim.c", "-ldl"], check=True)
    return library


def start(shim: Path, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WORK, *map(str, arguments)],
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_every_save_works_without_locks_permissions_and_links(photos, shim):
    first = start(shim, photos, "stay")
    assert first.stdout.readline().split()[-1] == "3"
    _, error = start(shim, photos).communicate(timeout=240)
    assert "works on it" in error, "the first is still there"
    first.kill()
    first.communicate()
    out, error = start(shim, photos).communicate(timeout=240)
    assert error == "", "a killed one holds nobody off"
    assert "knows no file locks" in out
    assert not (photos / ".faceparse" / "open-in.json").exists()


def test_another_computer_is_named_with_the_way_out(photos, shim):
    start(shim, photos).communicate(timeout=240)
    lock = photos / ".faceparse" / "open-in.json"
    lock.write_text('{"host": "elsewhere", "pid": 1, "began": "then", "token": "x"}')
    _, error = start(shim, photos).communicate(timeout=240)
    assert "elsewhere" in error
    assert str(lock) in error
    lock.unlink()
    assert start(shim, photos).communicate(timeout=240)[1] == ""
