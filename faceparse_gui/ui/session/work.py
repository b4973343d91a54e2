"""The open photo, and the documents of those used last: going back keeps the undo."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from faceparse_core.photos.imaging import Photo
from faceparse_gui.document import Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.project.save_buffer import SaveBuffer
from faceparse_gui.ui.session.packed_prediction import PackedPrediction

_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class PhotoWork:
    """A photo's document, which holds its labels and their undo.

    Attributes:
        key: Of the photo.
        document: Its labels.
        hidden: ``(width, height)`` of saved labels that do not fit the photo as it is now; None: there are
            none. They are not shown, and stay until something else is saved.
    """

    key: str
    document: Document
    hidden: tuple[int, ...] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of memory of labels and undo."""
        return self.document.nbytes


@dataclass(slots=True)
class OpenPhoto:
    """The photo on the canvas.

    Attributes:
        work: Its document.
        photo: ``uint8 (H, W, 3)``.
        save_buffer: The copy from which its labels are saved.
        found: The prediction for the photo as it is now; None: there is none.
    """

    work: PhotoWork
    photo: Photo
    save_buffer: SaveBuffer
    found: PackedPrediction | None = None

    @property
    def key(self) -> str:
        """Key of the photo."""
        return self.work.key

    @property
    def prediction(self) -> PackedMap | None:
        """Predicted class ids; None without a prediction."""
        return self.found.labels if self.found is not None else None

    @property
    def confidence(self) -> PackedMap | None:
        """255 = certain."""
        return self.found.confidence if self.found is not None else None


class KeptWorks:
    """The works last used, within a bound on their memory."""

    def __init__(self) -> None:
        self._works: OrderedDict[str, PhotoWork] = OrderedDict()

    def get(self, key: str) -> PhotoWork | None:
        """The work of a photo; None: it is not in memory."""
        return self._works.get(key)

    def keep(self, work: PhotoWork, needed: Callable[[str], bool]) -> list[str]:
        """Add ``work`` as the one last used; let go of the oldest not ``needed``, and return their keys."""
        left = []
        self._works[work.key] = work
        self._works.move_to_end(work.key)
        for key in list(self._works):
            if sum(each.nbytes for each in self._works.values()) <= _KEPT_BYTES:
                break
            if key != work.key and not needed(key):
                del self._works[key]
                left.append(key)
        return left

    def drop(self, key: str) -> None:
        """Drop the work of a photo, if it is in memory."""
        self._works.pop(key, None)

    def all(self) -> list[PhotoWork]:
        """All works, the one used last at the end."""
        return list(self._works.values())

    def clear(self) -> None:
        """Drop all works."""
        self._works.clear()
