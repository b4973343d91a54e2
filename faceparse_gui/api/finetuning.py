"""Learn from the corrections of a project."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from faceparse_gui.api.export_options import check_choice
from faceparse_gui.api.parsing import Device
from faceparse_gui.api.paths import given_path
from faceparse_gui.api.projects import Project
from faceparse_gui.project.versions.corrections import collect
from faceparse_training.finetune.manifest import How, RunSettings

if TYPE_CHECKING:
    from faceparse_core.trainer.events import Event


@dataclass(frozen=True)
class FinetuneReport:
    """What a fine-tuning came to: a new version of the project's network."""

    version: str
    """Its id."""
    name: str
    in_use: bool
    """Whether it is the network of the project from now on: only if it is surely better."""
    asked: bool
    """Whether that is left to the user: too small a gain to be felt, or too few corrections to tell."""
    reason: str
    """Why, in a sentence."""
    path: Path
    """Its model file, for ``load_parser``."""


def finetune(
    project: Project,
    *,
    base: str | os.PathLike[str] = "default",
    time_budget: float = 60.0,
    replay: str | os.PathLike[str] | None = None,
    edited: bool = False,
    changed_weight: float = 1.0,
    how: How = "these-photos",
    seed: int = 0,
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
    on_event: Callable[[Mapping[str, object]], object] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> FinetuneReport | None:
    """Fine-tune the network on a project's corrections, in this process; as ``faceparse finetune``.

    Args:
        base: where learning starts: a model's name or file, or a version of the project (``v3``).
        time_budget: seconds, for learning and judging together.
        replay: a folder that holds ``images/`` and ``masks/`` which must not be forgotten.
        edited: learn from photos that are not accepted yet, too.
        changed_weight: how much a pixel counts that was corrected, 1 to 100.
        how: learn ``these-photos``, as far as is good on corrections held back; ``only-this-set``, farther,
            for one person, one clip or one rule; or ``careful``, to keep what was known.
        on_event: called with each event, a mapping with its kind under ``event``: ``StepDone``, say.
        should_stop: asked before every step.

    Returns:
        None after a stop. The state is kept, and the window or ``faceparse finetune --resume`` goes on.

    Raises:
        FaceparseError: if there is too little to learn from, a network cannot be loaded, nothing can be
            learned, or the disk refuses.
    """
    from faceparse_training.finetune.run import finetune as run
    from faceparse_training.fit.events import to_json

    check_choice("device", device, Device)
    check_choice("how", how, How)
    if not 0 < time_budget <= 86_400 or not 1 <= changed_weight <= 100 or seed < 0:
        raise ValueError("time_budget is 0 to 86,400 s, changed_weight 1 to 100, seed 0 or more.")
    opened = project._project
    versions = opened.versions
    now, start = versions.active, versions.named(str(base))
    settings = RunSettings(
        base=str(start.path if start else base),
        current=str(now.path) if now else "default",
        time_budget=time_budget,
        replay=str(given_path(replay).resolve()) if replay is not None else None,
        changed_weight=changed_weight,
        seed=seed,
        how=how,
    )

    def report(event: Event) -> None:
        if on_event is not None:
            on_event(json.loads(to_json(event)))

    def note(text: str) -> None:
        if on_event is not None:
            on_event({"event": "Notice", "text": text})

    folder = collect(opened, settings, edited, note)
    verdict = run(folder, device=device, on_event=report, should_stop=should_stop)
    if verdict is None:
        return None
    version = versions.take_over(folder)
    assert version is not None  # it has corrections
    active = versions.active
    return FinetuneReport(
        version=version.id,
        name=version.name,
        in_use=active is not None and active.id == version.id,
        asked=verdict.ask,
        reason=verdict.reason,
        path=version.path,
    )
