"""What is known about each photo of a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from faceparse_core.files.stores import key_of as key_of
from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import Frame

Status = Literal["new", "no-face", "parsed", "edited", "accepted"]
"""``no-face``: it was parsed, no face was found, and nobody labelled anything since."""
UNTOUCHED: tuple[Status, ...] = ("new", "no-face", "parsed")
"""Nobody edited or accepted the labels: a parse may replace them."""
FileState = Literal["same", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One photo and the state of its work."""

    key: str
    """Safe as a file name, unique in the project, the same at every opening."""
    path: Path
    """The photo, absolute."""
    size: int
    """Bytes of the photo that the saved work was made on; without work, of the one that is there."""
    mtime_ns: int
    """When that photo was last written, nanoseconds since 1970."""
    status: Status = "new"
    model: str = ""
    """Name of the network that made the prediction, empty without one."""
    width: int | None = None
    height: int | None = None
    """Size of the label map, known from the first save on."""
    updated: float = 0.0
    """When work was saved last, seconds since 1970; 0 without."""
    changed: bool = False
    """The photo that is there is known not to be the one that the saved work was made on."""
    uncertainty: float | None = None
    """How little the network trusts its own answer, 0 to 1; None where it was not asked."""
    issues: int | None = None
    """What cannot be right in the saved labels, see document/checks.py; None where that is not known."""
    digest: str = ""
    """Of the content of the photo that the saved work was made on, see identity.py; empty if not known."""
    labels: str = ""
    """The digest of the label map that was accepted last, see files.py; empty if not known."""
    labels_ns: int = 0
    """When that file was written, nanoseconds since 1970."""
    no_face_by: str = ""
    """The detector that found no face for the prediction; empty where it found some, or was not asked."""
    accepted_for: tuple[str, ...] = ()
    """The names of the classes that it was last accepted for; empty for all. See ``accepted_only``."""

    @property
    def accepted_only(self) -> tuple[str, ...]:
        """The classes that it is accepted for, where it is not for all; empty if it is not accepted."""
        return self.accepted_for if self.status == "accepted" else ()

    @property
    def has_labels(self) -> bool:
        """Whether a network or a hand labelled something, so that it is of use to export or accept."""
        return self.status not in ("new", "no-face")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a network said about a photo, before any correction."""

    labels: LabelMap
    confidence: npt.NDArray[np.uint8]
    """``(H, W)``, 255 = certain."""
    model: str
    frames: tuple[Frame, ...] = ()
    """Of the faces that were parsed, best first; none when the photo was parsed whole."""
    uncertainty: float | None = None
    """As in the record."""
    no_face_by: str = ""
    """As in the record."""

    @property
    def status(self) -> Status:
        """That of a photo which has this prediction as its labels."""
        return "no-face" if self.no_face_by else "parsed"

    def for_record(self) -> dict[str, Any]:
        """What the record says of its photo's prediction."""
        return {"model": self.model, "uncertainty": self.uncertainty, "no_face_by": self.no_face_by}

    def __repr__(self) -> str:
        height, width = self.labels.shape
        count = len(self.frames)
        return f"<Prediction {width} × {height}, {count} face{'' if count == 1 else 's'}, by {self.model}>"


def check_status(status: Status | None) -> None:
    """``ValueError`` for a status that there is not; None is none."""
    if status is not None and status not in get_args(Status):
        raise ValueError(f"A photo is {', '.join(get_args(Status))}, not {status!r}.")


def is_unknown(record: PhotoRecord, written: int) -> bool:
    """Whether the row does not tell of the label map ``written`` then, in nanoseconds: a later one was lost.

    That of an edited photo no parse replaces; of accepted ones see acceptance.py.
    """
    return record.status in UNTOUCHED and written / 1e9 > record.updated
