"""Frames through the database and back."""

import json
import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.project import Prediction, Project
from faceparse_gui.project.frames import from_text, to_text

FRAMES = st.lists(
    st.builds(
        lambda size, angle, x, y: np.array(
            [
                [size * np.cos(angle), -size * np.sin(angle), x],
                [size * np.sin(angle), size * np.cos(angle), y],
            ]
        ),
        st.floats(0.01, 1000),
        st.floats(-4, 4),
        st.floats(-1e6, 1e6),
        st.floats(-1e6, 1e6),
    ),
    max_size=5,
)
GOOD = [[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]]


@given(FRAMES)
def test_frames_come_back_bit_for_bit(frames):
    back = from_text(to_text(frames))
    assert len(back) == len(frames)
    for a, b in zip(frames, back, strict=True):
        assert b.dtype == np.float64
        assert np.array_equal(a, b)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists))
def test_any_other_json_is_no_frames_or_usable_ones(value):
    for frame in from_text(json.dumps(value)):
        assert frame.shape == (2, 3)
        assert np.isfinite(np.linalg.inv(frame[:, :2])).all()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[" * 100_000,
        json.dumps([GOOD, [[1, 2, 3]]]),
        json.dumps([GOOD, [[1, 2, 3], [2, 4, 3]]]),  # squeezed to a line
        json.dumps([GOOD, [[0, 0, 0], [0, 0, 0]]]),
        json.dumps([GOOD, [[1, 0, float("nan")], [0, 1, 0]]]),
        json.dumps([GOOD, [[1, 0, float("inf")], [0, 1, 0]]]),
        json.dumps([GOOD, [[1, 0, 1e300], [0, 1, 0]]]),
        json.dumps([GOOD, [["1", 0, 0], [0, 1, 0]]]),
        json.dumps([GOOD] * 1001),
    ],
)
def test_damaged_text_is_no_frames(text):
    assert from_text(text) == ()


def test_frames_and_uncertainty_belong_to_the_prediction(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    frame = np.array(GOOD)
    project.save_prediction(key, Prediction(labels, labels, "net-1", (frame, 2 * frame), 0.25))
    project.save_labels(key, labels, "edited")
    project.set_status(key, "accepted")
    project.close()
    project = Project.open(photos)
    assert project.record(key).uncertainty == 0.25
    prediction = project.load_prediction(key)
    assert prediction.uncertainty == 0.25
    assert np.array_equal(prediction.frames, [frame, 2 * frame])
    project.save_prediction(key, Prediction(labels, labels, "net-2"))
    assert project.frames(key) == ()
    assert project.record(key).uncertainty is None
    assert project.frames("of no photo") == ()
    project.close()


@pytest.mark.parametrize(
    ("frames", "uncertainty"), [("[[1,", 7.0), (b"\xff\xfe", float("-inf")), ("[]", -0.1)]
)
def test_a_hostile_database_gives_neither_frames_nor_uncertainty(photos, labels, frames, uncertainty):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_prediction(key, Prediction(labels, labels, "net", (np.array(GOOD),), 0.5))
    project.close()
    with sqlite3.connect(photos / ".faceparse" / "project.sqlite") as connection:
        connection.execute(
            "UPDATE images SET frames = CAST(? AS TEXT), uncertainty = ?", (frames, uncertainty)
        )
    connection.close()
    project = Project.open(photos)
    assert project.load_prediction(key).frames == ()
    assert project.record(key).uncertainty is None
    project.close()
