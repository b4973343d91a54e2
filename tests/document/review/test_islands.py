"""Drop islands over all classes: crumbs and lines go, what is large enough for its class stays."""

import time

import cv2
import numpy as np
import pytest

from faceparse_core.labels import CLASSES, ID_OF, NAMES
from faceparse_gui.document.review.cleanups import of_all
from faceparse_gui.document.review.islands import DropCrumbs
from faceparse_gui.document.review.least_sizes import least
from faceparse_training.data.part_sizes import FACE, part_sizes

HAIR, SKIN, EARRING, EAR = (ID_OF[each] for each in ("hair", "skin", "ear_r", "l_ear"))


def head(scale: int = 1) -> np.ndarray:
    labels = np.zeros((512, 512), np.uint8)
    cv2.ellipse(labels, (256, 250), (190, 220), 0, 0, 360, HAIR, -1)
    cv2.ellipse(labels, (256, 270), (140, 180), 0, 0, 360, SKIN, -1)
    return cv2.resize(labels, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)


def cleaned(labels: np.ndarray, pixels: int = 64) -> np.ndarray:
    return of_all(labels, range(1, 19), DropCrumbs(pixels))


@pytest.mark.parametrize("scale", [1, 3])
def test_a_stud_earring_stays_and_crumbs_of_hair_go(scale):
    clean = head(scale)
    for x in (96, 410):
        cv2.circle(clean, (x * scale, 330 * scale), 3 * scale, EARRING, -1)
    labels = clean.copy()
    for x, y, side in ((250, 300, 7), (200, 250, 3), (20, 20, 6)):
        labels[y * scale : (y + side) * scale, x * scale : (x + side) * scale] = HAIR
    assert np.array_equal(cleaned(labels, 64 * scale**2), clean)


def test_the_number_asked_for_is_never_exceeded():
    labels = head()
    labels[300:307, 250:257] = HAIR
    assert np.array_equal(cleaned(labels, 20), labels)
    assert not np.array_equal(cleaned(labels, 64), labels)


def test_an_ear_too_small_to_be_one_goes():
    labels = head()
    labels[240:245, 60:66] = EAR
    assert not (cleaned(labels) == EAR).any()
    labels[220:250, 62:80] = EAR
    assert np.array_equal(cleaned(labels) == EAR, labels == EAR)


def test_lines_one_pixel_thin_go_however_long_and_rings_too():
    clean = head()
    labels = clean.copy()
    cv2.polylines(labels, [np.array([[170, 200], [200, 280], [350, 300]])], False, HAIR, 1)
    cv2.ellipse(labels, (256, 390), (60, 25), 0, 0, 360, HAIR, 1)
    assert np.array_equal(cleaned(labels), clean)


def test_a_thin_hoop_stays_beside_a_larger_earring():
    labels = head()
    cv2.circle(labels, (96, 360), 30, EARRING, -1)
    cv2.circle(labels, (420, 360), 12, EARRING, 1)
    assert np.array_equal(cleaned(labels), labels)


def test_without_a_face_the_number_counts():
    labels = np.zeros((100, 100), np.uint8)
    labels[10:17, 10:17] = EARRING
    labels[50:90, 50:90] = HAIR
    assert not (cleaned(labels, 50) == EARRING).any()
    assert np.array_equal(cleaned(labels, 49), labels)


def test_each_of_two_faces_has_its_own_measure():
    labels = np.zeros((512, 1024), np.uint8)
    labels[:, :512] = head()
    labels[200:328, 700:828] = cv2.resize(head(), (128, 128), interpolation=cv2.INTER_NEAREST)
    labels[280:284, 725:729] = EARRING  # of the small face
    labels[330:334, 96:100] = EARRING
    labels[330:334, 250:254] = HAIR
    after = cleaned(labels)
    assert (after[280:284, 725:729] == EARRING).all()
    assert not (after[330:334, 250:254] == HAIR).any()


def test_a_large_map_with_many_crumbs_takes_a_moment():
    labels = head(8)
    rng = np.random.default_rng(0)
    for x, y in rng.integers(0, 4090, (1500, 2)):
        labels[y : y + 3, x : x + 3] = HAIR
    start = time.process_time()
    cleaned(labels)
    assert time.process_time() - start < 5


def test_the_table_knows_every_class_and_is_derived_from_masks():
    assert all(least(each.id, FACE).piece > 0 for each in CLASSES)
    labels = head()
    labels[330:334, 90:94] = EARRING
    labels[5, 5] = EARRING
    table = part_sizes([labels] * 3)
    assert set(table) == {"background", "skin", "hair", "ear_r"}
    assert table["ear_r"]["piece"] == table["ear_r"]["whole"]
    assert table["ear_r"]["whole"] == pytest.approx(16 * FACE / (labels == SKIN).sum(), abs=0.1)
    assert set(table) <= set(NAMES)
