"""The label maps of a project on disk, with their photos' statuses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_gui.project.errors import DamagedLabelsError, ProjectError, other_size
from faceparse_gui.project.photos.photos import Photos
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import Status, check_status
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store_place import StorePlace


class SavedLabels:
    """Reads and writes label maps. Killed between two steps, no correction is left where a parse replaces it.

    Waits for the disk; from any thread.
    """

    def __init__(
        self,
        place: StorePlace,
        records: RecordTable,
        pictures: Pictures,
        photos: Photos,
        on_notice: Callable[[str], None],
    ) -> None:
        """``on_notice`` is called, from the thread that saves, with what the user should know of a save."""
        self._place = place
        self._records = records
        self._pictures = pictures
        self._photos = photos
        self._on_notice = on_notice

    def load(self, key: str, size: tuple[int, int] | None = None) -> LabelMap | None:
        """As ``Project.load_labels``."""
        try:
            labels = self._pictures.read_labels(self._pictures.labels_path(key))
        except DamagedLabelsError as damaged:
            if key in self._records:
                self.set_status(key, "edited" if damaged.restored else "new")
            raise
        if labels is not None and size is not None and labels.shape != size[::-1]:
            raise other_size(self._records.record(key).path, size, labels.shape)
        return labels

    def save(self, key: str, labels: LabelMap, status: Status | None = None, noted: bool = False) -> None:
        """As ``Project.save_labels``."""
        check_status(status)
        self._place.prepare()
        status = status or self._records.record(key).status
        before = self._records.stored_status(key) or "new"
        by_hand = status in ("edited", "accepted") or before == "accepted"
        path = self._pictures.labels_path(key)
        if by_hand and before != "edited" and self._records.record(key).updated > 0:
            self._records.write(self._records.record(key), "edited")
        try:
            if before in ("edited", "accepted") and self._photos.is_another(key):
                name = self._records.record(key).path.name
                self.keep_aside(key, message("{name} changed since it was labelled.", name=name))
            self._pictures.write_labels(path, labels)
        except ProjectError:
            if (self._records.stored_status(key) or "new") != before:
                with suppress(ProjectError):
                    self._records.write(self._records.record(key), before)
            raise
        height, width = labels.shape
        made = self._photos.made_on(key) | {"width": width, "height": height}
        self._records.forget_issue_count(key)
        made |= self._pictures.note_labels(key, status)
        self._records.save(key, None if noted else status, status, **made)
        self._photos.saved(key)

    def set_status(self, key: str, status: Status, noted: bool = False) -> None:
        """As ``Project.set_status``."""
        check_status(status)
        self._place.prepare()
        changes = self._pictures.note_labels(key, status)
        self._records.save(key, None if noted else status, status, **changes)

    def keep_aside(self, key: str, why: str) -> None:
        """Keep a copy of labels that are about to be replaced by others than their own corrections."""
        aside = self._pictures.keep_labels(key)
        if aside is not None:
            self._on_notice(message("{why} Its earlier labels are kept as {aside}.", why=why, aside=aside))
