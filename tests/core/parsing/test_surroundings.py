"""How far beyond a face's frame is parsed: as far as something that is the face's runs on."""

from functools import partial

import cv2
import numpy as np
import pytest
import torch

from faceparse_core.labels import ID_OF
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import CROP_SIDE, WIDE, Frame, cut, frame_scale, widen
from faceparse_core.parsing.outline import AROUND
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.parsing.surroundings import (
    WIDTHS,
    joined_to,
    runs_on,
    surrounded,
)
from tests.core.parsing.frames import similarity

SIDE = 64
UNIT = CROP_SIDE / SIDE
SHAPE = (1200, 1600)


def at(x: float, y: float) -> Frame:
    """An upright frame of 300 pixels a side with its upper left corner there."""
    return similarity(0, 300 / CROP_SIDE, x, y)


def logits_with(name: str, rows: slice, columns: slice) -> torch.Tensor:
    """Background but for one class in those coarse pixels."""
    logits = torch.zeros(19, SIDE, SIDE)
    logits[0] = 1.0
    logits[ID_OF[name], rows, columns] = 2.0
    return logits


@pytest.mark.parametrize(("name", "expected"), [("cloth", True), ("hair", True), ("skin", False)])
def test_clothes_and_hair_run_on_past_the_lower_border(name, expected):
    logits = logits_with(name, slice(50, None), slice(10, 50))
    assert runs_on(logits, at(500, 400), SHAPE, 0, [at(500, 400)]) is expected


def test_what_ends_before_the_border_does_not_run_on():
    logits = logits_with("cloth", slice(40, SIDE - 1), slice(10, 50))
    assert not runs_on(logits, at(500, 400), SHAPE, 0, [at(500, 400)])


def test_what_ends_with_the_photo_does_not_run_on():
    logits = logits_with("cloth", slice(50, None), slice(10, 50))
    bottom = at(500, SHAPE[0] - 300)
    assert not runs_on(logits, bottom, SHAPE, 0, [bottom])


def test_a_speck_at_the_border_does_not_run_on():
    logits = logits_with("hair", slice(30, 31), slice(None, 1))
    assert not runs_on(logits, at(500, 400), SHAPE, 0, [at(500, 400)])


def test_a_neighbours_clothes_are_the_neighbours():
    frames = [at(500, 400), at(850, 400)]
    logits = logits_with("cloth", slice(30, 60), slice(-8, None))
    wide = widen(frames[0], 2.0)
    assert not runs_on(logits, wide, SHAPE, 0, frames)
    assert runs_on(logits, wide, SHAPE, 0, frames[:1])


def test_no_part_of_a_face_leads_in_a_wide_crop():
    inner = logits_with("cloth", slice(40, None), slice(10, 50))
    logits = logits_with("u_lip", slice(40, 60), slice(10, 50))
    logits[ID_OF["cloth"], 40:60, 10:50] = 1.5
    ids = joined_to(inner, logits, 0.5).argmax(0)
    assert (ids[48:60, 10:50] == ID_OF["cloth"]).all()
    assert not (ids == ID_OF["u_lip"]).any()


def test_hair_goes_on_only_from_hair():
    """The clothes reach the lower border of what was parsed before; hair does on the left side alone."""
    inner = logits_with("cloth", slice(40, None), slice(None))
    inner[ID_OF["hair"], :40, :20] = 3.0
    logits = logits_with("cloth", slice(44, None), slice(None))
    logits[ID_OF["hair"], 16:40, 4:20] = 3.0  # goes on from the hair
    logits[ID_OF["hair"], 50:60, 10:50] = 3.0  # on the clothes
    ids = joined_to(inner, logits, 0.5).argmax(0)
    assert (ids[16:40, 4:16] == ID_OF["hair"]).all()
    assert (ids[50:60, 10:50] == ID_OF["cloth"]).all()


def test_the_suit_of_the_portrait_holds_no_part_of_a_face(shipped_parser, astronaut):
    result = shipped_parser.parse(astronaut)
    (face,) = result.faces
    x0, y0, x1, y1 = face.box
    outside = np.ones(result.labels.shape, bool)
    outside[max(0, y0) : y1, max(0, x0) : x1] = False
    assert set(np.unique(result.labels[outside])) <= set(AROUND)


def test_what_hangs_together_with_the_person_stays_and_islands_go():
    inner = logits_with("cloth", slice(40, None), slice(10, 50))
    logits = logits_with("cloth", slice(40, None), slice(10, 50))
    logits[ID_OF["cloth"], 5:9, 2:6] = 2.0
    ids = joined_to(inner, logits, 0.5).argmax(0)
    assert (ids[48:, 10:50] == ID_OF["cloth"]).all()
    assert (ids[5:9, 2:6] == 0).all()


def test_wider_crops_are_parsed_while_clothes_run_on_and_the_network_knows_them(astronaut, monkeypatch):
    photo = np.full((900, 900, 3), 128, np.uint8)
    photo[:512, 200:712] = astronaut
    face = similarity(0, 200 / CROP_SIDE, 323, 0)
    model, info = load_model(catalog.resolve("default"))
    shown = []
    for widest in (WIDE, WIDTHS[-1]):
        network = CropNetwork(model, info.input_size, torch.device("cpu"), widest=widest)
        monkeypatch.setattr(network, "averaged_logits", counting(network.averaged_logits, parsed := []))
        logits = network.averaged_logits([partial(cut, photo, face)])[0]
        ((_, around),) = surrounded(network, [photo], [[CropLogits(face, logits)]])
        assert around.wide
        shown.append(len(parsed) - 1)
    assert shown[0] == 1
    assert shown[1] > 1


def counting(function, calls):
    def counted(crops):
        calls.append(len(crops))
        return function(crops)

    return counted


def test_the_wide_crops_of_a_small_face_take_no_more_memory_than_its_photo_needs(shipped_parser, astronaut):
    photo = np.full((160, 160, 3), 128, np.uint8)
    photo[:128, 16:144] = cv2.resize(astronaut, (128, 128), interpolation=cv2.INTER_AREA)
    face = similarity(0, 50 / CROP_SIDE, 47, 5)
    result = shipped_parser.parse_frames(photo, [face])
    assert result.crops[0].logits.shape == (19, 256, 256)
    wide = [crop for crop in result.crops if crop.wide]
    assert wide
    for crop in wide:
        assert crop.logits.shape[1] <= np.ceil(frame_scale(crop.frame) * CROP_SIDE)
