"""What comes from the process of a fine-tuning: its events, and why it ended."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass

from faceparse_core.messages import from_data
from faceparse_core.trainer.events import Event


@dataclass(frozen=True, slots=True)
class RunError:
    """Why the command ended, as its last line says."""

    why: str


def read_line(line: bytes) -> Event | RunError:
    """The message in a line.

    Raises:
        ValueError: if there is none.
    """
    from faceparse_training.fit.events import from_json

    text = line.decode(errors="replace")
    with contextlib.suppress(ValueError):
        return from_json(text)
    match json.loads(text):
        case {"error": _, "message": data} | {"error": data}:
            return RunError(from_data(data))
    raise ValueError(f"no message of a fine-tuning: {text[:80]}")
