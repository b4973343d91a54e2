"""The picture files of a project's store: label maps, predictions, confidence maps.

Each says in a text chunk which photo it is of, so that none passes for another's; old ones say nothing.

PNGs are packed at zlib level 1. Pillow releases the interpreter's lock while it packs, so the window goes on
meanwhile: beside the packing and writing of a 4096 × 4096 map (60 ms) the longest wait of a ticking thread
was 8 ms, and 6 ms without it; OpenCV's encoder took twice the time.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.files.store_files import OddFileError, unused_name
from faceparse_core.files.writing import FileError
from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.photos import png
from faceparse_core.photos.imaging import MAX_PIXELS, ImageError, encode_indexed_png, read_label_map
from faceparse_gui.project.errors import DamagedLabelsError, ProjectError, saving_failed
from faceparse_gui.project.photos.identity import digest_of_bytes
from faceparse_gui.project.records import Status
from faceparse_gui.project.store.store import Store

_LEVEL = 1
_MOST = MAX_PIXELS + MAX_PIXELS // 100
"""Bytes of a map: of the largest photo, if nothing in it could be packed."""
_PHOTO = "faceparse photo"
"""Keyword of the text that holds the photo's key."""
_LABELS, _PREVIOUS, _PREDICTIONS, _CONFIDENCE = "labels", "previous", "predictions", "confidence"
_KINDS = _PREVIOUS, _PREDICTIONS, _CONFIDENCE, _LABELS


