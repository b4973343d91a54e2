"""Merged models lie between the two, weight by weight."""

from pathlib import Path

import pytest
import torch

from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import (
    CheckpointError,
    ModelInfo,
    load_model,
    read_info,
    save_model,
)
from faceparse_training.fit.merge import merge


def write(file: Path, seed: int, **config: object) -> Path:
    torch.manual_seed(seed)
    info = ModelInfo(
        name=f"m{seed}", config=ModelConfig(**config), temperature=1.2, metrics={"per_image_f": 1}
    )
    save_model(file, build(info.config).state_dict(), info)
    return file


def test_each_weight_is_the_average(tmp_path: Path):
    before, after = (write(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2))
    merge(before, after, 0.25, tmp_path / "merged.safetensors")
    merged, info = load_model(tmp_path / "merged.safetensors")
    old, new = (load_model(file)[0].state_dict() for file in (before, after))
    for name, tensor in merged.state_dict().items():
        if tensor.is_floating_point():
            torch.testing.assert_close(tensor, 0.75 * old[name] + 0.25 * new[name])
    assert info.recipe["merged"] == {"before": "m1", "weight": 0.25}
    assert (info.name, info.metrics, info.temperature, info.parent) == ("m2", {}, 1.0, "m1")


def test_the_figures_in_the_file_are_of_the_merged_weights(tmp_path: Path):
    before, after = (write(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2))

    def first_weight(model: torch.nn.Module, size: int) -> dict[str, float]:
        return {"size": size, "weight": float(next(model.parameters()).detach().flatten()[0])}

    merge(before, after, 0.25, tmp_path / "merged.safetensors", first_weight)
    merged, info = load_model(tmp_path / "merged.safetensors")
    assert info.metrics == pytest.approx(first_weight(merged, 512))


def test_what_cannot_be_merged_is_refused(tmp_path: Path):
    before, after = write(tmp_path / "1.safetensors", 1), write(tmp_path / "2.safetensors", 2, lmsa=False)
    with pytest.raises(CheckpointError, match="different architectures"):
        merge(before, after, 0.5, tmp_path / "out.safetensors")
    with pytest.raises(ValueError, match="from 0 to 1"):
        merge(before, before, 1.5, tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()


@pytest.mark.parametrize(("beyond", "widest"), [(0.0, 1.35), (0.1, 3.0)])
def test_how_wide_the_crops_were_follows_from_the_scenes_trained_on(tmp_path: Path, beyond, widest):
    before, after = (write(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2))
    model, info = load_model(after)
    recipe = {"scenes": {"beyond": beyond}}
    save_model(after, model.state_dict(), info.model_copy(update={"recipe": recipe}))
    merge(before, after, 0.5, tmp_path / "merged.safetensors")
    assert read_info(tmp_path / "merged.safetensors").widest == pytest.approx(widest, abs=0.05)
