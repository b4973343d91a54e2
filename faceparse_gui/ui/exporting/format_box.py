"""The formats to choose from, under headings, each with a line of what it is for."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from faceparse_gui.formats import Format
from faceparse_gui.ui.exporting.format_words import GROUPS, format_title, group_of, purpose, translated
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_PURPOSE = Qt.ItemDataRole.UserRole + 1
_POPUP_WIDTH = 440
_ROWS = 14
_IN_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip  # Chinese is taller than a line


class FormatBox(QComboBox):
    """A list of formats to choose one from; headings cannot be chosen. The classes' groups are in
    ``format_words``.
    """

    chosen = Signal(object)  # Format, by whomever

    def __init__(self, formats: Iterable[Format], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = {each.name: each for each in formats}
        model = QStandardItemModel(self)
        for group in GROUPS:
            members = [each for each in self._formats.values() if group_of(each) == group]
            if members:
                model.appendRow(_heading(translated(group)))
            for each in members:
                model.appendRow(_row(each))
        self.setModel(model)
        self.setItemDelegate(_Rows(self))
        self.setMaxVisibleItems(_ROWS)
        self.view().setMinimumWidth(_POPUP_WIDTH)
        self.setAccessibleName(self.tr("Format"))
        self.currentIndexChanged.connect(self._changed)
        self.setCurrentIndex(1)

    @property
    def format(self) -> Format:
        """The chosen format."""
        return self._formats[self.currentData()]

    def choose(self, name: str) -> bool:
        """Show the format of that name; False: there is none."""
        row = self.findData(name)
        if row < 0:
            return False
        self.setCurrentIndex(row)
        return True

    def _changed(self) -> None:
        if self.currentData() in self._formats:
            self.setToolTip(purpose(self.format))
            self.chosen.emit(self.format)


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _row(format_: Format) -> QStandardItem:
    item = QStandardItem(format_title(format_))
    item.setData(format_.name, Qt.ItemDataRole.UserRole)
    item.setData(purpose(format_), _PURPOSE)
    item.setData(purpose(format_), Qt.ItemDataRole.AccessibleDescriptionRole)
    return item


class _Rows(QStyledItemDelegate):
    """Headings in small bold letters; formats in two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = option.fontMetrics.height()
        if index.data(_PURPOSE) is None:
            return QSize(_POPUP_WIDTH, line + SPACE_M + SPACE_S)
        return QSize(_POPUP_WIDTH, 2 * line + SPACE_M)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colors = Theme.current().colors
        row: QRect = option.rect
        about = index.data(_PURPOSE)
        painter.save()
        if about is None:
            _paint_heading(painter, row, index.data(), colors.muted)
        else:
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colors.selected))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.drawRoundedRect(row, 4, 4)
            text = row.adjusted(SPACE_M + SPACE_S, SPACE_S, -SPACE_M, -SPACE_S)
            line = option.fontMetrics.height()
            for top, words, color in (
                (text.top(), index.data(), colors.text),
                (text.top() + line, about, colors.muted),
            ):
                painter.setPen(QColor(color))
                words = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, text.width())
                painter.drawText(QRect(text.left(), top, text.width(), line), _IN_LINE, words)
        painter.restore()


def _paint_heading(painter: QPainter, row: QRect, text: str, color: str) -> None:
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(row.adjusted(SPACE_S, SPACE_S, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
