"""``faceparse train``: a run from recipe to model, stopped, killed, resumed, scored."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from faceparse_core.model_files.checkpoint import read_info

SCRIPT = "from faceparse_gui.cli import main; main()"


@pytest.fixture
def recipe(tmp_path: Path):
    """Writes a recipe of a small network, ``epochs`` long."""

    def write(epochs: int, **changes: object) -> Path:
        fields = {
            "name": "drawn",
            "model": {"dims": [8, 8, 8, 8], "depths": [1, 1, 1, 1], "decoder_width": 8, "lmsa": False},
            "data": {"validation_images": 4},
            "train": {
                "phases": [{"size": 64, "epochs": epochs}],
                "batch_size": 4,
                "lr": 0.01,
                "ema_decay": 0.5,
                "precision": "32-true",
                "save_every_minutes": 1e-9,  # after every step
            },
        }
        path = tmp_path / "drawn.yaml"
        path.write_text(yaml.safe_dump(fields | changes), encoding="utf-8")
        return path

    return write


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 20)


def test_of_two_at_once_in_one_folder_the_second_says_so(faceparse, recipe, data, tmp_path):
    run = tmp_path / "run"
    with hold_in_another_process(run):
        ran = faceparse("train", recipe(1), "--data", data, "--out", run, "--device", "cpu")
    assert ran.code == 1
    assert f"Another process is at work on {run}" in ran.err
    assert faceparse("train", recipe(1), "--data", data, "--out", run, "--device", "cpu").code == 0


@contextmanager
def hold_in_another_process(folder: Path):
    folder.mkdir()
    script = (
        "import sys, pathlib; from faceparse_training.finetune.run_lock import hold\n"
        "with hold(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_settings_given_on_the_command_line_go_before_the_recipes(faceparse, recipe, data, tmp_path):
    run = tmp_path / "run"
    ran = faceparse(
        "train", recipe(12), "--data", data, "--out", run, "--epochs", 2, "--size", 32, "--batch-size", 8,
        "--seed", 5, "--lr", 0.02, "--json", "--device", "cpu",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    done = [each for each in events(ran.out) if each["event"] == "EpochDone"]
    assert [(each["epoch"], each["size"]) for each in done] == [(1, 32), (2, 32)]
    kept = read_info(run / "model.safetensors").recipe["train"]
    assert (kept["seed"], kept["batch_size"], kept["lr"]) == (5, 8, 0.02)
    for wrong in (
        ("--epochs", 0),
        ("--batch-size", 10**9),
        ("--size", 31),
        ("--lr", 0),
        ("--lr", "nan"),
        ("--seed", -1),
    ):
        assert faceparse("train", recipe(1), "--data", data, "--out", tmp_path / "x", *wrong).code == 2
    assert not (tmp_path / "x").exists()


def events(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_trained_network_knows_the_drawn_faces(faceparse, recipe, data, tmp_path):
    run = tmp_path / "run"
    ran = faceparse("train", recipe(12), "--data", data, "--out", run, "--json", "--device", "cpu")
    assert ran.code == 0, ran.err
    reported = events(ran.out)
    assert (reported[-1]["event"], reported[-1]["reason"]) == ("RunFinished", "done")
    scored = faceparse(
        "evaluate", "--images", data / "images", "--masks", data / "masks", "--validation", 4, "--json",
        "--model", run / "model.safetensors",
    )  # fmt: skip
    figures = json.loads(scored.out)
    assert figures["per_class"]["skin"] > 0.7
    assert figures["per_image_f"] == pytest.approx(reported[-1]["best_f"], abs=0.02)

    again = faceparse("train", recipe(12), "--data", data, "--out", run)
    assert again.code == 2
    assert "Add --resume" in again.err


@pytest.mark.parametrize(
    "end",
    [signal.SIGINT, *(pytest.param(end, marks=pytest.mark.slow) for end in (signal.SIGTERM, signal.SIGKILL))],
)
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_a_run_that_ends_early_resumes_to_the_same_weights(faceparse, recipe, data, tmp_path, end):
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    arguments = ["train", str(recipe(4)), "--data", str(data), "--device", "cpu", "--json", "--out"]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments, str(cut), "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "StepDone" and (event["epoch"], event["step"]) == (2, 2):
            os.killpg(process.pid, end)  # its helpers too, as timeout and job queues do
            break
    said = process.communicate(timeout=240)[1]
    if end != signal.SIGKILL:
        assert process.returncode == 128 + end
        assert said.count("Stopping after this step") == 1
        assert f"Resume with: faceparse train {arguments[1]} --data {data} --out {cut} --resume" in said
        assert "Traceback" not in said
    resumed = events(faceparse(*arguments, cut, "--resume").out)
    assert next(e for e in resumed if e["event"] == "RunStarted")["first_epoch"] >= 1
    assert resumed[-1]["reason"] == "done"

    from faceparse_core.model_files.checkpoint import read_tensors

    faceparse(*arguments, whole)
    expected, got = read_tensors(whole / "model.safetensors"), read_tensors(cut / "model.safetensors")
    assert all((expected[name] == got[name]).all() for name in expected)


def test_wrong_input_is_named(faceparse, recipe, data, tmp_path):
    run = tmp_path / "run"
    drawn = recipe(1, colour="red")
    unknown = faceparse("train", drawn, "--data", data, "--out", run)
    assert (unknown.code, unknown.err) == (
        1,
        f"faceparse: {drawn} cannot be used. Correct these keys:\n  colour: there is no such key\n",
    )
    assert "no folder" in faceparse("train", recipe(1), "--data", tmp_path / "none", "--out", run).err
    assert "There is no recipe nothing" in faceparse("train", "nothing", "--data", data, "--out", run).err
    fresh = faceparse("train", recipe(1), "--data", data, "--out", run, "--resume")
    assert fresh.code == 2
    assert "no run to resume" in fresh.err
    assert not run.exists()


def test_an_impossible_run_folder_is_reported_before_any_photo_is_read(faceparse, recipe, data, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    ran = faceparse("train", recipe(1), "--data", data, "--out", tmp_path / "thesis.txt" / "run")
    assert (ran.code, ran.out) == (1, "")
    assert "thesis.txt is no folder: nothing can be saved in it" in ran.err
    assert "Reading" not in ran.err


def test_a_person_sees_lines_not_json(faceparse, recipe, data, tmp_path):
    ran = faceparse("train", recipe(1), "--data", data, "--out", tmp_path / "run", "--device", "cpu")
    assert ran.code == 0
    assert ran.out == f"The model is in {tmp_path / 'run' / 'model.safetensors'}\n"
    assert "Training pairs: 16" in ran.err
    assert "epoch 1/1 at 64 px" in ran.err
