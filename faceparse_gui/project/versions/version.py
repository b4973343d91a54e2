"""One version of the network, and the files that say what is known about it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from faceparse_core.files.store_files import exists, read_file
from faceparse_gui.project.errors import VersionError
from faceparse_gui.project.versions.index import MAX_NAME, MAX_NOTE, Title, number_of
from faceparse_gui.project.versions.model_file import read_card
from faceparse_training.finetune.manifest import (
    EVENTS_FILE,
    EXAMPLES,
    VERDICT_FILE,
    ManifestError,
    Verdict,
    read_verdict,
    write,
)

ABOUT_FILE = "about.json"
VERSION_SUFFIX = ".safetensors"


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``parent`` is the id of the one that was in use when it was learnt, ``None`` the shipped.

    ``created`` is ISO 8601 by the clock of then, for the eye only: the order is by ``number``.
    ``corrections`` counts the images that it learnt from, ``fingerprint`` is the run's.
    """

    id: str
    number: int
    name: str
    note: str
    path: Path
    created: str = ""
    ancestors: tuple[str, ...] = ()
    fingerprint: str = ""
    corrections: int = 0
    verdict: Verdict | None = None
    is_missing: bool = False

    @property
    def parent(self) -> str | None:
        """The nearest ancestor that has not been deleted; None where that is the shipped network."""
        return self.ancestors[0] if self.ancestors else None

    @property
    def folder(self) -> Path:
        """Where the run's events and examples are kept."""
        return self.path.with_suffix("")

    @property
    def examples(self) -> Path:
        """The folder of the pictures that the verdict names."""
        return self.folder / EXAMPLES


class About(BaseModel):
    """``about.json``; ``ancestors`` from the nearest on, so that one of them may be deleted."""

    created: str = Field("", max_length=40)
    ancestors: tuple[str, ...] = ()
    fingerprint: str = Field("", max_length=64)
    corrections: int = Field(0, ge=0)


class Card(BaseModel):
    """What an exported version says of itself; the pictures of its verdict stay at home."""

    name: str
    note: str = ""
    about: About = About()
    verdict: Verdict | None = None


def titled(version: Version, name: str, note: str) -> Version:
    """The version with this name and note, shortened; an empty name is the number's."""
    name = " ".join(name.split())[:MAX_NAME].strip() or f"Version {version.number}"
    return replace(version, name=name, note=note.strip()[:MAX_NOTE])


def read_version(path: Path, title: Title | None) -> Version:
    """What is known about the version whose file is at ``path``, there or not; ``title``: as in the index."""
    folder = path.with_suffix("")
    about, verdict = About(), None
    with suppress(OSError, ValidationError):
        about = About.model_validate_json(read_file(folder / ABOUT_FILE))
    with suppress(ManifestError):
        verdict = read_verdict(folder)
    version = Version(path.stem, number_of(path.stem) or 0, "", "", path, **dict(about), verdict=verdict)
    card = title or card_of(path)
    return titled(version, card.name if card else "", card.note if card else "")


def write_folder(version: Version, about: About, run: Path | None) -> None:
    """Write the folder of a version, whole or not at all, with the events and examples of its ``run``."""
    temporary = version.folder.with_name(f".{version.id}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.rmtree(version.folder, ignore_errors=True)  # of an adding that was killed
    temporary.mkdir()
    write(temporary / ABOUT_FILE, about)
    if version.verdict is not None:
        write(temporary / VERDICT_FILE, version.verdict)
    if run is not None and exists(run / EVENTS_FILE):
        shutil.copyfile(run / EVENTS_FILE, temporary / EVENTS_FILE)
    if run is not None and (run / EXAMPLES).is_dir():
        (temporary / EXAMPLES).mkdir()
        for picture in filter(exists, (run / EXAMPLES).iterdir()):
            shutil.copyfile(picture, temporary / EXAMPLES / picture.name)
    temporary.rename(version.folder)


def card_of(path: Path) -> Card | None:
    """What a model file says of the version that it was; None: it was none, or cannot be read."""
    with suppress(VersionError, ValidationError):
        text = read_card(path)
        return Card.model_validate_json(text) if text is not None else None
    return None
