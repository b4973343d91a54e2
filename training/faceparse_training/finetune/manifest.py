"""A fine-tuning run on disk: its corrections, its settings and its result. Imports neither torch nor Qt.

A run's folder holds ``run.json`` (``Run``, written last: a folder without it is not complete), the crops
it names under ``crops/``, ``events.jsonl``, and in the end ``model.safetensors``, ``verdict.json``
(``Verdict``) and the pictures under ``examples/`` that the verdict names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from faceparse_core.errors import FaceparseError
from faceparse_core.files.store_files import odd_entries, read_file, replace_file
from faceparse_core.labels import NUM_CLASSES
from faceparse_core.messages import Text, message
from faceparse_core.validation import first_fault

RUN_FILE, VERDICT_FILE, EVENTS_FILE = "run.json", "verdict.json", "events.jsonl"
CROPS, EXAMPLES = "crops", "examples"
FEWEST_PHOTOS = 8
"""That a network can get used to: statistics of fewer, of which a half judges, say nothing."""

Entry = TypeVar("Entry", bound=BaseModel)


class ManifestError(FaceparseError):
    """A run's folder that cannot be used; the text names the file and what to do."""


FileName = Annotated[str, Field(pattern=r"^[^/\\]+$", max_length=255)]
"""A name in the run's own folders, never a path that leads out of them."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


How = Literal["these-photos", "only-this-set", "careful"]


class RunSettings(_Model):
    """How to fine-tune.

    ``how``: learn ``these-photos``, as far as is good on what was held back; ``only-this-set``, farther, for
    one person, one clip or one rule; ``careful``, held to what was known before. Runs of earlier versions
    do not say, and were careful.

    ``time_budget`` is in seconds, for training and the gate together. ``base`` is the model that training
    starts from, ``current`` the one that the result must beat, both by name or file. ``replay`` is a folder
    with images/ and masks/ that must not be forgotten.
    """

    base: str = "default"
    current: str = "default"
    time_budget: float = Field(60.0, gt=0, le=86_400)
    replay: str | None = None
    changed_weight: float = Field(1.0, ge=1, le=100)
    seed: int = Field(0, ge=0, le=2**32 - 1)
    how: How = "careful"


class Crop(_Model):
    """One face as the network sees it, cut by ``parsing.faces.cut`` from the photo ``image``.

    ``photo`` is an RGB PNG under ``crops/``, square; ``labels`` a grey PNG of its size, class ids, 255 where
    there is no photo; ``changed`` likewise, 255 where the user changed the prediction. A crop
    without ``labels`` was left alone by the user. ``classes``: the ids that its photo was accepted for, empty
    for all; 254 in ``labels`` is then any other class.
    """

    image: FileName
    photo: FileName
    labels: FileName | None = None
    changed: FileName | None = None
    wide: bool = False
    classes: tuple[Annotated[int, Field(ge=0, lt=NUM_CLASSES)], ...] = ()

    @field_validator("classes")
    @classmethod
    def _empty_for_all(cls, classes: tuple[int, ...]) -> tuple[int, ...]:
        return () if len(set(classes)) == NUM_CLASSES else classes


class Run(_Model):
    """``run.json``. ``fingerprint`` is the SHA-256 over names and pixels of all corrected crops.

    In a run without corrected crops the network gets used to the others, and the fingerprint is theirs.
    """

    format: Literal[1] = 1
    settings: RunSettings = RunSettings()
    crops: tuple[Crop, ...]
    fingerprint: str

    @property
    def corrected(self) -> tuple[Crop, ...]:
        """The crops of photos whose labels a person corrected."""
        return tuple(crop for crop in self.crops if crop.labels is not None)

    @property
    def untouched(self) -> tuple[Crop, ...]:
        """The crops that the user left alone."""
        return tuple(crop for crop in self.crops if crop.labels is None)


class ClassScore(_Model):
    """F of a class on held-back corrections, mean over the images that hold it; before and after."""

    name: str
    images: int
    before: float
    after: float


CheckKind = Literal["held_back", "wrong", "areas", "replay", "untouched", "expected"]


class Check(_Model):
    """One of the figures that the gate compares, before and after.

    ``kind``: on ``held_back`` corrections per-image F, 0 to 1, the ``wrong`` pixels of a photo and the
    ``areas`` to correct in it (``faceparse_core.work``); F on the ``replay`` folder; on ``untouched`` photos
    the share of the pixels where the network was confident that it still predicts alike; the share of the
    pixels of a face that the network itself has ``expected`` to be wrong.
    """

    kind: CheckKind
    images: int
    before: float
    after: float
    passed: bool


class Example(_Model):
    """Pictures under ``examples/`` of one held-back face: RGB PNGs, the masks in the official palette."""

    image: FileName
    photo: FileName
    before: FileName
    after: FileName
    truth: FileName
    before_f: float
    after_f: float


class Verdict(_Model):
    """Whether the new network is better, and why.

    ``promote``: it is. ``ask``: perhaps, but too small to be felt or not sure, and the user decides.
    Verdicts of earlier versions know neither ``ask`` nor wrong pixels.
    """

    promote: bool
    ask: bool = False
    reason: Text
    checks: tuple[Check, ...]
    classes: tuple[ClassScore, ...]
    examples: tuple[Example, ...]

    def check(self, kind: CheckKind) -> Check | None:
        """The figures of this kind; ``None`` if they were not compared."""
        return next((check for check in self.checks if check.kind == kind), None)

    @property
    def is_without_corrections(self) -> bool:
        """Whether the network has got used to photos alone."""
        return self.check("expected") is not None

    @property
    def saved(self) -> float | None:
        """By which share there is less to correct, negative where there is more; ``None`` if not known."""
        wrong = self.check("wrong")
        return 1 - wrong.after / wrong.before if wrong is not None and wrong.before > 0 else None


def read_run(folder: Path) -> Run:
    """Read a run's ``run.json``.

    Raises:
        ManifestError: if the folder holds no complete run that this version can read.
    """
    for odd in odd_entries(folder):
        raise ManifestError(
            message(
                "{odd} is a link or another thing that is no file: it could lead to anything of "
                "yours. Remove it, or start the fine-tuning anew.",
                odd=odd,
            )
        )
    return _read(folder / RUN_FILE, Run)


def read_verdict(folder: Path) -> Verdict:
    """Read a finished run's ``verdict.json``.

    Raises:
        ManifestError: if the run is not finished, or the file is damaged.
    """
    return _read(folder / VERDICT_FILE, Verdict)


def write(path: Path, entry: BaseModel) -> None:
    """Write a ``Run`` or a ``Verdict``, whole or not at all.

    Raises:
        FileError: if it cannot be written; what was there before is untouched.
    """
    with replace_file(path) as file:
        file.write(entry.model_dump_json(indent=1).encode())


def _read(path: Path, kind: type[Entry]) -> Entry:
    try:
        return kind.model_validate_json(read_file(path))
    except OSError as error:
        raise ManifestError(
            message("{path} is not there or cannot be read. Start the fine-tuning anew.", path=path)
        ) from error
    except ValidationError as error:
        where, reason = first_fault(error)
        raise ManifestError(
            message(
                "{path} cannot be used ({where}: {reason}). Start the fine-tuning anew.",
                path=path,
                where=where,
                reason=reason,
            )
        ) from error
