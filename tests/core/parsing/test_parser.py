"""The whole way from a photo to its label map, with the shipped model on a public-domain portrait."""

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from faceparse_core import devices
from faceparse_core.labels import ID_OF
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import CheckpointError
from faceparse_core.parsing.alignment import ROUGH_SIDE
from faceparse_core.parsing.fused import can_fuse
from faceparse_core.parsing.no_face import NO_FACE
from faceparse_core.parsing.parser import Parser
from tests.lawn import lawn

FACE = {"skin", "nose", "l_eye", "r_eye", "l_brow", "r_brow", "u_lip", "l_lip", "hair", "neck"}


@pytest.fixture
def parser(shipped_parser: Parser) -> Parser:
    return shipped_parser


def centre_of(labels, name):
    ys, xs = np.nonzero(labels == ID_OF[name])
    return xs.mean(), ys.mean()


def test_a_portrait_gets_its_parts_at_its_own_size(parser, astronaut):
    result = parser.parse(astronaut)
    assert result.labels.shape == result.confidence.shape == astronaut.shape[:2]
    assert result.labels.dtype == result.confidence.dtype == np.uint8
    present = {name for name, i in ID_OF.items() if (result.labels == i).sum() > 10}
    assert present >= FACE
    assert len(result.faces) == 1
    assert result.notices == ()
    nose = centre_of(result.labels, "nose")
    assert np.hypot(nose[0] - 223, nose[1] - 115) < 12
    # The person's left is the picture's right.
    assert centre_of(result.labels, "l_eye")[0] > nose[0] > centre_of(result.labels, "r_eye")[0]


def test_a_turned_portrait_gets_the_same_parts_turned(parser, astronaut):
    big = cv2.resize(astronaut[:260, 90:350], None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    straight = parser.parse(big).labels
    for angle in (-28, 22):
        matrix = cv2.getRotationMatrix2D((390, 390), angle, 0.7)
        photo = cv2.warpAffine(big, matrix, (780, 780), borderMode=cv2.BORDER_REPLICATE)
        turned = parser.parse(photo).labels
        expected = cv2.warpAffine(straight, matrix, (780, 780), flags=cv2.INTER_NEAREST)
        inside = expected > 0
        assert (turned[inside] == expected[inside]).mean() > 0.9


def test_every_face_of_a_group_is_found(parser, astronaut):
    head = astronaut[:220, 110:330]
    row = np.concatenate([head, cv2.resize(head, (440, 440))[:220], head[:, ::-1]], axis=1)
    photo = np.concatenate([row, row[:, ::-1]], axis=0)
    result = parser.parse(np.concatenate([head, head[:, ::-1]], axis=1))
    assert len(result.faces) == 2
    noses = result.labels == ID_OF["nose"]
    assert noses[:, :220].any()
    assert noses[:, 220:].any()
    assert len(parser.parse(photo).faces) >= 4


def test_a_face_cut_by_the_edge_is_found(parser, astronaut):
    result = parser.parse(np.ascontiguousarray(astronaut[:, 200:]))
    assert len(result.faces) == 1
    assert np.hypot(*(np.array(centre_of(result.labels, "nose")) - (23, 115))) < 12


@pytest.mark.parametrize("side", [80, 120])
def test_a_small_face_in_a_large_photo_is_found(parser, astronaut, side):
    photo = np.full((1200, 1600, 3), 140, np.uint8)
    head = cv2.resize(astronaut[:220, 110:330], (side, side), interpolation=cv2.INTER_AREA)
    photo[500 : 500 + side, 700 : 700 + side] = head
    (face,) = parser.parse(photo).faces
    x0, y0, x1, y1 = face.box
    assert np.hypot((x0 + x1) / 2 - 700 - side / 2, (y0 + y1) / 2 - 500 - side / 2) < side / 4


@pytest.mark.parametrize("columns", [slice(None), slice(0, 240)])
def test_a_pattern_in_the_clothes_is_no_face(parser, astronaut, columns):
    """The parser sees something like a face in the suit's badges."""
    assert len(parser.parse(np.ascontiguousarray(astronaut[:, columns])).faces) == 1


@pytest.mark.parametrize(
    "name",
    [
        "moon",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("coins", "grass", "immunohistochemistry")),
    ],
)
def test_a_texture_is_no_face(parser, name):
    picture = getattr(skimage.data, name)()
    photo = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, 2)
    result = parser.parse(np.ascontiguousarray(photo))
    assert result.faces == ()
    assert result.no_face
    assert not result.labels.any()


