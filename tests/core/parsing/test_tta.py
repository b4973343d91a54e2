"""Test-time augmentation against the same thing written out."""

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional as F

from faceparse_core.labels import ID_OF, MIRROR_LUT, flip_horizontally
from faceparse_core.model import normalise
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import load_model
from faceparse_core.parsing.parser import Parser
from faceparse_core.parsing.tta import VIEWS, View, average


def test_the_average_is_of_probabilities_and_keeps_the_first_size():
    first, second = torch.randn(2, 19, 8, 12, generator=torch.Generator().manual_seed(0)) * 4
    mean = (first.softmax(0) + second.softmax(0)) / 2
    torch.testing.assert_close(average([first, second]).exp(), mean)
    larger = F.interpolate(second[None], size=(16, 24), mode="nearest")[0]
    assert average([first, larger]).shape == first.shape
    assert average([first]) is first


def test_no_view_says_minus_infinity():
    sure = torch.full((19, 2, 2), -300.0)
    sure[3] = 300.0
    assert average([sure, sure]).isfinite().all()


def test_a_mirrored_view_turns_columns_and_sides_back():
    view = View(mirrored=True)
    crop = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)
    assert (view.show(crop) == crop[:, ::-1]).all()
    labels = np.random.default_rng(0).integers(0, 19, (6, 10), dtype=np.uint8)
    seen = F.one_hot(torch.from_numpy(flip_horizontally(labels)).long(), 19).permute(2, 0, 1).float()
    assert (view.undo(seen).argmax(0).numpy() == labels).all()


@pytest.mark.parametrize(("tta", "scales"), [("flip", (1.0,)), ("scales", (1.0, 0.75, 1.25))])
def test_a_parse_with_tta_is_the_mean_of_its_views(astronaut, tta, scales):
    """Written out with OpenCV and the bare network, at the size of the crop."""
    photo = cv2.resize(astronaut[5:205, 125:325], (128, 128), interpolation=cv2.INTER_AREA)
    network, info = load_model(catalog.resolve("default"))
    info = info.model_copy(update={"input_size": 128})
    total = 0
    for scale in scales:
        side = int(128 * scale)
        way = cv2.INTER_AREA if side < 128 else cv2.INTER_LINEAR
        crop = cv2.resize(photo, (side, side), interpolation=way)
        for mirrored in (False, True):
            seen = np.ascontiguousarray(crop[:, ::-1]) if mirrored else crop
            with torch.inference_mode():
                logits = network.coarse(normalise(torch.from_numpy(seen)[None]))
            logits = logits[:, MIRROR_LUT.tolist()].flip(3) if mirrored else logits
            first = F.interpolate(logits, size=(64, 64), mode="bilinear", align_corners=False)
            total = total + first.softmax(1)
    mean = (total / (2 * len(scales))).log()
    expected = F.interpolate(mean, size=(128, 128), mode="bilinear", align_corners=False)[0]
    result = Parser(network, info, "test", torch.device("cpu"), tta).parse(photo, "whole")
    assert (result.labels == expected.argmax(0).numpy()).mean() > 0.999
    sure = (expected / info.temperature).softmax(0).max(0).values.numpy() * 255
    assert np.abs(result.confidence - sure).max() <= 2


def test_with_flips_a_mirrored_photo_gives_the_mirrored_labels(astronaut, shipped_parser):
    """Exactly what averaging over the mirror must give, and one pass alone does not."""
    photo = cv2.resize(astronaut[5:205, 125:325], (256, 256), interpolation=cv2.INTER_CUBIC)
    parser = Parser.load("default", device="cpu", tta="flip")
    labels = parser.parse(photo, "whole").labels
    mirrored = parser.parse(np.ascontiguousarray(photo[:, ::-1]), "whole").labels
    assert (flip_horizontally(mirrored) == labels).mean() > 0.999
    one_pass = shipped_parser.parse(np.ascontiguousarray(photo[:, ::-1]), "whole").labels
    assert (flip_horizontally(one_pass) != shipped_parser.parse(photo, "whole").labels).mean() > 0.001


def test_faces_are_found_and_averaged_in_photos_too(small_portrait):
    network, info = load_model(catalog.resolve("default"))
    info = info.model_copy(update={"input_size": 256})
    result = Parser(network, info, "test", torch.device("cpu"), "scales").parse(small_portrait)
    assert result.faces
    ys, xs = np.nonzero(result.labels == ID_OF["nose"])
    assert np.hypot(np.median(xs) - 113, np.median(ys) - 115) < 12


def test_one_pass_is_the_default():
    assert VIEWS["off"] == (View(),)
    assert Parser.load("default", device="cpu")._network._views == VIEWS["off"]
    assert [view.side(512) for view in VIEWS["scales"]] == [512, 512, 384, 384, 640, 640]
