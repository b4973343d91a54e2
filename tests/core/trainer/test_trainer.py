"""The training loop on drawn faces: it learns, stops, resumes bit for bit and keeps the last good files."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.precision import MixedPrecision
from safetensors.torch import load_file
from torch import Tensor, nn

from faceparse_core.files.writing import FileError
from faceparse_core.losses import CrossEntropy, Loss
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import (
    CheckpointError,
    ModelInfo,
    load_model,
    read_info,
    save_model,
)
from faceparse_core.trainer.events import EpochDone, Event, RunFinished, RunStarted, StepDone
from faceparse_core.trainer.loop import Validation, fit
from faceparse_core.trainer.schedule import learning_rate
from faceparse_core.trainer.settings import Phase, TrainSettings
from faceparse_core.trainer.step import TrainingError
from faceparse_training.fit.train import train
from tests.core.trainer.training_run import TINY, recipe
from tests.training.faces import write_pairs

PROGRAM = Path(__file__).with_name("training_run.py")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(tmp_path_factory.mktemp("faces"), 16)


def tensors(run: Path) -> dict[str, Tensor]:
    return load_file(run / "model.safetensors")


def assert_same_bits(one: Path, other: Path) -> None:
    left, right = tensors(one), tensors(other)
    assert left.keys() == right.keys()
    for key, tensor in left.items():
        assert tensor.numpy().tobytes() == right[key].numpy().tobytes(), key


def run(data: Path, out: Path, **how) -> list[Event]:
    """Train the tiny recipe in this process; the events."""
    events: list[Event] = []
    settings = {key: how.pop(key) for key in list(how) if key in TrainSettings.model_fields}
    train(recipe(**settings), data, out, device="cpu", on_event=events.append, **how)
    return events


def stop_at_call(number: int) -> Callable[[], bool]:
    count = iter(range(1, 10**9))
    return lambda: next(count) >= number


@pytest.mark.slow
def test_it_learns(data: Path, tmp_path: Path):
    events = run(data, tmp_path / "run", phases=[{"size": 32, "epochs": 15}, {"size": 64, "epochs": 25}])
    epochs = [e for e in events if isinstance(e, EpochDone)]
    assert np.mean([e.loss for e in epochs[-3:]]) < 0.6 * np.mean([e.loss for e in epochs[:3]])
    assert epochs[0].metrics["per_image_f"] < 0.3
    assert epochs[-1].metrics["per_image_f"] > 0.4
    assert epochs[-1].metrics["per_image_f"] > epochs[15].metrics["per_image_f"]
    assert [e.size for e in epochs] == [32] * 15 + [64] * 25
    model, info = load_model(tmp_path / "run" / "model.safetensors")
    best = max((e for e in epochs if e.size == 64), key=lambda e: e.metrics["per_image_f"])
    assert info.metrics["epoch"] == best.epoch
    assert info.metrics["per_image_f"] == best.metrics["per_image_f"]
    assert info.input_size == 64
    assert isinstance(events[-1], RunFinished)
    assert events[-1].best_f == info.metrics["per_image_f"]
    assert info.config == TINY == model.config


def test_what_a_run_reports(data: Path, tmp_path: Path):
    events = run(data, tmp_path / "run")
    started = next(e for e in events if isinstance(e, RunStarted))
    assert (started.train_images, started.validation_images, started.epochs) == (12, 4, 3)
    assert (started.device, started.precision, started.first_epoch) == ("cpu", "32-true", 0)
    steps = [e for e in events if isinstance(e, StepDone)]
    assert [(e.epoch, e.step) for e in steps] == [(epoch, step) for epoch in (1, 2, 3) for step in (1, 2, 3)]
    expected = [learning_rate(i, steps=9, peak=5e-3, warmup=2) for i in range(9)]
    assert [e.lr for e in steps] == pytest.approx(expected)
    assert steps[-1].seconds_left == 0
    assert steps[0].seconds_left > steps[-2].seconds_left > 0
    info = read_info(tmp_path / "run" / "model.safetensors")
    assert info.recipe == recipe().model_dump(mode="json")
    assert info.data["pairs"] == 12


def test_the_seed_decides_everything(data: Path, tmp_path: Path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        torch.manual_seed(len(name))  # what was drawn before does not matter
        run(data, tmp_path / name, seed=seed)
    assert_same_bits(tmp_path / "one", tmp_path / "same")
    with pytest.raises(AssertionError):
        assert_same_bits(tmp_path / "one", tmp_path / "other")


@pytest.mark.parametrize(
    ("call", "steps"),
    [(1, 1), (3, 3), (5, 3), (7, 5)],
    ids=["first step", "end of an epoch", "while validating", "in an epoch"],
)
def test_stopped_and_resumed_bit_for_bit(data: Path, tmp_path: Path, call: int, steps: int):
    events = run(data, tmp_path / "cut", should_stop=stop_at_call(call))
    assert sum(isinstance(e, StepDone) for e in events) == steps
    assert not any(isinstance(e, EpochDone) and e.epoch * 3 >= steps for e in events)
    assert events[-1].reason == "stopped"
    resumed = run(data, tmp_path / "cut", resume=True)
    assert sum(isinstance(e, StepDone) for e in resumed) == 9 - steps
    run(data, tmp_path / "whole")
    assert_same_bits(tmp_path / "cut", tmp_path / "whole")
    assert run(data, tmp_path / "cut", resume=True)[-1].reason == "done"  # nothing more to do


def program(data: Path, out: Path, *settings: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), str(data), str(out), *settings]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
def test_killed_and_resumed_bit_for_bit(data: Path, tmp_path: Path):
    """Kill the run twice at random steps, in mid-epoch; save after every step."""
    often = {"save_every_minutes": 1e-9}
    run(data, tmp_path / "whole", **often)
    chance = random.Random(0)
    for _ in range(2):
        with program(data, tmp_path / "killed", "save_every_minutes=1e-9") as process:
            assert process.stdout
            until = chance.randint(1, 3)
            for line in process.stdout:
                until -= json.loads(line)["event"] == "StepDone"
                if until == 0:
                    process.send_signal(signal.SIGKILL)
                    break
            process.communicate()
            assert process.returncode == -signal.SIGKILL
    resumed = run(data, tmp_path / "killed", resume=True, **often)
    assert 0 < sum(isinstance(e, StepDone) for e in resumed) < 8
    assert_same_bits(tmp_path / "killed", tmp_path / "whole")


def test_a_run_is_not_overwritten(data: Path, tmp_path: Path):
    run(data, tmp_path / "run", should_stop=stop_at_call(1))
    before = (tmp_path / "run" / "state.safetensors").read_bytes()
    with pytest.raises(TrainingError, match="holds a run already"):
        run(data, tmp_path / "run")
    assert (tmp_path / "run" / "state.safetensors").read_bytes() == before


def test_another_recipe_or_other_data_cannot_resume(data: Path, tmp_path: Path):
    out = tmp_path / "run"
    run(data, out, should_stop=stop_at_call(1))
    with pytest.raises(CheckpointError, match=r"state\.safetensors belongs to a run with other settings"):
        run(data, out, resume=True, lr=1e-3)
    other = recipe().model_copy(update={"about": "more"})
    with pytest.raises(CheckpointError, match="other recipe"):
        train(other, data, out, device="cpu", resume=True)
    with pytest.raises(CheckpointError, match="other data"):
        run(write_pairs(tmp_path / "more", 20), out, resume=True)
    damaged = out / "state.safetensors"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    with pytest.raises(CheckpointError, match=r"state\.safetensors .*damaged"):
        run(data, out, resume=True)


@pytest.mark.parametrize("images", [0, 3])
def test_too_little_data(tmp_path: Path, images: int):
    from faceparse_training.data.datasets import DataError

    with pytest.raises(DataError, match="images" if images == 0 else "3 pairs, all of them"):
        run(write_pairs(tmp_path / "few", images), tmp_path / "run")


def test_all_pairs_leave_nothing_to_judge_by(data: Path, tmp_path: Path):
    some = recipe()
    everything = some.model_copy(update={"data": some.data.model_copy(update={"train_on_all": True})})
    events: list[Event] = []
    train(everything, data, tmp_path / "run", device="cpu", on_event=events.append)
    assert events[-1].best_f is None
    assert events[-1].best_epoch == 3
    assert "per_image_f" not in read_info(tmp_path / "run" / "model.safetensors").metrics


class Pixels:
    """Training data by hand: the class is the brightness."""

    images = 8

    def steps(self, batch_size: int) -> int:
        return self.images // batch_size

    def batches(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        for step in range(first, self.steps(batch_size)):
            generator = torch.Generator().manual_seed(100 * epoch + step)
            labels = torch.randint(0, 19, (batch_size, size, size), generator=generator, dtype=torch.uint8)
            yield labels[..., None].expand(-1, -1, -1, 3) * 13, labels


SETTINGS = TrainSettings(
    phases=(Phase(size=32, epochs=6),), batch_size=4, precision="32-true", warmup_epochs=0
)
INFO = ModelInfo(name="tiny", config=TINY)


def fit_pixels(
    folder: Path,
    scores: list[float],
    settings: TrainSettings = SETTINGS,
    loss: Callable[[Tensor, Tensor], Tensor] | None = None,
    config: ModelConfig = TINY,
    fabric: Fabric | None = None,
    **how,
) -> tuple[list[Event], list[int]]:
    """Fit with validations that give ``scores`` in turn; the events and the sizes validated at."""
    events: list[Event] = []
    sizes: list[int] = []
    left = iter(scores)

    def judge(model: nn.Module, size: int, should_stop: Callable[[], bool]) -> dict[str, float]:
        assert not model.training
        sizes.append(size)
        return {"per_image_f": next(left)}

    torch.manual_seed(0)
    fit(
        build(config),
        settings,
        Pixels(),
        loss or Loss((CrossEntropy(),), np.ones((1, 19), np.int64)),
        Validation(4, judge),
        folder,
        INFO,
        fabric=fabric or Fabric(accelerator="cpu", precision=settings.precision),
        on_event=events.append,
        **how,
    )
    return events, sizes


def changed(**how) -> TrainSettings:
    return SETTINGS.model_copy(update=how)


def test_early_stop(tmp_path: Path):
    events, _ = fit_pixels(tmp_path, [0.1, 0.5, 0.4, 0.3, 0.9, 0.9], changed(patience=2))
    finished = events[-1]
    assert (finished.reason, finished.epochs, finished.best_epoch, finished.best_f) == (
        "early_stop",
        4,
        2,
        0.5,
    )
    assert read_info(tmp_path / "model.safetensors").metrics["epoch"] == 2
    again, sizes = fit_pixels(tmp_path, [], changed(patience=2), resume=True)  # it has stopped
    assert again[-1].reason == "early_stop"
    assert not sizes


def test_patience_waits_for_a_validation(tmp_path: Path):
    events, sizes = fit_pixels(tmp_path, [0.1, 0.2, 0.3], changed(patience=1, validate_every=2))
    assert events[-1].reason == "done"
    assert len(sizes) == 3


def test_the_last_epoch_is_always_validated(tmp_path: Path):
    events, _ = fit_pixels(tmp_path, [0.3, 0.2], changed(validate_every=4))
    assert [e.epoch for e in events if isinstance(e, EpochDone) and e.metrics] == [4, 6]
    assert [e.best for e in events if isinstance(e, EpochDone)] == [False] * 3 + [True, False, False]


def test_a_new_size_starts_a_new_comparison(tmp_path: Path):
    phases = (Phase(size=32, epochs=2), Phase(size=64, epochs=2))
    events, sizes = fit_pixels(tmp_path, [0.7, 0.8, 0.6, 0.65], changed(phases=phases))
    assert sizes == [32, 32, 64, 64]
    assert [e.best for e in events if isinstance(e, EpochDone)] == [True] * 4
    info = read_info(tmp_path / "model.safetensors")
    assert (info.input_size, info.metrics["per_image_f"]) == (64, 0.65)


@pytest.mark.parametrize("kind", ["loss", "gradient"])
def test_a_loss_that_is_no_number(tmp_path: Path, kind: str):
    steps = iter(range(100))

    def breaks_at_step_3(logits: Tensor, target: Tensor) -> Tensor:
        value = nn.functional.cross_entropy(logits, target)
        if next(steps) < 3:
            return value
        # sqrt(0) has an infinite gradient while the loss itself is a number
        return value * float("nan") if kind == "loss" else value + (logits.sum() * 0).sqrt()

    with pytest.raises(TrainingError, match="no longer a number"):
        fit_pixels(tmp_path, [0.5] * 6, loss=breaks_at_step_3)
    for name, tensor in load_file(tmp_path / "state.safetensors").items():
        assert torch.isfinite(tensor.float()).all(), name
    load_model(tmp_path / "model.safetensors")
    events, _ = fit_pixels(tmp_path, [0.6] * 5, resume=True)  # a better loss goes on from there
    assert events[0].first_epoch == 1
    assert events[-1].reason == "done"


@pytest.mark.parametrize("name", ["model.safetensors", "state.safetensors"])
def test_a_full_disk_keeps_the_last_good_files(tmp_path: Path, name: str):
    """No file may grow beyond a limit: one that neither of a run's files fits in, or the state alone."""
    out, scores = tmp_path / "run", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    fit_pixels(tmp_path / "whole", scores)
    fit_pixels(out, scores, should_stop=stop_at_call(3))  # in the second epoch
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    model, state = (len(before[f"{each}.safetensors"]) for each in ("model", "state"))
    limit = model // 2 if name == "model.safetensors" else (model + state) // 2
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(FileError, match=f"^{name} was not saved"):
            fit_pixels(out, scores[1:], resume=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    after = {file.name: file.read_bytes() for file in out.iterdir()}
    assert after.keys() == before.keys()
    assert after["state.safetensors"] == before["state.safetensors"]
    load_model(out / "model.safetensors")
    fit_pixels(out, scores[1:], resume=True)
    assert_same_bits(out, tmp_path / "whole")


def test_what_a_killed_save_left_is_cleared(data: Path, tmp_path: Path):
    run(data, tmp_path / "run", should_stop=stop_at_call(1))
    left = tmp_path / "run" / ".0123456789abcdef.tmp"
    left.write_bytes(b"half a state")
    (tmp_path / "run" / ".notes.tmp").write_text("not ours")
    run(data, tmp_path / "run", resume=True, should_stop=stop_at_call(1))
    assert not left.exists()
    assert (tmp_path / "run" / ".notes.tmp").exists()


def test_a_state_of_another_architecture_cannot_resume(data: Path, tmp_path: Path):
    """A recipe that says the same of a network that is no longer the same."""
    out = tmp_path / "run"
    fit_pixels(out, [], should_stop=stop_at_call(1))
    state = (out / "state.safetensors").read_bytes()
    for wrong in (ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=16), ModelConfig()):
        with pytest.raises(CheckpointError, match=r"state\.safetensors is not the state of this run"):
            fit_pixels(out, [], resume=True, config=wrong)
    shutil.copy(write_model(tmp_path / "model.safetensors"), out / "state.safetensors")
    with pytest.raises(CheckpointError, match=r"state\.safetensors is not the state of this run"):
        fit_pixels(out, [], resume=True)
    (out / "state.safetensors").write_bytes(state)
    assert fit_pixels(out, [0.5] * 6, resume=True)[0][-1].reason == "done"


