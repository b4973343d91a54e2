"""Offers at the top of the canvas: news with buttons, that wait until the person has time for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.ui.icons import icon
from faceparse_gui.ui.theme import SPACE_M, SPACE_S, Theme


@dataclass(frozen=True, slots=True)
class Offer:
    """``key``: an offer of the same key takes its place. ``actions``: the buttons' texts and what they do.
    ``stays``: it is a state, not news; neither a button nor a cross takes it away, only who offered it."""

    key: str
    text: str
    actions: Sequence[tuple[str, Callable[[], object]]] = ()
    stays: bool = False


class Offers(QWidget):
    """Shows one below the other; a button or the cross takes an offer away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, _Strip] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def add(self, offer: Offer) -> None:
        self.withdraw(offer.key)
        strip = _Strip(offer, lambda: self.withdraw(offer.key))
        self._shown[offer.key] = strip
        self._column.addWidget(strip)
        self.show()

    def withdraw(self, key: str) -> None:
        """Take the offer away; harmless when it is not there."""
        strip = self._shown.pop(key, None)
        if strip is not None:
            strip.hide()
            strip.deleteLater()
        self.setVisible(bool(self._shown))

    def clear(self) -> None:
        for key in list(self._shown):
            self.withdraw(key)

    @property
    def texts(self) -> list[str]:
        return [strip.offer.text for strip in self._shown.values()]


class _Strip(QFrame):
    def __init__(self, offer: Offer, close: Callable[[], None]) -> None:
        super().__init__()
        self.offer = offer
        self.setObjectName("offer")
        sign = QLabel()
        sign.setPixmap(icon("alert" if offer.stays else "finetune").pixmap(18, 18))
        text = QLabel(offer.text)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addWidget(sign)
        row.addWidget(text, 1)
        for title, action in offer.actions:
            button = QPushButton(title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # painting keeps its keys
            if not offer.stays:
                button.clicked.connect(close)
            button.clicked.connect(lambda checked=False, action=action: action())
            row.addWidget(button)
        if not offer.stays:
            cross = QToolButton()
            cross.setIcon(icon("cancel"))
            cross.setToolTip(self.tr("Not now"))
            cross.setAccessibleName(cross.toolTip())
            cross.clicked.connect(close)
            row.addWidget(cross)
        Theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        colors = Theme.current().colors
        edge = colors.error if self.offer.stays else colors.accent
        self.setStyleSheet(
            f"#offer {{ background: {colors.panel}; border: 0; border-left: 3px solid {edge};"
            f" border-bottom: 1px solid {colors.border}; }}"
        )
