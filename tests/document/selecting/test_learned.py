"""The corrector's answer on a photo: what it may change, at every size of photo, and when it has none."""

import cv2
import numpy as np
import pytest

from faceparse_core.photos.imaging import read_photo
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.selecting.learned import Learned
from faceparse_resources import path

HAIR, CLOTH = 13, 18


def _scene(side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Dark hair over a bright ground, of which the network misses the right half, and doubts it: photo,
    labels, confidence, and the half."""
    rng = np.random.default_rng(0)
    photo = np.full((512, 512, 3), (205, 205, 215), np.uint8)
    hair, half = np.zeros((2, 512, 512), np.uint8)
    cv2.ellipse(hair, (256, 256), (110, 60), 0, 0, 360, 1, -1)
    photo[hair > 0] = (60, 40, 30)
    photo = np.clip(photo + rng.normal(0, 5, photo.shape), 0, 255).astype(np.uint8)
    half[:, 256:] = hair[:, 256:]
    size = side, side
    photo = cv2.resize(photo, size, interpolation=cv2.INTER_LINEAR)
    hair, half = (cv2.resize(each, size, interpolation=cv2.INTER_NEAREST) for each in (hair, half))
    labels = np.where((hair > 0) & (half == 0), HAIR, 0).astype(np.uint8)
    confidence = np.where(half > 0, 150, 240).astype(np.uint8)
    return photo, labels, confidence, half > 0


def _stroke(side: int) -> np.ndarray:
    yes = np.zeros((side, side), bool)
    y, x = side // 2, side * 290 // 512
    yes[y - side // 100 : y + side // 100, x : x + side * 50 // 512] = True
    return yes


@pytest.mark.parametrize("side", [512, 2048])
def test_a_stroke_brings_back_what_was_missed_at_every_size(side):
    photo, labels, confidence, half = _scene(side)
    yes = _stroke(side)
    learned = Learned(photo, labels, Said(PackedMap(labels), PackedMap(confidence)), yes, ~yes & False, HAIR)
    x0, y0, x1, y1 = learned.box
    after = labels.copy()
    after[y0:y1, x0:x1] = learned.above(0)
    changed = after != labels
    assert (after[changed] == HAIR).all()
    assert (changed & half).sum() / (changed | half).sum() > 0.7
    assert (after[yes] == HAIR).all()


def test_it_has_no_answer_where_no_stroke_is_wrong_or_a_person_was():
    photo, labels, confidence, _ = _scene(512)
    yes, nothing = _stroke(512), np.zeros((512, 512), bool)
    said = Said(PackedMap(labels), PackedMap(confidence))
    assert Learned(photo, labels, said, yes, nothing, 0).above(0) is None
    painted = labels.copy()
    painted[200:300, 250:400] = CLOTH
    assert Learned(photo, painted, said, yes, nothing, HAIR).above(0) is None


def test_it_looks_as_far_as_the_face_is_large():
    photo = read_photo(path("sample/portrait.jpg"))
    labels = np.zeros(photo.shape[:2], np.uint8)
    confidence = np.full(labels.shape, 100, np.uint8)
    yes = np.zeros(labels.shape, bool)
    yes[200:204, 200:204] = True
    small = np.array([[0.2, 0, 150], [0, 0.2, 150]])
    for frames, side in (((), max(labels.shape)), ((small,), 0.2 * 512)):
        said = Said(PackedMap(labels), PackedMap(confidence), frames)
        box = Learned(photo, labels, said, yes, ~yes & False, HAIR).box
        assert box[2] - box[0] == pytest.approx(side / 4, abs=1)
