"""Which photos are known to have no face, kept in the folder of results, so that no run looks there twice.

A line for each: a digest of the photo's path, size and time of change, and of the network and detector that
saw no face in it. So another detector looks again, and a photo that was changed is looked at again. Runs
beside each other, of shards say, add their lines to one file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from faceparse_core.files.given import open_given
from faceparse_core.files.store_files import open_log
from faceparse_core.files.writing import FileError, explain_write
from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.model_files.locations import DEFAULT, SHIPPED_DEFAULT

if TYPE_CHECKING:
    from faceparse_gui.commands.batch.run import BatchOutcome

NAME = ".faceparse-no-face"
_DIGEST = 8
"""Bytes; a line has twice as many hexadecimal digits."""
_MOST = 1 << 30
"""Bytes of a file that is read: of sixty million photos."""


@dataclass(frozen=True)
class NoFaceNotes:
    """What is known of photos for one network and the detector there is."""

    path: Path
    by: str
    """Network and detector."""
    known: frozenset[bytes]

    @classmethod
    def read(cls, out: Path, model: str) -> NoFaceNotes:
        """Those in the folder of results ``out``; lines that are none are passed over.

        Raises:
            FileError: if what has the file's name is no file, or cannot be read.
        """
        detector = find_detector_file()
        network = Path(SHIPPED_DEFAULT if model == DEFAULT else model).stem
        by = f"{network}\0{detector.stem if detector is not None else ''}"
        path = out / NAME
        known = frozenset(_lines(path)) if os.path.lexists(path) else frozenset()
        return cls(path, by, known)

    def has(self, photo: Path) -> bool:
        """Whether no face was found in the photo as it is now."""
        return bool(self.known) and self._digest(photo) in self.known

    def keep(self, outcomes: Iterable[BatchOutcome]) -> Iterator[BatchOutcome]:
        """``outcomes``, of which those without a face are noted.

        Raises:
            FileError: if that cannot be written.
        """
        for outcome in outcomes:
            digest = self._digest(outcome.photo) if outcome.no_face and not outcome.files else None
            if digest is not None and digest not in self.known:
                try:
                    with open_log(self.path, append=True) as file:
                        file.write(digest.hex().encode() + b"\n")
                except OSError as error:
                    if isinstance(error, FileError):
                        raise
                    raise FileError(self.path, explain_write(self.path, error)) from error
            yield outcome

    def _digest(self, photo: Path) -> bytes | None:
        try:
            found = photo.stat()
        except OSError:
            return None
        what = f"{os.path.abspath(photo)}\0{found.st_size}\0{found.st_mtime_ns}\0{self.by}"  # noqa: PTH100
        return blake2b(os.fsencode(what), digest_size=_DIGEST).digest()


def _lines(path: Path) -> Iterator[bytes]:
    with open_given(path) as file:
        if os.fstat(file.fileno()).st_size > _MOST:
            return
        while line := file.readline(1 + 2 * _DIGEST):
            try:
                yield bytes.fromhex(line.decode("ascii"))
            except ValueError:  # cut short, or nothing of ours
                continue
