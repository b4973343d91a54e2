"""How far beyond a face's frame is parsed: as far as something that is the face's runs on."""

import numpy as np
import pytest
import torch

from faceparse_core.labels import ID_OF
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.crop_network import CropNetwork
from faceparse_core.parsing.faces import CROP_SIDE, WIDE, Frame, widen
from faceparse_core.parsing.surroundings import WIDTHS, runs_on, surroundings, without_islands
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


def test_what_hangs_together_with_the_face_stays_and_islands_go():
    logits = logits_with("cloth", slice(40, None), slice(10, 50))
    logits[ID_OF["hair"], 5:9, 2:6] = 2.0
    joined = without_islands(logits, 0.5)
    ids = joined.argmax(0)
    assert (ids[40:, 10:50] == ID_OF["cloth"]).all()
    assert (ids[5:9, 2:6] == 0).all()
    assert torch.equal(joined[1:], logits[1:])
    assert without_islands(joined, 0.5) is joined


def test_wider_crops_are_parsed_while_clothes_run_on_and_the_network_knows_them(astronaut):
    photo = np.full((900, 900, 3), 128, np.uint8)
    photo[:512, 200:712] = astronaut
    face = similarity(0, 200 / CROP_SIDE, 323, 0)
    model, info = load_model(catalog.resolve("default"))
    for widest, count in ((WIDE, 1), (WIDTHS[-1], 2)):
        network = CropNetwork(model, info.input_size, torch.device("cpu"), widest=widest)
        (crops,) = surroundings(network, [photo], [[face]])
        assert [crop.level for crop in crops][:count] == [1, 2][:count]
        assert len(crops) >= count
        assert (len(crops) == 1) == (widest == WIDE)
