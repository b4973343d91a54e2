"""What goes to the parse process and comes from it: a line of ``jobs/worker.py``'s protocol for each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from faceparse_core.messages import from_data
from faceparse_core.parsing.faces import Frame

Faces = Literal["auto", "whole"]
Box = tuple[int, int, int, int]

FORGET = json.dumps({"forget": True})
"""The line that drops the requests not yet begun."""


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A photo that is to be parsed."""

    key: str
    path: Path
    faces: Faces
    frames: tuple[Frame, ...] = ()
    """The faces to parse, where none are to be looked for."""
    others: tuple[Frame, ...] = ()
    """With ``frames``: of the faces that are parsed already."""
    straighten: bool = True
    """With ``frames``: move each to where its parse sees eyes, nose and mouth."""

    def line(self, id: int) -> str:
        """The line that asks for it; ``id`` comes back with every message about it."""
        fields: dict[str, Any] = {"id": id, "path": str(self.path), "faces": self.faces}
        if self.frames:
            fields["frames"] = [frame.tolist() for frame in self.frames]
            fields["others"] = [frame.tolist() for frame in self.others]
            fields["straighten"] = self.straighten
        return json.dumps(fields)


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """One photo's result; its maps still lie in files, which `load` takes."""

    key: str
    model: str
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]  # of the same faces
    uncertainty: float | None
    notices: tuple[str, ...]
    seconds: float
    labels_file: Path
    confidence_file: Path
    no_face_by: str = ""
    """The detector that found no face; empty where it found some, or was not asked."""
    asked_frames: tuple[Frame, ...] = ()
    """Those of the request; where there are any, the maps show these faces alone."""

    def load(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """The label map and the confidence map, both ``(H, W)``. Reads and deletes the files: once only,
        and not on the main thread."""
        labels, confidence = (
            np.load(file, allow_pickle=False) for file in (self.labels_file, self.confidence_file)
        )
        self.discard()
        return labels, confidence

    def discard(self) -> None:
        """Delete the files of the maps; those that are gone already do not matter."""
        for file in (self.labels_file, self.confidence_file):
            file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ModelsListed:
    """Which models there are, by name: the first message of the process."""

    names: list[str]


@dataclass(frozen=True, slots=True)
class ModelReady:
    """The network is loaded. ``device`` is torch's name for it; ``detector`` is what looks for faces and
    ``detector_file`` where that lies, each empty if it is not said.
    """

    model: str
    device: str
    detector: str
    detector_file: str


@dataclass(frozen=True, slots=True)
class ModelUnusable:
    """The network cannot be loaded, for the reason ``why``; the process ends after it."""

    why: str


@dataclass(frozen=True, slots=True)
class PhotoStarted:
    """The photo of the request ``id`` is being read now."""

    id: int


@dataclass(frozen=True, slots=True)
class PhotoParsed:
    """The outcome has no key yet: who gave the ``id`` knows it."""

    id: int
    outcome: ParseOutcome


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """The photo of the request ``id`` could not be parsed, for the reason ``why``; the process goes on."""

    id: int
    why: str


ParseMessage = ModelsListed | ModelReady | ModelUnusable | PhotoStarted | PhotoParsed | PhotoFailed


def read_line(line: bytes) -> ParseMessage:
    """The message in a line.

    Raises:
        ValueError: if there is none.
    """
    fields = json.loads(line)
    match fields:
        case {"event": "models", "names": names}:
            return ModelsListed(names)
        case {"event": "ready", "model": model, "device": device}:
            return ModelReady(model, device, fields.get("detector", ""), fields.get("detector_file", ""))
        case {"event": "unusable", "message": why}:
            return ModelUnusable(from_data(why))
        case {"event": "started", "id": id}:
            return PhotoStarted(id)
        case {"event": "failed", "id": id, "message": why}:
            return PhotoFailed(id, from_data(why))
        case {"event": "finished", "id": id}:
            outcome = ParseOutcome(
                key="",
                model=fields["model"],
                boxes=tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in fields["faces"]),
                frames=tuple(np.array(frame, np.float64) for frame in fields["frames"]),
                uncertainty=fields["uncertainty"],
                notices=tuple(map(from_data, fields["notices"])),
                seconds=fields["seconds"],
                labels_file=Path(fields["labels"]),
                confidence_file=Path(fields["confidence"]),
                no_face_by=fields.get("no_face_by", ""),
            )
            return PhotoParsed(id, outcome)
    raise ValueError(f"no message of the parse process: {line[:80]!r}")
