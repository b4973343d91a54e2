"""The failures of a job in the message bar: of thousands the first, and where the others are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject

from faceparse_gui.jobs.background import Background

LISTED = 50


def tell_failures(owner: QObject, tell: Callable[[str, str], object], failures: Sequence[str]) -> None:
    """``tell`` is called as ``Session.told``. All of them are written to the log, in the background."""
    if not failures:
        return
    Background(owner, _log, tuple(failures)).start()
    for failure in failures[:LISTED]:
        tell("error", failure)
    more = len(failures) - LISTED
    if more > 0:
        text = QCoreApplication.translate(
            "Failures", "{0:,} more failed. For the full list, see Help → Show log."
        )
        tell("error", text.format(more))


def _log(failures: Sequence[str]) -> None:
    log = logging.getLogger(__name__)
    for failure in failures:
        log.warning("%s", failure)
