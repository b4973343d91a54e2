"""The versions of the network that came of a project's corrections, and which one is in use.

``versions/<id>.safetensors`` is never changed; its id is ``v<number>-<8 hex digits of its SHA-256>`` and is
the model's name in every record. ``versions/<id>/`` holds what is known about it: ``about.json``, the run's
``verdict.json``, ``events.jsonl`` and ``examples/``. A version is there as soon as its file is, and that
is written last; ``versions.json`` can be made anew from the files.
"""

from __future__ import annotations

import datetime
import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from faceparse_core.files.store_files import exists, make_folder, replace_file
from faceparse_core.files.writing import FileError, atomic_write, explain_write, keep_mode, remove_leftovers
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError, VersionError
from faceparse_gui.project.versions.index import (
    Index,
    Title,
    number_of,
    read_index,
    write_index,
)
from faceparse_gui.project.versions.model_file import read_model, write_with_card
from faceparse_gui.project.versions.runs import discard_run
from faceparse_gui.project.versions.version import (
    VERSION_SUFFIX,
    About,
    Card,
    Version,
    card_of,
    read_version,
    titled,
    write_folder,
)
from faceparse_training.finetune.manifest import (
    VERDICT_FILE,
    ManifestError,
    Verdict,
    read_run,
    read_verdict,
)

VERSIONS, MODEL_FILE = "versions", "model.safetensors"
_SHIPPED = message("the shipped network")


