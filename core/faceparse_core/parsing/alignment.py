"""Faces found in photos and aligned by their landmarks.

``find_faces`` is the way from photos to aligned faces: the detector says where they are, each crop is parsed
once and its frame moved so that eyes, nose and mouth lie where they lie in the training crops, and what the
detector doubts is kept if its parse looks like a face.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from torch import Tensor

from faceparse_core.parsing import faces
from faceparse_core.parsing.crop_network import GPU_BATCH, CropNetwork
from faceparse_core.parsing.face_detector import FaceDetector
from faceparse_core.parsing.faces import FACE_CENTRE, Face, Frame, frame_scale, invert, transform
from faceparse_core.parsing.landmarks import evidence, landmarks_of, realign
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.parsing.surroundings import surrounded
from faceparse_core.photos.imaging import Photo

ROUGH_SIDE = 384
"""The side of a crop of which only the landmarks are needed, in pixels."""
MOST_SHIFT, MOST_TURN, MOST_SCALE = 45.0, 20.0, 1.33
"""How far a parse may move the detector's frame: crop units, degrees, and by which factor."""
SURE_SCORE = 0.8
"""Of the detector; what it gives less is a face only if its parse shows one."""
LEAST_EVIDENCE = 0.45


@dataclass
class PhotoFaces:
    """The faces of one photo, and the logits to paste: one crop for each face, then its surroundings."""

    faces: list[Face] = field(default_factory=list)
    crops: list[CropLogits] = field(default_factory=list)


def find_faces(
    network: CropNetwork,
    detector: FaceDetector,
    photos: Sequence[Photo],
    lap: Callable[[str], None] = lambda step: None,
) -> list[PhotoFaces]:
    """Find and align every face of each photo; the photos' crops go through the network together.

    Args:
        lap: called with the name of each step, ``find`` or ``faces``, when it is done; for its time.
    """
    detected = [(i, face) for i, photo in enumerate(photos) for face in detector.detect(photo)]
    lap("find")
    found = [PhotoFaces() for _ in photos]
    straight = _straighten(network, photos, [(i, face.frame) for i, face in detected])
    logits = network.averaged_logits(
        [partial(faces.cut, photos[i], frame) for (i, _), frame in zip(detected, straight, strict=True)]
    )
    for (i, face), frame, of_crop in zip(detected, straight, logits, strict=True):
        if face.score >= SURE_SCORE or evidence(landmarks_of(of_crop)) >= LEAST_EVIDENCE:
            _keep(found[i], Face(frame, face.score), of_crop)
    joined = surrounded(network, photos, [each.crops for each in found])
    for photo_faces, crops in zip(found, joined, strict=True):
        photo_faces.crops = crops
    lap("faces")
    return found


def faces_in(
    network: CropNetwork,
    photo: Photo,
    frames: Sequence[Frame],
    straighten: bool = False,
    others: Sequence[Frame] = (),
) -> PhotoFaces:
    """The faces in frames that somebody gives; no detector is asked, and none of them is dropped.

    Args:
        straighten: move each frame as its parse asks for, as far as a detector's may be moved.
        others: frames of further faces, to which belongs what lies nearer to them.
    """
    if straighten:
        frames = _straighten(network, [photo], [(0, frame) for frame in frames])
    logits = network.averaged_logits([partial(faces.cut, photo, frame) for frame in frames])
    crops = [CropLogits(frame, of_crop) for frame, of_crop in zip(frames, logits, strict=True)]
    (joined,) = surrounded(network, [photo], [crops], [others])
    return PhotoFaces([Face(frame, 1.0) for frame in frames], joined)


def _straighten(
    network: CropNetwork, photos: Sequence[Photo], frames: Sequence[tuple[int, Frame]]
) -> list[Frame]:
    """Each frame as its parse asks for it, unless that lies too far from where it was.

    The crops are parsed small: landmarks need no more.

    Args:
        frames: each with the index of its photo.
    """
    side = min(network.input_size, ROUGH_SIDE)
    straight = []
    for start in range(0, len(frames), GPU_BATCH):  # the logits of a crowd would fill the memory
        group = frames[start : start + GPU_BATCH]
        logits = network.logits([faces.cut(photos[i], frame, side) for i, frame in group])
        for (_, frame), of_crop in zip(group, logits, strict=True):
            better = realign(frame, landmarks_of(of_crop))
            straight.append(better if better is not None and is_near(frame, better) else frame)
    return straight


def is_near(frame: Frame, other: Frame) -> bool:
    """Whether ``other`` lies as near to ``frame`` as a parse may move it."""
    inner = faces.compose(invert(frame), other)
    shift = float(np.linalg.norm(transform(inner, np.array([FACE_CENTRE]))[0] - FACE_CENTRE))
    turn = abs(float(np.rad2deg(np.arctan2(inner[1, 0], inner[0, 0]))))
    scale = frame_scale(inner)
    return shift <= MOST_SHIFT and turn <= MOST_TURN and 1 / MOST_SCALE <= scale <= MOST_SCALE


def _keep(photo_faces: PhotoFaces, face: Face, logits: Tensor) -> None:
    """Add the face unless a surer one is the same: two may have been moved to one place."""
    if not any(faces.same_face(face.to_photo, other.to_photo) for other in photo_faces.faces):
        photo_faces.faces.append(face)
        photo_faces.crops.append(CropLogits(face.to_photo, logits))
