"""The listed photos as Qt's list model: nothing is held here but their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
)

from faceparse_core.labels import ID_OF
from faceparse_gui.project import PhotoRecord, Project
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.photos.ordering import waits

RECORD, STAMP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
"""The roles of a row's PhotoRecord, and of the size and time of the file that is there."""


class PhotoModel(QStringListModel):
    """The base class counts the rows: a view asks for their number with each one that it lays out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}

    def fill(self, project: Project, keys: Sequence[str]) -> None:
        """Show these photos."""
        self._project = project
        self._list(keys)
        self.setStringList(self._keys)

    def arrange(self, keys: Sequence[str]) -> None:
        """Another order of the same keys, where what is selected stays so; or other keys."""
        if self._keys == keys:  # or the view would lay out all its rows anew
            return
        if self._rows.keys() != set(keys):
            self._list(keys)
            self.setStringList(self._keys)
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        kept_keys = [self.key(index) for index in kept]
        self._list(keys)
        self.changePersistentIndexList(kept, [self.index_of(key) for key in kept_keys])
        self.layoutChanged.emit()

    def _list(self, keys: Sequence[str]) -> None:
        self._keys = list(keys)
        self._rows = {key: row for row, key in enumerate(self._keys)}

    def refresh(self, key: str) -> None:
        """Draw the row of ``key`` anew."""
        index = self.index_of(key)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def refresh_all(self) -> None:
        """Draw every row anew."""
        if self._keys:
            self.dataChanged.emit(self.index(0), self.index(len(self._keys) - 1))

    def index_of(self, key: str) -> QModelIndex:
        """Index of a photo."""
        return self.index(self._rows[key]) if key in self._rows else QModelIndex()

    def key(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Key of the photo in a row."""
        return self._keys[index.row()]

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What the view shows of a row: the photo's name, tooltip, record (``RECORD``) or stamp
        (``STAMP``).
        """
        if not index.isValid() or self._project is None:
            return None
        record = self._project.record(self.key(index))
        match role:
            case _ if role == RECORD:
                return record
            case _ if role == STAMP:
                return self._project.photos.stamp(record.key)
            case Qt.ItemDataRole.DisplayRole:
                return self._project.name_of(record)
            case Qt.ItemDataRole.ToolTipRole:
                words = (uncertainty_in_words(record), issues_in_words(record), changed_in_words(record))
                partly = status_title(record) if record.accepted_only else ""
                lines = (str(record.path), partly, *words)
                return "\n".join(filter(None, lines))
            case Qt.ItemDataRole.AccessibleTextRole:
                words = (self._project.name_of(record), status_title(record), issues_in_words(record))
                return ", ".join(filter(None, words))
        return None


def status_title(record: PhotoRecord) -> str:
    """The photo's status in the user's language; while it waits for a look, how unsure the network is."""
    status = {
        "new": QCoreApplication.translate("PhotoModel", "new"),
        "no-face": QCoreApplication.translate("PhotoModel", "no face"),
        "parsed": QCoreApplication.translate("PhotoModel", "parsed"),
        "edited": QCoreApplication.translate("PhotoModel", "edited"),
        "accepted": QCoreApplication.translate("PhotoModel", "accepted"),
    }[record.status]
    if record.accepted_only:
        titles = ", ".join(class_title(ID_OF[name]) for name in record.accepted_only)
        status = QCoreApplication.translate("PhotoModel", "accepted: {0}").format(titles)
    if record.changed:
        return QCoreApplication.translate("PhotoModel", "changed · {0}").format(status)
    if waits(record) and record.uncertainty is not None:
        return QCoreApplication.translate("PhotoModel", "{0} · {1:.1f} % unsure").format(
            status, 100 * record.uncertainty
        )
    return status


def changed_in_words(record: PhotoRecord) -> str:
    """Empty where the photo is the one that was labelled."""
    if not record.changed:
        return ""
    return QCoreApplication.translate(
        "PhotoModel",
        "The photo has changed since it was labelled. It is skipped in exports and fine-tuning "
        "until it is restored or accepted again.",
    )


def issues_in_words(record: PhotoRecord) -> str:
    """Empty without any."""
    if not record.issues:
        return ""
    if record.issues == 1:
        return QCoreApplication.translate("PhotoModel", "1 issue")
    return QCoreApplication.translate("PhotoModel", "{0} issues").format(record.issues)


def uncertainty_in_words(record: PhotoRecord) -> str:
    """What the figure means; empty where the network was not asked."""
    if record.uncertainty is None:
        return ""
    text = QCoreApplication.translate(
        "PhotoModel", "The network expects {0:.1f} % of the face’s pixels to be wrong."
    )
    return text.format(100 * record.uncertainty)
