"""The status of a photo whose row in the database was lost, from what its files say."""

from __future__ import annotations

from faceparse_gui.project.records import Status
from faceparse_gui.project.store.files import Pictures


def restored_status(pictures: Pictures, key: str, before: Status) -> Status:
    """What the saved labels of ``key`` are; ``before``: the status in memory.

    Labels that are the prediction are "parsed", and "no-face" where that is background alone. Others are
    "edited", unless nothing is left of them: then all was undone.
    """
    is_blank = pictures.is_blank(key)
    if pictures.is_as_predicted(key):
        return "no-face" if is_blank else "parsed"
    return "new" if is_blank and before == "new" else "edited"