def test_a_photo_without_a_face_gets_an_empty_map_and_says_so(parser):
    photo = lawn()
    result = parser.parse(photo)
    assert result.labels.shape == photo.shape[:2]
    assert not result.labels.any()
    assert (result.faces, result.no_face, result.notices) == ((), True, (NO_FACE,))
    assert (result.confidence == 255).all()
    assert (result.probabilities[0] == 1).all()
    assert result.uncertainty == 0


def test_a_photo_without_a_face_is_parsed_whole_only_where_that_is_asked_for(parser):
    result = parser.parse(lawn(), faces="whole")
    assert result.labels.any(), "as wrong as it was"
    assert (result.faces, result.no_face, result.notices) == ((), False, ())
    assert result.uncertainty > 0


def test_whole_mode_takes_the_photo_for_a_crop(parser, astronaut):
    crop = cv2.resize(astronaut[5:205, 125:325], (512, 512), interpolation=cv2.INTER_CUBIC)
    result = parser.parse(crop, faces="whole")
    assert result.faces == ()
    assert result.notices == ()
    assert {n for n, i in ID_OF.items() if (result.labels == i).any()} >= FACE


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (90, 31)])
@pytest.mark.parametrize("mode", ["auto", "whole"])
def test_odd_shapes_are_parsed(parser, shape, mode):
    result = parser.parse(np.zeros((*shape, 3), np.uint8), mode)
    assert result.labels.shape == result.confidence.shape == shape


def test_many_photos_give_what_each_gives_alone_and_in_order(parser, small_portrait):
    photos = [small_portrait, small_portrait[:, ::-1].copy(), lawn(64, 80)]
    alone = [parser.parse(p) for p in photos]
    for size in (1, 2, 5):
        together = list(parser.parse_many(iter(photos), batch_size=size))
        assert len(together) == 3
        for a, b in zip(alone, together, strict=True):
            assert (a.labels != b.labels).mean() < 1e-3
            assert (a.notices, a.no_face) == (b.notices, b.no_face)


def test_what_the_network_reports_goes_to_the_photos_of_that_time(parser, small_portrait):
    parser._network._notices.append("The graphics card ran out of memory.")
    assert parser.parse(small_portrait).notices == ("The graphics card ran out of memory.",)
    assert parser.parse(small_portrait).notices == ()


def test_a_model_is_found_by_name_or_file_and_a_missing_one_is_named(parser, tmp_path):
    assert parser.name == catalog.SHIPPED_DEFAULT
    assert Parser.load(catalog.resolve("default")).name == parser.name
    with pytest.raises(CheckpointError, match="nosuch"):
        Parser.load("nosuch")
    wrong = tmp_path / "portrait.safetensors"
    wrong.write_bytes(b"not a model")
    with pytest.raises(CheckpointError, match=r"portrait\.safetensors"):
        Parser.load(wrong)


def test_a_user_model_is_listed_beside_the_shipped_one():
    folder = catalog.user_folder()
    folder.mkdir(parents=True)
    (folder / "mine.safetensors").write_bytes(catalog.resolve("default").read_bytes())
    (folder / "broken.safetensors").write_bytes(b"")
    rows = {name: info for name, _, info in catalog.available()}
    assert rows["mine"].config == rows[catalog.SHIPPED_DEFAULT].config
    assert isinstance(rows["broken"], CheckpointError)


def test_a_device_that_is_not_there_is_named():
    assert devices.choose("cpu").type == "cpu"
    assert devices.choose("auto").type in devices.CHOICES
    with pytest.raises(devices.DeviceError, match="toaster"):
        devices.choose("toaster")
    if not torch.cuda.is_available():
        with pytest.raises(devices.DeviceError, match="cuda"):
            devices.choose("cuda")


@pytest.mark.skipif(not can_fuse(torch.device("cpu")), reason="this torch has no oneDNN Graph")
def test_after_the_warm_up_a_photo_waits_for_no_fusing(small_portrait, monkeypatch):
    fused = []

    def fuse(network, example):
        fused.append(example.shape[-1])
        return network

    monkeypatch.setattr("faceparse_core.parsing.fused.fuse", fuse)
    parser = Parser.load()
    parser.warm_up()
    assert sorted(fused) == [ROUGH_SIDE, 512]
    parser.parse(small_portrait)
    assert len(fused) == 2
