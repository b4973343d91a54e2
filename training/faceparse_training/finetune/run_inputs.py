"""What a fine-tuning starts from: networks, corrections and replay folder; learners and phases of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor

from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import ModelInfo, load_model
from faceparse_core.trainer import ewc
from faceparse_core.trainer.events import Event, Notice
from faceparse_training.data.datasets import DataError, find_pairs
from faceparse_training.data.datasets import Pair as Files
from faceparse_training.data.held_out import examples
from faceparse_training.evaluation.crop_predictor import CropPredictor
from faceparse_training.finetune.comparison import Predict
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import FinetuneConfig, Learner, TrainingCrop
from faceparse_training.finetune.manifest import Crop, Run
from faceparse_training.finetune.phase import FinetunePhase, Limit

_LEAST_STEPS, _PASSES = 200, 20  # more than both is of no use
_MEASURED_ON = 40  # crops, where no Fisher information came with the model
_REPLAYED, _REPLAY_SCORED = 200, 40  # pairs

OnEvent = Callable[[Event], None]


@dataclass(frozen=True)
class Network:
    """A network with its file's description."""

    network: MicroSegFormer
    info: ModelInfo
    file: Path

    @property
    def trained_on(self) -> frozenset[str]:
        """The corrected images that it was trained on, by name."""
        return frozenset(self.info.data.get("images", ()))

    @property
    def root(self) -> str:
        """The name of the model that the first of its fine-tunings started from."""
        return str(self.info.data.get("root", self.file.stem))


@dataclass
class RunInputs:
    """Read when first asked for, and then kept."""

    folder: Path
    run: Run
    config: FinetuneConfig
    fabric: Fabric
    on_event: OnEvent

    @cached_property
    def crops(self) -> Corrections:
        """The crops in the run's folder."""
        return Corrections(self.folder)

    @cached_property
    def start(self) -> Network:
        """The network that is fine-tuned."""
        return self._load(self.run.settings.base)

    @cached_property
    def current(self) -> Network:
        """The network in use, which the result is compared with."""
        settings = self.run.settings
        same = catalog.resolve(settings.base) == catalog.resolve(settings.current)
        return self.start if same else self._load(settings.current)

    def _load(self, name: str) -> Network:
        file = catalog.resolve(name)
        network, info = load_model(file)
        return Network(network.to(self.fabric.device), info, file)

    @cached_property
    def samples(self) -> dict[str, list[TrainingCrop]]:
        """The corrected crops by image, at the side they are trained at."""
        found: dict[str, list[TrainingCrop]] = {}
        for crop in self.run.corrected:
            found.setdefault(crop.image, []).append(self.crops.sample(crop).sized(self.config.side))
        return found

    @cached_property
    def fisher(self) -> ewc.Fisher:
        """The Fisher information of the start; measured on the user's crops where none came with it."""
        known = ewc.shipped_fisher(self.start.root)
        shapes = {name: p.shape for name, p in self.start.network.named_parameters()}
        if known is not None and {name: t.shape for name, t in known.items()} == shapes:
            return known
        own = [*self.run.untouched, *self.run.corrected][:_MEASURED_ON]
        self.on_event(
            Notice(
                message(
                    "{name} came without a file that says what it must not forget: it is measured on {n} "
                    "crop of your own.",
                    plural="{name} came without a file that says what it must not forget: it is measured on "
                    "{n} of your own crops.",
                    name=self.start.info.name,
                    n=len(own),
                )
            )
        )
        pictures: Iterator[Tensor] = (torch.from_numpy(self.crops.photo(crop)[None]) for crop in own)
        return ewc.measure_fisher(self.start.network, pictures, self.run.settings.seed)

    @cached_property
    def replay(self) -> tuple[list[TrainingCrop], list[Files]]:
        """Pairs to train on along with the corrections, and others to measure on."""
        if self.run.settings.replay is None:
            return [], []
        data = Path(self.run.settings.replay)
        pairs = find_pairs(data / "images", data / "masks")
        scored = pairs[:: max(5, len(pairs) // _REPLAY_SCORED)][:_REPLAY_SCORED]
        learned = [pair for pair in pairs if pair not in scored][:_REPLAYED]
        if not learned:
            raise DataError(
                message(
                    "{data} holds {n} pair; give a replay folder with at least two.",
                    plural="{data} holds {n} pairs; give a replay folder with at least two.",
                    data=data,
                    n=len(pairs),
                )
            )
        with closing(examples(learned)) as found:
            return [TrainingCrop(e.photo, e.truth).sized(self.config.side) for e in found], scored

    def make_learner(
        self,
        samples: dict[str, list[TrainingCrop]],
        start: MicroSegFormer | None = None,
        config: FinetuneConfig | None = None,
    ) -> Learner:
        """A learner of these crops by image; it begins at the start, with the run's config, or as given."""
        if start is None:
            start, fisher = self.start.network, self.fisher
        else:  # what is measured once is of the start alone
            fisher = {name: torch.zeros_like(each) for name, each in start.named_parameters()}
        return Learner(
            start,
            [sample for of_image in samples.values() for sample in of_image],
            fisher,
            config or self.config,
            self.fabric,
            self.run.settings.seed,
            self.replay[0],
        )

    def make_phase(
        self, name: str, learners: Sequence[Learner], seconds: float, after: float, steps: int | None = None
    ) -> FinetunePhase:
        """A phase whose learners are at their checkpoints already, where there are any.

        Args:
            after: seconds of what comes after it.
            steps: at most; ``None``: as many as are of use when all layers learn.
        """
        crops = len(self.run.corrected)
        steps = steps or max(_LEAST_STEPS, _PASSES * crops // self.config.batch_size)
        run = {"settings": self.run.settings.model_dump_json(), "corrections": self.run.fingerprint}
        phase = FinetunePhase(name, learners, Limit(steps, seconds), self.folder, run, self.on_event, after)
        phase.resume()
        return phase

    def predictor(self, of: Network | MicroSegFormer) -> Predict:
        """A network's predictions; a fine-tuned one has the start's temperature."""
        if isinstance(of, Network):
            return CropPredictor(of.network, of.info, self.fabric.device)
        return CropPredictor(of, self.start.info, self.fabric.device)

    def crops_of(self, images: Sequence[str]) -> list[Crop]:
        """The corrected crops of these images."""
        wanted = set(images)
        return [crop for crop in self.run.corrected if crop.image in wanted]
