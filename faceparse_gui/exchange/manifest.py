"""The manifest beside an export: what is in it, and while it runs, how far it is.

One JSON object a line. The first says what was asked for; one follows for each sample, with the state, the
model's name and how many pixels were changed from which class to which; the last says how it ended. While an
export runs, its lines go to a hidden file beside the target, from which a stopped export goes on.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from filelock import lock_descriptor

from faceparse_core.files.writing import atomic_write, explain_write
from faceparse_core.labels import NAMES, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_gui import __version__
from faceparse_gui.exchange.items import SavedWork
from faceparse_gui.exchange.plan import ExportPlan, Listing, Planned
from faceparse_gui.formats import FormatError, Sample
from faceparse_gui.formats.base import make_folder, remove
from faceparse_gui.formats.writing.naming import spelled

NAME = "faceparse-export.jsonl"

MAX_LINE = 1 << 18
"""Bytes of a sample's line, which is some 5 KB; it is parsed in one go."""

_MOST = 1 << 33
"""Bytes of a manifest that is read: of a million and more photos."""

_BUFFER = 1 << 20
"""Each read gives Python's lock away; a thread that waits for it starves where that is often and short."""


def manifest_path(plan: ExportPlan) -> Path:
    """In the target, or beside it where that is a file."""
    if plan.format.extension:
        return plan.target.with_name(f"{plan.target.name}.manifest.jsonl")
    return plan.target / NAME


