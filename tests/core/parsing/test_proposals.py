"""Face proposals: from the cascades and from the parts of a whole photo's parse."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.parsing import proposals
from faceparse_core.parsing.faces import CROP_SIDE, PARTS, frame_scale, transform

CENTRE = np.array([[256.0, 290.0]])


@pytest.mark.parametrize("angle", [0, 25, -25])
def test_the_cascades_propose_a_real_face_where_it_is(astronaut, angle):
    """NASA's portrait has one face, its nose near (223, 115)."""
    matrix = cv2.getRotationMatrix2D((223, 115), angle, 1.0)
    photo = cv2.warpAffine(astronaut, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    centres = [transform(frame, CENTRE)[0] for frame in proposals.search(photo)]
    assert any(np.hypot(x - 223, y - 115) < 20 for x, y in centres)


def test_the_cascades_see_nothing_in_an_empty_wall():
    for passes in (proposals.QUICK, proposals.THOROUGH):
        assert proposals.search(np.full((300, 400, 3), 180, np.uint8), passes) == []
        assert proposals.search(np.zeros((1, 1, 3), np.uint8), passes) == []


def parse_with(name: str, x: float, y: float, scale: float, photo: tuple[int, int]) -> np.ndarray:
    """Probabilities ``(19, 96, 128)`` of a whole photo with one disc, of the part's area at that scale."""
    width, height = photo
    out = np.zeros((19, 96, 128), np.float32)
    ys, xs = np.mgrid[:96, :128] + 0.5
    radius = scale * np.sqrt(PARTS[name].area / np.pi)
    out[PARTS[name].ids[-1]] = np.hypot(xs * width / 128 - x, ys * height / 96 - y) <= radius
    return out


@given(
    st.sampled_from(proposals.SEEN_PARTS),
    st.floats(0.25, 0.75),
    st.floats(0.25, 0.75),
    st.floats(0.5, 0.9),
    st.sampled_from([(1600, 1200), (640, 480), (200, 150)]),
)
def test_a_part_in_a_whole_photos_parse_proposes_the_frame_it_fits(name, across, down, share, photo):
    x, y, scale = across * photo[0], down * photo[1], share * photo[0] / CROP_SIDE
    (frame,) = proposals.seen(parse_with(name, x, y, scale, photo), *photo)
    home = transform(frame, np.array([PARTS[name].home]))[0]
    assert np.hypot(*(home - (x, y))) < 0.01 * photo[0]
    assert frame_scale(frame) == pytest.approx(scale, rel=0.25)


def test_specks_and_empty_parses_propose_nothing():
    speck = parse_with("l_eye", 800, 600, 0.1, (1600, 1200))
    assert proposals.seen(speck, 1600, 1200) == []
    assert proposals.seen(np.zeros((19, 96, 128), np.float32), 1600, 1200) == []
