import numpy as np

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import frame_around, turn_about_face
from faceparse_gui.document.cutting_off import below

CLOTH, HAIR = ID_OF["cloth"], ID_OF["hair"]


def test_without_a_face_it_is_what_lies_below_the_point():
    labels = np.full((40, 60), CLOTH, np.uint8)
    labels[:, :20] = HAIR
    found = below(labels, CLOTH, (30.5, 25.5), ())
    expected = np.zeros((40, 60), bool)
    expected[26:, 20:] = True
    assert np.array_equal(found, expected)


def test_it_follows_the_direction_of_the_face():
    labels = np.full((100, 100), CLOTH, np.uint8)
    lying = turn_about_face(frame_around(40, 40, 60, 65), 90)  # its chin points to the left
    found = below(labels, CLOTH, (30.5, 50.5), [lying])
    assert found[:, :30].all()
    assert not found[:, 31:].any()


def test_what_another_face_owns_stays():
    labels = np.full((100, 200), CLOTH, np.uint8)
    frames = [frame_around(40, 20, 60, 45), frame_around(140, 20, 160, 45)]
    found = below(labels, CLOTH, (45.0, 70.0), frames)
    assert found[71:, :99].all()
    assert not found[:, 101:].any()
    assert not found[:69].any()
