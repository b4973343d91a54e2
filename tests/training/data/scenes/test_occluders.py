"""What covers faces: it is where it says, and may lie outside of the crop in part."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_training.data.scenes.occluders import COVERS, face_mask, hand
from tests.training.data.scenes.drawn import portrait


@pytest.mark.parametrize("seed", [135, 593, 1122])
def test_a_hand_may_have_fingers_outside_of_the_crop(seed: int):
    over = hand(portrait(0, 64), portrait(1, 64), np.random.default_rng(seed))
    assert over.where.any()


@pytest.mark.parametrize("name", COVERS)
def test_something_is_drawn_where_it_covers(name: str):
    shares = []
    for seed in range(12):
        over = COVERS[name](portrait(0), portrait(1), np.random.default_rng(seed))
        shares.append(over.where.mean())
        assert over.photo[over.where].any()
    assert 0.01 < np.mean(shares) < 0.5


def test_a_mask_hides_mouth_and_chin_and_leaves_the_eyes():
    labels = portrait(0)[1]
    hidden = [face_mask(portrait(0), portrait(1), np.random.default_rng(k)).where for k in range(8)]
    lips = [where[labels == ID_OF["u_lip"]].mean() for where in hidden]
    eyes = [where[np.isin(labels, (ID_OF["l_eye"], ID_OF["r_eye"]))].mean() for where in hidden]
    assert min(lips) > 0.9
    assert max(eyes) < 0.1
