"""Work that goes to another photo: to its new name, or from another project's photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_gui.project.photo_folder import PhotoFolder
from faceparse_gui.project.photos.photos import Photos
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import PhotoRecord, key_of
from faceparse_gui.project.saved_labels import SavedLabels
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store_place import StorePlace


class WorkTransfer:
    """Moves or copies label maps, predictions and rows. Waits for the disk."""

    def __init__(
        self,
        place: StorePlace,
        folder: PhotoFolder,
        records: RecordTable,
        pictures: Pictures,
        photos: Photos,
        labels: SavedLabels,
    ) -> None:
        self._place = place
        self._folder = folder
        self._records = records
        self._pictures = pictures
        self._photos = photos
        self._labels = labels

    def reattach(self, old: str, new: str) -> bool:
        """As ``Project.reattach``."""
        self._place.prepare()
        with self._records.saving:
            record, there = self._records.record(old), self._records.record(new)
            if old not in self._folder.absent or there.updated > 0 or there.status != "new":
                return False
            record = replace(record, key=new, path=there.path, changed=False)
            record = replace(record, size=there.size, mtime_ns=there.mtime_ns)
            self._pictures.copy(old, new)
            self._records.move_row(old, record)
            self._folder.absent.remove(old)
        self._pictures.remove(old)
        return True

    def take(
        self, record: PhotoRecord, pictures: Pictures, frames: Callable[[str], tuple[Frame, ...]]
    ) -> bool:
        """As ``Project.take``, from a project with these ``pictures``; ``frames`` reads a photo's there."""
        key = key_of(record.path.relative_to(self._folder.path))
        mine = self._records.get(key)
        if mine is not None and mine.updated >= record.updated:
            return False
        self._place.prepare()
        if mine is not None and mine.status in ("edited", "accepted"):
            why = message("There is newer work on {name}.", name=record.path.name)
            self._labels.keep_aside(key, why)
        with self._records.saving:
            self._pictures.copy_from(pictures, record.key, key)
            taken = replace(record, key=key)
            self._records.write(taken, record.status, frames(record.key))
            self._records.put(taken)
            if key not in self._folder.present and key not in self._folder.absent:
                self._folder.absent.append(key)
        self._photos.compare_again(key)
        return True
