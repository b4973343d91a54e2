"""The program's log: what goes wrong is written where the user can find it, and passed to listeners.

``faceparse-gui.log`` holds what Python raised and what Qt and the program complained of. ``crash.log`` is for
``faulthandler`` alone, which writes to it when the interpreter itself dies; the next start takes it over into
the other.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import platformdirs

from faceparse_core.files.store_files import open_file, open_log

_NAME = "faceparse-gui.log"
_CRASH_NAME = "crash.log"
_BYTES, _BACKUPS = 1_000_000, 3
_logger = logging.getLogger("faceparse_gui")
_crash_file: BinaryIO | None = None  # faulthandler keeps its number only


def folder() -> Path:
    """Where the log is, whether or not there is one yet."""
    return platformdirs.user_log_path("faceparse-gui", appauthor=False)


def start() -> bool:
    """Begin to write the log; return whether the program had crashed since the last start.

    Where the folder cannot be written, or what has a log's name is no file, the program says so and goes on.
    """
    try:
        folder().mkdir(parents=True, exist_ok=True)
        logging.getLogger().addHandler(_handler())
    except OSError as error:
        _report_no_log(error)
    try:
        report = _begin_crash_log(folder() / _CRASH_NAME)
    except OSError as error:
        _report_no_log(error)
        return False
    if report:
        _logger.error("The program crashed before this start:\n%s", report)
    return bool(report)


def _report_no_log(error: OSError) -> None:
    """In the log, if there is one at all; else Python puts it on stderr."""
    _logger.warning("There is no log: %s", error)


def _begin_crash_log(path: Path) -> str:
    """Let ``faulthandler`` write there from now on; what it wrote before is returned and gone."""
    global _crash_file
    report = b""
    with suppress(FileNotFoundError), open_file(path, sys.maxsize) as file:
        report = file.read(_BYTES)
    _crash_file = open_log(path, append=False)
    faulthandler.enable(_crash_file)
    return report.decode(errors="replace").strip()


class _Log(RotatingFileHandler):
    """Writes to a regular file only, at its very place: never into a pipe, a device or through a link."""

    def _open(self) -> TextIOWrapper:
        file = open_log(Path(self.baseFilename), append=True)
        return TextIOWrapper(file, encoding=self.encoding, errors=self.errors, write_through=True)


class _Late(_Log):
    """Makes its folder and file with the first record; a disk that refuses costs the record alone."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            folder().mkdir(parents=True, exist_ok=True)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def keep() -> RotatingFileHandler:
    """Write the log from now on, for a process without a window; no file is made until something is amiss."""
    handler = _handler(_Late, delay=True)
    logging.getLogger().addHandler(handler)
    return handler


@contextmanager
def kept() -> Iterator[Callable[[], Path | None]]:
    """As ``keep``, while the block runs. Yields a function: the log's file, None while it is empty."""
    handler = keep()
    try:
        yield lambda: folder() / _NAME if handler.stream is not None else None
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


def _handler(kind: type[_Log] = _Log, delay: bool = False) -> _Log:
    handler = kind(
        folder() / _NAME,
        maxBytes=_BYTES,
        backupCount=_BACKUPS,
        encoding="utf-8",
        delay=delay,
        errors="replace",
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(process)d %(threadName)s %(levelname)s %(name)s: %(message)s")
    )
    return handler


def watch(on_error: Callable[[str], object]) -> None:
    """Log what nobody caught, in any thread, and pass it to ``on_error`` in one line, from that thread."""

    def raised(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        sys.__excepthook__(kind, error, trace)
        _logger.error("Nobody caught this:", exc_info=(kind, error, trace))
        try:
            on_error(f"{kind.__name__}: {error}")
        except Exception:  # the listener is what is broken
            _logger.exception("It could not be reported")

    sys.excepthook = raised
    threading.excepthook = lambda args: raised(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: raised(args.exc_type, args.exc_value, args.exc_traceback)
