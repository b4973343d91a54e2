"""The two kinds of labels that dialogs are made of besides plain ones."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def heading(text: str) -> QLabel:
    """A label in bold, for the title of a part of a dialog."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def muted(text: str = "", wrap: bool = False) -> QLabel:
    """For what explains or comes second."""
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setWordWrap(wrap)
    return label
