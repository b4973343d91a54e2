"""What a training run reports, as data. ``faceparse_training.fit.events`` writes and reads JSON lines."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RunStarted:
    """The first event: what will run, and how many epochs are done already."""

    parameters: int
    device: str
    precision: str
    epochs: int
    first_epoch: int
    train_images: int
    validation_images: int


@dataclass(frozen=True)
class StepDone:
    """One optimiser step: ``step`` of ``steps`` in ``epoch``, both from 1.

    ``loss`` is that batch's; ``seconds_left`` is for the whole run. ``busy``: it takes longer than usual,
    since other programs compute.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    lr: float
    images_per_second: float
    seconds_left: float
    busy: bool = False


@dataclass(frozen=True)
class TimeLeft:
    """How long the whole run still takes, where there are no steps; as in ``StepDone``."""

    seconds_left: float
    busy: bool = False


@dataclass(frozen=True)
class EpochDone:
    """One pass over the data. ``metrics`` is empty when the epoch was not validated."""

    epoch: int
    epochs: int
    size: int
    loss: float
    seconds: float
    best: bool
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A sentence for the user."""

    text: str


@dataclass(frozen=True)
class PhaseStarted:
    """A part of a fine-tuning begins: ``prepare``, ``hold_back``, ``learn`` or ``judge``.

    In ``hold_back`` fold models are trained without some of the corrections and measured on these. A run
    without corrections is in ``familiarise``.
    """

    phase: str


@dataclass(frozen=True)
class Scored:
    """A point of the curve: per-image F on corrections that were held back, now and of the network before."""

    step: int
    seconds: float
    per_image_f: float
    base_f: float


@dataclass(frozen=True)
class Paused:
    """The run is paused, or runs again."""

    paused: bool


@dataclass(frozen=True)
class Judged:
    """The gate's verdict; all of it is in the run's ``verdict.json``."""

    promote: bool
    reason: str


@dataclass(frozen=True)
class RunFinished:
    """The last event. ``reason`` is ``done``, ``early_stop`` or ``stopped``.

    ``best_f`` is ``None`` in a run without validation.
    """

    reason: str
    epochs: int
    best_epoch: int
    best_f: float | None
    model: str


Event = (
    RunStarted
    | StepDone
    | TimeLeft
    | EpochDone
    | Notice
    | PhaseStarted
    | Scored
    | Paused
    | Judged
    | RunFinished
)
