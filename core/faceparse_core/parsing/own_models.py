"""A user's own network or face detector: checked by what will use it, and copied to where that is found."""

from __future__ import annotations

import os
import shutil
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from faceparse_core.errors import FaceparseError
from faceparse_core.files.given import read_given
from faceparse_core.files.writing import FileError, explain_write, sync
from faceparse_core.messages import message
from faceparse_core.model_files import detector_file, locations
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.face_detector import FaceDetector

_SCRATCH = ".adding-"


class TakenError(FileError):
    """A file of that name is there already."""


def add_model(file: Path, replace: bool = False) -> Path:
    """Copy a model's or a detector's file into the folder of the user's models; return its new place.

    What is checked is the copy, before it has its name there, so that it is what is used later.

    Raises:
        TakenError: if one of that name is there already, unless it may be replaced.
        FileError: if the file is of no kind that is used, is a link, too large, damaged, or cannot be copied.
    """
    is_detector = fnmatch(file.name, detector_file.PATTERN)
    if not is_detector and file.suffix != ".safetensors":
        raise FileError(
            file,
            message(
                "{path} is neither a network (.safetensors) nor a face detector ({pattern}) by its name. "
                "Rename it if it is one of them.",
                path=file,
                pattern=detector_file.PATTERN,
            ),
        )
    if file.is_symlink():
        raise FileError(file, message("{path} is a link. Name the file that it leads to.", path=file))
    data = read_given(file, detector_file.MAX_BYTES if is_detector else locations.MAX_BYTES)
    place = locations.user_folder() / file.name
    _check_name(file, place, is_detector, replace)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=place.parent))
    except OSError as error:
        raise FileError(place, explain_write(place, error)) from error
    try:
        copy = scratch / file.name
        with copy.open("xb") as target:
            target.write(data)
            target.flush()
            sync(target.fileno())
        _check_content(file, copy, is_detector)
        copy.replace(place)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(place, explain_write(place, error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return place


def _check_name(file: Path, place: Path, is_detector: bool, replace: bool) -> None:
    if not is_detector and file.stem in (locations.DEFAULT, *locations.shipped()):
        raise FileError(
            file,
            message("{path} has the name of a network that ships with the program. Rename it.", path=file),
        )
    if not os.path.lexists(place):
        return
    if place.exists() and place.samefile(file):
        raise FileError(file, message("{path} is there already: nothing was added.", path=file))
    if not replace:
        raise TakenError(
            file,
            message(
                "{path} was not added: {name} is in {folder} already. Rename it, or have it replaced.",
                path=file,
                name=place.name,
                folder=place.parent,
            ),
        )
    if place.is_dir() and not place.is_symlink():
        raise FileError(place, message("{path} is a folder. Move it away.", path=place))


def _check_content(file: Path, copy: Path, is_detector: bool) -> None:
    """Have the copy loaded by what will use it; the error names the file that it is of."""
    try:
        if is_detector:
            FaceDetector(copy)
        else:
            load_model(copy)
    except FaceparseError as error:
        no_detector = message("it is not a YuNet face detector, or it is damaged.")
        why = no_detector if is_detector else str(error)
        raise FileError(file, message("{path} was not added: {why}", path=file, why=why)) from error
