"""The listed photos as Qt's list model: nothing is held here but their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from faceparse_gui.project import ImageRecord, Project

RECORD = Qt.ItemDataRole.UserRole
"""The role of a row's ImageRecord."""


class ImageModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}

    def fill(self, project: Project, keys: Sequence[str]) -> None:
        self.beginResetModel()
        self._project = project
        self._keys = list(keys)
        self._rows = {key: row for row, key in enumerate(self._keys)}
        self.endResetModel()

    def refresh(self, key: str) -> None:
        """Draw the row of ``key`` anew."""
        index = self.index_of(key)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def index_of(self, key: str) -> QModelIndex:
        return self.index(self._rows[key]) if key in self._rows else QModelIndex()

    def key(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return self._keys[index.row()]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._keys)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or self._project is None:
            return None
        record = self._project.image(self.key(index))
        match role:
            case _ if role == RECORD:
                return record
            case Qt.ItemDataRole.DisplayRole:
                return record.path.name
            case Qt.ItemDataRole.ToolTipRole:
                return str(record.path)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{record.path.name}, {status_title(record)}"
        return None


def status_title(record: ImageRecord) -> str:
    """The photo's status in the user's language."""
    return {
        "new": _tr("new"),
        "parsed": _tr("parsed"),
        "edited": _tr("edited"),
        "accepted": _tr("accepted"),
    }[record.status]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImageModel", text)
