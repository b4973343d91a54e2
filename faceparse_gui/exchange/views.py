"""A photo's work as it was asked for: whole or cut to a face, at another size, with fewer classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import CROP_SIDE, OUTSIDE, Frame, cut, cut_labels, whole_frame
from faceparse_core.parsing.owners import owners
from faceparse_core.photos.imaging import Photo
from faceparse_gui.exchange.items import SavedWork
from faceparse_gui.exchange.plan import Planned
from faceparse_gui.formats import ExportOptions, FormatError, Sample
from faceparse_gui.formats.writing.naming import spelled

Probabilities = Callable[[Photo], npt.NDArray[np.float16]]
"""RGB ``uint8 (H, W, 3)`` to ``(19, H, W)``."""


def view(
    planned: Planned, work: SavedWork, options: ExportOptions, probabilities: Probabilities | None = None
) -> Sample:
    """The sample that ``planned`` stands for.

    Label maps are resized to the nearest pixel, photos by area. A face's square is upright, and
    background outside the photo; of one face there is what it owns. The sample's ``load_photo`` raises
    ``FormatError`` if the photo has another size than its labels.
    """
    item, is_square = planned.item, options.crop == "face"
    view = _face(planned, work, options) if is_square else _whole(planned, work, options)
    unchanged = not is_square and view.size == _size(work.labels)

    def load_photo() -> Photo:
        photo = item.load_photo()
        if photo.shape[:2] != work.labels.shape:
            (height, width), (rows, columns) = photo.shape[:2], work.labels.shape
            raise FormatError(
                item.path,
                message(
                    "{name} is {width} × {height} pixels, its labels {labels_width} × "
                    "{labels_height}. Put the photo back as it was when they were made, or label it "
                    "anew.",
                    name=item.path.name,
                    width=width,
                    height=height,
                    labels_width=columns,
                    labels_height=rows,
                ),
            )
        return photo if unchanged else view.photo(photo)

    def load_probabilities() -> npt.NDArray[np.float16]:
        assert probabilities is not None
        return probabilities(load_photo())

    return Sample(
        stem=planned.stem,
        index=planned.index,
        labels=_chosen(view.ids(_of_face(planned, work.labels)), options),
        photo_name=spelled(item.name),
        photo_path=item.path,
        load_photo=load_photo,
        frames=view.frames,
        as_in_file=unchanged and item.in_file,
        confidence=None if work.confidence is None else view.ids(work.confidence),
        load_probabilities=load_probabilities if probabilities and options.probabilities else None,
    )


class _View:
    """How maps and photos become what is asked for. ``size`` is ``(width, height)``."""

    def __init__(
        self,
        size: tuple[int, int],
        ids: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]],
        photo: Callable[[Photo], Photo],
        frames: tuple[Frame, ...],
    ) -> None:
        self.size, self.ids, self.photo, self.frames = size, ids, photo, frames


def _of_face(planned: Planned, labels: LabelMap) -> LabelMap:
    """``labels`` with what other faces own as background; all of them where it is not one face's sample."""
    frames = planned.item.frames()
    if planned.face is None or len(frames) < 2:
        return labels
    return np.where(owners(labels, frames) == planned.face + 1, labels, np.uint8(BACKGROUND))


def _whole(planned: Planned, work: SavedWork, options: ExportOptions) -> _View:
    width, height = _size(work.labels)
    frames = planned.item.frames()
    if planned.face is not None:
        frames = frames[planned.face : planned.face + 1]
    if options.size is None or options.size == max(width, height):
        return _View((width, height), lambda ids: ids, lambda photo: photo, frames)
    scale = options.size / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    ratio = np.array([[size[0] / width], [size[1] / height]])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return _View(
        size,
        partial(_resize, size=size, way=cv2.INTER_NEAREST_EXACT),
        partial(_resize, size=size, way=way),
        tuple(frame * ratio for frame in frames),
    )


def _face(planned: Planned, work: SavedWork, options: ExportOptions) -> _View:
    assert planned.face is not None
    side = options.size or int(CROP_SIDE)
    frames = planned.item.frames()
    frame = frames[planned.face] if frames else whole_frame(*_size(work.labels))

    def ids(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        return cut_labels(values, frame, side)

    return _View((side, side), ids, partial(cut, frame=frame, side=side), (whole_frame(side, side),))


def _chosen(labels: LabelMap, options: ExportOptions) -> LabelMap:
    """``labels`` with everything that was not chosen, or lies outside the photo, as background."""
    table = np.full(256, BACKGROUND, np.uint8)
    for name in options.classes:
        table[ID_OF[name]] = ID_OF[name]
    if len(options.classes) == NUM_CLASSES and labels.max(initial=0) < OUTSIDE:
        return labels
    return table[labels]


def _resize(values: npt.NDArray[np.uint8], size: tuple[int, int], way: int) -> npt.NDArray[np.uint8]:
    return cv2.resize(values, size, interpolation=way).astype(np.uint8, copy=False)


def _size(labels: LabelMap) -> tuple[int, int]:
    height, width = labels.shape
    return width, height
