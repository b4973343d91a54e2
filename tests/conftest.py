"""What every test gets: no screen, a home of its own, the NASA portrait, and nothing left running."""

import gc
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning pools of several processes starve each other
if "PYTEST_XDIST_WORKER" in os.environ:  # one process a core: more threads would only wait for each other
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ.setdefault(variable, "1")

if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 2 << 30:
    # Every save waits for the disk; that it asks to is tested, that disks obey is not.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")

import numpy as np
import pytest
from hypothesis import settings
from PySide6.QtCore import QObject, QSettings, QThread, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import ROOT

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import Parser

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

PATIENCE_MS = 60_000
"""How long a test waits for what has to come, on a busy machine too: only one that fails waits so long."""

READER = "reader of process"
"""How the threads are named that end with a worker process."""

MINI_DATA = ROOT.parent / "shared" / "data" / "celebamask-mini"


class PatientQtBot(QtBot):  # type: ignore[misc]
    """One that waits for ``PATIENCE_MS`` where pytest-qt would for five seconds."""

    waitActive = partialmethod(QtBot.waitActive, timeout=PATIENCE_MS)  # noqa: N815
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE_MS)  # noqa: N815
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)  # noqa: N815
    waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)  # noqa: N815
    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)  # noqa: N815
    waitCallback = partialmethod(QtBot.waitCallback, timeout=PATIENCE_MS)  # noqa: N815


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientQtBot:
    return PatientQtBot(request)


def pytest_collection_finish() -> None:
    """Nothing that the imports left is ever garbage: no collection need go through it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any], dict[str, Any]]:
    """A report that quotes a name that is no text reaches the process that prints it."""
    report = yield
    text = json.dumps(report, ensure_ascii=False)
    return report if text.isprintable() else json.loads(text.encode("utf-8", "replace"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new, empty home folder: the user's own is out of reach, for child processes too."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        monkeypatch.setenv(variable, str(home / folder))
    for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):  # Qt reads HOME once
        QSettings.setPath(file_format, QSettings.Scope.UserScope, str(home / ".config"))
    return home


@pytest.fixture
def disk() -> Iterator[Path]:
    """A folder that is surely on disk: for what must be quick enough there."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def same_threads() -> Iterator[None]:
    """Give torch its threads back: their number decides in which order it sums, and so the last bits."""
    before = sys.modules["torch"].get_num_threads() if "torch" in sys.modules else None
    yield
    if before is not None and sys.modules["torch"].get_num_threads() != before:
        sys.modules["torch"].set_num_threads(before)


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that ends while a thread or a process that it started still runs."""
    threads_before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in threads_before]
    left = [thread for thread in left if not thread.daemon or thread.name.startswith(READER)]
    for thread in left:
        thread.join(timeout=PATIENCE_MS / 1000)
    running = [thread.name for thread in left if thread.is_alive()]
    if "qtbot" in request.fixturenames:
        if not QThreadPool.globalInstance().waitForDone(PATIENCE_MS):
            running.append("a task in Qt's global thread pool")
        objects = [each for each in gc.get_objects() if issubclass(type(each), QObject)]
        running += [repr(each) for each in objects if _had_to_stop(each)]
    assert not running, f"still running: {', '.join(running)}"


def _had_to_stop(each: QObject) -> bool:
    try:
        if not isinstance(each, QThread) or each is QThread.currentThread():
            return False
        if each.isRunning() and not each.wait(PATIENCE_MS):
            each.terminate()  # or it would fail every later test as well
            return True
    except RuntimeError:  # Qt's side of it is gone already
        pass
    return False


@pytest.fixture(scope="session")
def _astronaut() -> np.ndarray:
    from skimage.data import astronaut

    return np.ascontiguousarray(astronaut())


@pytest.fixture
def astronaut(_astronaut: np.ndarray) -> np.ndarray:
    """NASA's portrait of Eileen Collins (public domain): RGB uint8 (512, 512, 3), this test's own copy."""
    return _astronaut.copy()


@pytest.fixture
def small_portrait(_astronaut: np.ndarray) -> np.ndarray:
    """The face of ``astronaut`` with some surroundings: RGB uint8 (220, 220, 3), this test's own copy."""
    return np.ascontiguousarray(_astronaut[:220, 110:330])


@pytest.fixture(scope="session")
def shipped_parser() -> "Parser":
    """The shipped model on the CPU; loading and fusing it takes seconds."""
    from faceparse_core.parsing.parser import Parser

    return Parser.load("default", device="cpu")


@pytest.fixture
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network is fused: for a small one that takes far longer than all its passes."""
    monkeypatch.setattr("faceparse_core.parsing.crop_network.can_fuse", lambda device: False)


@pytest.fixture
def onnx_on_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """ONNX exports are compared on noise alone: to find the sample's face takes longer than to export."""

    def pictures(network: object, info: object, side: int) -> np.ndarray:
        return np.random.default_rng(0).integers(0, 256, (2, side, side, 3), np.uint8)

    monkeypatch.setattr("faceparse_core.model_files.onnx_export._pictures", pictures)


@pytest.fixture(scope="session")
def mini_data() -> Path:
    """The folder of the 900 labelled faces (images/, masks/); the test is skipped where it is not at hand."""
    if not MINI_DATA.is_dir():
        pytest.skip("the data set is not here: ../shared/data/celebamask-mini")
    return MINI_DATA
