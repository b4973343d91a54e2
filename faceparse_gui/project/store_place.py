"""Where a project's photos and its store lie: followed to another place, made anew when it was deleted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from faceparse_core.messages import message
from faceparse_gui.project.errors import saving_failed
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import Status
from faceparse_gui.project.store.store import Store, StoreGoneError
from faceparse_gui.project.versions.versions import Versions


class StorePlace:
    """Checks and changes the place of a store, for all that is kept in it. From any thread."""

    def __init__(
        self,
        store: Store,
        records: RecordTable,
        versions: Versions,
        on_made_anew: Callable[[str, dict[str, Status]], None],
    ) -> None:
        """``on_made_anew`` is called as ``Project.on_made_anew``."""
        self._store = store
        self._records = records
        self._versions = versions
        self._on_made_anew = on_made_anew
        self._placing = threading.Lock()

    def check(self) -> None:
        """``StoreGoneError`` where folder and store are not where they were."""
        self._store.check_photos()

    def follow(self, folder: Path) -> None:
        """As ``Project.follow``."""
        with self._placing, self._records.saving:
            before = self._store.folder
            self._store.follow(folder)
            self._records.move_paths(before, folder)
            self._open_database()

    def prepare(self) -> None:
        """Before anything is written: as ``check`` of the store, but one that was deleted is made anew.

        Raises:
            StoreGoneError: if the store was moved away or replaced.
            ProjectError: if it cannot be made anew.
        """
        with self._placing:
            try:
                self._store.check()
                return
            except StoreGoneError as gone:
                if not gone.deleted:
                    raise
                text = message("{gone} It was made anew.", gone=gone)
            try:
                self._store.make_anew()
            except OSError as error:
                raise saving_failed(self._store.path, error) from error
            statuses = self._records.lose_work()
            self._open_database()
        self._on_made_anew(text, statuses)

    def _open_database(self) -> None:
        self._records.open_database(self._store.folder)
        self._versions.reopen(self._store.path)
