"""Photos to label maps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from faceparse_core.errors import FaceparseError, failure_message
from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import Face
from faceparse_core.parsing.photo_loop import PhotoFailed, parse_each
from faceparse_gui.api.arrays import PhotoSource, as_frame, as_photo
from faceparse_gui.api.export_options import check_choice
from faceparse_gui.project.frames import is_on_photo

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import Parser, ParseResult

FaceMode = Literal["auto", "whole"]
Device = Literal["auto", "cpu", "cuda", "mps"]
Source = TypeVar("Source", bound=PhotoSource)
_READ_AHEAD = 2


class Parsed:
    """What the network says of one photo. What was not asked for is not computed."""

    def __init__(self, result: ParseResult, model: str, detector: str, notices: tuple[str, ...]) -> None:
        self._result = result
        self._detector = detector
        self._model = model
        self._notices = notices

    @property
    def labels(self) -> LabelMap:
        """Class ids, ``uint8 (H, W)``, at the photo's own size; all background where no face was found."""
        return self._result.labels

    @property
    def confidence(self) -> npt.NDArray[np.uint8]:
        """How sure the network is of each pixel, ``uint8 (H, W)``, 255 = certain."""
        return self._result.confidence

    @property
    def probabilities(self) -> npt.NDArray[np.float16]:
        """Of every class at every pixel, ``float16 (19, H, W)``; 38 bytes a pixel."""
        return self._result.probabilities

    @property
    def uncertainty(self) -> float:
        """How little the network trusts its answer for the worst face, 0 to 1; 0 where there is no face."""
        return self._result.uncertainty

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces that were found, the clearest first; none where the photo was parsed whole."""
        return self._result.faces

    @property
    def no_face(self) -> bool:
        """Whether faces were looked for and none was found: nothing is labelled then."""
        return self._result.no_face

    @property
    def notices(self) -> tuple[str, ...]:
        """Messages for the user, in sentences."""
        return self._notices

    @property
    def model(self) -> str:
        """The network's name."""
        return self._model

    @property
    def detector(self) -> str:
        """What looked for faces, by name."""
        return self._detector

    def __repr__(self) -> str:
        """Size in pixels, number of faces, and the network's name."""
        height, width = self.labels.shape
        count = len(self.faces)
        return f"<Parsed {width} × {height}, {count} face{'' if count == 1 else 's'}, by {self.model}>"


