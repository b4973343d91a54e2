"""What is asked when the window is closed while something would be lost."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_about_run(window: QWidget, waits: bool) -> Literal["wait", "stop", "leave"]:
    """What becomes of the fine-tuning at work; ``waits``: a second one waits behind it."""
    box = QMessageBox(
        QMessageBox.Icon.Question,
        window.windowTitle(),
        QCoreApplication.translate("Closing", "A fine-tuning is running."),
        parent=window,
    )
    text = QCoreApplication.translate(
        "Closing", "It can continue in the background. The result is shown when you open this folder again."
    )
    if waits:
        text += " " + QCoreApplication.translate("Closing", "The queued run is offered then, too.")
    box.setInformativeText(text)
    leave = box.addButton(
        QCoreApplication.translate("Closing", "Keep running"), QMessageBox.ButtonRole.AcceptRole
    )
    stop = box.addButton(
        QCoreApplication.translate("Closing", "Stop and resume later"), QMessageBox.ButtonRole.DestructiveRole
    )
    wait = box.addButton(
        QCoreApplication.translate("Closing", "Keep window open"), QMessageBox.ButtonRole.RejectRole
    )
    box.setDefaultButton(leave)
    box.setEscapeButton(wait)
    box.exec()
    if box.clickedButton() is leave:
        return "leave"
    return "stop" if box.clickedButton() is stop else "wait"


def lose_unsaved(window: QWidget, why: str) -> bool:
    """Ask whether to close although the last work is not on the disk; ``why``: in plain words, or empty."""
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        window.windowTitle(),
        QCoreApplication.translate("Closing", "Your latest changes cannot be saved."),
        parent=window,
    )
    box.setInformativeText(
        why
        or QCoreApplication.translate(
            "Closing", "Free up disk space or restore write permission, then try again."
        )
    )
    box.addButton(QCoreApplication.translate("Closing", "Go back"), QMessageBox.ButtonRole.RejectRole)
    lose = box.addButton(
        QCoreApplication.translate("Closing", "Close without saving"), QMessageBox.ButtonRole.DestructiveRole
    )
    box.exec()
    return box.clickedButton() is lose
