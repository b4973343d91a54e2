"""Number fields: their text begins where other fields' text begins, and a number is read as it is meant.

A point and a comma both part the decimals, whatever the desktop's language; only threes of digits behind
them, where there can be no such decimals, are thousands. Digits of other scripts are digits.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

_MARGIN = 5  # the style sheet's padding does not reach the line edit inside
_POINTS = "٫،。．，"
_PARTS_THOUSANDS = "'’٬_"  # as spaces do; they are left out
_GROUPED = re.compile(r"[+-]?\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_BEGUN = re.compile(r"[+-]?[\d.,]*")

State = QValidator.State


def number(text: str, decimals: int) -> float | None:
    """What ``text`` means in a field of so many decimals; ``None`` if it is no number (yet)."""
    plain = _plain(text)
    if _GROUPED.fullmatch(plain) and decimals < 3:
        plain = re.sub("[.,]", "", plain)
    *whole, last = re.split("[.,]", plain)
    if any(len(three) != 3 for three in whole[1:]):
        return None
    plain = f"{''.join(whole)}.{last}" if whole else last
    try:
        return float(plain)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Digits and points of any script as those of ASCII."""
    signs = (
        str(unicodedata.decimal(each)) if each.isdecimal() else "." if each in _POINTS else each
        for each in text
        if not each.isspace() and each not in _PARTS_THOUSANDS
    )
    return "".join(signs).replace("−", "-")


class WholeBox(QSpinBox):
    """For whole numbers; 2.5 becomes 2, not 25."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _dress(self)

    def validate(self, text: str, pos: int) -> tuple[State, str, int]:
        """Whether ``text`` is a number within the limits, may become one, or cannot."""
        return _state(self, text, self._number(text)), text, pos

    def valueFromText(self, text: str) -> int:
        """The number that is meant, without its decimals; the value of before where it is none."""
        value = self._number(text)
        return self.value() if value is None else int(value)

    def _number(self, text: str) -> float | None:
        return self.minimum() if _is_special(self, text) else number(_bare(self, text), 0)


class DecimalBox(QDoubleSpinBox):
    """For numbers with decimals."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _dress(self)

    def validate(self, text: str, pos: int) -> tuple[State, str, int]:
        """Whether ``text`` is a number within the limits, may become one, or cannot."""
        return _state(self, text, self._number(text)), text, pos

    def valueFromText(self, text: str) -> float:
        """The number that is meant, rounded to ``decimals()``; the value of before where it is none."""
        value = self._number(text)
        return self.value() if value is None else round(value, self.decimals())

    def _number(self, text: str) -> float | None:
        return self.minimum() if _is_special(self, text) else number(_bare(self, text), self.decimals())


def _dress(box: QAbstractSpinBox) -> None:
    box.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)


def _is_special(box: QSpinBox | QDoubleSpinBox, text: str) -> bool:
    return bool(box.specialValueText()) and text == box.specialValueText()


def _bare(box: QSpinBox | QDoubleSpinBox, text: str) -> str:
    return text.removeprefix(box.prefix()).removesuffix(box.suffix())


def _state(box: QSpinBox | QDoubleSpinBox, text: str, value: float | None) -> State:
    if value is not None:
        if box.minimum() <= value <= box.maximum():
            return State.Acceptable
        return State.Invalid if value > max(box.maximum(), 0) else State.Intermediate
    return State.Intermediate if _BEGUN.fullmatch(_plain(_bare(box, text))) else State.Invalid
