"""A project: one folder of photos and the work saved on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_gui.project import acceptance
from faceparse_gui.project.errors import ProjectError, check_readable
from faceparse_gui.project.notices import describe
from faceparse_gui.project.photo_folder import PhotoFolder
from faceparse_gui.project.photos.photos import Photos
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import PhotoRecord, Prediction, Status
from faceparse_gui.project.saved_labels import SavedLabels
from faceparse_gui.project.saved_predictions import SavedPredictions
from faceparse_gui.project.store.database import Database
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store.location import hold_store
from faceparse_gui.project.store.store import Store
from faceparse_gui.project.store_place import StorePlace
from faceparse_gui.project.versions.versions import Versions
from faceparse_gui.project.work_transfer import WorkTransfer


class Project:
    """The photos of a folder, their statuses, label maps and predictions.

    The records live in memory, so that asking for them never waits; what saves or loads waits for the disk.
    Every method may be called from any thread. The pictures on disk come before the database: a label map
    without a row (the database was lost) is restored when its photo is found.

    It composes: ``RecordTable`` has the records and their rows, ``PhotoFolder`` the photos in the folder,
    ``SavedLabels`` and ``SavedPredictions`` the files, ``WorkTransfer`` work that goes to another photo,
    ``StorePlace`` where all of it lies.
    """

    def __init__(
        self, store: Store, database: Database, recursive: bool, store_notices: tuple[str, ...] = ()
    ) -> None:
        self.notices: tuple[str, ...] = ()
        self.on_notice: Callable[[str], None] = self._add_notice
        """Called with what a save reports, from the thread that saves; a notice unless it is replaced."""
        self.on_made_anew: Callable[[str, dict[str, Status]], None] | None = None
        """Called, from any thread, when the store was deleted and had to be made anew: with a message, and
        what the statuses of the photos were. What is still in memory is to be saved again."""
        self.versions = Versions(store.path)
        self._store = store
        self._store_notices = store_notices
        self._pictures = pictures = Pictures(store)
        self._records = records = RecordTable(store, database)
        self.photos = photos = Photos(records)
        self._place = place = StorePlace(store, records, self.versions, self._made_anew)
        self._folder = PhotoFolder(store, records, pictures, photos, recursive)
        self._labels = SavedLabels(place, records, pictures, photos, self._notify)
        self._predictions = SavedPredictions(place, store, records, pictures, photos, self._notify)
        self._transfer = WorkTransfer(place, self._folder, records, pictures, photos, self._labels)

    @property
    def folder(self) -> Path:
        """The photos' folder."""
        return self._store.folder

    @property
    def store(self) -> Path:
        """Where the work on them is kept."""
        return self._store.path

    @property
    def recursive(self) -> bool:
        """Whether the photos in subfolders belong to it."""
        return self._folder.recursive

    @recursive.setter
    def recursive(self, recursive: bool) -> None:
        self._folder.recursive = recursive

    @property
    def skipped(self) -> tuple[str, ...]:
        """What lies in the folder and is not read, in sentences; part of ``notices``."""
        return self._folder.skipped

    @classmethod
    def open(cls, folder: str | Path, recursive: bool = False) -> Project:
        """Open or begin the project of ``folder``, with its subfolders if ``recursive``.

        No photo is read; 10,000 of them take 0.2 s. ``ProjectError``: the folder cannot be listed, is open in
        another window, was worked on by a newer version, or its work cannot be kept.
        """
        folder = Path(folder).absolute()
        check_readable(folder)
        store = hold_store(folder)
        try:
            notices = store.set_odd_aside()
            project = cls(store, Database(store.path, folder), recursive, notices)
        except BaseException:
            store.close()
            raise
        try:
            project._pictures.remove_leftovers()
            project.versions.remove_leftovers()
            project.rescan()
        except BaseException:
            project.close()
            raise
        return project

    def close(self) -> None:
        """Let go of the folder; another window may then open it."""
        self.photos.close()
        self._records.database.close()
        self._store.close()

    # Where it is

    def check(self) -> None:
        """Check that folder and store are where they were. ``StoreGoneError``: they are not."""
        self._place.check()

    def follow(self, folder: Path) -> None:
        """Go on in ``folder``, to which the photos were moved with their store.

        ``ProjectError``: it is another folder, or its database cannot be opened.
        """
        self._place.follow(folder)

    def make_anew(self) -> None:
        """Make a store that was deleted anew, if it was; ``on_made_anew`` is called."""
        self._place.prepare()

    # Records, from memory

    def records(self) -> list[PhotoRecord]:
        """Return the photos in natural order; the work on one that vanished waits for its return."""
        return [self._records.record(key) for key in self._folder.present]

    def vanished(self) -> list[PhotoRecord]:
        """Return the records of photos that were worked on and are not in the folder now."""
        return [self._records.record(key) for key in self._folder.absent]

    def newcomers(self) -> list[PhotoRecord]:
        """Return the photos of which the project knows nothing yet."""
        return self._folder.newcomers()

    def worked_on(self) -> list[PhotoRecord]:
        """Return the records of all photos with labels, wherever they are."""
        return self._records.worked_on()

    def record(self, key: str) -> PhotoRecord:
        """Return one record; ``KeyError`` for an unknown key."""
        return self._records.record(key)

    def find(self, path: str | Path) -> PhotoRecord | None:
        """Return the record of the photo at ``path``, None when it is not of this project."""
        return self._folder.find(Path(path).absolute())

    def name_of(self, record: PhotoRecord) -> str:
        """Return the photo's path in the folder, with ``/``."""
        return record.path.relative_to(self.folder).as_posix()

    def note_status(self, key: str, status: Status) -> None:
        """Give the record another status, in memory only: for the autosave, which writes it later."""
        self._records.note(key, status=status)

    def note_accepted_for(self, key: str, classes: Iterable[str] = ()) -> None:
        """Note which classes the photo is about to be accepted for; none, or all of them: the whole photo.

        In memory; it is written with the status that follows. ``ValueError``: there is no such class.
        """
        self._records.note(key, accepted_for=acceptance.accepted_for(classes))

    def note_prediction(self, key: str, prediction: Prediction) -> None:
        """Give the record another prediction's maker and uncertainty, in memory only: as ``note_status``."""
        self._records.note(key, **prediction.for_record())

    # The folder

    def rescan(self) -> None:
        """Look for the photos again. ``StoreGoneError``: their folder is not where it was."""
        doubts = self._folder.scan()
        self._records.keep(doubts)
        self.notices = self._describe()
        for text in acceptance.notices(doubts):
            self.on_notice(text)

    def include(self, paths: Iterable[Path]) -> None:
        """Take in photos of the folder whose names promise none, and scan again. They stay once worked on."""
        self._folder.include(paths)
        self.rescan()

    def settle(self, should_stop: Callable[[], bool] = lambda: False) -> list[str]:
        """Find out by their content which photos are others, where size and time alone cannot decide.

        Reads those photos; ``notices`` name them then. Returns the keys of the changed ones.
        """
        changed = self.photos.settle(self._folder.present, should_stop)
        self.notices = self._describe()
        return changed

    def reattach(self, old: str, new: str) -> bool:
        """Give the work on a vanished photo to the same photo under a new name; False: there is work on it.

        Killed on the way, the work is there under one of the names, or both.
        """
        if not self._transfer.reattach(old, new):
            return False
        self.notices = self._describe()
        return True

    def take(self, record: PhotoRecord, other: Project) -> bool:
        """Take over the work of ``other`` on a photo of this project; False: what is here is as new."""
        return self._transfer.take(record, other._pictures, other.frames)

    def leave_new(self, keys: Iterable[str]) -> None:
        """Note that these photos are new ones, whatever vanished: they are newcomers no longer."""
        self._folder.leave_new(keys)

    # Work, on disk

    def load_labels(self, key: str, size: tuple[int, int] | None = None) -> LabelMap | None:
        """Read the saved label map, None when there is none.

        ``ProjectError``: it is damaged and was set aside, or it has not the photo's ``size`` ``(width,
        height)``; then it stays as it is.
        ``DamagedLabelsError``: if ``restored``, those saved before can be read now, and count as edited.
        """
        return self._labels.load(key, size)

    def save_labels(
        self, key: str, labels: LabelMap, status: Status | None = None, noted: bool = False
    ) -> None:
        """Write the label map and the status; without one, the status in memory.

        ``noted``: the status in memory may be newer than the one given, and stays. Killed between two of its
        steps, what a hand did is never left under a status that lets a parse replace it. Where the photo
        changed, what a hand had done on the one before is kept aside, and ``on_notice`` is called with that.
        ``ValueError``, before anything is written: there is no such status.
        """
        self._labels.save(key, labels, status, noted)

    def set_status(self, key: str, status: Status, noted: bool = False) -> None:
        """Write another status; ``noted`` and ``ValueError`` as in ``save_labels``."""
        self._labels.set_status(key, status, noted)

    def save_issue_count(self, key: str, number: int) -> None:
        """Write how many issues the saved labels have. Until then the record on disk has no number.

        Raises:
            KeyError: if there is no such photo.
            ProjectError: if it cannot be written.
        """
        self._store.check()
        self._records.save_issue_count(key, number)

    def load_prediction(self, key: str) -> Prediction | None:
        """Read what the network said, None when there is nothing. ``ProjectError`` as ``load_labels``."""
        return self._predictions.load(key)

    def load_predicted(self, key: str) -> LabelMap | None:
        """Read the label map of the prediction alone. ``ProjectError`` as ``load_labels``."""
        return self._predictions.load_labels(key)

    def is_as_parsed(self, key: str) -> bool:
        """Whether the saved labels are what the network said, unedited. Waits for the disk."""
        try:
            labels, predicted = self.load_labels(key), self.load_predicted(key)
        except ProjectError:
            return False
        return labels is not None and predicted is not None and np.array_equal(labels, predicted)

    def frames(self, key: str) -> tuple[Frame, ...]:
        """Read where the faces of the photo lie, best first; none when none were found or looked for."""
        return self._predictions.frames(key)

    def save_prediction(self, key: str, prediction: Prediction) -> None:
        """Write what a network said; the label map and the status stay."""
        self._predictions.save(key, prediction)

    # Notices

    def _describe(self) -> tuple[str, ...]:
        database = self._records.database
        notices = describe(database.set_aside, self._folder.restored, self.records(), self.vanished())
        return (*self.skipped, *database.notices, *self._store_notices, *notices, *self.versions.notices)

    def _add_notice(self, text: str) -> None:
        self._store_notices = (*self._store_notices, text)
        self.notices = self._describe()

    def _notify(self, text: str) -> None:
        self.on_notice(text)

    def _made_anew(self, text: str, statuses: dict[str, Status]) -> None:
        if self.on_made_anew is not None:
            self.on_made_anew(text, statuses)
