"""What goes into a format, and what comes out of one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from faceparse_core.files.writing import FileError
from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.imaging import Photo
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import budget_of

T = TypeVar("T")


class NotAnnotatedError(FormatError):
    """A data set lists a photo, but has no label map of it: nobody has marked anything yet."""


@dataclass(frozen=True)
class Sample:
    """One photo, or one face of it, as it is to be written.

    ``labels`` holds the chosen classes only, at the size that was asked for; the rest has that size too.
    """

    stem: str
    """File name without suffix: unique in the export, safe on every system."""
    index: int
    """Place in the export, from 0; the same when the export is resumed."""
    labels: LabelMap
    photo_name: str
    """Path of the photo relative to its folder, with ``/``, for tools that read photos themselves."""
    photo_path: Path
    load_photo: Callable[[], Photo]
    frames: tuple[Frame, ...] = ()
    """Where the faces lie in ``labels``, best first; none when that is not known."""
    as_in_file: bool = True
    """``photo`` is what lies at ``photo_path``, neither cropped nor resized."""
    confidence: npt.NDArray[np.uint8] | None = None
    """``(H, W)``, 255 = certain; of the prediction."""
    load_probabilities: Callable[[], npt.NDArray[np.float16]] | None = None
    """``(19, H, W)``, sums to 1; None where no network is at hand."""

    @cached_property
    def photo(self) -> Photo:
        """RGB ``uint8 (H, W, 3)``, read when first asked for. ``ImageError`` as ``read_photo``."""
        return self.load_photo()


@dataclass(frozen=True)
class Found:
    """One label map that a reader found."""

    name: str
    """The photo it is of, as its data set says: a path with ``/``, a file name, or a stem alone."""
    source: Path
    """The file to name when something is wrong with it."""
    load: Callable[[], LabelMap]
    """Reads it, in our class ids, within the budget of one file; ``FileError`` when that cannot be done,
    whatever the reader raised; ``NotAnnotatedError`` where there is none.
    """
    load_photo: Callable[[], Photo] | None = None
    """Reads the photo that lies beside it, None when there is none."""
    photo_path: Path | None = None
    """The photo's file, where it is one on disk."""
    fault: FormatError | None = None
    """Why there is nothing to load, whatever photo it may be of."""

    @classmethod
    def broken(cls, name: str, fault: FormatError) -> Found:
        """An entry of a data set that is not as it must be, which costs the others nothing."""
        return cls(name, fault.path, partial(_fail, fault), fault=fault)

    def with_photo(self, load_photo: Callable[[], Photo], photo_path: Path | None = None) -> Found:
        """The same with the photo that lies beside it."""
        return replace(self, load_photo=load_photo, photo_path=photo_path)

    def __post_init__(self) -> None:
        object.__setattr__(self, "load", partial(_guarded, self.source, self.load))
        if self.load_photo is not None:
            object.__setattr__(self, "load_photo", partial(_guarded, self.source, self.load_photo))


def _fail(fault: FormatError) -> LabelMap:
    raise fault


def _guarded(source: Path, read: Callable[[], T]) -> T:
    try:
        with budget_of(source):
            return read()
    except FileError:
        raise
    except MemoryError as error:
        raise FormatError(
            source, message("{name} needs more memory than is free. Close other programs.", name=source.name)
        ) from error
    except (Exception, SystemExit) as error:  # a broken file, or another's reader, raises nearly anything
        logging.getLogger(__name__).warning("%s could not be read", source, exc_info=True)
        raise FormatError(source, unforeseen(source, error)) from error


def unforeseen(source: Path, error: BaseException) -> str:
    """The text for an error that no reader foresaw."""
    kind = type(error).__name__
    return message(
        "{name} cannot be read, it is damaged ({kind}). Export it again from its source.",
        name=source.name,
        kind=kind,
    )
