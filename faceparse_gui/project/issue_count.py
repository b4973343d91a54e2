"""How many issues the saved labels of a photo have, counted apart from saving them."""

from __future__ import annotations

from faceparse_core.labels import LabelMap
from faceparse_gui.document.review.checks import count
from faceparse_gui.project.project import Project


def count_issues(project: Project, key: str, labels: LabelMap | None = None) -> None:
    """Count the issues in a photo's labels and keep their number in its record.

    Checking a map of 4096 × 4096 pixels takes longer than saving it: call this where nobody waits for it.

    Args:
        project: The project of the photo.
        key: The photo's key.
        labels: The labels that were saved, ``uint8 (H, W)``; read from the disk if not given.

    Raises:
        KeyError: if the project has no such photo.
        ProjectError: if the labels cannot be read or the number cannot be written.
    """
    if labels is None:
        labels = project.load_labels(key)
    if labels is not None:
        project.save_issue_count(key, count(labels, project.frames(key)))
