"""The order of the listed photos, and which of them is the most useful to look at next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from PySide6.QtCore import QObject, QSettings, Signal

from faceparse_gui.project import PhotoRecord, Status
from faceparse_gui.ui.session.session import Session

Order = Literal["name", "status", "uncertainty", "warnings"]
ORDERS: tuple[Order, ...] = get_args(Order)

_SETTING = "images/order"
_STATUSES: tuple[Status, ...] = get_args(Status)


def uncertainty_of(record: PhotoRecord) -> float:
    """0 to 1, and -1 where the network was not asked."""
    return -1.0 if record.uncertainty is None else record.uncertainty


def waits(record: PhotoRecord) -> bool:
    """Whether the photo is parsed and nobody has looked at it: its uncertainty says what a look is worth."""
    return record.status == "parsed"


_RANKS: dict[Order, Callable[[PhotoRecord], tuple[float, ...]]] = {  # by name: as they were listed
    "status": lambda record: (_STATUSES.index(record.status),),
    # Those that wait for a look, then those to be parsed, then what is done.
    "uncertainty": lambda record: (
        0 if waits(record) else 1 + _STATUSES.index(record.status),
        -uncertainty_of(record),
    ),
    "warnings": lambda record: (-(record.issues or 0),),
}


class Ordering(QObject):
    """Sorts the session's photos when asked to; in between no row moves, whatever happens to the photos."""

    order_changed = Signal()
    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._places: dict[str, int] = {}  # as they were listed
        self._offered: set[str] = set()
        saved = QSettings().value(_SETTING)
        self.order: Order = saved if saved in ORDERS else "name"
        session.projects.opened.connect(self._start)

    def set_order(self, order: Order) -> None:
        """Sort by it from now on, also the next time the program starts."""
        self.order = order
        QSettings().setValue(_SETTING, order)
        self.sort()
        self.order_changed.emit()

    def sort(self) -> None:
        """Put the photos in order as they are now."""
        self._offered.clear()
        self._session.photos.arrange(self._sorted())

    @property
    def is_outdated(self) -> bool:
        """Whether sorting would move a row."""
        return self._session.photos.keys != self._sorted()

    def go_to_most_useful(self) -> None:
        """Show the photo that waits for a look and is the most uncertain; the next time, the one after it."""
        shown = set(self._session.photos.shown)
        records = [record for record in self._session.photos.records() if record.key in shown]
        waiting = sorted(filter(waits, records), key=uncertainty_of, reverse=True)
        if self._session.current.wanted is not None:
            self._offered.add(self._session.current.wanted)
        new = [record.key for record in waiting if record.key not in self._offered]
        if new:
            self._offered.add(new[0])
            self._session.current.select(new[0])
            return
        self._offered.clear()  # those passed over come again
        self.notice.emit("info", self._why_none(records, waiting))

    def _why_none(self, records: Sequence[PhotoRecord], waiting: Sequence[PhotoRecord]) -> str:
        if waiting:
            return self.tr("That was the last photo to review. Press again to start over.")
        if any(record.status == "new" for record in records):
            return self.tr("No parsed photos left to review. Use Parse all to get more.")
        return self.tr("All photos have been reviewed.")

    def _start(self) -> None:
        self._offered.clear()
        self._places = {key: place for place, key in enumerate(self._session.photos.keys)}
        self._session.photos.keys = self._sorted()

    def _sorted(self) -> list[str]:
        listed = sorted(self._session.photos.keys, key=self._places.__getitem__)
        if self.order == "name":
            return listed
        rank, record = _RANKS[self.order], self._session.photos.record
        return sorted(listed, key=lambda key: rank(record(key)))
