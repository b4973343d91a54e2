"""The list of photos: thumbnail, name, status."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.project import PhotoRecord, Status
from faceparse_gui.ui.photos.filter_bar import FilterBar
from faceparse_gui.ui.photos.filtering import Filter
from faceparse_gui.ui.photos.ordering import Ordering
from faceparse_gui.ui.photos.photo_model import RECORD, STAMP, PhotoModel, status_title
from faceparse_gui.ui.photos.progress_summary import ProgressSummary
from faceparse_gui.ui.photos.sort_bar import SortBar
from faceparse_gui.ui.photos.thumbnails import Thumbnails
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenPhoto
from faceparse_gui.ui.widgets.icons import draw_icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_THUMBNAIL = 48
_DOT = 9
_LEAST = 140
_BREAKS = " _-+~@"
"""Behind these a name goes on in the next line."""
_SUMMARY_MS = 200  # counting thousands of photos after each stroke would be felt


class PhotoListView(QWidget):
    """The panel of the photo list: filter, order, the rows, and the progress below them."""

    selected = Signal(str)  # key, by the user
    marked_changed = Signal()  # other photos are marked, or what is known of those that are

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.ordering = Ordering(session)  # before the list is filled: it is filled in order
        self.sort_bar = SortBar(self.ordering)
        self.filter = Filter(session)
        self.filter_bar = FilterBar(self.filter)
        self.progress = ProgressSummary()
        self._model = PhotoModel(self)
        self.thumbnails = Thumbnails(self)
        self.view = _View()
        self.view.setModel(self._model)
        self.view.setItemDelegate(_RowPainter(self.thumbnails, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Photos"))
        self.setMinimumWidth(_LEAST)  # whatever the parts say meanwhile: the list keeps its width
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._none = _NoMatch()
        self._none.show_all.connect(self.filter.clear)
        for part in (self.progress, self.filter_bar, self.sort_bar, self._none, self.view):
            layout.addWidget(part)
        layout.setStretchFactor(self.view, 1)

        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.selectionModel().selectionChanged.connect(self.marked_changed)
        self.thumbnails.loaded.connect(self._model.refresh)
        session.projects.opened.connect(self._fill)
        session.current.loading.connect(self._show_current)
        session.edits.record_changed.connect(self._refresh)
        session.current.opened.connect(self._opened)
        session.photos.arranged.connect(self._arrange)
        self._soon = QTimer(self, singleShot=True, interval=_SUMMARY_MS)
        self._soon.timeout.connect(self._summarise)
        self._summarise()
        self.ordering.order_changed.connect(self.view.scrollToTop)

    def sizeHint(self) -> QSize:
        """Narrow and high, in pixels."""
        return QSize(230, 400)

    def _fill(self) -> None:
        self.thumbnails.clear()
        self.progress.start()
        assert self._session.project is not None
        self._model.fill(self._session.project, self._session.photos.shown)
        QTimer.singleShot(0, self, self._summarise)  # of many photos, a turn of its own
        if self._session.open_photo is not None:
            self._show_current(self._session.open_photo.key)

    def sort_unless_in_use(self) -> None:
        """Sort anew, but move no row under the pointer."""
        if not self.view.underMouse():
            self.ordering.sort()

    def _arrange(self) -> None:
        self._model.arrange(self._session.photos.shown)
        nothing = bool(self._session.photos.keys) and not self._session.photos.shown
        if nothing != self.view.isHidden():  # or a view that is shown already would lay out all its rows anew
            self._none.setVisible(nothing)
            self.view.setVisible(not nothing)
        if self._session.current.wanted is not None:
            self._show_current(self._session.current.wanted)
        self.view.scrollTo(self.view.currentIndex())
        self.sort_bar.follow()

    @property
    def selected_keys(self) -> list[str]:
        """The photos that are marked in the list, in its order."""
        rows = sorted(self.view.selectedIndexes(), key=QModelIndex.row)
        return [self._model.key(row) for row in rows]

    def marked(self, *statuses: Status) -> list[str]:
        """Those of the marked photos that have one of these statuses."""
        rows = sorted(self.view.selectedIndexes(), key=QModelIndex.row)
        records: list[PhotoRecord] = [index.data(RECORD) for index in rows]
        return [record.key for record in records if record.status in statuses]

    def refresh_all(self) -> None:
        """Many photos changed at once."""
        self._model.refresh_all()
        self._summarise()

    def read_again(self) -> None:
        """The photos that could not be read may be there again."""
        self.thumbnails.forget_unread()
        self.refresh_all()

    def _opened(self, open_photo: OpenPhoto | None) -> None:
        """What is shown was read just now: whether it changed is known, and it has a thumbnail."""
        if open_photo is not None:
            self.thumbnails.forget_unread(open_photo.key)
            self._refresh(open_photo.key)

    def _refresh(self, key: str) -> None:
        self._model.refresh(key)
        if not self._soon.isActive():
            self._soon.start()

    def _summarise(self) -> None:
        self.sort_bar.follow()
        self.marked_changed.emit()
        records = self._session.photos.records()
        accepted = sum(record.status == "accepted" for record in records)
        no_face = sum(record.status == "no-face" for record in records)
        self.progress.show_counts(accepted, len(records), no_face)

    def _show_current(self, key: str) -> None:
        """Mark it alone, whatever keys are held: the view itself would add it to the marked with Ctrl."""
        index = self._model.index_of(key)
        if self.view.currentIndex() != index:
            marked_alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(index, marked_alone)

    def _current_changed(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            self.selected.emit(self._model.key(index))


class _View(QListView):
    """A QListView lays out every row anew when one changes; here the rows keep their height."""

    def dataChanged(
        self,
        top: QModelIndex | QPersistentModelIndex,
        bottom: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        QAbstractItemView.dataChanged(self, top, bottom, roles)


class _NoMatch(QWidget):
    """In the list's place while the filter leaves nothing."""

    show_all = Signal()

    def __init__(self) -> None:
        super().__init__()
        text = QLabel(self.tr("No matching photos."))
        text.setProperty("muted", True)
        button = QPushButton(self.tr("Show all"))
        button.clicked.connect(self.show_all)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_M)
        column.addSpacing(SPACE_M)
        for part in (text, button):
            column.addWidget(part, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()


class _RowPainter(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, view: QListView) -> None:
        super().__init__(view)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _THUMBNAIL + 2 * SPACE_S)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        record: PhotoRecord = index.data(RECORD)
        colors = Theme.current().colors
        row: QRect = option.rect
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, QColor(colors.selected))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(colors.hover))

        frame = QRectF(row.left() + SPACE_M, row.top() + SPACE_S, _THUMBNAIL, _THUMBNAIL)
        _paint_thumbnail(painter, frame, self._thumbnails.get(record.key, record.path, index.data(STAMP)))
        if record.changed:
            _paint_changed(painter, frame)

        left = int(frame.right()) + SPACE_M
        text = QRect(left, row.top(), row.right() - left - SPACE_M, row.height())
        metrics = option.fontMetrics
        names = name_lines(index.data(), metrics, text.width())
        line = min(metrics.height() + 2, row.height() // (len(names) + 1))
        top = text.center().y() - line * (len(names) + 1) // 2
        painter.setPen(QColor(colors.text))
        for name in names:
            painter.drawText(QRect(left, top, text.width(), line), Qt.AlignmentFlag.AlignVCenter, name)
            top += line
        _paint_dot(painter, QPointF(left + _DOT / 2, top + 0.5 * line + 1), record)
        painter.setPen(QColor(colors.muted))
        status = QRect(left + _DOT + 6, top, text.width() - _DOT - 6, line)
        if record.issues:
            status.setRight(_paint_issues(painter, status, record.issues))
        title = metrics.elidedText(status_title(record), Qt.TextElideMode.ElideRight, status.width())
        painter.drawText(status, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()


def name_lines(name: str, metrics: QFontMetrics, width: int) -> list[str]:
    """A photo's name in one line or two of ``width`` px; what is longer still has its … in the second."""
    if metrics.horizontalAdvance(name) <= width:
        return [name]
    begin = next(
        count for count in range(len(name) - 1, -1, -1) if metrics.horizontalAdvance(name[:count]) <= width
    )
    breaks = [place + 1 for place, sign in enumerate(name[:begin]) if sign in _BREAKS]
    cut = next((place for place in reversed(breaks) if place > begin // 2), begin)
    return [name[:cut], metrics.elidedText(name[cut:], Qt.TextElideMode.ElideMiddle, width)]


def _paint_issues(painter: QPainter, line: QRect, count: int) -> int:
    """A sign and the number at the end of a line; where they begin."""
    number = str(count)
    width = painter.fontMetrics().horizontalAdvance(number)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    side = 13
    x = line.right() - width - side - 2
    draw_icon(
        painter,
        QRectF(x, line.center().y() - side / 2 + 1, side, side),
        "alert",
        Theme.current().colors.warning,
    )
    return x - SPACE_S


def _paint_thumbnail(painter: QPainter, frame: QRectF, thumbnail: QPixmap | None) -> None:
    """The thumbnail fitted into ``frame``; an even square while it is read, a sign where it cannot be."""
    colors = Theme.current().colors
    if thumbnail is None or thumbnail.isNull():
        painter.fillRect(frame, QColor(colors.hover))
        if thumbnail is not None:
            draw_icon(painter, frame.adjusted(12, 12, -12, -12), "alert", colors.error)
        return
    size = QRectF(thumbnail.rect()).size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(frame.center())
    painter.drawPixmap(place, thumbnail, QRectF(thumbnail.rect()))


def _paint_changed(painter: QPainter, frame: QRectF) -> None:
    """A sign in the thumbnail's corner: this is not the photo that was labelled."""
    colors = Theme.current().colors
    corner = QRectF(frame.right() - 17, frame.bottom() - 17, 17, 17)
    painter.fillRect(corner, QColor(colors.panel))
    draw_icon(painter, corner.adjusted(2, 2, -2, -2), "alert", colors.warning)


def _paint_dot(painter: QPainter, center: QPointF, record: PhotoRecord) -> None:
    """New: a ring. No face: a ring with a stroke through it. Parsed, edited: a disc. Accepted: a tick."""
    colors = Theme.current().colors
    color = {
        "new": colors.muted,
        "no-face": colors.muted,
        "parsed": colors.accent,
        "edited": colors.warning,
        "accepted": colors.success,
    }
    ink = QColor(color[record.status])
    radius = _DOT / 2
    if record.status == "accepted":
        painter.setPen(
            QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline([center + QPointF(-4, 0), center + QPointF(-1, 3), center + QPointF(4, -3.5)])
        return
    painter.setPen(QPen(ink, 1.4))
    painter.setBrush(ink if record.has_labels else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(center, radius - 0.7, radius - 0.7)
    if record.status == "no-face":
        painter.drawLine(center + QPointF(-radius, radius), center + QPointF(radius, -radius))
    painter.setBrush(Qt.BrushStyle.NoBrush)
