"""The failures of a job in the message bar: of thousands the first, and where the others are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject

from faceparse_gui.jobs.background import Background

LISTED = 50


def report_failures(
    owner: QObject, on_message: Callable[[str, str], object], failures: Sequence[str]
) -> None:
    """Call ``on_message`` with kind and text of the first failures; all are logged, in the background."""
    if not failures:
        return
    Background(owner, _log, tuple(failures)).start()
    for failure in failures[:LISTED]:
        on_message("error", failure)
    more = len(failures) - LISTED
    if more > 0:
        text = QCoreApplication.translate(
            "Failures", "{0:,} more failed. For the full list, see Help → Show log."
        )
        on_message("error", text.format(more))


def _log(failures: Sequence[str]) -> None:
    log = logging.getLogger(__name__)
    for failure in failures:
        log.warning("%s", failure)
