"""Pictures of one person, made from one face: what is where stays true in each of them."""

import numpy as np

from faceparse_core.labels import ID_OF
from faceparse_core.losses import IGNORE
from faceparse_training.evaluation.one_person import picture_of


def face(side=128):
    labels = np.full((side, side), ID_OF["hair"], np.uint8)
    labels[30:110, 30:98] = ID_OF["skin"]
    labels[80:94, 50:80] = ID_OF["mouth"]
    labels[50:56, 40:56] = ID_OF["l_eye"]
    photo = np.repeat(np.where(labels == ID_OF["skin"], 255, 0).astype(np.uint8)[..., None], 3, -1)
    return photo, labels


def test_label_maps_follow_their_pictures():
    for seed in range(5):
        photo, labels = picture_of(*face(), seed)
        assert (photo.shape, photo.dtype, labels.dtype) == ((128, 128, 3), np.uint8, np.uint8)
        known = labels != IGNORE
        assert known.mean() > 0.5
        bright = photo.mean(-1) > 40
        assert (bright == (labels == ID_OF["skin"]))[known].mean() > 0.96


def test_pictures_are_many_and_can_be_made_again():
    first, again, other = (picture_of(*face(), seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert (first[1] != other[1]).mean() > 0.05


def test_a_mouth_opens_and_closes_and_the_face_stays():
    sizes = []
    for seed in range(12):
        labels = picture_of(*face(), seed)[1]
        skin = (labels == ID_OF["skin"]).sum()
        sizes.append((labels == ID_OF["mouth"]).sum() / skin)
    assert max(sizes) > 1.3 * min(sizes)
