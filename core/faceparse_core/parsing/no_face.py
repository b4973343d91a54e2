"""The message about a photo without a face; here, so that who shows it needs no network."""

from __future__ import annotations

from faceparse_core.messages import message

NO_FACE = message("No face was found in this photo, so nothing in it is labelled.")
