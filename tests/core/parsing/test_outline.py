"""Beyond the frame of the face a person ends where the photo's own edges are, not at a crop's border."""

import numpy as np
import pytest
import torch

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import CROP_SIDE, transform, widen
from faceparse_core.parsing.outline import AROUND, outlined
from faceparse_core.parsing.paste import CropLogits, confidence, paste
from tests.core.parsing.frames import similarity

CLOTH, HAIR, SKIN = ID_OF["cloth"], ID_OF["hair"], ID_OF["skin"]
SHAPE = (600, 400)
FRAME = similarity(8, 120 / CROP_SIDE, 150, 60)
COARSE = 64


def person() -> np.ndarray:
    """Who is in the photo: a head in the frame, and clothes from there to 100 rows above the lower border."""
    truth = np.zeros(SHAPE, np.uint8)
    y, x = np.indices(SHAPE)
    truth[np.hypot(x - 205, y - 120) < 36] = SKIN
    truth[150:500, 140:270] = CLOTH
    return truth


@pytest.fixture
def photo() -> np.ndarray:
    """Blue clothes before a grey wall, with some noise."""
    colours = np.full((19, 3), 150, np.uint8)
    colours[SKIN], colours[CLOTH] = (220, 180, 160), (30, 50, 160)
    noise = np.random.default_rng(0).integers(0, 12, (*SHAPE, 3), np.uint8)
    return colours[person()] + noise


def seen(frame: np.ndarray, until: float = np.inf) -> torch.Tensor:
    """The logits of a crop in which a network sees the truth, and background below row ``until`` of it."""
    y, x = np.indices((COARSE, COARSE)) + 0.5
    at = transform(frame, np.stack([x.ravel(), y.ravel()], 1) * (CROP_SIDE / COARSE)).astype(int)
    inside = (at >= 0).all(1) & (at[:, 0] < SHAPE[1]) & (at[:, 1] < SHAPE[0])
    ids = np.zeros(COARSE * COARSE, np.int64)
    ids[inside] = person()[at[inside, 1], at[inside, 0]]
    ids[at[:, 1] > until] = 0
    logits = torch.nn.functional.one_hot(torch.from_numpy(ids.reshape(COARSE, COARSE)), 19)
    return logits.permute(2, 0, 1).float() * 8


def crops(photo: np.ndarray, until: float = np.inf) -> list[CropLogits]:
    """The face's crop and what surrounds it, where the widest crop sees no clothes below ``until``."""
    narrow, wide = widen(FRAME, 1.35), widen(FRAME, 2)
    levels = [(FRAME, seen(FRAME)), (narrow, seen(narrow)), (wide, seen(wide, until))]
    around = outlined(photo, levels)
    assert around is not None
    return [CropLogits(*levels[0]), around]


def test_clothes_go_on_to_the_edge_that_the_photo_shows(photo):
    labels = paste(SHAPE, crops(photo))
    assert (labels[200:490, 150:260] == CLOTH).mean() > 0.99
    assert (labels[510:] == 0).all()
    assert (labels[:, 285:] == 0).all()
    assert (labels[:, :125] == 0).all()


def test_where_crops_contradict_each_other_the_photo_decides(photo):
    """The narrower crop sees clothes up to its border at row 201, the wider one background from 190 on."""
    labels = paste(SHAPE, crops(photo, 190))
    assert (labels[195:215, 150:260] == CLOTH).all()
    assert (labels[:, 285:] == 0).all()


def test_what_is_guessed_is_not_sure(photo):
    """The widest crop ends at row 240: the clothes below are a guess, those above it are known."""
    sure = confidence(SHAPE, crops(photo), 1.0)
    assert sure[190:205, 190:220].min() > 230
    assert sure[300:490, 150:260].max() < 0.9 * 255
    assert sure[496:499, 180:230].max() < 0.7 * 255  # where it ends


def test_no_part_of_a_face_leads_outside_of_the_frame(photo):
    around = crops(photo)[1]
    assert set(np.unique(around.ids)) <= set(AROUND)


def test_nothing_goes_on_above_the_frame_that_no_crop_sees(photo):
    photo[:60] = (30, 50, 160)  # as blue as the clothes
    photo[60:160, 200:210] = (30, 50, 160)
    labels = paste(SHAPE, crops(photo))
    assert (labels[:50] == 0).all()


def test_a_face_outside_of_the_photo_has_no_surroundings(photo):
    far = similarity(0, 0.2, 5000, 5000)
    assert outlined(photo, [(far, seen(far)), (widen(far), seen(widen(far)))]) is None


@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (7, 5)])
def test_photos_of_a_few_pixels_are_outlined(shape):
    photo = np.zeros((*shape, 3), np.uint8)
    frame = similarity(20, 4 / CROP_SIDE, 0, 0)
    around = outlined(photo, [(frame, seen(frame)), (widen(frame), seen(widen(frame)))])
    assert around is not None
    assert paste(shape, [CropLogits(frame, seen(frame)), around]).shape == shape
