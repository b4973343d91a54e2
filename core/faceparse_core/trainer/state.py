"""The state of an unfinished run on disk: weights, their average, the optimiser, the gradients' scale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lightning_fabric.plugins import Precision
from safetensors.torch import save as to_bytes
from torch import Tensor, nn
from torch.optim import Optimizer

from faceparse_core.files.writing import atomic_write
from faceparse_core.model_files.checkpoint import CheckpointError, read_header, read_tensors
from faceparse_core.model_files.locations import MAX_HEADER
from faceparse_core.trainer.ema import Ema

_STATE_SHARE = 5
"""How many times the network's bytes a state can have: it, its average, the optimiser's two moments."""


@dataclass
class Progress:
    """How far a run is: ``step`` steps into ``epoch`` (both from 0), the best epoch (from 1) so far, and the
    seconds it has worked, where the run counts them.
    """

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    best_f: float = -1.0
    best_epoch: int = 0
    best_size: int = 0
    seconds: float = 0.0


@dataclass
class RunState:
    """The parts of a run that change while it is trained.

    ``precision`` holds the scale of fp16 gradients. There is no random generator: what is drawn at a step
    depends on the seed and the step alone.
    """

    model: nn.Module
    ema: Ema
    optimizer: Optimizer
    precision: Precision
    at: Progress = field(default_factory=Progress)

    def save(self, path: Path, run: Mapping[str, str]) -> None:
        """Write everything needed to resume, atomically.

        ``run`` says what the run is made of (settings, recipe, data): text by name, compared on loading.

        Raises:
            OSError: if it cannot be written.
        """
        tensors = {f"model/{k}": v for k, v in self.model.state_dict().items()}
        tensors |= {f"ema/{k}": v for k, v in self.ema.average.state_dict().items()}
        for index, entry in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer/{index}/{k}": v for k, v in entry.items()}
        header = {
            **run,
            "progress": json.dumps(asdict(self.at)),
            "ema_steps": str(self.ema.steps),
            "precision": json.dumps(self.precision.state_dict()),
        }
        blob = to_bytes(
            {k: v.detach().cpu().clone().contiguous() for k, v in tensors.items()}, metadata=header
        )
        with atomic_write(path) as file:
            file.write(blob)

    def load(self, path: Path, run: Mapping[str, str]) -> None:
        """Put a saved state back.

        Raises:
            CheckpointError: if the file is damaged or belongs to another run; the text says what differs.
        """
        own = sum(each.nbytes for each in self.model.state_dict().values())
        header, tensors = read_header(path), read_tensors(path, most=_STATE_SHARE * own + MAX_HEADER)
        for what, text in run.items():
            if header.get(what, text) != text:
                raise CheckpointError(
                    f"{path} belongs to a run with other {what}. "
                    f"Resume with the same {what}, or choose a new folder."
                )
        try:
            self.at = Progress(**json.loads(header["progress"]))
            self.model.load_state_dict(_under("model/", tensors))
            self.ema.average.load_state_dict(_under("ema/", tensors))
            self.ema.steps = int(header["ema_steps"])
            state: dict[int, dict[str, Tensor]] = {}
            for key, tensor in _under("optimizer/", tensors).items():
                index, name = key.split("/")
                state.setdefault(int(index), {})[name] = tensor
            groups = self.optimizer.state_dict()["param_groups"]
            self.optimizer.load_state_dict({"state": state, "param_groups": groups})
            if scale := json.loads(header.get("precision", "{}")):
                self.precision.load_state_dict(scale)
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise CheckpointError(f"{path} is not the state of this run. Choose a new folder.") from error


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
