"""``faceparse research ablate``: a small study on drawn faces: run, stopped, resumed, reported, refused."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

SCRIPT = "from faceparse_gui.cli import main; main()"
NETWORK = {"dims": [8, 8, 8, 8], "depths": [1, 1, 1, 1], "decoder_width": 8, "lmsa": False}


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 12)


@pytest.fixture
def study(tmp_path: Path):
    """Writes a study of the recipes ``plain`` and ``hot``; ``hot`` learns at another rate."""

    def write(lr: float = 0.02, **changes: object) -> Path:
        recipes = {}
        for name, rate in {"plain": 0.01, "hot": lr}.items():
            train = {
                "phases": [{"size": 512, "epochs": 99}],
                "lr": rate,
                "ema_decay": 0.5,
                "precision": "32-true",
            }
            fields = {"name": name, "model": NETWORK, "data": {"validation_images": 4}, "train": train}
            recipes[name] = tmp_path / f"{name}.yaml"
            recipes[name].write_text(yaml.safe_dump(fields))
        fields = {
            "name": "rates",
            "recipes": [str(path) for path in recipes.values()],
            "seeds": 2,
            "budget": {"size": 64, "epochs": 2, "batch_size": 4},
        }
        path = tmp_path / "rates.yaml"
        path.write_text(yaml.safe_dump(fields | changes))
        return path

    return write


def events(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.slow
def test_a_study_is_run_kept_and_reported(faceparse, study, data, tmp_path):
    page, runs = tmp_path / "docs" / "results.md", tmp_path / "runs"
    command = ["research", "ablate", study(), "--data", data, "--out", runs, "--device", "cpu"]
    ran = faceparse(*command, "--report", page)
    assert ran.code == 0, ran.err
    assert "Run 4 of 4: hot, seed 1" in ran.err
    text = page.read_text()
    assert "4 of 4 runs finished" in text
    assert "2 epochs at 64 px" in text
    assert "faceparse research ablate rates.yaml --data DIR --out RUNS --report" in text
    assert str(tmp_path) not in text
    assert (page.parent / "results" / "rates-predictions.png").exists()

    weights = {file: file.stat().st_mtime_ns for file in runs.rglob("*.safetensors")}
    assert len(weights) == 8
    again = faceparse(*command, "--json")
    assert [event["event"] for event in events(again.out)] == ["RunScored"] * 4
    assert {file: file.stat().st_mtime_ns for file in runs.rglob("*.safetensors")} == weights


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_saves_and_the_same_command_goes_on(faceparse, study, data, tmp_path):
    runs = tmp_path / "runs"
    budget = {"size": 64, "epochs": 20, "batch_size": 4}
    command = [
        "research",
        "ablate",
        str(study(budget=budget, seeds=1)),
        "--data",
        str(data),
        "--out",
        str(runs),
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *command, "--json", "--device", "cpu"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "EpochDone" and event["epoch"] == 3:
            process.send_signal(signal.SIGINT)
            break
    said = process.communicate(timeout=240)[1]
    assert process.returncode == 130
    assert f"Resume with: faceparse {' '.join(command)}" in said
    resumed = events(faceparse(*command, "--json", "--device", "cpu").out)
    assert next(e for e in resumed if e["event"] == "RunStarted")["first_epoch"] >= 3
    assert [(e["recipe"], e["seed"]) for e in resumed if e["event"] == "RunScored"] == [
        ("plain", 0),
        ("hot", 0),
    ]


def test_a_run_that_fails_is_listed_and_the_others_go_on(faceparse, study, data, tmp_path):
    page = tmp_path / "results.md"
    command = ["research", "ablate", study(lr=1e20, seeds=1), "--data", data, "--out", tmp_path / "runs"]
    ran = faceparse(*command, "--report", page, "--device", "cpu")
    assert ran.code == 1
    assert "hot, seed 0 failed: The loss or its gradient is no longer a number" in ran.err
    assert "1 of 2 runs finished" in page.read_text()
    assert "- hot, seed 0, failed after 0 of 2 epochs: The loss or its gradient" in page.read_text()


def test_only_and_seeds_choose_the_runs(faceparse, study, data, tmp_path):
    runs = tmp_path / "runs"
    command = ["research", "ablate", study(), "--data", data, "--out", runs, "--seeds", 1, "--device", "cpu"]
    assert faceparse(*command, "--only", "plain").code == 0
    assert [file.parent.relative_to(runs).as_posix() for file in runs.rglob("result.json")] == [
        "plain/seed-0"
    ]
    unknown = faceparse(*command, "--only", "cold")
    assert unknown.code == 2
    assert "The study has no recipe cold. Choose one of: plain, hot." in unknown.err


def test_a_recipe_that_changed_since_its_run_is_refused_by_name(faceparse, study, data, tmp_path):
    runs = tmp_path / "runs"
    command = ["--data", data, "--out", runs, "--device", "cpu", "--seeds", 1]
    assert faceparse("research", "ablate", study(), *command).code == 0
    before = (runs / "hot" / "seed-0" / "result.json").read_bytes()
    changed = faceparse("research", "ablate", study(lr=0.03), *command)
    assert changed.code == 1
    assert f"{runs / 'hot' / 'seed-0'} holds a run of hot with other settings" in changed.err
    (runs / "hot" / "seed-0" / "result.json").unlink()  # an unfinished run is refused alike
    assert (
        "holds a run of hot with other settings"
        in faceparse("research", "ablate", study(lr=0.03), *command).err
    )
    (runs / "hot" / "seed-0" / "result.json").write_bytes(before)
    assert faceparse("research", "ablate", study(), *command).code == 0


def test_wrong_input_is_named_and_nothing_is_made(faceparse, study, data, tmp_path):
    runs = tmp_path / "runs"
    unknown = faceparse("research", "ablate", "stairs", "--data", data, "--out", runs)
    assert unknown.code == 1
    assert "There is no study stairs. Name a file or one of: ladder" in unknown.err
    missing = faceparse("research", "ablate", study(), "--data", tmp_path / "none", "--out", runs)
    assert "There is no folder" in missing.err
    wrong = faceparse("research", "ablate", study(colour="red"), "--data", data, "--out", runs)
    assert "rates.yaml cannot be used. Correct these keys:\n  colour: there is no such key" in wrong.err
    assert not runs.exists()


def test_the_log_of_a_run_is_not_written_through_a_link(faceparse, study, data, tmp_path):
    theirs, run = tmp_path / "thesis.txt", tmp_path / "runs" / "plain" / "seed-0"
    theirs.write_text("mine\n")
    run.mkdir(parents=True)
    (run / "events.jsonl").symlink_to(theirs)
    command = [
        "research",
        "ablate",
        study(seeds=1),
        "--data",
        data,
        "--out",
        tmp_path / "runs",
        "--device",
        "cpu",
    ]
    ran = faceparse(*command)
    assert ran.code == 1
    assert "events.jsonl is a link" in ran.err
    assert theirs.read_text() == "mine\n"
