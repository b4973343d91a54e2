"""A photo to its label map and confidence map, at the photo's own resolution."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch

from faceparse_core import devices
from faceparse_core.labels import LabelMap
from faceparse_core.model import MicroSegFormer
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import ModelInfo, load_model
from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.parsing.alignment import ROUGH_SIDE, PhotoFaces, faces_in, find_faces
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.face_detector import FaceDetector
from faceparse_core.parsing.faces import Face, Frame, cut_whole, whole_frame
from faceparse_core.parsing.no_face import NO_FACE
from faceparse_core.parsing.paste import CropLogits, confidence, paste
from faceparse_core.parsing.probabilities import probabilities
from faceparse_core.parsing.tta import Tta
from faceparse_core.parsing.uncertainty import uncertainty
from faceparse_core.photos.imaging import Photo

FaceMode = Literal["auto", "whole"]


@dataclass(frozen=True)
class ParseResult:
    """What the network predicts for a photo.

    Attributes:
        labels: class ids, ``uint8 (H, W)``; all background where no face was found.
        faces: empty in ``whole`` mode and where no face was found.
        no_face: faces were looked for, and there is none.
        notices: sentences for the user.
        seconds: by step: ``find`` (detection) and ``faces`` (alignment), or ``network`` in ``whole`` mode;
            then ``paste``. The steps before that are those of a whole group, counted with its first photo.
        temperature: by which logits are divided before the softmax (Guo et al., ICML 2017).
        crops: what ``labels`` was pasted from.
    """

    labels: LabelMap
    faces: tuple[Face, ...]
    no_face: bool
    notices: tuple[str, ...]
    seconds: dict[str, float]
    temperature: float
    crops: tuple[CropLogits, ...] = field(repr=False)

    @cached_property
    def confidence(self) -> npt.NDArray[np.uint8]:
        """The probability of each pixel's class times 255, ``uint8 (H, W)``; computed when first asked for.

        255 outside every frame that was parsed, where the class is background.
        """
        height, width = self.labels.shape
        return confidence((height, width), self.crops, self.temperature)

    @cached_property
    def probabilities(self) -> npt.NDArray[np.float16]:
        """The probability of every class at every pixel, ``float16 (19, H, W)``.

        Computed when first asked for, as ``probabilities.probabilities``: sums to 1,
        ``labels`` leads, background 1 outside frames.
        """
        return probabilities(self.labels, self.crops, self.temperature)

    @cached_property
    def uncertainty(self) -> float:
        """The share of the worst face's pixels that the network expects to have wrong, 0 to 1.

        0 where no face was found: nothing was predicted.
        """
        return uncertainty(self.crops, self.temperature)


class Parser:
    """A loaded network and the way from photos to label maps. Not for use by two threads at once."""

    def __init__(
        self, model: MicroSegFormer, info: ModelInfo, name: str, device: torch.device, tta: Tta = "off"
    ) -> None:
        self.info, self.name = info, name
        self._network = CropNetwork(model, info.input_size, device, tta, info.widest)

    @classmethod
    def load(
        cls,
        model: str | Path = catalog.DEFAULT,
        device: str = "auto",
        threads: int | None = None,
        tta: Tta = "off",
    ) -> Parser:
        """Load a model by name or file.

        Args:
            device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
            threads: how many CPU threads torch may use; ``None`` leaves its default.
            tta: average over views of each crop: ``flip`` (2 passes), or ``scales`` too (6 passes).

        Raises:
            CheckpointError: if there is no such model or it cannot be used.
            faceparse_core.devices.DeviceError: if the device is not there.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        path = catalog.resolve(model)
        network, info = load_model(path)
        return cls(network, info, path.stem, devices.choose(device), tta)

    @cached_property
    def _detector(self) -> FaceDetector:
        return FaceDetector(self.detector_file)

    @property
    def device(self) -> str:
        """Where the network runs now: ``cpu``, ``cuda`` or ``mps``."""
        return self._network.device.type

    @cached_property
    def detector_file(self) -> Path | None:
        """The file of what looks for faces, None where there is none."""
        return find_detector_file()

    @property
    def detector(self) -> str:
        """What looks for faces, by its file's name: under another one, faces missed before may be found."""
        return "" if self.detector_file is None else self.detector_file.stem

    @property
    def batch_size(self) -> int:
        """How many photos are best parsed together: one on a CPU, 16 on a GPU."""
        return 1 if self.device == "cpu" else 16

    def warm_up(self) -> None:
        """Compute once at each size of crop: the first pass costs several times the second, or is fused."""
        for side in sorted({self.info.input_size, min(self.info.input_size, ROUGH_SIDE)}):
            self._network.logits([np.zeros((side, side, 3), np.uint8)])

    def parse(self, photo: Photo, faces: FaceMode = "auto") -> ParseResult:
        """Parse one RGB photo, ``uint8 (H, W, 3)``.

        ``auto`` finds and aligns every face, and labels nothing where there is none; ``whole`` takes the
        photo for an aligned crop.
        """
        return self._parse_group([photo], faces)[0]

    def parse_frames(
        self, photo: Photo, frames: Sequence[Frame], straighten: bool = False, others: Sequence[Frame] = ()
    ) -> ParseResult:
        """Parse the faces in these frames of an RGB photo, ``uint8 (H, W, 3)``; none is looked for.

        Args:
            frames: crop to photo, ``float64 (2, 3)`` each.
            straighten: move each frame a little, so that the parts of its face lie where they do in an
                aligned crop; the frames as they were parsed are in the result's ``faces``.
            others: frames of faces that are not parsed now; what lies nearer to one of them is not followed
                beyond the given frames.
        """
        watch = _Stopwatch()
        found = faces_in(self._network, photo, frames, straighten, others)
        watch.lap("faces")
        return self._result(photo, found, self._network.take_notices(), watch)

    def parse_many(
        self, photos: Iterable[Photo], faces: FaceMode = "auto", batch_size: int | None = None
    ) -> Iterator[ParseResult]:
        """Parse photos in order, ``batch_size`` of them together."""
        size = batch_size or self.batch_size
        stream = iter(photos)
        while group := list(islice(stream, size)):
            yield from self._parse_group(group, faces)

    def _parse_group(self, photos: Sequence[Photo], mode: FaceMode) -> list[ParseResult]:
        watch = _Stopwatch()
        if mode == "auto":
            found = find_faces(self._network, self._detector, photos, watch.lap)
        else:
            found = self._take_whole(photos)
            watch.lap("network")

        notices, results = self._network.take_notices(), []
        for photo, photo_faces in zip(photos, found, strict=True):
            no_face = mode == "auto" and not photo_faces.faces
            results.append(self._result(photo, photo_faces, notices, watch, no_face))
        return results

    def _result(
        self,
        photo: Photo,
        found: PhotoFaces,
        notices: Iterable[str],
        watch: _Stopwatch,
        no_face: bool = False,
    ) -> ParseResult:
        labels = paste(photo.shape[:2], found.crops)
        watch.lap("paste")
        return ParseResult(
            labels,
            faces=tuple(found.faces),
            no_face=no_face,
            notices=(*notices, NO_FACE) if no_face else tuple(notices),
            seconds=watch.take(),
            temperature=self.info.temperature,
            crops=tuple(found.crops),
        )

    def _take_whole(self, photos: Sequence[Photo]) -> list[PhotoFaces]:
        """One crop for each photo, the whole of it."""
        logits = self._network.averaged_logits([partial(cut_whole, photo) for photo in photos])
        frames = [whole_frame(photo.shape[1], photo.shape[0]) for photo in photos]
        return [PhotoFaces(crops=[CropLogits(*each)]) for each in zip(frames, logits, strict=True)]


class _Stopwatch:
    """Seconds by step since the last ``take``."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self._laps[step] = self._laps.get(step, 0.0) + now - self._last
        self._last = now

    def take(self) -> dict[str, float]:
        laps, self._laps = self._laps, {}
        return laps
