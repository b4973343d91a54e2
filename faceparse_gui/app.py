"""The window's entry point: ``faceparse-gui [FILE_OR_FOLDER...]``."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import faceparse_gui
from faceparse_core.parsing.memory import return_large_blocks
from faceparse_gui import logs, preflight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from faceparse_gui.jobs.services import Services
    from faceparse_gui.ui.shell.main_window import MainWindow

_PARSER_DELAY_MS = 100
_SIGNAL_CHECK_MS = 500
_THREADS = 4
_LEAVE_MS = 1000


def main() -> int:
    """Open the window with the photos or the folder of the command line, and run until it is closed.

    Returns:
        The exit status: 1, with the reason on stderr, if the window cannot be opened on this machine.
    """
    paths = _arguments(sys.argv[1:])
    if problem := preflight.problem():
        print(problem, file=sys.stderr)
        return 1
    crashed = logs.start()
    app, window = build()
    window.show()
    if crashed:
        window.log.report_crash()
    if paths:
        window.open_commands.open(paths)
    return leave(window, run(app, window))


def build(services: Services | None = None) -> tuple[QApplication, MainWindow]:
    """Make the application and its window, which is not shown yet.

    Qt is loaded here, after the check of what it needs.

    Args:
        services: The processes that the window works with; the program's own where None is given.
    """
    from PySide6.QtCore import QThread, QThreadPool
    from PySide6.QtWidgets import QApplication

    from faceparse_gui.ui.i18n import translation
    from faceparse_gui.ui.settings.file import leave_odd_file
    from faceparse_gui.ui.settings.store import AppSettings
    from faceparse_gui.ui.shell.main_window import MainWindow
    from faceparse_gui.ui.widgets.theme import Theme

    return_large_blocks()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setOrganizationName("faceparse-gui")
    app.setApplicationName("faceparse-gui")
    app.setApplicationVersion(faceparse_gui.__version__)
    app.setDesktopFileName("faceparse-gui")
    odd = leave_odd_file()
    settings = AppSettings(app)
    translation.install(app, str(settings.language))
    Theme.install(app)
    # An export takes one thread for long; photos must still be read, on a machine of one core too.
    QThreadPool.globalInstance().setMaxThreadCount(max(_THREADS, QThread.idealThreadCount()))
    window = MainWindow(settings, services)
    if odd is not None:
        window.log.report_settings(odd)
    # What is there now stays: a full collection need not look at it, which took 100 ms. No collection before:
    # it takes 31 ms of the start for next to nothing.
    gc.freeze()
    return app, window


def run(app: QApplication, window: MainWindow) -> int:
    """Run until the window is closed. The network is loaded once the window stands."""
    from PySide6.QtCore import QTimer

    from faceparse_gui.jobs.background import Relay
    from faceparse_gui.ui.shell.log_help import follow_qt, leave_qt

    logs.watch(Relay(window.log.report_fault))
    follow_qt(window.session.projects.save_now)
    for number in _closing_signals():
        # Python may call the handler in the middle of any line; closing waits for the event loop.
        signal.signal(number, lambda *_: QTimer.singleShot(0, window.close))
    heartbeat = QTimer(interval=_SIGNAL_CHECK_MS)  # Python sees a signal only when it runs
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    QTimer.singleShot(_PARSER_DELAY_MS, window.start_parser)
    try:
        return app.exec()
    finally:
        leave_qt()


def _closing_signals() -> list[signal.Signals]:
    """Those that ask the program to end. Started with nohup, it outlives its terminal."""
    asked = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        asked.append(signal.SIGHUP)
    return asked


def leave(window: MainWindow, code: int) -> int:
    """End with the window: all is saved by now, and nobody waits any more for what a thread still reads.

    Qt would wait for it, for ever if need be, and Python sees no signal the while.
    """
    from PySide6.QtCore import QThreadPool

    pools = [QThreadPool.globalInstance(), *window.findChildren(QThreadPool)]
    if not all(pool.waitForDone(_LEAVE_MS) for pool in pools):
        logging.shutdown()
        os._exit(code)
    return code


def _arguments(argv: Sequence[str]) -> list[Path]:
    parser = argparse.ArgumentParser(
        prog="faceparse-gui",
        description="Label the parts of faces in photos, correct them, export them.",
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="FILE_OR_FOLDER", help="Photos or folder to open."
    )
    parser.add_argument("--version", action="version", version=f"faceparse-gui {faceparse_gui.__version__}")
    paths: list[Path] = parser.parse_args(argv).paths
    return paths


if __name__ == "__main__":
    sys.exit(main())
