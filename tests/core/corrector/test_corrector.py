"""The corrector without torch: what it sees, and that it answers as the network that was trained."""

import numpy as np
import torch

from faceparse_core.corrector.corrector import Corrector, shipped
from faceparse_core.corrector.inputs import IS_CLASS, NO, PLANES, SIDE, YES, planes, square_around
from faceparse_core.corrector.network import CorrectorNetwork
from faceparse_training.corrector.onnx_file import write_onnx


def _planes(side: int, class_id: int) -> np.ndarray:
    labels = np.zeros((side, side), np.uint8)
    labels[:, side // 2 :] = 13
    yes, no = np.zeros((2, side, side), bool)
    yes[side // 4 : side // 2, side // 4 : side // 4 + 1] = True
    photo = np.random.default_rng(0).integers(0, 255, (side, side, 3)).astype(np.uint8)
    return planes(photo, labels, np.full((side, side), 200, np.uint8), yes, no, class_id)


def test_the_file_gives_the_answers_of_the_network(tmp_path):
    torch.manual_seed(0)
    network = CorrectorNetwork().eval()
    for norm in (m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)):
        torch.nn.init.uniform_(norm.running_var, 0.5, 2.0)
        torch.nn.init.normal_(norm.running_mean)
    write_onnx(network, tmp_path / "corrector.onnx")
    seen = _planes(200, 13)
    with torch.no_grad():
        expected = network(torch.from_numpy(seen[None]))[0, 0].numpy()
    found = Corrector((tmp_path / "corrector.onnx").read_bytes()).logits(seen)
    assert np.abs(found - expected).max() < 1e-3


def test_a_thin_stroke_is_seen_however_large_the_photo():
    for side in (64, 128, 1000):
        seen = _planes(side, 13)
        assert seen.shape == (PLANES, SIDE, SIDE)
        assert seen[YES].sum() >= SIDE // 4
        assert not seen[NO].any()
        assert abs(float(seen[IS_CLASS].mean()) - 0.5) < 0.01


def test_the_square_lies_in_the_photo_and_holds_the_stroke():
    assert square_around((500, 500, 510, 512), (512, 512), 512) == (384, 384, 512, 512)
    assert square_around((0, 100, 4, 104), (512, 512), 512) == (0, 38, 128, 166)
    assert square_around((0, 100, 4, 104), (512, 512), 200) == (0, 77, 50, 127)
    x0, y0, x1, y1 = square_around((10, 100, 410, 120), (300, 512), 400)
    assert (x0 <= 10, x1 >= 410, y0, y1) == (True, True, 0, 300)


def test_the_shipped_one_is_small_and_leaves_what_no_stroke_doubts(tmp_path):
    """A certain network's halves, and a stroke of the class in the class: nothing is to change."""
    seen = _planes(128, 0)
    assert ((shipped().logits(seen) > 0) == (seen[IS_CLASS] > 0.5)).mean() > 0.97
