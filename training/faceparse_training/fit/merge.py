"""The weights of two models of one architecture merged: a little of the new, none of the old forgotten.

    python -m faceparse_training.fit.merge BEFORE AFTER OUT --weight 0.5 [--data DIR]

BEFORE and AFTER are model names or files, AFTER trained on from BEFORE. The merge weight is AFTER's share
(WiSE-FT, Wortsman et al., CVPR 2022). OUT is AFTER's file with the merged weights. With --data, figures
measured on the 100 photos of DIR held out from training are in its header, otherwise none; the temperature is
1 and wants to be calibrated.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lightning_fabric import Fabric
from torch import nn

from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import CheckpointError, load_model, save_model
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from faceparse_training.data.scenes.compose import SceneSettings
from faceparse_training.fit.validate import validation_metrics

HELD_OUT = 100


def merge(
    before: str | Path,
    after: str | Path,
    weight: float,
    out: Path,
    measure: Callable[[nn.Module, int], dict[str, float]] = lambda model, size: {},
) -> None:
    """Write the merged model to ``out``, atomically.

    Args:
        weight: the share of ``after`` in the average, 0 to 1.
        measure: called with the merged network and its input size; what it returns are the file's figures.

    Raises:
        ValueError: if ``weight`` is no share.
        CheckpointError: if a model cannot be used, or the two are of different architectures.
        OSError: if it cannot be written.
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"the merge weight is {weight}, not from 0 to 1")
    (old, old_info), (new, info) = (load_model(catalog.resolve(each)) for each in (before, after))
    if old_info.config != info.config:
        raise CheckpointError(f"{before} and {after} are of different architectures. Merge models of one.")
    mine, merged = old.state_dict(), new.state_dict()
    for name, tensor in merged.items():
        if tensor.is_floating_point():
            merged[name] = mine[name].lerp(tensor, weight)
    recipe = {**info.recipe, "merged": {"before": old_info.name, "weight": weight}}
    widest = SceneSettings.model_validate(info.recipe.get("scenes", {})).widest
    new.load_state_dict(merged)
    update = {
        "recipe": recipe,
        "parent": old_info.name,
        "widest": widest,
        "metrics": measure(new.eval(), info.input_size),
        "temperature": 1.0,
    }
    save_model(out, merged, info.model_copy(update=update))


def on_held_out(data: Path, model: nn.Module, size: int) -> dict[str, float]:
    """Figures of a network on the photos of ``data`` held out from training, mirrored masks repaired."""
    _, held = split(find_pairs(data / "images", data / "masks"), HELD_OUT)
    fabric = Fabric(accelerator="cpu", devices=1)
    measured = validation_metrics(model, size, lambda: False, pairs=FacePairs(held, True), fabric=fabric)
    return {"input_size": size, **(measured or {})}


def main() -> None:
    """Merge what the command line names."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("before")
    options.add_argument("after")
    options.add_argument("out", type=Path)
    options.add_argument("--weight", type=float, default=0.5)
    options.add_argument("--data", type=Path, metavar="DIR")
    args = options.parse_args()
    given = {"measure": partial(on_held_out, args.data)} if args.data else {}
    merge(args.before, args.after, args.weight, args.out, **given)


if __name__ == "__main__":
    main()
