"""The background processes that a window works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.jobs.parse_service import ParseService


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one window. Neither starts a process before it is used.

    Attributes:
        parse: Parses photos in a process of its own.
        finetune: Runs fine-tunings as processes of their own.
    """

    parse: ParseService = field(default_factory=ParseService)
    finetune: FinetuneService = field(default_factory=FinetuneService)

    def set_owner(self, owner: QObject) -> None:
        """Make ``owner`` the Qt parent of the services: they are deleted with it."""
        self.parse.setParent(owner)
        self.finetune.setParent(owner)
