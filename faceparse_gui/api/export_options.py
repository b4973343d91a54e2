"""What may be chosen about an export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict, get_args

Existing = Literal["refuse", "replace", "keep"]
"""About files that are there already: raise before anything is written, write over them, leave them."""


class ExportChoices(TypedDict, total=False):
    """Keyword arguments of every export; ``FormatInfo.options`` says which of them a format knows."""

    crop: Literal["photo", "face", "instance"]
    """The whole photo (the default); a square around each face, upright; or the whole photo once for each
    face. In the last two everything that another face owns is background.
    """
    size: int | None
    """Pixels of the photo's longer side, or of a face's square; by default the photo's own, and 512."""
    classes: Sequence[str]
    """Names of the classes to export, by default all; the others become background."""
    naming: str
    """File names without suffix: ``{stem}`` (the default), ``{folder}``, ``{n}`` from 1, ``{i}`` from 0."""
    photos: Literal["none", "jpg", "png"]
    """Whether the photos go along; ``none`` by default."""
    background: bool
    """The background as a class of its own; False by default."""
    order: str
    """Whose class ids: ``celebamask`` (the default), ``bisenet``, ``lapa`` or ``lapa-person``."""
    grey: bool
    """Index masks without a palette; False by default."""
    objects: Literal["face", "photo"]
    """One object a class for each face (the default), or for the whole photo."""
    parts: Sequence[str]
    """Which cut-outs: ``hair``, ``face``, ``head``, ``person``."""
    probabilities: bool
    """The probability of every class, for which the network is run again; False by default."""


def check_choice(argument: str, value: object, choices: Any) -> None:
    """Check an argument before anything is done.

    Raises:
        ValueError: if ``value`` is none of ``choices``, a ``Literal``.
    """
    allowed = get_args(choices)
    if value not in allowed:
        raise ValueError(f"{argument} is one of {', '.join(map(repr, allowed))}, not {value!r}.")
