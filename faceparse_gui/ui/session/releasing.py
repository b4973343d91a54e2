"""Let go of a project without losing what waits to be saved. Waits for the disk: in a thread."""

from __future__ import annotations

from faceparse_core.files.writing import FileError
from faceparse_gui.project import Autosave, Project
from faceparse_gui.project.issue_count import count_issues

_SECONDS = 10.0


def release(project: Project | None, autosave: Autosave | None, heir: Project | None) -> bool:
    """End the work on a project; False, and all stays open, if something cannot be put on disk.

    ``heir``: the project that takes over what cannot.
    """
    if project is None or autosave is None:
        return True
    if not autosave.flush(_SECONDS) and not (heir and _carry_over(project, autosave, heir)):
        return False
    autosave.close(_SECONDS)
    project.close()
    return True


def _carry_over(project: Project, autosave: Autosave, heir: Project) -> bool:
    """Save to another project of the same photos what waits to be saved to one; False: not all of it."""
    labels = autosave.unsaved()
    try:
        for key in autosave.pending:
            status = project.record(key).status
            if key in labels:
                heir.save_labels(key, labels[key], status)
                count_issues(heir, key, labels[key])
            elif heir.record(key).updated > 0:
                heir.set_status(key, status)
    except (KeyError, FileError):
        return False
    return True