class Versions:
    """The versions in a project's ``store``; an open project has one such object, ``Project.versions``.

    Thread-safe. Asking looks at the files' existence only; all else reads or writes them and raises
    ``VersionError``.
    """

    def __init__(self, store: Path) -> None:
        """Read the versions in ``store``; nothing there is changed."""
        self._lock = threading.RLock()
        self.reopen(store)

    def reopen(self, store: Path) -> None:
        """Read the versions anew, perhaps in another folder: the store was moved, or made again."""
        with self._lock:
            self._folder = store / VERSIONS
            self._identity = _identity(store)
            self._notices: tuple[str, ...] = ()
            self._known: dict[str, Version] = {}  # replaced, never changed: it is read without the lock
            self._index = self._open()

    def remove_leftovers(self) -> None:
        """Remove what killed processes left half written. Only who holds the store may call this."""
        with self._lock:
            remove_leftovers(self._folder)
            for leftover in self._folder.glob(".v*.tmp"):
                shutil.rmtree(leftover, ignore_errors=True)

    @property
    def notices(self) -> tuple[str, ...]:
        """Messages for the user: the list was made anew, the version in use is gone."""
        chosen = self._known.get(self._index.active or "")
        if chosen is None or exists(chosen.path):
            return self._notices
        now = self.active
        text = message(
            "{name} is in use, but its file {path} is gone: {substitute} takes its place. Put "
            "the file back, or choose a version.",
            name=chosen.name,
            path=chosen.path,
            substitute=now.name if now else _SHIPPED,
        )
        return (*self._notices, text)

    def all(self) -> list[Version]:
        """The versions by number, those included whose file is missing."""
        versions = sorted(self._known.values(), key=lambda version: version.number)
        return [replace(version, is_missing=not exists(version.path)) for version in versions]

    def get(self, id: str) -> Version | None:
        """The version with this id, None if there is none; whether its file is missing is looked up anew."""
        version = self._known.get(id)
        return version and replace(version, is_missing=not exists(version.path))

    def named(self, name: str) -> Version | None:
        """The version that a person calls by its id, its name or its number, as in ``v3``."""
        for version in self.all():
            if name in (version.id, version.name, f"v{version.number}"):
                return version
        return None

    @property
    def active(self) -> Version | None:
        """The version in use, ``None`` for the shipped network.

        If its file is missing, the nearest ancestor whose file is not.
        """
        chosen = self._known.get(self._index.active or "")
        for each in (chosen.id, *chosen.ancestors) if chosen else ():
            version = self._known.get(each)
            if version is not None and exists(version.path):
                return version
        return None

    def add(self, run: Path) -> Version:
        """Make a version of a finished run and remove the run. The same network twice is one version."""
        source = run / MODEL_FILE
        with self._lock, self._saving():
            try:
                manifest = read_run(run)
                header = read_model(source)
                verdict = read_verdict(run) if exists(run / VERDICT_FILE) else None
            except ManifestError as error:
                raise VersionError(run, str(error)) from error
            about = About(
                created=header.created[:40] or _now(),
                ancestors=self._line_of(Path(manifest.settings.current).stem),
                fingerprint=manifest.fingerprint,
                corrections=len({crop.image for crop in manifest.corrected}),
            )
            version = self._take_in(source, about, verdict, run)
            with suppress(ProjectError):
                discard_run(run)
            return version

    def take_over(self, run: Path) -> Version | None:
        """``add``, and put it to use if the gate promoted it over the one that is in use now.

        Returns:
            None where the network had nothing to gain from getting used to photos: the run is removed.
        """
        with suppress(ManifestError):
            verdict = read_verdict(run)
            if verdict.is_without_corrections and not verdict.promote:
                discard_run(run)
                return None
        version = self.add(run)
        now = self.active.id if self.active is not None else None
        if version.verdict is not None and version.verdict.promote and now == version.parent:
            self.activate(version.id)
        return version

    def activate(self, id: str | None) -> None:
        """Use a version from now on; ``None`` is the shipped network."""
        with self._lock, self._saving():
            if id is not None and self._find(id).is_missing:
                version = self._known[id]
                raise VersionError(
                    version.path,
                    message(
                        "{name} cannot be used: its file {path} is gone. Put it back, or use another "
                        "version.",
                        name=version.name,
                        path=version.path,
                    ),
                )
            self._write(self._index.model_copy(update={"active": id}))

    def rename(self, id: str, name: str, note: str = "") -> Version:
        """Give a version another name and note; an empty name is the number's again."""
        with self._lock, self._saving():
            version = titled(self._find(id), name, note)
            self._write(self._with_title(version))
            self._known = {**self._known, id: version}
            return version

    def delete(self, id: str) -> None:
        """Remove a version for good; not the one in use."""
        with self._lock, self._saving():
            version = self._find(id)
            now = self.active
            if now is not None and now.id == id:
                parent = next((each for each in map(self.get, version.ancestors) if each), None)
                raise VersionError(
                    version.path,
                    message(
                        "{name} is in use. Go back to {parent} first, then delete it.",
                        name=version.name,
                        parent=parent.name if parent else _SHIPPED,
                    ),
                )
            version.path.unlink(missing_ok=True)
            if version.folder.is_dir():
                shutil.rmtree(version.folder)
            titles = {key: title for key, title in self._index.titles.items() if key != id}
            active = (now.id if now else None) if self._index.active == id else self._index.active
            self._write(self._index.model_copy(update={"titles": titles, "active": active}))
            self._known = {key: each for key, each in self._known.items() if key != id}

    def export(self, id: str, path: Path) -> None:
        """Write a version with its name, note and verdict as one file."""
        with self._lock:
            version = self._find(id)
            if version.is_missing:
                raise VersionError(
                    version.path,
                    message(
                        "{name} cannot be exported: {path} is gone.", name=version.name, path=version.path
                    ),
                )
            if self._folder.resolve() in path.resolve().parents:
                raise VersionError(
                    path, message("{path} belongs to the project. Export to another folder.", path=path)
                )
            about = About.model_validate(version, from_attributes=True)
            verdict = version.verdict and version.verdict.model_copy(update={"examples": ()})
            card = Card(name=version.name, note=version.note, about=about, verdict=verdict)
            with self._saving(), atomic_write(path) as file:
                write_with_card(version.path, card.model_dump_json(), file)

    def import_file(self, path: Path) -> Version:
        """Take in a model file, an exported version or any other of this program; it is not put to use."""
        with self._lock, self._saving():
            header = read_model(path)
            card = card_of(path) or Card(name=header.name, about=About(created=header.created[:40]))
            about = card.about.model_copy(update={"ancestors": ()})
            return self._take_in(path, about, card.verdict, None, card.name, card.note)

    # -- files

    def _open(self) -> Index:
        index, aside = read_index(self._folder)
        there = [
            file.stem for file in self._folder.glob(f"v*{VERSION_SUFFIX}") if number_of(file.stem) is not None
        ]
        titles = index.titles if index else {}
        ids = [each for each in {*there, *titles} if number_of(each) is not None]
        self._known = {
            each: read_version(self._folder / f"{each}{VERSION_SUFFIX}", titles.get(each)) for each in ids
        }
        if index is None:
            index = Index(active=self._likely_active())
            if aside is not None or there:
                lost = (
                    message("was damaged and set aside as {aside}", aside=aside)
                    if aside
                    else message("was lost")
                )
                now = self._known[index.active].name if index.active else _SHIPPED
                self._notices = (
                    message(
                        "The list of versions {fate}. It was made anew, and {now} is in use.",
                        fate=lost,
                        now=now,
                    ),
                )
        last = max([index.last, *(version.number for version in self._known.values())])
        return index.model_copy(update={"last": last})

    def _likely_active(self) -> str | None:
        """The newest that the gate promoted: with the list lost, the best guess at the one in use."""
        promoted = [each for each in self._known.values() if each.verdict and each.verdict.promote]
        return max(promoted, key=lambda version: version.number).id if promoted else None

    def _take_in(
        self,
        source: Path,
        about: About,
        verdict: Verdict | None,
        run: Path | None,
        name: str = "",
        note: str = "",
    ) -> Version:
        """Copy a file in, what is known about it first; one that is here already is left as it is."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
        same = next((version for version in self.all() if version.id.endswith(digest)), None)
        if same is not None and not same.is_missing:
            return same
        number = same.number if same else self._index.last + 1
        path = self._folder / f"v{number}-{digest}{VERSION_SUFFIX}"
        version = Version(path.stem, number, "", "", path, **dict(about), verdict=verdict)
        version = titled(version, name, note) if same is None else same
        make_folder(self._folder)
        if same is None or not same.folder.is_dir():
            write_folder(version, about, run)
        with source.open("rb") as file, replace_file(path) as copy:
            keep_mode(copy.fileno(), 0o444)
            shutil.copyfileobj(file, copy, 1 << 20)
        version = replace(version, is_missing=False)
        self._known = {**self._known, version.id: version}
        self._write(self._with_title(version))
        return version

    def _write(self, index: Index) -> None:
        make_folder(self._folder)
        write_index(self._folder, index)
        self._index = index

    @contextmanager
    def _saving(self) -> Iterator[None]:
        try:
            if _identity(self._folder.parent) != self._identity:
                raise VersionError(
                    self._folder,
                    message(
                        "{folder} is not where it was: it was moved, or its disk was unmounted. "
                        "Bring it back, then try again.",
                        folder=self._folder.parent,
                    ),
                )
            yield
        except ProjectError:
            raise
        except OSError as error:
            said = error if isinstance(error, FileError) else explain_write(self._folder, error)
            raise VersionError(self._folder, str(said)) from error

    # -- in memory

    def _find(self, id: str) -> Version:
        version = self.get(id)
        if version is None:
            raise VersionError(
                self._folder / f"{id}{VERSION_SUFFIX}",
                message("There is no version {id}. Choose another one.", id=id),
            )
        return version

    def _line_of(self, id: str) -> tuple[str, ...]:
        """A version's id and its ancestors', none for a model that is no version of this project."""
        version = self._known.get(id)
        return (id, *version.ancestors) if version else ()

    def _with_title(self, version: Version) -> Index:
        titles = {**self._index.titles, version.id: Title(name=version.name, note=version.note)}
        last = max(self._index.last, version.number)
        return self._index.model_copy(update={"titles": titles, "last": last})


def _identity(store: Path) -> tuple[int, int] | None:
    """Which folder this is, by its disk and number; None: there is none."""
    try:
        found = store.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
