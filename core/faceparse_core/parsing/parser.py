"""A photo to its label map and confidence map, at the photo's own resolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice, takewhile
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from faceparse_core import devices
from faceparse_core.labels import LabelMap
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import ModelInfo, load_model
from faceparse_core.parsing import faces, proposals
from faceparse_core.parsing.faces import Face, Frame
from faceparse_core.parsing.fused import FusedNetwork, can_fuse
from faceparse_core.parsing.paste import CropLogits, confidence, paste
from faceparse_core.parsing.probabilities import probabilities
from faceparse_core.parsing.tta import VIEWS, Tta, average
from faceparse_core.parsing.uncertainty import uncertainty

Photo = npt.NDArray[np.uint8]
FaceMode = Literal["auto", "whole"]

MIN_EVIDENCE, CLEAR_EVIDENCE = 0.45, 0.9
MIN_CONSISTENCY = 0.27
ROUNDS, ROUGH_SIDE, SECOND_SIDE = 2, 384, 256


@dataclass(frozen=True)
class ParseResult:
    """What a photo holds.

    ``labels`` is ``uint8 (H, W)``. ``faces`` is empty in ``whole`` mode and where no face was found.
    """

    labels: LabelMap
    faces: tuple[Face, ...]
    notices: tuple[str, ...]
    seconds: dict[str, float]
    temperature: float
    layers: tuple[CropLogits, ...] = field(repr=False)

    @cached_property
    def confidence(self) -> npt.NDArray[np.uint8]:
        """The probability of each pixel's class times 255, ``uint8 (H, W)``; computed when first asked for.

        255 outside every frame that was parsed, where the answer is background.
        """
        height, width = self.labels.shape
        return confidence((height, width), self.layers, self.temperature)

    @cached_property
    def probabilities(self) -> npt.NDArray[np.float16]:
        """The probability of every class at every pixel, ``float16 (19, H, W)``.

        Computed when first asked for, as ``probabilities.probabilities``: sums to 1,
        ``labels`` leads, background 1 outside frames.
        """
        return probabilities(self.labels, self.layers, self.temperature)

    @cached_property
    def uncertainty(self) -> float:
        """1 − the per-image F that the network expects of its answer for the worst face, 0 to 1."""
        return uncertainty(self.layers, self.temperature)


class Parser:
    """A loaded network and the way from photos to label maps. Not for use by two threads at once."""

    def __init__(
        self, model: MicroSegFormer, info: ModelInfo, name: str, device: torch.device, tta: Tta = "off"
    ) -> None:
        self.info, self.name = info, name
        self._model, self._views = model.eval(), VIEWS[tta]
        self._notices: list[str] = []
        self._use(device)

    def _use(self, device: torch.device) -> None:
        """Compute there from now on. A CPU is as busy with one crop as with several."""
        self._device = device
        self._model.to(device)
        self._coarse = FusedNetwork(self._model.coarse) if can_fuse(device) else self._model.coarse
        self._most = 1 if device.type == "cpu" else 64

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

    @property
    def device(self) -> str:
        """Where the network runs now: ``cpu``, ``cuda`` or ``mps``."""
        return self._device.type

    @property
    def batch_size(self) -> int:
        """How many photos are best parsed together: one on a CPU, 16 on a GPU."""
        return 1 if self.device == "cpu" else 16

    def warm_up(self) -> None:
        """Compute once at each size of crop: the first pass costs several times the second, or is fused."""
        for side in sorted({self.info.input_size, min(self.info.input_size, ROUGH_SIDE)}):
            self._network([np.zeros((side, side, 3), np.uint8)])

    def parse(self, photo: Photo, faces: FaceMode = "auto") -> ParseResult:
        """Parse one RGB photo, ``uint8 (H, W, 3)``.

        ``auto`` finds and aligns every face; ``whole`` takes the photo for an aligned crop.
        """
        return self._group([photo], faces)[0]

    def parse_many(
        self, photos: Iterable[Photo], faces: FaceMode = "auto", batch_size: int | None = None
    ) -> Iterator[ParseResult]:
        """Parse photos in order, ``batch_size`` of them together."""
        size = batch_size or self.batch_size
        stream = iter(photos)
        while group := list(islice(stream, size)):
            yield from self._group(group, faces)

    def _group(self, photos: Sequence[Photo], mode: FaceMode) -> list[ParseResult]:
        clock = _Clock()
        found: list[list[Face]] = [[] for _ in photos]
        layers: list[list[CropLogits]] = [[] for _ in photos]
        if mode == "auto":
            rough = [
                proposals.search(photo) + seen
                for photo, seen in zip(photos, self._seen_in_whole(photos), strict=True)
            ]
            clock.lap("find")
            found, layers = self._align(photos, rough)
            clock.lap("faces")
            bare = [i for i, of_photo in enumerate(found) if not of_photo]
            rough = [proposals.search(photos[i], proposals.THOROUGH) for i in bare]
            clock.lap("find")
            second = self._align([photos[i] for i in bare], rough)
            for i, more_faces, more_layers in zip(bare, *second, strict=True):
                found[i], layers[i] = more_faces, more_layers
            clock.lap("faces")
        wholes = [i for i, of_photo in enumerate(found) if not of_photo]
        answers = self._answers([partial(faces.cut_whole, photos[i]) for i in wholes])
        for i, answer in zip(wholes, answers, strict=True):
            height, width = photos[i].shape[:2]
            layers[i] = [CropLogits(faces.whole_frame(width, height), answer)]
        clock.lap("network")
        results = []
        for i, photo in enumerate(photos):
            labels = paste(photo.shape[:2], layers[i])
            clock.lap("paste")
            notices = list(self._notices)
            if mode == "auto" and not found[i]:
                notices.append("No face was found, so the photo was parsed whole.")
            seconds, temperature = clock.take(), self.info.temperature
            results.append(
                ParseResult(labels, tuple(found[i]), tuple(notices), seconds, temperature, tuple(layers[i]))
            )
        self._notices.clear()
        return results

    def _seen_in_whole(self, photos: Sequence[Photo]) -> list[list[Frame]]:
        """The rough frames that a parse of each whole photo shows."""
        answers = self._network([faces.cut_whole(photo, self.info.input_size) for photo in photos])
        return [
            proposals.seen(_probabilities(answer), photo.shape[1], photo.shape[0])
            for photo, answer in zip(photos, answers, strict=True)
        ]

    def _align(
        self, photos: Sequence[Photo], rough: list[list[Frame]]
    ) -> tuple[list[list[Face]], list[list[CropLogits]]]:
        """Rough frames to aligned faces and what the network says of them, for a group of photos together.

        The parser's own eyes, nose and mouth are the landmarks (a rough crop is parsed, the frame moved so
        that they lie as in the training crops, and the new crop parsed again), and the evidence for a face.
        Rough crops are parsed small: landmarks need no more.
        """
        at = [(i, frame) for i, frames in enumerate(rough) for frame in frames]
        for _ in range(ROUNDS):
            at = self._straighten(photos, at)
        answers = self._answers([partial(faces.cut, photos[i], frame) for i, frame in at])
        scores = [faces.evidence(_landmarks(answer)) for answer in answers]
        consistent = self._consistent(photos, at, answers, scores)
        found: list[list[Face]] = [[] for _ in photos]
        layers: list[list[CropLogits]] = [[] for _ in photos]
        for k in sorted(range(len(at)), key=lambda k: -scores[k]):
            i, frame = at[k]
            double = any(faces.same_face(frame, other.to_photo) for other in found[i])
            if consistent[k] and not double:
                found[i].append(Face(frame, scores[k]))
                layers[i].append(CropLogits(frame, answers[k]))
        around = [
            (i, faces.widen(face.to_photo))
            for i, photo in enumerate(photos)
            for face in found[i]
            if not faces.covers(face.to_photo, photo.shape[1], photo.shape[0])
        ]
        answers = self._answers([partial(faces.cut, photos[i], frame) for i, frame in around])
        for (i, frame), answer in zip(around, answers, strict=True):
            layers[i].append(CropLogits(frame, answer, wide=True))
        return found, layers

    def _consistent(
        self,
        photos: Sequence[Photo],
        at: Sequence[tuple[int, Frame]],
        answers: Sequence[Tensor],
        scores: Sequence[float],
    ) -> list[bool]:
        """Which frames hold faces: clear evidence, or some that a look at the small size bears out.

        Patterns in cloth or stone that the parser takes for a face leave it unsure, and look otherwise at
        another size.
        """
        is_face = [score >= CLEAR_EVIDENCE for score in scores]
        doubtful = [k for k, score in enumerate(scores) if MIN_EVIDENCE <= score < CLEAR_EVIDENCE]
        side = min(self.info.input_size, SECOND_SIDE)
        small = self._network([faces.cut(photos[at[k][0]], at[k][1], side) for k in doubtful])
        for k, again in zip(doubtful, small, strict=True):
            sureness = float(torch.softmax(answers[k], 0).amax(0).mean())
            both = (scores[k] + faces.evidence(_landmarks(again))) / 2
            is_face[k] = both * sureness**2 >= MIN_CONSISTENCY
        return is_face

    def _straighten(self, photos: Sequence[Photo], at: list[tuple[int, Frame]]) -> list[tuple[int, Frame]]:
        """Move every frame to where its parse puts the face; those without parts and doubles go."""
        side = min(self.info.input_size, ROUGH_SIDE)
        answers = self._network([faces.cut(photos[i], frame, side) for i, frame in at])
        better: list[list[Frame]] = [[] for _ in photos]
        for (i, frame), answer in zip(at, answers, strict=True):
            moved = faces.realign(frame, _landmarks(answer))
            if moved is not None:
                better[i].append(moved)
        return [(i, frame) for i, frames in enumerate(better) for frame in faces.distinct(frames)]

    def _answers(self, cuts: Sequence[Callable[[int], Photo]]) -> list[Tensor]:
        """Coarse logits of each crop, averaged over the views; ``cuts`` make the crops of a side's length."""
        by_view = []
        for view in self._views:
            crops = [view.show(cut(view.side(self.info.input_size))) for cut in cuts]
            by_view.append([view.undo(logits) for logits in self._network(crops)])
        return [average(of_crop) for of_crop in zip(*by_view, strict=True)]

    def _network(self, crops: Sequence[Photo]) -> list[Tensor]:
        """Coarse logits ``(19, h, w)`` of each crop, on the device, in batches of one shape."""
        answers: list[Tensor] = []
        start = 0
        while start < len(crops):
            shape = crops[start].shape
            most = crops[start : start + self._most]
            batch = list(takewhile(lambda crop, shape=shape: crop.shape == shape, most))  # type: ignore[misc]
            try:
                answers.extend(self._run(batch))
                start += len(batch)
            except torch.OutOfMemoryError:
                self._make_room()
        return answers

    @torch.inference_mode()
    def _run(self, crops: Sequence[Photo]) -> Iterable[Tensor]:
        pictures = torch.from_numpy(np.stack(crops)).to(self._device)
        mixed = self._device.type == "cuda"
        with torch.autocast(self._device.type, dtype=torch.float16, enabled=mixed):
            return self._coarse(normalise(pictures)).float().unbind(0)

    def _make_room(self) -> None:
        """After a GPU ran out of memory: smaller batches, and when one crop is too much, the CPU."""
        torch.cuda.empty_cache()
        if self._most > 1:
            self._most //= 2
            return
        self._use(torch.device("cpu"))
        self._notices.append("The graphics card ran out of memory; parsing goes on on the processor.")


def _landmarks(logits: Tensor) -> faces.Landmarks:
    return faces.landmarks(_probabilities(logits))


def _probabilities(logits: Tensor) -> npt.NDArray[np.float32]:
    return torch.softmax(logits, 0).cpu().numpy()


class _Clock:
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
