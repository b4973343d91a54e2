"""Faces in frames that somebody gives, and their parse put beside what is parsed already."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import DRAWN_CENTRE, DRAWN_SIZE, frame_around, frame_scale, transform
from faceparse_core.parsing.joining import FaceMaps, with_faces, without_faces
from faceparse_core.parsing.parser import Parser

DRAWN = (180.0, 45.0, 263.0, 173.0)
"""The astronaut's face from the hairline to the chin, as a hand draws it."""


def agreement(a, b):
    seen = (a > 0) | (b > 0)
    return (a == b)[seen].mean()


def maps_of(result):
    return FaceMaps(result.labels, result.confidence, tuple(face.to_photo for face in result.faces))


@pytest.fixture(scope="module")
def pair():
    """The astronaut beside its mirror image, ``(220, 440, 3)``."""
    from skimage.data import astronaut

    head = astronaut()[:220, 110:330]
    return np.ascontiguousarray(np.concatenate([head, head[:, ::-1]], axis=1))


@pytest.fixture(scope="module")
def both(shipped_parser: Parser, pair):
    return shipped_parser.parse(pair)


def test_a_drawn_box_makes_an_upright_frame_with_the_face_where_crops_have_it():
    frame = frame_around(100, 200, 100 + 2 * DRAWN_SIZE[0], 200 + 2 * DRAWN_SIZE[1])
    assert frame_scale(frame) == pytest.approx(2)
    middle = transform(frame, np.array([DRAWN_CENTRE]))[0]
    assert middle == pytest.approx((100 + DRAWN_SIZE[0], 200 + DRAWN_SIZE[1]))
    for empty in ((1, 1, 1, 9), (1, 9, 5, 2)):
        with pytest.raises(ValueError, match="empty"):
            frame_around(*empty)


def test_a_drawn_face_is_parsed_as_a_found_one(shipped_parser, astronaut):
    found = shipped_parser.parse(astronaut)
    drawn = shipped_parser.parse_frames(astronaut, [frame_around(*DRAWN)], straighten=True)
    assert agreement(drawn.labels, found.labels) > 0.93
    assert len(drawn.faces) == 1
    assert not drawn.no_face
    assert drawn.notices == ()


def test_a_frame_is_parsed_where_it_is_unless_it_is_to_be_straightened(shipped_parser, astronaut):
    found = shipped_parser.parse(astronaut)
    frame = found.faces[0].to_photo
    again = shipped_parser.parse_frames(astronaut, [frame])
    assert np.array_equal(again.faces[0].to_photo, frame)
    assert np.array_equal(again.labels, found.labels)
    moved = frame + np.array([[0, 0, 8.0], [0, 0, 5.0]])
    kept = shipped_parser.parse_frames(astronaut, [moved]).faces[0].to_photo
    straight = shipped_parser.parse_frames(astronaut, [moved], straighten=True).faces[0].to_photo
    assert np.array_equal(kept, moved)
    assert np.abs(straight[:, 2] - frame[:, 2]).max() < np.abs(moved[:, 2] - frame[:, 2]).max() / 2


def test_no_frames_are_no_face_and_nothing_is_looked_for(shipped_parser, astronaut):
    result = shipped_parser.parse_frames(astronaut, [])
    assert (result.faces, result.labels.any(), result.no_face) == ((), False, False)


def test_one_face_added_to_the_other_is_as_both_found_together(shipped_parser, pair, both):
    left, right = sorted((face.to_photo for face in both.faces), key=lambda frame: frame[0, 2])
    one = shipped_parser.parse_frames(pair, [left], others=[right])
    other = shipped_parser.parse_frames(pair, [right], others=[left])
    joined = with_faces(maps_of(one), maps_of(other))
    assert agreement(joined.labels, both.labels) > 0.97
    assert len(joined.frames) == 2
    differs = joined.labels != one.labels
    assert differs[:, 220:].sum() > 9 * differs[:, :220].sum()
    kept = other.labels == 0
    kept[:, 180:] = False  # beyond its frame, where the other sees nothing
    assert np.array_equal(joined.confidence[kept], one.confidence[kept])


def test_a_face_taken_out_leaves_the_other(pair, both):
    left = int(np.argmin([face.to_photo[0, 2] for face in both.faces]))
    rest = without_faces(maps_of(both), [left])
    nose = ID_OF["nose"]
    assert not rest.labels[:, :200].any()
    assert (rest.confidence[:, :200] == 255).all()
    assert np.array_equal(rest.labels[:, 220:] == nose, both.labels[:, 220:] == nose)
    assert len(rest.frames) == 1
    alone = without_faces(rest, [0])
    assert (alone.labels.any(), alone.frames) == (False, ())


def test_within_a_new_frame_what_was_labelled_without_a_face_gives_way(shipped_parser, astronaut):
    drawn = shipped_parser.parse_frames(astronaut, [frame_around(*DRAWN)])
    whole = FaceMaps(np.full((512, 512), 17, np.uint8), np.full((512, 512), 90, np.uint8), ())
    joined = with_faces(whole, maps_of(drawn))
    x0, y0, x1, y1 = drawn.faces[0].box
    inside = np.s_[max(y0, 0) + 1 : y1 - 1, x0 + 1 : x1 - 1]
    assert np.array_equal(joined.labels[inside], drawn.labels[inside])
    assert np.array_equal(joined.confidence[inside], drawn.confidence[inside])
    assert joined.labels[-1, -1] == drawn.labels[-1, -1] or joined.labels[-1, -1] == 17
    assert (whole.labels == 17).all()
