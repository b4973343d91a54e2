"""Two processes on the CPU (gloo) against one, and what the others do when one is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch
import yaml
from lightning_fabric import Fabric
from safetensors.torch import load_file

from faceparse_core.devices import DeviceError
from faceparse_core.trainer.distributed import ProcessError, check_share, explain_lost_process
from faceparse_training.fit.train import make_fabric
from tests.core.trainer import ddp_run
from tests.training.faces import write_pairs

FACEPARSE = ["-c", "from faceparse_gui.cli import main; main()"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(tmp_path_factory.mktemp("faces"), 17)


def start(count: int, *arguments: object) -> list[subprocess.Popen[str]]:
    """``count`` Python processes with the variables that torchrun sets."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {
        "WORLD_SIZE": count, "LOCAL_WORLD_SIZE": count, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port,
        "TORCHELASTIC_RUN_ID": "test", "OMP_NUM_THREADS": 1,
    }  # fmt: skip
    return [
        subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            env=os.environ | {k: str(v) for k, v in {**shared, "RANK": i, "LOCAL_RANK": i}.items()},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for i in range(count)
    ]  # fmt: skip


def run(*arguments: object) -> list[list[dict]]:
    """Two processes to their end; the events of each."""
    ended = [(process, *process.communicate(timeout=120)) for process in start(2, *arguments)]
    for process, _, said in ended:
        assert process.returncode == 0, said
    return [[json.loads(line) for line in out.splitlines()] for _, out, _ in ended]


def losses(events: list[dict]) -> list[float]:
    return [e["loss"] for e in events if e["event"] == "StepDone"]


@pytest.mark.slow
def test_two_processes_stop_together_and_learn_what_one_learns(data, tmp_path, capsys):
    """Stopped by the second one in mid-epoch, resumed: losses, metrics, weights, optimiser as of one process.

    ``inverse_sqrt`` weights and turned pictures give the two different numbers and weights of valid pixels.
    """
    program, out = Path(ddp_run.__file__), tmp_path / "two"
    first, second = run(program, data, out, 6)
    assert len(losses(first)) == len(losses(second)) == 4  # of 3 an epoch, and two questions while validating
    assert first[-1]["reason"] == second[-1]["reason"] == "stopped"
    resumed = run(program, data, out)
    assert resumed[0][-1]["reason"] == "done"

    threads = torch.get_num_threads()
    ddp_run.main(data, tmp_path / "one")
    torch.set_num_threads(threads)
    alone = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for before, after in zip((first, second), resumed, strict=True):
        assert losses(before) + losses(after) == pytest.approx(losses(alone), rel=1e-5)
        assert after[-1]["best_f"] == pytest.approx(alone[-1]["best_f"], abs=1e-3)
    for name in ("state.safetensors", "model.safetensors"):
        one, two = load_file(tmp_path / "one" / name), load_file(out / name)
        assert one.keys() == two.keys()
        for key, tensor in one.items():
            torch.testing.assert_close(two[key], tensor, rtol=1e-4, atol=2e-6, msg=key)


def recipe(folder: Path) -> Path:
    fields = {
        "name": "drawn",
        "model": {"dims": [8, 8, 8, 8], "depths": [1, 1, 1, 1], "decoder_width": 8, "lmsa": False},
        "data": {"validation_images": 5},
        "train": {
            "phases": [{"size": 32, "epochs": 10_000}],
            "batch_size": 4,
            "precision": "32-true",
            "save_every_minutes": 1e-9,
        },
    }
    file = folder / "drawn.yaml"
    file.write_text(yaml.safe_dump(fields), encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_a_killed_process_ends_the_other_with_a_plain_message(data, tmp_path):
    out = tmp_path / "run"
    command = ["train", recipe(tmp_path), "--data", data, "--out", out, "--device", "cpu", "--json"]
    first, second = start(2, *FACEPARSE, *command)
    assert first.stdout
    for line in first.stdout:
        if '"StepDone"' in line and (out / "state.safetensors").exists():
            break
    second.send_signal(signal.SIGKILL)
    second.communicate()
    killed = time.monotonic()
    said = first.communicate(timeout=240)[1]
    assert time.monotonic() - killed < 30
    assert first.returncode == 1
    assert said.splitlines()[-1].startswith("faceparse: Another process of this run was lost")
    assert "--resume" in said
    assert "Traceback" not in said
    assert load_file(out / "state.safetensors")  # whole


def test_a_batch_that_cannot_be_shared_is_refused():
    three = cast(Fabric, SimpleNamespace(world_size=3))
    check_share(6, three)
    with pytest.raises(ProcessError, match="A batch of 8 images cannot be shared evenly by 3 processes"):
        check_share(8, three)


def test_more_processes_than_gpus_are_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    for name, value in {"TORCHELASTIC_RUN_ID": "test", "LOCAL_WORLD_SIZE": "2", "WORLD_SIZE": "4"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(DeviceError, match=r"2 processes .* 1 cuda device"):
        make_fabric("auto", "32-true")


def test_an_error_of_another_kind_is_not_called_a_lost_process():
    with pytest.raises(RuntimeError, match="out of memory"), explain_lost_process():
        raise RuntimeError("out of memory")


def test_a_run_of_one_process_cannot_lose_another():
    with pytest.raises(RuntimeError, match=r"^gloo was not built in$"), explain_lost_process():
        raise RuntimeError("gloo was not built in")