class PhotoParser:
    """A loaded network. Not for two threads at once. Made by ``load_parser``."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    @property
    def model(self) -> str:
        """The network's name."""
        return self._parser.name

    @property
    def device(self) -> str:
        """Where it runs: ``cpu``, ``cuda`` or ``mps``."""
        return self._parser.device

    @property
    def detector(self) -> str:
        """What looks for faces, by name."""
        return self._parser.detector

    def __repr__(self) -> str:
        """The network's name, and where it runs."""
        return f"<PhotoParser {self.model} on {self.device}>"

    def parse(self, photo: PhotoSource, faces: Literal["auto", "whole"] = "auto") -> Parsed:
        """Parse one photo, a file or RGB ``uint8 (H, W, 3)``.

        Args:
            faces: ``auto`` finds and aligns every face, and labels nothing where there is none; ``whole``
                takes the photo for one aligned crop.

        Raises:
            ImageError: if the file cannot be read.
        """
        check_choice("faces", faces, FaceMode)
        notices: list[str] = []
        pixels = as_photo(photo, notices.append)
        result = self._parser.parse(pixels, faces)
        return Parsed(result, self.model, self.detector, (*notices, *result.notices))

    def parse_frames(
        self,
        photo: PhotoSource,
        frames: Sequence[npt.ArrayLike],
        straighten: bool = False,
        others: Sequence[npt.ArrayLike] = (),
    ) -> Parsed:
        """Parse the faces in these frames of one photo, where the detector misses them; none is looked for.

        Args:
            frames: as ``Face.to_photo``; ``frame_around`` makes one of a face's box.
            straighten: move each frame a little, to where the parse sees eyes, nose and mouth.
            others: frames of faces that are parsed already; what lies nearer to them is left to them.

        Raises:
            ImageError: if the file cannot be read.
            ValueError: if one of the frames cannot be any face's, or lies beside the photo.
        """
        checked, known = ([as_frame(frame) for frame in each] for each in (frames, others))
        notices: list[str] = []
        pixels = as_photo(photo, notices.append)
        height, width = pixels.shape[:2]
        for number, frame in enumerate(checked):
            if not is_on_photo(frame, width, height):
                raise ValueError(
                    f"frames[{number}] lies beside the photo, which has {width} × {height} pixels, or is too "
                    "small for a face."
                )
        result = self._parser.parse_frames(pixels, checked, straighten, known)
        return Parsed(result, self.model, self.detector, (*notices, *result.notices))

    def parse_many(
        self,
        photos: Iterable[Source],
        faces: Literal["auto", "whole"] = "auto",
        on_error: Callable[[Source, FaceparseError], object] | None = None,
    ) -> Iterator[tuple[Source, Parsed]]:
        """Parse photos in their order, the next ones being read meanwhile; memory does not grow.

        Args:
            on_error: called with a photo that cannot be read or parsed, and the error; the photo is left
                out. Without it, the error is raised.
        """
        check_choice("faces", faces, FaceMode)
        for each in parse_each(self._parser, photos, as_photo, faces, depth=_READ_AHEAD):
            if isinstance(each, PhotoFailed):
                error = _as_public_error(each)
                if on_error is None or not isinstance(error, FaceparseError):
                    raise error
                on_error(each.item, error)
            else:
                yield each.item, Parsed(each.result, self.model, self.detector, each.notices)


def _as_public_error(failed: PhotoFailed[Source]) -> Exception:
    """The error for the caller: his own mistake, or what is wrong with the photo in words for the user."""
    error = failed.error
    if failed.step == "read" or isinstance(error, FaceparseError):
        return error
    public = FaceparseError(failure_message(_name(failed.item), failed.step, error))
    public.__cause__ = error
    return public


def _name(source: PhotoSource) -> str:
    return "The photo" if isinstance(source, np.ndarray) else Path(source).name


def load_parser(
    model: str | Path = "default",
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
    threads: int | None = None,
    tta: Literal["off", "flip", "scales"] = "off",
) -> PhotoParser:
    """Load a network, for more than one photo.

    Args:
        model: a name that ``faceparse models`` lists, or a ``.safetensors`` file.
        device: ``auto`` takes a graphics card if there is one.
        threads: how many processor threads torch may use in this process; ``None`` leaves its default.
        tta: average over views of each face: ``flip`` takes twice the time, ``scales`` six times.

    Raises:
        FaceparseError: if there is no such model, it cannot be used, or the device is not there.
    """
    from faceparse_core.parsing.parser import Parser

    check_choice("tta", tta, Literal["off", "flip", "scales"])
    return PhotoParser(Parser.load(model, device, threads, tta))


def parse(
    photo: PhotoSource,
    model: str | Path = "default",
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
    faces: Literal["auto", "whole"] = "auto",
) -> Parsed:
    """Parse one photo, a file or RGB ``uint8 (H, W, 3)``. The network stays loaded for the next call.

    Args:
        model: as in ``load_parser``, and so is ``device``.
        faces: ``auto`` finds and aligns every face; ``whole`` takes the photo for one aligned crop.

    Raises:
        ImageError: if the file cannot be read.
        FaceparseError: as ``load_parser``.
    """
    with _turn:
        return _kept(str(model), device).parse(photo, faces)


_turn = threading.Lock()  # a network is not for two threads at once


@lru_cache(maxsize=1)
def _kept(model: str, device: Literal["auto", "cpu", "cuda", "mps"]) -> PhotoParser:
    return load_parser(model, device)