def write_model(path: Path) -> Path:
    save_model(path, build(TINY).state_dict(), INFO)
    return path


def test_the_scale_of_fp16_gradients_is_resumed(tmp_path: Path):
    """Growing after every 4 steps: 1024 after 3 steps, doubled by the first step after resuming."""

    def fabric() -> Fabric:
        scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=4)
        return Fabric(accelerator="cpu", plugins=MixedPrecision("16-mixed", "cpu", scaler))

    first, second = fabric(), fabric()
    fit_pixels(tmp_path, [0.1] * 6, fabric=first, should_stop=stop_at_call(3))
    assert first.strategy.precision.scaler.state_dict()["_growth_tracker"] == 3
    fit_pixels(tmp_path, [0.1] * 6, fabric=second, resume=True, should_stop=stop_at_call(1))
    assert second.strategy.precision.scaler.get_scale() == 2048


def test_mixed_precision_where_the_processor_has_it(tmp_path: Path):
    events, _ = fit_pixels(
        tmp_path, [0.5], changed(phases=(Phase(size=32, epochs=1),), precision="bf16-mixed")
    )
    assert events[0].precision == "bf16-mixed"
    assert all(np.isfinite(e.loss) for e in events if isinstance(e, StepDone))


def test_weights_are_decayed_biases_and_norms_are_not():
    from faceparse_core.trainer.loop import _groups

    model = build(ModelConfig())
    decayed, plain = _groups(model, 0.1)
    assert (decayed["weight_decay"], plain["weight_decay"]) == (0.1, 0.0)
    names = {id(p): name for name, p in model.named_parameters()}
    assert all(names[id(p)].endswith("weight") and "norm" not in names[id(p)] for p in decayed["params"])
    assert len(decayed["params"]) + len(plain["params"]) == len(names)
