"""Qt ends the program when a system library or the screen is missing: the user hears which, and the mend."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faceparse_gui import preflight


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[str]], None]:
    """A function that hides libraries from the loader; all others are found."""
    return lambda hidden: monkeypatch.setattr(preflight, "_loads", lambda library: library not in hidden)


@pytest.fixture(autouse=True)
def x11_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(preflight, "_x_server_answers", lambda: True)
    monkeypatch.setattr(preflight, "_wayland_answers", lambda: True)


def test_nothing_is_said_when_all_is_there(without) -> None:
    without(set())
    assert preflight.problem() is None


def test_missing_library_is_named_with_the_command_that_installs_it(without) -> None:
    without({"libxcb-cursor.so.0", "libGL.so.1"})
    problem = preflight.problem()
    assert problem is not None
    assert problem.endswith("sudo apt-get install libgl1 libxcb-cursor0")


@pytest.mark.parametrize("platform", ["offscreen", "wayland-egl", "minimal:enable_fonts"])
def test_x11_libraries_are_for_x11_only(without, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    without({"libxcb-cursor.so.0"})
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert preflight.problem() is None


def test_missing_screen_is_said_before_qt_aborts(without, monkeypatch: pytest.MonkeyPatch) -> None:
    without(set())
    monkeypatch.delenv("DISPLAY")
    assert "No screen" in (preflight.problem() or "")


def test_screen_that_does_not_answer_is_said_before_qt_aborts() -> None:
    command = [sys.executable, "-m", "faceparse_gui.app"]
    environment = {"PATH": "/usr/bin:/bin", "DISPLAY": ":9999"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert ":9999 does not answer" in done.stderr or "apt-get install" in done.stderr


@pytest.fixture
def dead_socket(tmp_path: Path) -> Iterator[Path]:
    """A socket that takes connections and never answers, as of a compositor that hangs."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "hung"))
        listening.listen()
        yield tmp_path / "hung"


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "faceparse_gui.app"]
    environment = {"PATH": "/usr/bin:/bin"} | environment
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=240)


@pytest.mark.parametrize(
    ("environment", "reported"),
    [
        ({"WAYLAND_DISPLAY": "wayland-9"}, "WAYLAND_DISPLAY=wayland-9 does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"}, "wayland-9 does not answer"),
        ({"WAYLAND_DISPLAY": "x" * 300}, "does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ":9999"}, ":9999 does not answer"),
        ({"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":9999"}, "does not answer"),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":9999"}, ":9999 does not answer"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "QT_QPA_PLATFORM=nonsense"),
    ],
)
def test_a_screen_that_is_dead_gets_a_word_and_no_abort(environment: dict[str, str], reported: str) -> None:
    done = start(**environment)
    assert done.returncode == 1
    assert reported in done.stderr or "apt-get install" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_compositor_that_hangs_is_not_waited_for(dead_socket: Path) -> None:
    done = start(WAYLAND_DISPLAY=str(dead_socket))
    assert done.returncode == 1
    assert "does not answer" in done.stderr or "apt-get install" in done.stderr


def test_a_compositor_that_answers_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("WAYLAND_DISPLAY", str(tmp_path / "alive"))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "alive"))
        listening.listen()

        def answer() -> None:
            client = listening.accept()[0]
            client.sendall(client.recv(12))
            client.close()

        thread = threading.Thread(target=answer)
        thread.start()
        assert preflight._wayland_answers()
        thread.join()


def test_without_a_compositor_x11_is_taken(without, monkeypatch: pytest.MonkeyPatch) -> None:
    without(set())
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setattr(preflight, "_wayland_answers", lambda: False)
    assert preflight.problem() is None


def test_loader_is_asked_for_real() -> None:
    assert preflight._loads("libc.so.6")
    assert not preflight._loads("libno-such-library.so.9")


def test_module_prints_packages_for_the_makefile() -> None:
    command = [sys.executable, "-m", "faceparse_gui.preflight", "offscreen"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == preflight.missing_packages("offscreen")
