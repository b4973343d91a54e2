"""What a crop shows at its border joins what surrounds it, and the parts of a face stay as they are."""

import cv2
import numpy as np
import torch

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import CROP_SIDE, Frame, transform, widen
from faceparse_core.parsing.seams import without_seam
from tests.core.parsing.frames import similarity

SIDE = 128
FACE = similarity(10, 0.5, 300, 200)
AROUND = widen(FACE, 2)
HAIR, CLOTH, SKIN = ID_OF["hair"], ID_OF["cloth"], ID_OF["skin"]


def seen(frame: Frame, ids_at) -> torch.Tensor:
    """The logits of a crop in which ``ids_at`` tells the class from face coordinates u and v."""
    x = (np.indices((SIDE, SIDE))[::-1].reshape(2, -1).T + 0.5) * (CROP_SIDE / SIDE)
    inverse = cv2.invertAffineTransform(FACE)
    u, v = transform(inverse, transform(frame, x)).T
    ids = torch.from_numpy(np.asarray(ids_at(u, v), np.int64).reshape(SIDE, SIDE))
    return torch.nn.functional.one_hot(ids, 19).permute(2, 0, 1).float() * 8


def joined(in_face, outside) -> torch.Tensor:
    """The classes in the frame, ``(128, 128)``."""
    found = without_seam(FACE, seen(FACE, in_face), AROUND, seen(AROUND, outside))
    return found.max(0).indices


def test_a_contradiction_at_the_border_is_decided_by_what_surrounds_the_face():
    """The face's crop takes what is beside the head for hair, up to its border; around it is no hair."""
    ids = joined(lambda u, v: np.where(u > 400, HAIR, 0), lambda u, v: np.zeros_like(u))
    assert not ids.any()


def test_clothes_that_only_the_wider_crop_sees_go_on_into_the_frame():
    ids = joined(lambda u, v: np.zeros_like(u), lambda u, v: np.where(v > 450, CLOTH, 0))
    assert (ids[114:] == CLOTH).all()
    assert not ids[:108].any()


def test_no_part_of_the_face_is_given_up():
    ids = joined(lambda u, v: np.where(v > 400, SKIN, 0), lambda u, v: np.where(v > 400, CLOTH, 0))
    assert (ids[102:] == SKIN).all()


def test_within_the_frame_the_faces_own_crop_decides():
    """Hair that does not reach the border, and an outline that is a coarse pixel off."""
    ids = joined(
        lambda u, v: np.where(np.hypot(u - 256, v - 256) < 100, HAIR, 0), lambda u, v: np.zeros_like(u)
    )
    assert ids[64, 64] == HAIR
    ids = joined(lambda u, v: np.where(u > 404, HAIR, 0), lambda u, v: np.where(u > 408, HAIR, 0))
    assert (ids[:, 101] == HAIR).all()
