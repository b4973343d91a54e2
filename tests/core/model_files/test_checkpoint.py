"""Model files: round trip, and every wrong or hostile file refused by name."""

import json
import os
import pickle
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from faceparse_core.labels import NAMES
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import (
    HEADER_KEY,
    CheckpointError,
    ModelInfo,
    load_model,
    read_info,
    save_model,
    take_weights,
)

TINY = ModelConfig(dims=(8, 8, 16, 16), depths=(1, 1, 1, 1), decoder_width=16)
INFO = ModelInfo(
    name="tiny",
    config=TINY,
    input_size=64,
    metrics={"per_image_f": 0.5},
    data={"fingerprint": "ab"},
    parent="p",
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    file = tmp_path / "good.safetensors"
    save_model(file, build(TINY).state_dict(), INFO)
    return file


def rewrite(good: Path, name: str, tensors: dict[str, torch.Tensor] | None = None, **info: object) -> Path:
    """The good file with other tensors or another description."""
    file = good.with_name(name)
    described = {**json.loads(INFO.model_dump_json()), **info}
    save_file(tensors or load_file(good), file, metadata={HEADER_KEY: json.dumps(described)})
    return file


def test_round_trip(good: Path):
    model, info = load_model(good)
    assert info == INFO == read_info(good)
    torch.manual_seed(0)
    original = build(TINY).eval()
    assert not model.training
    x = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(model(x), original(x))
    assert all(p.requires_grad for p in model.parameters())
    assert model.encoder.embeds[0].proj.weight.is_contiguous(memory_format=torch.channels_last)


def test_a_loaded_model_does_not_hang_on_its_file(good: Path):
    model, _ = load_model(good)
    good.write_bytes(b"")
    with torch.inference_mode():
        assert torch.isfinite(model(torch.randn(1, 3, 64, 64))).all()


def test_the_class_table_is_inside(good: Path):
    header = json.loads(good.read_bytes()[8 : 8 + struct.unpack("<Q", good.read_bytes()[:8])[0]])
    assert json.loads(header["__metadata__"][HEADER_KEY])["classes"] == list(NAMES)


def header_only(header: bytes, length: int | None = None) -> bytes:
    return struct.pack("<Q", len(header) if length is None else length) + header


class Bomb:
    def __reduce__(self):
        return Path("bomb-went-off").touch, ()


RAW = {
    "pickle": pickle.dumps(Bomb()),
    "empty": b"",
    "short": b"\x01\x02",
    "text": b"not a model at all, but quite long enough to hold a header",
    "huge-header": header_only(b"{}", 2**62),
    "long-header": header_only(b"{}", 2**30),
    "no-json": header_only(b'{"a": '),
    "not-an-object": header_only(b"[1, 2]"),
    "bad-utf8": header_only(b'{"__metadata__": {"x": "\xff\xfe"}}'),
    "offsets": header_only(b'{"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}'),
    "huge-tensor": header_only(
        b'{"w": {"dtype": "F32", "shape": [1000000, 1000000], "data_offsets": [0, 4000000000000]}}'
    ),
    "overflow": header_only(
        b'{"w": {"dtype": "F32", "shape": [4611686018427387904, 8], "data_offsets": [0, 0]}}'
    ),
}


@pytest.mark.parametrize("kind", RAW)
def test_files_that_are_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / f"{kind}.safetensors"
    file.write_bytes(RAW[kind])
    for read in (read_info, load_model):
        with pytest.raises(
            CheckpointError, match=rf"^{file.name} is not a model file, or it is damaged\. Choose"
        ):
            read(file)
    assert not (tmp_path / "bomb-went-off").exists()


def test_a_torch_file_is_never_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "weights.safetensors"
    torch.save({"w": Bomb()}, file)
    with pytest.raises(CheckpointError, match=file.name):
        load_model(file)
    assert not (tmp_path / "bomb-went-off").exists()


@pytest.mark.parametrize("kept", [0.001, 0.1, 0.5, 0.999])
def test_truncated(good: Path, kept: float):
    file = good.with_name("cut.safetensors")
    file.write_bytes(good.read_bytes()[: int(good.stat().st_size * kept)])
    with pytest.raises(CheckpointError, match=r"cut\.safetensors"):
        load_model(file)


def test_missing_file_and_folder(tmp_path: Path):
    none = tmp_path / "none.safetensors"
    for path, why in ((none, "none.safetensors is not there"), (tmp_path, f"{tmp_path} is a folder")):
        with pytest.raises(CheckpointError, match=why):
            load_model(path)


@pytest.mark.timeout(20)
def test_a_pipe_and_a_device_are_no_models(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    (tmp_path / "zero.safetensors").symlink_to("/dev/zero")
    for name in ("pipe.safetensors", "zero.safetensors"):
        for read in (read_info, load_model):
            with pytest.raises(CheckpointError, match=f"{name} is a pipe or a device"):
                read(tmp_path / name)


def sparse(good: Path, name: str, extra: int) -> Path:
    """The good file with one tensor more of ``extra`` bytes, none of which is on the disk."""
    data = good.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    end = len(data) - 8 - length
    header["w"] = {"dtype": "F32", "shape": [extra // 4], "data_offsets": [end, end + extra]}
    text = json.dumps(header).encode()
    file = good.with_name(name)
    with file.open("wb") as out:
        out.write(header_only(text) + data[8 + length :])
        out.truncate(8 + len(text) + end + extra)
    return file


def test_a_sparse_file_is_refused_before_its_weights_are_read(good: Path):
    huge, large = sparse(good, "huge.safetensors", 20 << 30), sparse(good, "large.safetensors", 400 << 20)
    program = (
        "import resource, sys, pathlib\n"
        "from faceparse_core.model_files.checkpoint import CheckpointError, load_model\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for file in sys.argv[1:]:\n"
        "    try: load_model(pathlib.Path(file))\n"
        "    except CheckpointError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    command = [sys.executable, "-c", program, huge, large]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    of_huge, of_large, grown = done.stdout.splitlines()
    assert "huge.safetensors is larger than it can be" in of_huge, done.stderr
    assert "another archi" in of_large
    assert int(grown) < 100_000  # KB
    assert take_weights(build(TINY), large) == []  # what fits is taken, and nothing else is read


def test_weights_of_another_program(good: Path):
    file = good.with_name("other.safetensors")
    save_file(load_file(good), file)
    with pytest.raises(CheckpointError, match=r"other\.safetensors holds weights, but not a faceparse model"):
        load_model(file)


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        ({"format": 2}, "format"),
        ({"config": {"arch": "resnet"}}, "arch"),
        ({"config": {"dims": [32, 64, 128, 10**12]}}, "dims"),
        ({"config": {"depths": [10**9, 1, 1, 1]}}, "depths"),
        ({"config": {"num_classes": "many"}}, "num_classes"),
        ({"surprise": 1}, "surprise"),
        ({"input_size": 10**9}, "input_size"),
        ({"temperature": float("nan")}, "temperature"),
        ({"config": None}, "config"),
    ],
    ids=str,
)
def test_descriptions_that_cannot_be_read(good: Path, change: dict, reported: str):
    file = rewrite(good, "odd.safetensors", **change)
    with pytest.raises(CheckpointError, match=rf"odd\.safetensors .*{reported}"):
        load_model(file)


@pytest.mark.parametrize("classes", [NAMES[:11], NAMES[::-1]], ids=["fewer", "other order"])
def test_another_class_table(good: Path, classes: tuple[str, ...]):
    file = rewrite(good, "lapa.safetensors", classes=classes)
    with pytest.raises(CheckpointError, match=r"lapa\.safetensors was made for another class table"):
        load_model(file)


def _without(tensors: dict, key: str) -> dict:
    return {k: v for k, v in tensors.items() if k != key}


BIAS = "decoder.classify.bias"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: _without(t, BIAS),
        lambda t: {**t, "extra": torch.zeros(1)},
        lambda t: {**t, BIAS: torch.zeros(11)},
        lambda t: {**t, BIAS: torch.zeros(19, dtype=torch.int32)},
        lambda t: {**t, "decoder.norm.running_mean": torch.zeros(16, dtype=torch.int64)},
    ],
    ids=["missing", "extra", "shape", "type", "statistics"],
)
def test_weights_that_do_not_fit_the_description(good: Path, change):
    file = rewrite(good, "odd.safetensors", change(load_file(good)))
    with pytest.raises(CheckpointError, match=r"odd\.safetensors holds weights of another architecture"):
        load_model(file)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite(good: Path, value: float):
    tensors = load_file(good)
    tensors[BIAS][3] = value
    with pytest.raises(CheckpointError, match=rf"odd\.safetensors .*not finite \({BIAS}\)"):
        load_model(rewrite(good, "odd.safetensors", tensors))


def test_a_giant_that_is_only_claimed_is_not_allocated(good: Path):
    """The largest network that a description may ask for would take 100 GB; it is refused in 3 GB."""
    giant = {
        "dims": [2048] * 4,
        "depths": [64] * 4,
        "sr_ratios": [64] * 4,
        "mlp_ratio": 16,
        "decoder_width": 2048,
    }
    file = rewrite(good, "giant.safetensors", config=giant)
    code = (
        "import resource, sys, torch; from pathlib import Path; "
        "from faceparse_core.model_files.checkpoint import *\n"
        "torch.set_num_threads(1)\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (3 << 30, 3 << 30))\n"
        "try: load_model(Path(sys.argv[1]))\n"
        "except CheckpointError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("giant.safetensors holds weights of another architecture"), done.stderr
