"""Packs in the background the labels that are not shown: those of photos left, and those that steps keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.session.steps import Kept, ProjectStep, Steps
from faceparse_gui.ui.session.work import PhotoWork


class Packing(QObject):
    """Packs labels in threads, so that they take little memory."""

    def lay_aside(self, work: PhotoWork, is_wanted: Callable[[], bool]) -> None:
        """Pack the labels of a photo that is not shown, if it is not wanted by then; its undo stays."""
        pack = work.document.snapshot().pack
        rest = partial(self._laid_aside, work, is_wanted, work.document.revision)
        Background(self, pack).success(rest).start()

    def _laid_aside(
        self, work: PhotoWork, is_wanted: Callable[[], bool], revision: int, packed: PackedMap
    ) -> None:
        if not is_wanted():
            work.document.rest(packed, revision)

    def keep(self, steps: Steps, step: ProjectStep, key: str, kept: Kept | PackedMap) -> None:
        """Pack the labels that a step keeps, if they are not."""
        if isinstance(kept, PackedMap):
            packed = partial(self._packed, steps, step, key, kept)
            Background(self, _pack, kept).success(packed).start()

    def _packed(self, steps: Steps, step: ProjectStep, key: str, kept: PackedMap, packed: Kept) -> None:
        part = step.parts.get(key)
        if part is not None and part.labels is kept:
            steps.keep(step, key, packed)


def _pack(labels: PackedMap) -> Kept:
    return Kept.of(labels.whole())
