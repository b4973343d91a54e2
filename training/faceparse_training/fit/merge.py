"""The weights of two models of one architecture merged: a little of the new, none of the old forgotten.

    python -m faceparse_training.fit.merge BEFORE AFTER OUT --weight 0.5

BEFORE and AFTER are model names or files, AFTER trained on from BEFORE. The merge weight is AFTER's share
(WiSE-FT, Wortsman et al., CVPR 2022). OUT is AFTER's file with the merged weights; figures measured on AFTER
are left out of its header, and so is the temperature, which wants to be calibrated anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import CheckpointError, load_model, save_model
from faceparse_training.data.scenes.compose import SceneSettings


def merge(before: str | Path, after: str | Path, weight: float, out: Path) -> None:
    """Write the merged model to ``out``, atomically.

    Args:
        weight: the share of ``after`` in the average, 0 to 1.

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
    update = {"recipe": recipe, "widest": widest, "metrics": {}, "temperature": 1.0}
    save_model(out, merged, info.model_copy(update=update))


def main() -> None:
    """Merge what the command line names."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("before")
    options.add_argument("after")
    options.add_argument("out", type=Path)
    options.add_argument("--weight", type=float, default=0.5)
    args = options.parse_args()
    merge(args.before, args.after, args.weight, args.out)


if __name__ == "__main__":
    main()
