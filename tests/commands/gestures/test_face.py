"""The played person at work: a face is corrected, and what is no help is declined and done by hand."""

from dataclasses import replace

import numpy as np
import pytest

from faceparse_gui.commands.gestures.face import DONE, Face, correct
from faceparse_gui.commands.gestures.tools import TOOLS, Attempt, by_hand
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.doubted import Said


def _face() -> Face:
    """A scarf of an even colour, of which a half and a corner are taken for clothes."""
    truth = np.zeros((200, 200), np.uint8)
    truth[110:170, 20:180] = 17
    truth[20:60, 30:90] = 13
    noise = np.random.default_rng(0).normal(0, 4, (200, 200, 3))
    photo = np.clip(np.array([20, 120, 220])[np.searchsorted([0, 13, 17], truth)][..., None] + noise, 0, 255)
    labels = truth.copy()
    labels[110:170, 100:180] = 18
    labels[20:40, 30:60] = 0
    confidence = np.where(labels == truth, 240, 120).astype(np.uint8)
    return Face(photo.astype(np.uint8), Said(PackedMap(labels), PackedMap(confidence)), labels, truth)


@pytest.mark.parametrize("tool", list(TOOLS))
def test_with_each_tool_a_face_is_corrected_and_the_same_hand_does_the_same(tool):
    results = []
    for _ in range(2):
        face = _face()
        work = face.work
        spent = correct(face, TOOLS[tool], np.random.default_rng(3), DONE)
        assert face.work <= (1 - DONE) * work
        assert face.wrong < 0.4 * work
        results.append((spent, face.labels.tobytes()))
    assert results[0] == results[1]


def test_a_proposal_that_corrects_nothing_costs_a_gesture_and_its_time_and_the_brush_does_the_rest():
    def no_help(picture, labels, area, size, hand):
        return Attempt((labels,), 1.0)

    plain = correct(_face(), by_hand, np.random.default_rng(3), DONE)
    face = _face()
    spent = correct(face, no_help, np.random.default_rng(3), DONE)
    assert face.wrong < 0.4 * _face().work
    assert spent.gestures > plain.gestures
    assert spent.seconds > plain.seconds + 2


def test_a_later_proposal_is_taken_where_it_is_better_and_looking_at_it_takes_longer():
    def late(picture, labels, area, size, hand):
        attempt = by_hand(picture, labels, area, size, hand)
        return replace(attempt, proposals=(labels, labels, *attempt.proposals), asks=True)

    def first(picture, labels, area, size, hand):
        return replace(by_hand(picture, labels, area, size, hand), asks=True)

    spent = [correct(_face(), gesture, np.random.default_rng(3), DONE) for gesture in (first, late)]
    assert spent[0].gestures == spent[1].gestures
    assert spent[0].seconds < spent[1].seconds


def test_what_is_painted_at_once_and_right_takes_no_key_and_what_is_wrong_takes_one():
    def help_at_once(picture, labels, area, size, hand):
        return replace(by_hand(picture, labels, area, size, hand), asks=True, at_once=True)

    def no_help_at_once(picture, labels, area, size, hand):
        return Attempt((labels,), 0.0, at_once=True)

    def seconds(gesture):
        return correct(_face(), gesture, np.random.default_rng(3), DONE).seconds

    plain, asked = seconds(by_hand), seconds(lambda *given: replace(help_at_once(*given), at_once=False))
    assert plain < seconds(help_at_once) < asked
    assert seconds(no_help_at_once) < seconds(lambda *given: replace(no_help_at_once(*given), at_once=False))
