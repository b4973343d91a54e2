"""The window's side of the log: says that something went wrong, shows its folder, hears Qt's complaints."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices

from faceparse_gui import logs

_QUIET_SECONDS = 5.0
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


_LAST_WORDS = re.compile(r"The (X11|Wayland) connection (broke|experienced a fatal error)")
"""What Qt says when the X server, or the Wayland compositor, is gone."""


class LogHelp(QObject):
    """Tells the user of faults that went to the log, as notices."""

    notice = Signal(str, object)  # as Session.notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = ""
        self._at = 0.0

    def report_fault(self, what: str) -> None:
        """Say that something went wrong; one fault again and again, such as in drawing, is said once."""
        now = time.monotonic()
        if what != self._last or now - self._at > _QUIET_SECONDS:
            self._last, self._at = what, now
            text = self.tr(
                "Something went wrong ({0}). Your work is saved. For details, see Help → Show log."
            )
            self.notice.emit("error", text.format(what))

    def report_crash(self) -> None:
        """Say that the program did not end well the last time."""
        text = self.tr(
            "The program crashed last time. Finished strokes are kept. For details, see Help → Show log."
        )
        self.notice.emit("warning", text)

    def report_settings(self, odd: Path) -> None:
        """Say that a pipe, say, has the name of the settings' file."""
        text = self.tr(
            "{0} is not a settings file. The defaults are used and changes are not saved. Remove "
            "the file and restart."
        ).format(odd)
        logging.getLogger("faceparse_gui").warning(text)
        with suppress(OSError, ValueError, AttributeError):  # there may be no terminal
            sys.stderr.write(f"faceparse-gui: {text}\n")
        self.notice.emit("warning", text)

    def show_log(self) -> None:
        """Show the log's folder in the system's file manager, or say where it is."""
        folder = logs.folder()
        if not folder.is_dir():
            self.notice.emit("info", self.tr("There is no log yet."))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.notice.emit("warning", self.tr("The log is in {0}.").format(folder))


def follow_qt(save: Callable[[], object]) -> None:
    """Write Qt's warnings and worse into the log, and on stderr as before.

    Where the screen's server is gone, Qt says so and ends the program at that very place: no event is handled
    any more, and no close. ``save`` is called before, to put on the disk what is still in memory.
    """
    logger = logging.getLogger("qt")

    def heard(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if _LAST_WORDS.match(message):
            save()
        with suppress(OSError, ValueError):  # the terminal may be gone as well
            print(message, file=sys.stderr)
        if kind in _LEVELS:
            logger.log(_LEVELS[kind], "%s: %s", context.category, message)

    qInstallMessageHandler(heard)


def leave_qt() -> None:
    """End ``follow_qt``: a Python handler must not outlive the interpreter."""
    qInstallMessageHandler(None)
