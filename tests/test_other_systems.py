"""The packages are imported on systems without the modules and flags that only Unix has."""

import os
import subprocess
import sys

from tests import ROOT

_IMPORT = """
import importlib, os, pkgutil, sys
for name in ("fcntl", "resource"):
    sys.modules[name] = None  # as where there is no such module
for name in ("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK"):
    delattr(os, name)
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        importlib.import_module(module.name)
"""


def test_every_module_is_imported_without_what_only_unix_has():
    packages = ["core", "training", "gui.project", "gui.exchange", "gui.api"]
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, *(f"faceparse_{name}" for name in packages)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
