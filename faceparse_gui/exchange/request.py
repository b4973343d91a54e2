"""An export that was asked for, before it is known what it will write."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from faceparse_core.labels import LabelMap
from faceparse_gui.exchange.items import Item, SavedWork, project_items, vanished_photos
from faceparse_gui.exchange.plan import ExportPlan
from faceparse_gui.formats import ExportOptions, Format
from faceparse_gui.project import Project


@dataclass(frozen=True)
class ExportRequest:
    """The photos ``keys`` of a project as ``format`` into ``target``, a folder or a file."""

    keys: Sequence[str]
    format: Format
    target: Path
    options: ExportOptions

    def plan(self, project: Project, unsaved: Mapping[str, LabelMap] | None = None) -> ExportPlan:
        """What will be written. Reads from the project's database where faces lie, and reads nothing else.

        Args:
            unsaved: key → label map that could not be saved: it is exported from memory.
        """
        items = project_items(project, keys=self.keys)
        if unsaved:
            by_path = {project.record(key).path: labels for key, labels in unsaved.items()}
            items = [_in_place(item, by_path.get(item.path)) for item in items]
        return plan_of(project, items, self.format, self.target, self.options)


def plan_of(
    project: Project, items: Sequence[Item], format_: Format, target: Path, options: ExportOptions
) -> ExportPlan:
    """``items`` of ``project``, named among all of its photos, none of which is ever written over."""
    photos = [each.path for each in project.records()]
    names = [path.relative_to(project.folder).as_posix() for path in photos]
    here = set(names)
    names += [item.name for item in items if item.name not in here]  # of photos that are gone
    return ExportPlan.make(format_, target, items, options, names, photos, vanished_photos(project))


def _in_place(item: Item, labels: LabelMap | None) -> Item:
    """``item`` with other labels than those on disk."""
    if labels is None:
        return item

    def load() -> SavedWork:
        work = item.load()
        if work is None or work.labels.shape != labels.shape:
            return SavedWork(labels)
        return replace(work, labels=labels)

    return replace(item, load=load, updated=time.time())
