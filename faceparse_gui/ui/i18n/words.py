"""Figures in the words of the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def duration(seconds: float) -> str:
    """``seconds`` as a person says it: 40 s, 3 min, 1 h 20 min."""
    seconds = max(0, round(seconds))
    if seconds < 90:
        return QCoreApplication.translate("Words", "{0} s").format(seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return QCoreApplication.translate("Words", "{0} min").format(minutes)
    hours, minutes = divmod(minutes, 60)
    return (
        QCoreApplication.translate("Words", "{0} h {1} min").format(hours, minutes)
        if minutes
        else QCoreApplication.translate("Words", "{0} h").format(hours)
    )


def photos(count: int) -> str:
    """``count`` photos, with thousands parted."""
    return (
        QCoreApplication.translate("Words", "1 photo")
        if count == 1
        else QCoreApplication.translate("Words", "{0:,} photos").format(count)
    )


def faces(count: int) -> str:
    """``count`` faces, with thousands parted."""
    return (
        QCoreApplication.translate("Words", "1 face")
        if count == 1
        else QCoreApplication.translate("Words", "{0:,} faces").format(count)
    )


def files(count: int) -> str:
    """``count`` files, with thousands parted."""
    return (
        QCoreApplication.translate("Words", "1 file")
        if count == 1
        else QCoreApplication.translate("Words", "{0:,} files").format(count)
    )


def signed(value: float) -> str:
    """A difference with its sign, three decimals: +0.025, −0.003 and plain 0.000."""
    text = f"{abs(value):.3f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else "−") + text


def sentences(*texts: str) -> str:
    """One after another; after a full stop of Chinese no space stands."""
    text = " ".join(filter(None, texts))
    return text.replace("。 ", "。")
