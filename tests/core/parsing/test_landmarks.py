"""Landmarks from a crop's probabilities, and the frame and the evidence that follow from them."""

import numpy as np
import pytest

from faceparse_core.parsing import faces
from faceparse_core.parsing.faces import PARTS
from faceparse_core.parsing.landmarks import REACH, Landmarks, evidence, landmarks, realign
from tests.core.parsing.frames import similarity

HOMES = {name: part.home for name, part in PARTS.items()}


def probabilities(points: dict[str, tuple[float, float]], size: int = 128) -> np.ndarray:
    """Class probabilities of a crop with a disc of each part at the given crop coordinates."""
    out = np.zeros((19, size, size), np.float32)
    ys, xs = (np.mgrid[:size, :size] + 0.5) * faces.CROP_SIDE / size
    for name, (x, y) in points.items():
        radius = 45 if name == "nose" else 16
        out[PARTS[name].ids[-1]] = np.hypot(xs - x, ys - y) < radius
    out[0] = 1 - out.max(0)
    return out


@pytest.mark.parametrize("angle", [-25, 0, 12])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.3])
def test_a_crooked_face_is_set_right_by_its_parts(angle, scale):
    start = similarity(17, 2.5, 300, 400)
    crooked = similarity(angle, scale, 0, 0)
    crooked[:, 2] = np.array([250.0, 280.0]) - crooked[:, :2] @ (256.0, 290.0)
    moved = {n: tuple(faces.transform(crooked, np.array([h]))[0]) for n, h in HOMES.items()}
    better = realign(start, landmarks(probabilities(moved)))
    assert better is not None
    probe = np.array([[100.0, 100.0], [400.0, 400.0], [256.0, 256.0]])
    expected = faces.transform(faces.compose(start, crooked), probe)
    np.testing.assert_allclose(faces.transform(better, probe), expected, atol=2.5 * 2.5)


def test_too_few_parts_cannot_set_a_frame_right():
    frame = similarity(0, 1, 0, 0)
    assert realign(frame, landmarks(probabilities({}))) is None
    only_eyes = {n: HOMES[n] for n in ("l_eye", "r_eye")}
    assert realign(frame, landmarks(probabilities(only_eyes))) is None


def test_evidence_is_high_for_a_face_in_place_and_low_for_none():
    in_place = evidence(landmarks(probabilities(HOMES)))
    shifted = {n: (x + 60, y + 60) for n, (x, y) in HOMES.items()}
    assert in_place > 0.95
    assert evidence(landmarks(probabilities(shifted))) < 0.5
    assert evidence(landmarks(probabilities({}))) == 0
    assert evidence(Landmarks({}, {})) == 0


def test_a_neighbours_parts_do_not_pull_the_frame():
    beside = {name: (x + REACH + 60, y) for name, (x, y) in HOMES.items() if x > 250}
    alone, together = (
        realign(similarity(0, 1, 0, 0), landmarks(shown))
        for shown in (probabilities(HOMES), np.maximum(probabilities(HOMES), probabilities(beside)))
    )
    assert alone is not None
    assert together is not None
    np.testing.assert_allclose(together, alone, atol=0.5)