class Pictures:
    """The PNGs in ``store``, found by a photo's key. All calls wait for the disk.

    Of each label map the one before is kept as well, for the day when the newest is damaged.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def labels_path(self, key: str) -> Path:
        """Where the label map is or would be: an indexed PNG of the photo's size."""
        return self._path(_LABELS, key)

    def prediction_path(self, key: str) -> Path:
        """Where the predicted label map is or would be: an indexed PNG of the photo's size."""
        return self._path(_PREDICTIONS, key)

    def confidence_path(self, key: str) -> Path:
        """Where the prediction's confidence is or would be: a grey PNG, 255 = certain."""
        return self._path(_CONFIDENCE, key)

    def remove_leftovers(self) -> None:
        """Remove what a killed window was just writing; only while no other window may write here."""
        for kind in _KINDS:
            self._store.remove_leftovers(kind)

    def saved_labels(self) -> dict[str, int]:
        """Return the keys of all saved label maps, and when each was written, nanoseconds since 1970."""
        files = self._store.files(_LABELS)
        return {name[:-4]: written for name, written in files.items() if name.endswith(".png")}

    def note_labels(self, key: str, status: Status = "accepted") -> dict[str, Any]:
        """What a record says of the label map that was accepted: its digest, and when it was written.

        The digest is the same for a copy under another key. Empty where the file cannot be read; nothing for
        another ``status``.
        """
        if status != "accepted":
            return {}
        try:
            with self._store.open(self.labels_path(key), _MOST) as file:
                data, found = file.read(), os.fstat(file.fileno())
        except OSError:
            return {"labels": "", "labels_ns": 0}
        return {"labels": digest_of_bytes(_unmarked(data)), "labels_ns": found.st_mtime_ns}

    def is_as_predicted(self, key: str) -> bool:
        """Whether the label map is, byte by byte, the prediction."""
        try:
            predicted = self._store.read(self.prediction_path(key), _MOST)
            return _unmarked(predicted) == _unmarked(self._store.read(self.labels_path(key), _MOST))
        except OSError:
            return False

    def is_blank(self, key: str) -> bool:
        """Whether the label map is background alone."""
        try:
            return not read_label_map(self.labels_path(key), data=self._read(self.labels_path(key))).any()
        except OSError:
            return False

    def write_labels(self, path: Path, labels: LabelMap) -> None:
        """Write an indexed PNG, whole or not at all. ``ProjectError`` when the disk refuses."""
        data = png.with_text(encode_indexed_png(labels, _LEVEL), _PHOTO, path.stem)
        self._store.check()
        if path.parent.name == _LABELS:
            self._keep(path)
        self._store.write(path, data)

    def write_confidence(self, path: Path, confidence: npt.NDArray[np.uint8]) -> None:
        """Write an 8-bit grey PNG, whole or not at all. ``ProjectError`` when the disk refuses."""
        buffer = BytesIO()
        Image.fromarray(np.ascontiguousarray(confidence)).save(buffer, "PNG", compress_level=_LEVEL)
        self._store.write(path, png.with_text(buffer.getvalue(), _PHOTO, path.stem))

    def keep_labels(self, key: str) -> Path | None:
        """Copy a photo's label map under another name, which is returned; None when there is none."""
        path = self.labels_path(key)
        try:
            data = self._store.read(path, _MOST)
        except OSError:  # none, or something that is no file: it holds no labels
            return None
        aside = self._aside_of(path)
        self._store.write(aside, data)
        return aside

    def copy(self, key: str, new: str) -> None:
        """Let all pictures of a photo be those of another as well. ``ProjectError``: the disk refuses."""
        for kind in _KINDS:
            with suppress(FileNotFoundError):
                self._copy(self, kind, key, new)

    def copy_from(self, other: Pictures, key: str, new: str) -> None:
        """Let all pictures of a photo in another store be those of ``new`` here; else as ``copy``."""
        for kind in _KINDS:
            try:
                self._copy(other, kind, key, new)
            except FileNotFoundError:
                self._store.remove(self._path(kind, new))

    def _copy(self, other: Pictures, kind: str, key: str, new: str) -> None:
        try:
            data = other._store.read(other._path(kind, key), _MOST)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise saving_failed(self._store.path, error) from error
        if png.is_whole(data) and png.text_of(data, _PHOTO) in (None, key):
            data = png.with_text(data, _PHOTO, new)
        self._store.write(self._path(kind, new), data)

    def remove(self, key: str) -> None:
        """Remove all pictures of a photo, as far as the disk allows."""
        for kind in _KINDS:
            with suppress(OSError):
                self._store.remove(self._path(kind, key))

    def read_labels(self, path: Path) -> LabelMap | None:
        """Read an indexed PNG; None when there is none.

        A file that is damaged is a ``ProjectError``; it is set aside under another name, so that the next
        save does not overwrite it. For damaged labels that is a ``DamagedLabelsError``, and
        those saved before them take their place if they are whole.
        """
        try:
            data = self._read(path)
        except FileNotFoundError:
            return None
        except OddFileError as error:
            raise self._give_up(path, str(error)) from error
        except FileError as error:
            raise ProjectError(path, str(error)) from error
        except OSError as error:
            raise ProjectError(
                path,
                message("{path} cannot be read ({error}): is its disk still there?", path=path, error=error),
            ) from error
        try:
            return read_label_map(path, data=data)
        except ImageError as error:
            raise self._give_up(path, str(error)) from error

    def read_confidence(self, path: Path, shape: tuple[int, ...]) -> npt.NDArray[np.uint8] | None:
        """Read a grey PNG of ``shape``; None when there is none that can be used: it is then set aside."""
        try:
            data = self._read(path)
            with Image.open(BytesIO(data), formats=["PNG"]) as image:
                if image.mode == "L" and image.size == (shape[1], shape[0]):
                    return np.array(image)
                return None
        except FileNotFoundError:
            return None
        except Exception:  # a damaged picture raises nearly anything
            self._set_aside(path)
            return None

    def _path(self, kind: str, key: str) -> Path:
        return self._store.path / kind / f"{key}.png"

    def _read(self, path: Path) -> bytes:
        """The bytes of a picture that is as it was written, for this photo, and no larger than any can be."""
        data = self._store.read(path, _MOST)
        if not png.is_whole(data):
            raise OddFileError(
                path, message("{name} is damaged: it is not as it was written.", name=path.name)
            )
        if png.text_of(data, _PHOTO) not in (None, path.stem):
            raise OddFileError(path, message("{name} was written for another photo.", name=path.name))
        width, height = png.size_of(data)
        if width * height > MAX_PIXELS:
            raise OddFileError(
                path,
                message(
                    "{name} claims {width} × {height} pixels, which is too many.",
                    name=path.name,
                    width=width,
                    height=height,
                ),
            )
        return data

    def _keep(self, path: Path) -> None:
        """Keep the labels at ``path``, which are about to be replaced, unless they are damaged."""
        with suppress(OSError):  # none, damaged ones, or a full disk: nothing is lost
            self._store.keep(path, self._path(_PREVIOUS, path.stem), self._read(path))

    def _give_up(self, path: Path, why: str) -> ProjectError:
        """Set a damaged picture aside, and put back the labels from before, if there are any."""
        aside = self._set_aside(path)
        text = message("{what} It was set aside as {path}", what=why, path=aside)
        if path.parent.name != _LABELS:
            return ProjectError(path, message("{what}; parse again.", what=text))
        try:
            previous = self._path(_PREVIOUS, path.stem)
            data = self._read(previous)
            read_label_map(previous, data=data)
            self._store.write(path, data)
        except OSError:
            return DamagedLabelsError(
                path, message("{what}, and there are none from before: parse again.", what=text)
            )
        return DamagedLabelsError(
            path,
            message("{what}, and the labels saved before it took its place: check them.", what=text),
            restored=True,
        )

    def _set_aside(self, path: Path) -> Path:
        aside = self._aside_of(path)
        try:
            self._store.rename(path, aside)
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise ProjectError(
                    path,
                    message("{path} is damaged and cannot be renamed ({error}).", path=path, error=error),
                ) from error
        return aside

    @staticmethod
    def _aside_of(path: Path) -> Path:
        return unused_name(path.with_name(f"{path.stem}-set-aside.png.bak"))


def _unmarked(data: bytes) -> bytes:
    return png.with_text(data, _PHOTO, None) if png.is_whole(data) else data
