"""What the played person finds to correct, and where a hand strokes through it."""

import numpy as np

from faceparse_core.work import SLIVER
from faceparse_gui.commands.gestures.centre_line import centre_line, length_of
from faceparse_gui.commands.gestures.wrong_areas import wrong_areas


def test_areas_are_of_one_true_class_the_largest_first_and_thin_edges_are_none():
    truth = np.zeros((100, 100), np.uint8)
    truth[10:30, 10:40] = 13
    truth[10:30, 40:50] = 17
    truth[60:90, 20 : 20 + SLIVER - 1] = 4
    areas = wrong_areas(np.zeros_like(truth), truth)
    assert [(area.class_id, area.box) for area in areas] == [(13, (10, 10, 40, 30)), (17, (40, 10, 50, 30))]
    assert areas[0].pixels > 0.9 * 600
    assert wrong_areas(truth, truth) == []


def test_the_line_goes_through_the_middle_from_end_to_end():
    bow = np.zeros((60, 80), bool)
    bow[5:55, 5:17] = bow[43:55, 5:75] = bow[5:55, 63:75] = True
    line = centre_line(bow)
    assert bow[line[:, 1].astype(int), line[:, 0].astype(int)].all()
    assert {line[0, 1] < 12, line[-1, 1] < 12} == {True}
    assert 110 < length_of(line) < 180
    legs = line[(line[:, 1] > 15) & (line[:, 1] < 40)]
    assert np.minimum(abs(legs[:, 0] - 11), abs(legs[:, 0] - 69)).max() <= 3
