"""Which photos a project has: those in its folder now, and those that were worked on and vanished."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from faceparse_core.photos.folders import SkippedFiles
from faceparse_gui.project import acceptance
from faceparse_gui.project.photos.listing import find_absent, find_unlisted, list_photos
from faceparse_gui.project.photos.photos import Photos, RecordChange
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import PhotoRecord, is_unknown, key_of
from faceparse_gui.project.restoring import restored_status
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store.store import Store


class PhotoFolder:
    """Lists the folder, and finds label maps on disk whose rows were lost."""

    def __init__(
        self, store: Store, records: RecordTable, pictures: Pictures, photos: Photos, recursive: bool
    ) -> None:
        self.recursive = recursive
        self.skipped: tuple[str, ...] = ()
        """What lies in the folder and is not read, in sentences."""
        self.present: list[str] = []
        """Keys of the photos in the folder, in natural order."""
        self.absent: list[str] = []
        """Keys of those that were worked on and are not in the folder now."""
        self.restored = 0
        """How many label maps without a row were found at the last scan."""
        self._store = store
        self._records = records
        self._pictures = pictures
        self._photos = photos
        self._included: set[Path] = set()

    @property
    def path(self) -> Path:
        """The photos' folder."""
        return self._store.folder

    def find(self, path: Path) -> PhotoRecord | None:
        """Return the record of the photo at ``path``, absolute; None when it is not of this project."""
        if not path.is_relative_to(self.path):
            return None
        return self._records.get(key_of(path.relative_to(self.path)))

    def newcomers(self) -> list[PhotoRecord]:
        """Return the photos of which the project knows nothing yet."""
        present = [self._records.record(key) for key in self.present]
        return [r for r in present if r.updated == 0 and self._records.stored_status(r.key) is None]

    def include(self, paths: Iterable[Path]) -> None:
        """List these photos too from the next scan on, whose names promise none."""
        self._included |= {path.absolute() for path in paths}

    def scan(self) -> list[RecordChange]:
        """List the folder. Return changes for photos whose labels are not those that were accepted.

        Raises:
            StoreGoneError: The folder is not where it was.
        """
        self._store.check()
        present = []
        saved = self._pictures.saved_labels()
        found, restored = [], 0
        skipped = SkippedFiles()
        unlisted = find_unlisted(self.path, self._records.all(), self._included)
        for path, stamp in list_photos(self.path, self.recursive, unlisted, skipped):
            key = key_of(path.relative_to(self.path))
            known = self._records.add(PhotoRecord(key, path, *stamp))
            self._photos.see(key, path, stamp)
            if key in saved and is_unknown(known, saved[key]):
                found.append(self._restore(key, saved[key]))
                restored += known.updated == 0 or found[-1].status != known.status
            present.append(key)
        self.present = present
        self.absent = find_absent(self.path, self._records.all(), present)
        self.restored = restored
        if found:
            self._records.write_new(found)
        self.skipped = skipped.sentences()
        return acceptance.check(self._records.accepted(), saved, self._pictures)

    def leave_new(self, keys: Iterable[str]) -> None:
        """Note that these photos are new ones, whatever vanished: they are newcomers no longer."""
        with self._records.saving:
            records = [self._records.record(key) for key in keys]
            self._records.write_new([record for record in records if record.updated == 0])

    def _restore(self, key: str, written: int) -> PhotoRecord:
        """Make a record from the files, for a photo whose row was lost."""
        status = restored_status(self._pictures, key, self._records.record(key).status)
        return self._records.note(key, status=status, updated=written / 1e9)
