"""``faceparse parse --engine ray`` on a cluster of two nodes on this machine, one worker each."""

from __future__ import annotations

import filecmp
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.alone, pytest.mark.slow]
WAIT = 240


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of two nodes of one processor each."""
    pytest.importorskip("ray.data", reason="Ray is not installed: pip install 'faceparse-gui[ray]'")
    from ray.cluster_utils import Cluster

    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    nodes.add_node(num_cpus=1)
    yield nodes.address
    nodes.shutdown()


@pytest.fixture
def photos(save_photo: Callable[..., Path], tmp_path: Path) -> Path:
    """32 photos in two folders, one of them broken."""
    folder = tmp_path / "photos"
    for number in range(30):
        save_photo(folder / f"{number}.jpg", (90, 70), seed=number)
    save_photo(folder / "below" / "ünï code.png", seed=30)
    (folder / "broken.jpg").write_text("no photo")
    return folder


def command(photos: Path, out: str, model: Path, *options: str) -> list[str]:
    formats = [word for name in ("indexed", "overlay", "layers") for word in ("--format", name)]
    script = "from faceparse_gui.cli import main; main()"
    fixed = ["--recursive", "--faces", "whole", "--model", str(model), *formats]
    return [sys.executable, "-c", script, "parse", photos.name, "--out", out, *fixed, *options]


def on_ray(address: str) -> list[str]:
    return ["--engine", "ray", "--workers", "2", "--ray-address", address]


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=WAIT, check=False)


def files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_two_workers_write_and_say_what_one_process_does(cluster, photos, tiny_model, tmp_path):
    here = run(command(photos, "here", tiny_model), tmp_path)
    there = run(command(photos, "there", tiny_model, *on_ray(cluster)), tmp_path)
    assert here.stdout == there.stdout == "31 parsed, 1 failed.\n"
    assert here.returncode == there.returncode == 1
    assert "broken.jpg is not a picture" in there.stderr
    written = files(tmp_path / "here")
    assert len(written) > 31 * 3
    assert files(tmp_path / "there") == written
    match = filecmp.cmpfiles(tmp_path / "here", tmp_path / "there", list(map(str, written)), shallow=False)
    assert match == (list(map(str, written)), [], [])


def test_it_goes_on_where_it_stopped_and_takes_a_shard(cluster, photos, tiny_model, tmp_path):
    first = run(command(photos, "out", tiny_model, "--shard", "1/2", *on_ray(cluster)), tmp_path)
    done = set(files(tmp_path / "out"))
    again = run(command(photos, "out", tiny_model, *on_ray(cluster)), tmp_path)
    parsed = [int(ran.stdout.split()[0]) for ran in (first, again)]
    assert sum(parsed) == 31
    assert 0 < parsed[0] < 31
    assert f"{parsed[0]} skipped" in again.stdout
    assert done < set(files(tmp_path / "out"))


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_ends_the_workers_too(cluster, save_photo, tiny_model, tmp_path):
    for number in range(400):
        save_photo(tmp_path / "many" / f"{number}.jpg", (300, 300), seed=number)
    arguments = command(tmp_path / "many", "out", tiny_model, *on_ray(cluster))
    process = subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + WAIT
    while not list((tmp_path / "out").glob("*.png")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=WAIT)[1]
    assert process.returncode == 130, said
    assert "Run the same command again" in said
    written = files(tmp_path / "out")
    assert not [path for path in written if path.suffix != ".png"]
    assert len(list((tmp_path / "out").glob("*_overlay.png"))) < 400
    time.sleep(1)
    assert files(tmp_path / "out") == written


def test_what_is_wrong_with_the_cluster_is_said(cluster, photos, tiny_model, tmp_path):
    many = [*on_ray(cluster)[:3], "9", *on_ray(cluster)[4:]]
    for options, words in (
        (many, "has 2 CPUs, one per worker. Give --workers 2"),
        (on_ray("127.0.0.1:1"), "There is no Ray cluster at 127.0.0.1:1"),
        ([*on_ray(cluster), "--device", "mps"], "A Ray worker could not start: This computer has no"),
    ):
        ran = run(command(photos, "out", tiny_model, *options), tmp_path)
        assert ran.returncode == 1
        assert words in ran.stderr, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr


ANYBODY = """
import sys, ray
ray.init(sys.argv[1], logging_level="CRITICAL", log_to_driver=False)
print(ray.get(ray.remote(lambda: "it ran").remote()))
"""


def listening(pid: int) -> set[tuple[str, int]]:
    """Address and port of every open door of a process and its descendants."""
    doors = set()
    for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        with suppress(psutil.Error):
            doors |= {
                (c.laddr.ip, c.laddr.port) for c in each.net_connections("inet") if c.status == "LISTEN"
            }
    return doors


def test_a_cluster_begun_for_a_run_is_reached_from_this_machine_by_this_run_alone(
    save_photo, tiny_model, tmp_path
):
    pytest.importorskip("ray.data", reason="Ray is not installed: pip install 'faceparse-gui[ray]'")
    for number in range(400):
        save_photo(tmp_path / "many" / f"{number}.jpg", (300, 300), seed=number)
    arguments = command(tmp_path / "many", "out", tiny_model, "--engine", "ray", "--workers", "1")
    process = subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + WAIT
    while not list((tmp_path / "out").glob("*.png")) and time.monotonic() < deadline:
        time.sleep(0.05)
    doors = listening(process.pid)
    assert len(doors) > 3
    assert {address.removeprefix("::ffff:") for address, _ in doors} <= {"127.0.0.1", "::1"}
    (server,) = [
        each for each in psutil.Process(process.pid).children(recursive=True) if each.name() == "gcs_server"
    ]
    (address,) = [f"127.0.0.1:{c.laddr.port}" for c in server.net_connections() if c.status == "LISTEN"]
    for token in ({}, {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "guessed" * 9}):
        stranger = subprocess.run(
            [sys.executable, "-c", ANYBODY, address],
            env={**os.environ, "HOME": str(tmp_path), "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", **token},
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )
        assert stranger.returncode != 0
        assert "it ran" not in stranger.stdout
    process.send_signal(signal.SIGINT)
    assert b"Stopped" in process.communicate(timeout=WAIT)[1]


def test_without_ray_it_says_how_to_install_it(faceparse, photos, tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    ran = faceparse("parse", photos, "--out", tmp_path / "out", "--engine", "ray")
    assert ran.code == 1
    assert "pip install 'faceparse-gui[ray]'" in ran.err
    assert not os.path.lexists(tmp_path / "out")
    ran = faceparse("parse", photos, "--out", tmp_path / "out", "--workers", "2")
    assert ran.code == 2
    assert "--engine ray" in ran.err