class Journal:
    """The manifest of an export under way."""

    def __init__(self, plan: ExportPlan) -> None:
        self._plan = plan
        self._place = plan.target.parent
        self.path = plan.target.with_name(f".{plan.target.name}.part.jsonl")
        self._header = {
            "faceparse_export": 1,
            "format": plan.format.name,
            "options": json.loads(plan.options.model_dump_json()),
        }
        if not plan.can_keep:  # pieces of other samples would end in the shared files
            self._header["samples"] = _digest(plan)
        self._done: dict[str, dict[str, Any]] = {}
        self._begun: set[str] = set()
        self._begun_at = _now()
        self._file: BinaryIO = BytesIO()

    def resume(self) -> bool:
        """Read what a stopped export of the same format and choices left; whether there was one.

        What counts is what is there: a sample of which a file is gone, or is not as long as it was, is to be
        written again.

        Raises:
            FormatError: if that export is not stopped but running.
        """
        self._refuse_two()
        lines = read_lines(self.path)
        first = next(lines, {})
        if {key: first.get(key) for key in self._header} != self._header:
            return False
        self._done, self._begun = {}, set()
        for line in lines:
            match line:
                case {"begin": str(stem)}:
                    self._begun.add(stem)
                case {"failed": str(stem)}:
                    self.forget(stem)
                case {"stem": str(stem), "index": int()}:
                    self._done[stem] = line
        for stem in [stem for stem, line in self._done.items() if not self._is_there(line)]:
            self._begun.add(stem)
            del self._done[stem]
        return True

    def _refuse_two(self) -> None:
        is_running = False
        with suppress(OSError), _opened(self.path, os.O_RDWR) as file:  # there is none, or no locks
            is_running = not lock_descriptor(file.fileno(), blocking=False)
        if is_running:
            raise FormatError(
                self._plan.target,
                message(
                    "An export into {target} is running. Wait for its end, or choose another folder.",
                    target=self._plan.target,
                ),
            )

    def _is_there(self, line: dict[str, Any]) -> bool:
        """Whether all that was kept of a sample is on the disk. Older lines did not record what that is."""
        kept = line.get("kept")
        return isinstance(kept, dict) and all(_bytes(self._place / name) == kept[name] for name in kept)

    def is_done(self, planned: Planned) -> bool:
        """Whether this sample was written before, and its labels have not changed since."""
        line = self._done.get(planned.stem)
        return line is not None and _identity(planned) == {key: line.get(key) for key in _identity(planned)}

    def is_ours(self, stem: str) -> bool:
        """Whether files of that stem were begun by the stopped export."""
        return stem in self._begun or stem in self._done

    @property
    def unfinished(self) -> set[str]:
        """The stems that were begun only."""
        return self._begun.difference(self._done)

    def open(self) -> None:
        """Begin the file anew, with the lines that were taken over from a stopped export.

        Raises:
            FormatError: if the file cannot be written.
        """
        make_folder(self.path.parent)
        lines = [self._first(), *self._done.values()]
        lines += [{"begin": stem} for stem in self.unfinished]
        # Under another name, and renamed: what stands there may be a link, and is needed until then.
        new = self.path.with_name(f"{self.path.name}.tmp")
        remove(new)
        try:
            self._file = new.open("xb")
            with suppress(OSError):  # on a disk that knows no locks
                lock_descriptor(self._file.fileno(), blocking=False)
            self._file.writelines(map(_line, lines))
            self._file.flush()
            new.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                new.unlink()
            raise FormatError(self.path, explain_write(self.path, error)) from error

    def _first(self) -> dict[str, Any]:
        return {**self._header, "version": __version__, "begun": self._begun_at}

    def forget(self, stem: str) -> None:
        """Withdraw what was recorded of a sample: nothing of it is there any more."""
        self._begun.discard(stem)
        self._done.pop(stem, None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that another export could go on from."""
        return not self._done

    def fail(self, planned: Planned) -> None:
        """As ``forget``, for the next export too."""
        self.forget(planned.stem)
        self._write({"failed": planned.stem})

    def begin(self, planned: Planned) -> None:
        """Record that files of this sample may be there from now on."""
        self._write({"begin": planned.stem})

    @property
    def lost(self) -> Counter[str]:
        """Class name → samples in which it became background, those from before a stop included."""
        return Counter(name for line in self._done.values() for name in line.get("lost", ()))

    def add(
        self,
        planned: Planned,
        sample: Sample,
        work: SavedWork,
        files: Sequence[str],
        pieces: Sequence[Path],
        lost: Collection[str],
    ) -> None:
        """Record what was written: ``files`` inside the target, and ``pieces`` to make shared files of."""
        kept = [] if self._plan.format.extension else [self._plan.target / name for name in files]
        height, width = sample.labels.shape
        line = self._done[planned.stem] = {
            **_identity(planned),
            "state": planned.item.status,
            **({"accepted_for": list(planned.item.accepted_for)} if planned.item.accepted_for else {}),
            "model": planned.item.model,
            "size": [width, height],
            "files": list(files),
            "pixels": _counts(sample.labels),
            "changed": _changed(work),
            **({"lost": sorted(lost)} if lost else {}),
            "kept": {os.path.relpath(path, self._place): _bytes(path) for path in (*kept, *pieces)},
        }
        self._write(line)

    def end(self, report: dict[str, Any]) -> None:
        """Record how it ended, and put the manifest in its place.

        Where files of an earlier export were kept, so are its manifest's lines on them, if they are there.
        """
        final = manifest_path(self._plan)
        before = self.made_before()
        earlier = self.earlier() if self._plan.can_keep else {}
        standing = {stem: line for stem, (line, missing) in earlier.items() if not missing}
        done = sorted(self._done.values(), key=lambda line: line["index"])
        samples = [{k: v for k, v in line.items() if k != "kept"} for line in done]
        lines = [self._first(), *{**standing, **{s["stem"]: s for s in samples}}.values()]
        listed = {name for line in lines for name in line.get("files", ())}
        left = sorted(filter(Listing(self._plan.target).has, before - listed))
        end = {"ended": _now(), **report, **({"left": left} if left else {})}
        make_folder(final.parent)  # no photo may have left a file, as cut-outs of background
        with atomic_write(final) as file:
            file.writelines(map(_line, (*lines, end)))
        self._file.close()
        self.remove()

    def earlier(self) -> dict[str, tuple[dict[str, Any], bool]]:
        """Stem → its line in the manifest of an earlier export into this folder, and whether one of its files
        is missing.
        """
        listing = Listing(self._plan.target)
        found = {}
        for stem, line in _samples(manifest_path(self._plan)).items():
            files = line.get("files")
            line["files"] = (
                [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
            )
            found[stem] = line, not all(map(listing.has, line["files"]))
        return found

    def made_before(self) -> set[str]:
        """What the manifest of an earlier export into this folder names as written, by that one or before."""
        found: set[str] = set()
        for line in read_lines(manifest_path(self._plan)):
            for names in (line.get("files"), line.get("left")):
                if isinstance(names, list):
                    found.update(name for name in names if isinstance(name, str))
        return found

    def close(self) -> None:
        """Leave it for a later export to go on from."""
        with suppress(OSError):  # what was not written was reported before
            self._file.close()

    def remove(self) -> None:
        """Forget the stopped export."""
        with suppress(FileNotFoundError):
            self.path.unlink()

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(_line(line))
            self._file.flush()
        except OSError as error:
            raise FormatError(self.path, explain_write(self.path, error)) from error


def read_manifest(path: Path) -> dict[str, str]:
    """Stem, or what its one file is called → photo name, of the manifest at ``path``.

    Empty where there is none that can be read.
    """
    photos: dict[str, str] = {}
    of_file: dict[str, str] = {}
    for line in read_lines(path):
        if "stem" in line and "photo" in line:
            photo = photos[str(line["stem"])] = str(line["photo"])
            match line.get("files"):
                case [str(file)]:
                    of_file[file.removesuffix(".png")] = photo
    return of_file | photos


def _samples(path: Path) -> dict[str, dict[str, Any]]:
    """Stem → line; empty where there is no manifest that can be read."""
    return {str(line["stem"]): line for line in read_lines(path) if "stem" in line}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, a line each; without those that are none, and none of one that is not there."""
    with suppress(OSError), _opened(path) as file:
        while line := file.readline(MAX_LINE):
            if (value := _parse(line)) is not None:
                yield value


def _opened(path: Path, access: int = os.O_RDONLY) -> BinaryIO:
    """Open a manifest for reading; with ``os.O_RDWR``, so that it can be locked on a network share too.

    Raises:
        OSError: for what is no regular file, such as a pipe, for which one would wait for ever.
    """
    handle = os.open(path, access | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST:
        os.close(handle)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return os.fdopen(handle, "rb", _BUFFER)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _digest(plan: ExportPlan) -> str:
    """Which samples, in which order."""
    names = json.dumps([[sample.item.name, sample.face, sample.stem] for sample in plan.samples])
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def _identity(planned: Planned) -> dict[str, Any]:
    """What makes a sample the one that was written before."""
    return {
        "photo": planned.item.name,
        "face": planned.face,
        "stem": planned.stem,
        "index": planned.index,
        "updated": planned.item.updated,
    }


def _counts(labels: LabelMap) -> dict[str, int]:
    counts = np.bincount(labels.ravel(), minlength=NUM_CLASSES)
    return {NAMES[i]: int(counts[i]) for i in np.flatnonzero(counts)}


def _changed(work: SavedWork) -> dict[str, int] | None:
    """Pixels of the whole photo that a hand changed, "from→to"; None where nothing was predicted."""
    if work.predicted is None:
        return None
    other = work.predicted != work.labels
    pairs = work.predicted[other].astype(np.int64) * NUM_CLASSES + work.labels[other]
    counts = np.bincount(pairs, minlength=NUM_CLASSES**2)
    return {
        f"{NAMES[i // NUM_CLASSES]}→{NAMES[i % NUM_CLASSES]}": int(counts[i]) for i in np.flatnonzero(counts)
    }


def _line(value: dict[str, Any]) -> bytes:
    return spelled(json.dumps(value, ensure_ascii=False) + "\n").encode()


def _bytes(path: Path) -> int | None:
    """The length of a file, None where there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):
        return None


def _parse(line: bytes) -> dict[str, Any] | None:
    """A line that a kill cut short is None, and so is a piece of one that is too long."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
